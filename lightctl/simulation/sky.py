"""The sky of the wet season over the simulated city, as a weather service would tell it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import pi, sin
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from lightctl.clock import SiteClock
from lightctl.core.conditions import WeatherReading
from lightctl.core.place import Place
from lightctl.simulation.calendar import instant_in, night_at
from lightctl.site.scenario import Scenario, Spell, WeatherKind

SOURCE = "simulated sky"
EVERY = timedelta(minutes=5)
BLINDING_MM_H = 8.0
"""Rain through which a camera sees little."""
_INTERVAL_S = 900

_PEAK_MM_H = {WeatherKind.SHOWER: 24.0, WeatherKind.STORM: 45.0, WeatherKind.FOG: 0.0}
_CODES = {WeatherKind.SHOWER: 81, WeatherKind.STORM: 95, WeatherKind.FOG: 45}
"""WMO present weather: rain shower, thunderstorm, fog."""


@dataclass(frozen=True, slots=True)
class Weather:
    """The sky at an instant."""

    kind: WeatherKind | None
    rain_mm_h: float
    visibility_m: float
    cloud_percent: float

    @property
    def blinds_cameras(self) -> bool:
        """Whether rain or fog hides the traffic."""
        return self.rain_mm_h >= BLINDING_MM_H or self.visibility_m < 500


class Sky:
    """What a scenario's weather is at any instant; the same for the same seed."""

    name = SOURCE

    def __init__(self, scenario: Scenario, zone: ZoneInfo) -> None:
        self._spells = scenario.weather
        self._seed = scenario.seed
        self._zone = zone

    def weather(self, now: datetime) -> Weather:
        """The sky now: the strongest spell of the scenario, or the passing clouds of a calm evening."""
        spells = [
            (spell, share) for spell in self._spells if (share := self._progress(spell, now)) is not None
        ]
        if not spells:
            return self._calm(now)
        spell, share = max(spells, key=lambda one: _PEAK_MM_H[one[0].kind])
        if spell.kind is WeatherKind.FOG:
            return Weather(spell.kind, 0.0, 350.0, 100.0)
        # A shower comes at once and fades: it is past its peak after a third of its time.
        rain = _PEAK_MM_H[spell.kind] * (0.15 + 0.85 * sin(pi * min(1.0, share + 0.17)))
        return Weather(spell.kind, round(rain, 1), max(800.0, 9000.0 - 250.0 * rain), 100.0)

    def dark(self, now: datetime) -> bool:
        """Whether clouds make the sky dark before its time."""
        return self.weather(now).kind in {WeatherKind.SHOWER, WeatherKind.STORM}

    def reading(self, now: datetime) -> WeatherReading:
        """The weather now, as a feed gives it."""
        sky = self.weather(now)
        code = _CODES[sky.kind] if sky.kind else _calm_code(sky.cloud_percent)
        return WeatherReading(now, SOURCE, code, sky.rain_mm_h, sky.visibility_m, sky.cloud_percent)

    def answer(self, now: datetime, place: Place) -> dict[str, Any]:
        """The `current` weather as an Open-Meteo-compatible server tells it, in GMT."""
        reading = self.reading(now)
        return {
            "latitude": place.latitude,
            "longitude": place.longitude,
            "elevation": 3.0,
            "generationtime_ms": 0.1,
            "utc_offset_seconds": 0,
            "timezone": "GMT",
            "timezone_abbreviation": "GMT",
            "current_units": {
                "time": "iso8601", "interval": "seconds", "weather_code": "wmo code", "precipitation": "mm",
                "cloud_cover": "%", "visibility": "m",
            },
            "current": {
                "time": now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M"),
                "interval": _INTERVAL_S,
                "weather_code": reading.code,
                "precipitation": round((reading.rain_mm_h or 0.0) * _INTERVAL_S / 3600, 2),
                "cloud_cover": reading.cloud_percent,
                "visibility": reading.visibility_m,
            },
        }  # fmt: skip

    def _progress(self, spell: Spell, now: datetime) -> float | None:
        """How much of the spell has passed now, 0 to 1; None outside it."""
        night = night_at(now, self._zone)
        for one in (night, night - timedelta(days=1)):
            if spell.night is None or spell.night == one:
                share = (now - instant_in(one, spell.at, self._zone)) / spell.lasts
                if 0 <= share < 1:
                    return share
        return None

    def _calm(self, now: datetime) -> Weather:
        hour = int(now.timestamp() // 3600)
        cloud = Random(f"{self._seed}/sky/{hour}").uniform(15.0, 80.0)
        return Weather(None, 0.0, 12000.0, round(cloud))


class SkyFeed:
    """The sky as a feed of the daemon: a reading now, and one every few city minutes."""

    name = SOURCE

    def __init__(self, sky: Sky, clock: SiteClock, every: timedelta = EVERY) -> None:
        self._sky, self._clock, self._every = sky, clock, every

    async def readings(self) -> AsyncIterator[WeatherReading]:
        while True:
            now = self._clock.now()
            yield self._sky.reading(now)
            await self._clock.sleep_until(now + self._every)


def _calm_code(cloud_percent: float) -> int:
    """WMO code of a dry sky: mainly clear, partly cloudy, overcast."""
    return 1 if cloud_percent < 30 else 2 if cloud_percent < 70 else 3
