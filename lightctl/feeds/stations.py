"""Weather stations over MQTT: JSON objects, one topic for each station.

`at` (ISO 8601 with an offset), and any of `rain_mm_h`, `rain_mm` over `period_s`, `visibility_m`,
`cloud_percent`, `code` (WMO present weather), `station` (else the topic's last level). What is missing, null
or out of range is not said. Of several fresh stations the darkest of each counts.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from lightctl.clock import SiteClock
from lightctl.core.conditions import WeatherReading
from lightctl.errors import FeedError
from lightctl.feeds.messages import instant_of, object_of
from lightctl.feeds.provider import MOST_AHEAD, sane, says_nothing
from lightctl.feeds.severity import darkest
from lightctl.feeds.weather_order import Listening
from lightctl.links.mqtt import Broker, subscribed

log = logging.getLogger(__name__)

STATION_FRESH_FOR = timedelta(minutes=30)


class Stations(Listening):
    """The latest of each station; `heard` is called after every message that could be read."""

    def __init__(self, broker: Broker, topic: str, clock: SiteClock, heard: Callable[[], None]) -> None:
        self.name = f"stations at mqtt://{broker.host}:{broker.port}/{topic}"
        self.last: WeatherReading | None = None
        self.trouble = ""
        self._broker, self._topic, self._clock, self._heard = broker, topic, clock, heard
        self._latest: dict[str, WeatherReading] = {}

    async def listen(self) -> None:
        async for topic, payload in subscribed(self._broker, self._topic):
            try:
                self.take(topic, payload)
            except ValueError as error:
                log.warning("weather message on %s dropped: %s", topic, error)

    def take(self, topic: str, payload: bytes) -> None:
        """Go on with one message; raises ValueError with what is wrong with it."""
        now = self._clock.now()
        reading = parse_station(topic, payload, now)
        if reading.at < now - STATION_FRESH_FOR:
            return
        before = self._latest.get(reading.source)
        if before is None or reading.at > before.at:
            self._latest = {name: row for name, row in self._latest.items()
                            if row.at >= now - STATION_FRESH_FOR}  # fmt: skip
            self._latest[reading.source] = reading
            self._heard()

    async def wait_for_one(self, seconds: float) -> None:
        """Hear until a station has spoken, at most so long; raises FeedError without a broker."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                async for topic, payload in subscribed(self._broker, self._topic):
                    with contextlib.suppress(ValueError):
                        self.take(topic, payload)
                        return

    async def now(self) -> WeatherReading:
        since = self._clock.now() - STATION_FRESH_FOR
        fresh = [reading for reading in self._latest.values() if reading.at >= since]
        if not fresh:
            self.trouble = f"{self.name}: no station has spoken for {STATION_FRESH_FOR.seconds // 60} minutes"
            raise FeedError(self.trouble)
        self.trouble, self.last = "", together(fresh)
        return self.last


def parse_station(topic: str, payload: bytes, now: datetime) -> WeatherReading:
    """One message; raises ValueError with what is wrong."""
    message = object_of(payload)
    at = instant_of(message.get("at"), "at")
    if at > now + MOST_AHEAD:
        raise ValueError(f"`at` is {at.isoformat()}, ahead of the city")
    code = message.get("code")
    whole = isinstance(code, int) and not isinstance(code, bool) and 0 <= code <= 99
    reading = WeatherReading(
        at=min(at, now),  # a clock that runs ahead keeps no other station from being heard
        source=str(message.get("station", topic.rsplit("/", 1)[-1]))[:64],
        code=code if whole and isinstance(code, int) else None,
        rain_mm_h=_rain(message),
        visibility_m=sane(message.get("visibility_m"), 0, 1e6),
        cloud_percent=sane(message.get("cloud_percent"), 0, 100),
    )
    if says_nothing(reading):
        raise ValueError("it says nothing about the weather")
    return reading


def together(readings: Iterable[WeatherReading]) -> WeatherReading:
    """The darkest of each: most rain and cloud, least sight, worst code; as old as the newest."""
    rows = sorted(readings, key=lambda reading: (reading.at, reading.source))
    sights = [row.visibility_m for row in rows if row.visibility_m is not None]
    return WeatherReading(
        rows[-1].at, ", ".join(row.source for row in rows), darkest(row.code for row in rows),
        _most(row.rain_mm_h for row in rows), min(sights, default=None),
        _most(row.cloud_percent for row in rows),
    )  # fmt: skip


def _rain(message: dict[str, object]) -> float | None:
    rate = sane(message.get("rain_mm_h"), 0, 500)
    amount, period = sane(message.get("rain_mm"), 0, 500), sane(message.get("period_s"), 60, 86_400)
    if rate is None and amount is not None and period is not None:
        return amount * 3600 / period
    return rate


def _most(values: Iterable[float | None]) -> float | None:
    return max((value for value in values if value is not None), default=None)
