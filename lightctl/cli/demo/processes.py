"""The demo's processes: started together, watched, and ended together."""

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from lightctl.errors import LightctlError

ENDS_WITHIN_S = 8.0
STARTS_WITHIN_S = 40.0


class Processes:
    """Child processes of lightctl itself; whatever happens, none is left behind."""

    def __init__(self, logs: Path) -> None:
        self._logs = logs
        self._running: dict[str, subprocess.Popen[str]] = {}

    def __enter__(self) -> Self:
        # A terminal that closes, or `timeout`, ends the demo as Ctrl-C does: with its children.
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.default_int_handler)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in self._running.values():
            process.terminate()
        for process in self._running.values():
            try:
                process.wait(ENDS_WITHIN_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def start(self, name: str, *words: str) -> None:
        """Start `lightctl WORDS`; what it says goes to NAME.log, which `last_words` quotes."""
        with self.log_of(name).open("w", encoding="utf-8") as log:
            self._running[name] = subprocess.Popen(
                [sys.executable, "-m", "lightctl", *words],
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, text=True,
                start_new_session=True,
            )  # fmt: skip

    def log_of(self, name: str) -> Path:
        """Where a process says what it has to say."""
        return self._logs / f"{name}.log"

    def wait_for(self, name: str, ready: Callable[[], bool], pause: Callable[[], None]) -> None:
        """Pause until ready; raises LightctlError with its last words when the process ends before."""
        while not ready():
            self.check(name)
            pause()

    def check(self, name: str) -> None:
        """Raise LightctlError when a process has ended in failure."""
        code = self._running[name].poll()
        if code:
            raise LightctlError(f"the demo's {name} ended with {code}: {self.last_words(name)}")

    def running(self, name: str) -> bool:
        """Whether it has not ended yet."""
        return self._running[name].poll() is None

    def last_words(self, name: str) -> str:
        """The last line of its log."""
        lines = self.log_of(name).read_text("utf-8").strip().splitlines()
        return lines[-1] if lines else "it said nothing"
