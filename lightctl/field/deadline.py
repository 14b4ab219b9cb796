"""One timer for many transactions: it looks when the first deadline comes, and moves on."""

import asyncio
from collections.abc import Callable

from lightctl.clock import WireClock
from lightctl.field.quiet import CLOCK_GRAIN_S


class Deadline:
    """`on_due` hears that the instant `at` has come; it returns a later one, or None when all is said."""

    __slots__ = ("_on_due", "_rings_at", "_timer", "at", "wire")

    def __init__(self, wire: WireClock, on_due: Callable[[float], float | None]) -> None:
        self.wire = wire
        self._on_due = on_due
        self.at = self._rings_at = 0.0
        self._timer: asyncio.TimerHandle | None = None

    def set(self, at: float) -> None:
        """The next deadline; a timer that already rings before is left alone, for a new one costs."""
        self.at = at
        if self._timer is None or at < self._rings_at:
            self.rest()
            self._ring_at(at)

    def rest(self) -> None:
        """Nothing is waited for."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _ring_at(self, at: float) -> None:
        self._rings_at = at
        self._timer = asyncio.get_running_loop().call_at(at + CLOCK_GRAIN_S, self._ring)

    def _ring(self) -> None:
        self._timer = None
        now = self.wire()
        later = self.at if now < self.at else self._on_due(now)
        if later is not None:
            self._ring_at(later)
