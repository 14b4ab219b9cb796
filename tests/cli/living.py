"""A real daemon process on the starter site, for tests that type commands at it."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

STARTS_WITHIN_S = 20.0
STOPS_WITHIN_S = 5.0


def lightctl(*words: str, state: Path, site: Path) -> subprocess.CompletedProcess[str]:
    """Type `lightctl WORDS` for a site and its state."""
    environment = {**os.environ, "LIGHTCTL_SITE": str(site), "LIGHTCTL_STATE": str(state)}
    return subprocess.run(
        [sys.executable, "-m", "lightctl", *words], env=environment, capture_output=True, text=True,
        timeout=20, check=False,
    )  # fmt: skip


class Daemon:
    """A running daemon; `ask` types a command with `--json`."""

    def __init__(self, site: Path, state: Path, process: "subprocess.Popen[str]") -> None:
        self.site, self.state, self.process = site, state, process

    def type(self, *words: str) -> subprocess.CompletedProcess[str]:
        return lightctl(*words, state=self.state, site=self.site)

    def ask(self, *words: str) -> Any:
        done = self.type(*words, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def terminate(self) -> float:
        """SIGTERM; seconds until it was gone."""
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(STOPS_WITHIN_S + 5)
        return time.monotonic() - began


@contextmanager
def daemon(site: Path, state: Path, *options: str, program: Sequence[str] = ()) -> Iterator[Daemon]:
    """Run the daemon until the block ends; whatever happens, none is left behind."""
    usual = ("-m", "lightctl", "run", "--site", str(site), "--state", str(state), *options)
    words = [sys.executable, *(program or usual)]
    log = state.with_suffix(".log")
    with log.open("a", encoding="utf-8") as out:
        process = subprocess.Popen(words, stdout=out, stderr=out, text=True)
    try:
        until = time.monotonic() + STARTS_WITHIN_S
        running = Daemon(site, state, process)
        while not (state / "lightctl.sock").exists() or running.type("status").returncode:
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < until, log.read_text()
            time.sleep(0.05)
        yield running
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
