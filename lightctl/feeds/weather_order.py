"""Several weather sources in order: the first that has fresh weather speaks for the city."""

import asyncio
import logging
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Protocol

from lightctl.clock import SiteClock
from lightctl.core.conditions import WeatherReading
from lightctl.errors import FeedError

log = logging.getLogger(__name__)

JITTER_SHARE = 0.1
"""Of the period: cities do not all ask at the full hour."""


class Source(Protocol):
    """A weather service or stations."""

    last: WeatherReading | None
    """What it said last."""
    trouble: str
    """Why it says nothing now; empty while it does."""

    @property
    def name(self) -> str: ...
    async def now(self) -> WeatherReading:
        """The weather now; raises FeedError where there is none."""


class WeatherOrder:
    """Asks when rung, and by itself when the bell has been silent for two periods."""

    def __init__(
        self, sources: Sequence[Source], every: timedelta, clock: SiteClock, *,
        jitter: Callable[[], float] = random.random,
    ) -> None:  # fmt: skip
        self.sources = tuple(sources)
        self.used = ""
        """The source that spoke last; empty before any did."""
        self._every, self._clock, self._jitter = every, clock, jitter
        self._bell = asyncio.Event()

    @property
    def name(self) -> str:
        """What people call it."""
        return "weather from " + ", else ".join(source.name for source in self.sources)

    def ring(self) -> None:
        """Ask soon."""
        self._bell.set()

    def companions(self) -> tuple[tuple[str, Callable[[], Awaitable[None]]], ...]:
        """Jobs that must run beside it: name and what to run."""
        listening = [source for source in self.sources if isinstance(source, Listening)]
        return tuple((f"weather {source.name}", source.listen) for source in listening)

    async def fetch(self) -> WeatherReading:
        """The weather of the first source that has some; raises FeedError with what each of them said."""
        said = []
        for source in self.sources:
            try:
                reading = await source.now()
            except FeedError as error:
                said.append(str(error))
                continue
            if source.name != self.used:
                log.info("weather comes from %s", source.name)
                self.used = source.name
            return reading
        self.used = ""
        raise FeedError("; ".join(said) or "no weather source")

    async def readings(self) -> AsyncIterator[WeatherReading]:
        while True:
            self._bell.clear()
            yield await self.fetch()
            try:
                async with asyncio.timeout(2 * self._every.total_seconds() / self._clock.rate):
                    await self._bell.wait()
            except TimeoutError:
                continue
            await self._clock.sleep(self._jitter() * JITTER_SHARE * self._every.total_seconds())


class Listening:
    """A source that hears by itself instead of asking; `listen` runs until it fails with FeedError."""

    name: str

    async def listen(self) -> None:
        """Hear for as long as the connection lasts."""
        raise FeedError("nothing to listen to")
