"""A recording, played back on the city's clock."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from lightctl.clock import SiteClock


class Dated(Protocol):
    """Anything with an instant."""

    @property
    def at(self) -> datetime:
        """When it was measured, aware UTC."""


D = TypeVar("D", bound=Dated)


class Replay(Generic[D]):
    """Gives each recorded reading at its instant; what already lies in the past is left out."""

    def __init__(self, name: str, recording: Sequence[D], clock: SiteClock) -> None:
        self.name = name
        self._recording = sorted(recording, key=lambda reading: reading.at)
        self._clock = clock

    async def readings(self) -> AsyncIterator[D]:
        started = self._clock.now()
        for reading in self._recording:
            if reading.at < started:
                continue
            await self._clock.sleep_until(reading.at)
            yield reading
