"""Weather to a raise of the light: held against flapping, ended by time, never a reason to dim.

WMO present-weather codes 0–99. A reading that says nothing usable changes nothing: garbage never
counts as clear.
"""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from lightctl.core.conditions import WeatherReading

CALM, RAIN, FOG, STORM = "calm", "rain", "fog", "storm"

RAIN_MM_H = 0.2
FOG_VISIBILITY_M = 1000.0

_DARK_RAIN_MM_H = 2.0
_DARK_CLOUD_PERCENT = 90.0
_DARKEST = {CALM: 0, RAIN: 1, FOG: 2, STORM: 3}


@dataclass(frozen=True, slots=True)
class Raise:
    """A kind of weather seen since an instant; it counts until its hold time after the last sight."""

    kind: str
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class WeatherState:
    """What is concluded from the readings so far; `raises` holds at most one row per kind, darkest first."""

    at: datetime
    source: str
    raises: tuple[Raise, ...] = ()
    dark_sky_until: datetime | None = None

    @property
    def kind(self) -> str:
        """The darkest kind in force when last read."""
        return self.raises[0].kind if self.raises else CALM

    @property
    def raised_until(self) -> datetime | None:
        """When the last raise ends if nothing more is read."""
        return max((row.until for row in self.raises), default=None)

    def in_force(self, now: datetime) -> tuple[Raise, ...]:
        """The raises that still count."""
        return tuple(row for row in self.raises if now < row.until)


def step_weather(state: WeatherState | None, reading: WeatherReading, hold: timedelta) -> WeatherState | None:
    """The state after one more reading; None while nothing usable was ever read."""
    if state is not None and reading.at <= state.at:
        return state
    seen = kind_of(reading)
    if seen is None:
        return state
    rows = {row.kind: row for row in state.in_force(reading.at)} if state else {}
    for kind in _counts_as(seen):
        since = rows[kind].since if kind in rows else reading.at
        rows[kind] = Raise(kind, since, reading.at + hold)
    raises = tuple(sorted(rows.values(), key=lambda row: -_DARKEST[row.kind]))
    dark = reading.at + hold if _dark_sky(reading, seen) else (state.dark_sky_until if state else None)
    return WeatherState(reading.at, reading.source, raises, dark)


def kind_of(reading: WeatherReading) -> str | None:
    """calm, rain (snow included), fog or storm; None where the reading does not say."""
    by_code = _kind_of_code(reading.code)
    seen = {by_code} if by_code else set()
    if (rain := _number(reading.rain_mm_h)) is not None and rain >= RAIN_MM_H:
        seen.add(RAIN)
    if (visibility := _number(reading.visibility_m)) is not None and visibility < FOG_VISIBILITY_M:
        seen.add(FOG)
    return max(seen, key=lambda kind: _DARKEST[kind], default=None)


def _kind_of_code(code: int | None) -> str | None:
    if code is None or not 0 <= code <= 99:
        return None
    if code >= 91 or code in {13, 17, 29}:  # thunderstorm now, or in the past hour
        return STORM
    if 40 <= code <= 49 or 28 <= code <= 39:  # fog; dust, sand or snow blowing
        return FOG
    return RAIN if code >= 50 or 20 <= code <= 27 else CALM  # 20–27: in the past hour, roads are wet


def _counts_as(kind: str) -> tuple[str, ...]:
    if kind == CALM:
        return ()
    return (STORM, RAIN) if kind == STORM else (kind,)


def _dark_sky(reading: WeatherReading, kind: str) -> bool:
    if kind == STORM:
        return True
    cloud, rain = _number(reading.cloud_percent), _number(reading.rain_mm_h)
    overcast = cloud is not None and _DARK_CLOUD_PERCENT <= cloud <= 100
    heavy = rain is not None and rain >= _DARK_RAIN_MM_H
    return heavy or (overcast and kind == RAIN)


def _number(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) and value >= 0 else None
