"""Counts that a counter pushes to the API, in the forms that MQTT knows."""

import asyncio
import logging
from collections.abc import AsyncIterator

from lightctl.clock import SiteClock
from lightctl.core.conditions import TrafficReading
from lightctl.feeds.traffic_messages import TrafficMessages

MOST_WAITING = 10_000

log = logging.getLogger(__name__)


class PushedTraffic:
    """Readings as they are pushed."""

    name = "traffic pushed to the API"

    def __init__(self, messages: TrafficMessages, clock: SiteClock) -> None:
        self._messages, self._clock = messages, clock
        self._waiting: asyncio.Queue[TrafficReading] = asyncio.Queue(MOST_WAITING)

    def push(self, place: str, payload: bytes) -> int:
        """Take a message for a place (or none named here); how many readings it completed.

        Raises ValueError with what is wrong, and takes nothing of it then.
        """
        readings = self._messages.read(place, payload, self._clock.now())
        for reading in readings:
            if self._waiting.full():
                self._waiting.get_nowait()
            self._waiting.put_nowait(reading)
        return len(readings)

    async def readings(self) -> AsyncIterator[TrafficReading]:
        while True:
            yield await self._waiting.get()
