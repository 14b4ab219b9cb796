"""The computer's clock in service: a step that nobody can prove does not become the city's time."""

import ctypes
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from lightctl.clock.site_clock import SystemClock

SUSPICIOUS = timedelta(minutes=2)
_TIME_ERROR = 5
"""What adjtimex(2) returns while no time source disciplines the clock."""
_TIMEX_BYTES = 512
"""More than any architecture's struct timex; zeros ask and set nothing."""


class GuardedClock(SystemClock):
    """Follows the computer's clock; over an unproven step of more than two minutes it goes on by itself.

    It believes the computer again when the kernel is synchronised, when the step is taken back, or at a
    restart, which is an operator's word.
    """

    def __init__(
        self, wall: Callable[[], datetime] | None = None, seconds: Callable[[], float] | None = None,
        proven: Callable[[], bool] | None = None,
    ) -> None:  # fmt: skip
        self._wall = wall or super().now
        self._seconds = seconds or _since_boot
        self._proven = proven or kernel_synchronised
        self._said, self._at = self._wall(), self._seconds()
        self._seen = self._said
        self.steps = 0
        self.doubt = timedelta(0)

    def now(self) -> datetime:
        wall, at = self._wall(), self._seconds()
        passed = timedelta(seconds=at - self._at)
        self.steps += abs(wall - self._seen - passed) > SUSPICIOUS
        expected = self._said + passed
        doubted = abs(wall - expected) > SUSPICIOUS and not self._proven()
        self._said, self._at, self._seen = expected if doubted else wall, at, wall
        self.doubt = wall - self._said
        return self._said


def kernel_synchronised() -> bool:
    """Whether a time source disciplines the kernel's clock now; False where the kernel cannot say."""
    adjtimex = getattr(ctypes.CDLL(None), "adjtimex", None)
    return adjtimex is not None and adjtimex(ctypes.create_string_buffer(_TIMEX_BYTES)) not in {
        -1,
        _TIME_ERROR,
    }


def _since_boot() -> float:
    """Monotonic, and counting on while the machine sleeps."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)
