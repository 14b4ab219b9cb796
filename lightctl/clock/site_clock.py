"""The city's time: schedules, sun, ledger, overrides and ages are counted in it."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol

LONGEST_NAP_S = 3600.0


class SiteClock(Protocol):
    """City time as aware UTC, and a way to wait in it."""

    @property
    def rate(self) -> float:
        """City seconds per second of the event loop."""

    def now(self) -> datetime:
        """The city's present instant, aware UTC."""

    async def sleep(self, seconds: float) -> None:
        """Wait for that many city seconds."""

    async def sleep_until(self, instant: datetime) -> None:
        """Wait until the city's time has reached the instant."""


class SystemClock:
    """The computer's own clock, believed whatever it says."""

    rate = 1.0
    steps = 0
    """How often it was seen to be set."""
    doubt = timedelta(0)
    """The computer's clock minus the city's, while it is not believed."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(max(0.0, seconds))

    async def sleep_until(self, instant: datetime) -> None:
        while (left := (instant - self.now()).total_seconds()) > 0:
            await asyncio.sleep(min(left, LONGEST_NAP_S))


class RunningClock:
    """City time that began at `start` and runs `rate` times as fast as `seconds()`.

    With the event loop's own time it serves fast demos (rate > 1) and, on a virtual loop, nights
    in virtual time. Two processes agree when they share `start`, `rate` and a monotonic `origin`.
    """

    def __init__(
        self, start: datetime, *, rate: float = 1.0, seconds: Callable[[], float] | None = None,
        origin: float | None = None,
    ) -> None:  # fmt: skip
        if start.tzinfo is None:
            raise ValueError("a city clock starts at an aware instant")
        self._start = start
        self.rate = rate
        self._seconds = seconds or (lambda: asyncio.get_running_loop().time())
        self._origin = origin
        self._shown: tuple[float, datetime] | None = None
        """The instant told last, and for which second; on a virtual loop many ask at one instant."""

    def now(self) -> datetime:
        seconds, shown = self._seconds(), self._shown
        if shown is not None and shown[0] == seconds:
            return shown[1]
        if self._origin is None:
            self._origin = seconds
        now = self._start + timedelta(seconds=(seconds - self._origin) * self.rate)
        self._shown = seconds, now
        return now

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(max(0.0, seconds) / self.rate)

    async def sleep_until(self, instant: datetime) -> None:
        while (left := (instant - self.now()).total_seconds()) > 0:
            await asyncio.sleep(left / self.rate)
