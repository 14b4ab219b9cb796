"""The city and its daemon as a stranger runs them: two processes, real sockets, real ptys."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.conftest import REPOSITORY

LIGHTCTL = (sys.executable, "-m", "lightctl")
Row = Mapping[str, Any]


class TookTooLongError(AssertionError):
    """Something that was waited for did not come."""


@dataclass
class LiveCity:
    """The reference city from a local instant on, at the machine's own pace."""

    state: Path
    start: str
    site: Path = REPOSITORY
    rate: float = 1.0
    city: subprocess.Popen[bytes] | None = None
    daemon: subprocess.Popen[bytes] | None = None
    origin: float = field(default_factory=time.monotonic)

    def __enter__(self) -> Self:
        self.state.mkdir(parents=True, exist_ok=True)
        self.city = self._run("simulate", "--any-port", *self._clock())
        wait_until((self.state / "field.json").exists, 15, "the simulated city listens")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in (self.daemon, self.city):
            if process is not None and process.poll() is None:
                process.kill()
                process.wait()

    @property
    def now(self) -> datetime:
        """The city's local time, naive."""
        passed = (time.monotonic() - self.origin) * self.rate
        return datetime.fromisoformat(self.start) + timedelta(seconds=passed)

    def light(self) -> None:
        """Start the daemon and wait until it answers."""
        addresses = str(self.state / "field.json")
        self.daemon = self._run("run", "--simulated-field", addresses, *self._clock())
        wait_until(lambda: self.command("status").returncode == 0, 15, "the daemon answers")

    def end(self, number: signal.Signals) -> float:
        """Signal the daemon; seconds until it was gone."""
        assert self.daemon is not None
        began = time.monotonic()
        self.daemon.send_signal(number)
        self.daemon.wait(15)
        return time.monotonic() - began

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """One lightctl command, as an operator types it."""
        where = ("--site", str(self.site), "--state", str(self.state))
        return subprocess.run(
            [*LIGHTCTL, *words, *where], capture_output=True, text=True, check=False, timeout=30,
            env={**os.environ, "NO_COLOR": "1"},
        )  # fmt: skip

    def ask(self, *words: str) -> Any:
        """A command's JSON; fails where the command fails."""
        done = self.command(*words, "--json")
        assert done.returncode == 0, f"{' '.join(words)}: {done.stderr}"
        return json.loads(done.stdout)

    def lamps(self) -> list[Row]:
        """Every lamp as the daemon knows it."""
        rows: list[Row] = self.ask("lamps")
        return rows

    def lines(self) -> dict[str, tuple[str, int]]:
        """Where each TCP line listens."""
        rows = json.loads((self.state / "field.json").read_text("utf-8"))["lines"]
        return {name: (at.rpartition(":")[0], int(at.rpartition(":")[2])) for name, at in rows.items()}

    def _clock(self) -> tuple[str, ...]:
        return (
            "--site", str(self.site), "--state", str(self.state), "--clock-start", self.start,
            "--clock-rate", str(self.rate), "--clock-origin", str(self.origin),
        )  # fmt: skip

    def _run(self, *words: str) -> subprocess.Popen[bytes]:
        log = (self.state / f"{words[0]}.log").open("ab")
        with log:
            return subprocess.Popen([*LIGHTCTL, *words], stdout=log, stderr=log)


def wait_until(right: Callable[[], bool], seconds: float, what: str) -> float:
    """Ask again and again; seconds until it was so, TookTooLongError after `seconds`."""
    began = time.monotonic()
    while not right():
        if time.monotonic() - began > seconds:
            raise TookTooLongError(f"not within {seconds:g} s: {what}")
        time.sleep(0.25)
    return time.monotonic() - began


def unfinished(rows: list[Row]) -> Counter[str]:
    """Lamps that do not yet show what was decided, by state."""
    return Counter(row["state"] for row in rows if not follows(row))


def follows(row: Row) -> bool:
    """Whether a lamp was seen to give the light that was decided; one of a contactor pattern may be dark."""
    if row["state"] == "verified":
        return bool(row["measured"] >= row["decided"] - 0.01)
    left_out = row["power_w"] is None and row["accepted"] == row["measured"] == 0
    return bool(row["state"] == "unpowered" and (row["decided"] == 0 or left_out))
