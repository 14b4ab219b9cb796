"""Weather now from any server that speaks Open-Meteo's forecast interface."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

from lightctl.clock import SiteClock
from lightctl.core.conditions import WeatherReading
from lightctl.core.place import Place
from lightctl.errors import FeedError
from lightctl.links.http import get_json

CURRENT = "weather_code,precipitation,cloud_cover,visibility"
AGENT = "lightctl (street lighting control)"
MOST_AHEAD = timedelta(hours=1)
"""Weather from farther in the city's future would outlast every true reading that follows it."""
_SANE = {
    "precipitation": (0.0, 500.0),
    "cloud_cover": (0.0, 100.0),
    "visibility": (0.0, 1e6),
    "interval": (60.0, 86_400.0),
}


class OpenMeteo:
    """Fetches when rung, and by itself when the bell has been silent for two periods."""

    def __init__(self, address: str, place: Place, every: timedelta, clock: SiteClock) -> None:
        self.name = f"weather from {address}"
        self._address, self._place, self._every, self._clock = address, place, every, clock
        self._bell = asyncio.Event()

    def ring(self) -> None:
        """Fetch soon."""
        self._bell.set()

    async def fetch(self) -> WeatherReading:
        """One reading; raises FeedError."""
        query = {
            "latitude": f"{self._place.latitude:.4f}",
            "longitude": f"{self._place.longitude:.4f}",
            "current": CURRENT,
            "timezone": "GMT",
        }
        reading = parse_current(await get_json(self._address, query, agent=AGENT))
        if reading.at > self._clock.now() + MOST_AHEAD:
            raise FeedError(f"the weather answer is of {reading.at.isoformat()}, ahead of the city")
        return reading

    async def readings(self) -> AsyncIterator[WeatherReading]:
        while True:
            self._bell.clear()
            yield await self.fetch()
            try:
                async with asyncio.timeout(2 * self._every.total_seconds() / self._clock.rate):
                    await self._bell.wait()
            except TimeoutError:
                continue


def parse_current(answer: object) -> WeatherReading:
    """The `current` block of an answer; what is missing or absurd becomes None, never clear sky.

    `precipitation` is millimetres over the preceding `interval` seconds. Raises FeedError where
    there is no block, no instant, or units other than those asked for.
    """
    current = answer.get("current") if isinstance(answer, dict) else None
    if not isinstance(current, dict) or not isinstance(answer, dict):
        reason = answer.get("reason") if isinstance(answer, dict) else type(answer).__name__
        raise FeedError(f"the weather answer has no `current` block: {reason}")
    _check_units(answer.get("current_units"))
    rain = _sane(current, "precipitation")
    interval_s = _sane(current, "interval")
    code = current.get("weather_code")
    return WeatherReading(
        at=_instant(current.get("time"), answer.get("utc_offset_seconds", 0)),
        source="open-meteo",
        code=code if isinstance(code, int) and not isinstance(code, bool) and 0 <= code <= 99 else None,
        rain_mm_h=rain * 3600 / interval_s if rain is not None and interval_s else None,
        visibility_m=_sane(current, "visibility"),
        cloud_percent=_sane(current, "cloud_cover"),
    )


def _check_units(units: object) -> None:
    expected = {"precipitation": "mm", "visibility": "m"}
    if isinstance(units, dict):
        for key, unit in expected.items():
            if key in units and units[key] != unit:
                raise FeedError(f"the weather answer gives {key} in {units[key]!r}, not in {unit}")


def _sane(current: dict[str, Any], key: str) -> float | None:
    value = current.get(key)
    low, high = _SANE[key]
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if low <= value <= high else None


def _instant(text: object, offset_s: object) -> datetime:
    try:
        local = datetime.fromisoformat(str(text))
        offset = timedelta(seconds=float(str(offset_s)))
        at = local if local.tzinfo else local.replace(tzinfo=UTC) - offset
        return at.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise FeedError(f"the weather answer's time {text!r} is not an instant") from error
