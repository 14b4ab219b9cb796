"""Weather to a raise of the light: agreed on, held against flapping, ended by time, never a reason to dim.

WMO present-weather codes 0–99. A reading that says nothing usable changes nothing: garbage never
counts as clear.
"""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from lightctl.core.conditions import WeatherReading
from lightctl.core.weather_rule import WeatherSense

CALM, RAIN, FOG, STORM = "calm", "rain", "fog", "storm"
DARK_SKY = "dark sky"

_DARKEST = {CALM: 0, RAIN: 1, FOG: 2, STORM: 3}


@dataclass(frozen=True, slots=True)
class Raise:
    """A kind of weather seen since an instant; it counts until its hold time after the last sight."""

    kind: str
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Sight:
    """What one usable reading counted as; nothing for a calm one."""

    at: datetime
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WeatherState:
    """What is concluded from the readings so far; `raises` holds at most one row per kind, darkest first."""

    at: datetime
    source: str
    raises: tuple[Raise, ...] = ()
    dark_sky_until: datetime | None = None
    sights: tuple[Sight, ...] = ()
    """The usable readings before the last one that may still agree with the next."""

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


def step_weather(
    state: WeatherState | None, reading: WeatherReading, sense: WeatherSense
) -> WeatherState | None:
    """The state after one more reading; None while nothing usable was ever read."""
    if state is not None and reading.at <= state.at:
        return state
    sight = _sight(reading, sense)
    if sight is None:
        return state
    recent = [one for one in (state.sights if state else ()) if reading.at - one.at < sense.hold]
    rows = {row.kind: row for row in state.in_force(reading.at)} if state else {}
    for kind in sight.kinds:
        if kind in rows:
            rows[kind] = Raise(kind, rows[kind].since, reading.at + sense.hold)
        elif kind != DARK_SKY and _agreed(kind, sight, recent, sense):
            rows[kind] = Raise(kind, reading.at, reading.at + sense.hold)
    raises = tuple(sorted(rows.values(), key=lambda row: -_DARKEST[row.kind]))
    kept = (*recent, sight)[-(sense.of - 1) :] if sense.of > 1 else ()
    return WeatherState(reading.at, reading.source, raises, _dark_until(state, sight, recent, sense), kept)


def _sight(reading: WeatherReading, sense: WeatherSense) -> Sight | None:
    seen = _kinds(reading, sense)
    if not seen:
        return None
    if STORM in seen:
        seen.add(RAIN)
    kinds = tuple(kind for kind in (STORM, FOG, RAIN) if kind in seen)
    return Sight(reading.at, (*kinds, DARK_SKY) if _dark_sky(reading, seen, sense) else kinds)


def _agreed(kind: str, sight: Sight, recent: list[Sight], sense: WeatherSense) -> bool:
    last = [*recent, sight][-sense.of :]
    return sum(kind in one.kinds for one in last) >= sense.agree


def _dark_until(
    state: WeatherState | None, sight: Sight, recent: list[Sight], sense: WeatherSense
) -> datetime | None:
    before = state.dark_sky_until if state else None
    if DARK_SKY not in sight.kinds:
        return before
    lasts = before is not None and sight.at < before
    return sight.at + sense.hold if lasts or _agreed(DARK_SKY, sight, recent, sense) else before


HEAVY_RAIN_MM_H = 4.0
HEAVY_CODES = frozenset({65, 67, 82, *range(91, 100)})


RAIN_BLINDS_FOR = timedelta(minutes=30)
"""After heavy rain was seen, counts are not believed downwards."""


def heavy_rain(reading: WeatherReading) -> bool:
    """Whether it rains so hard that cameras may see too little."""
    rain = _number(reading.rain_mm_h)
    return reading.code in HEAVY_CODES or (rain is not None and rain >= HEAVY_RAIN_MM_H)


def kind_of(reading: WeatherReading, sense: WeatherSense = WeatherSense()) -> str | None:  # noqa: B008 - frozen
    """calm, rain (snow included), fog or storm, the darkest of them; None where the reading does not say."""
    return max(_kinds(reading, sense), key=lambda kind: _DARKEST[kind], default=None)


def _kinds(reading: WeatherReading, sense: WeatherSense) -> set[str]:
    """Everything that a reading tells of: fog may come with rain."""
    by_code = _kind_of_code(reading.code)
    seen = {by_code} if by_code else set()
    if (rain := _number(reading.rain_mm_h)) is not None and rain >= sense.rain_mm_h:
        seen.add(RAIN)
    if (visibility := _number(reading.visibility_m)) is not None and visibility < sense.fog_visibility_m:
        seen.add(FOG)
    return seen


def _kind_of_code(code: int | None) -> str | None:
    if code is None or not 0 <= code <= 99:
        return None
    if code >= 91 or code in {13, 17, 29}:  # thunderstorm now, or in the past hour
        return STORM
    if 40 <= code <= 49 or 28 <= code <= 39:  # fog; dust, sand or snow blowing
        return FOG
    return RAIN if code >= 50 or 20 <= code <= 27 else CALM  # 20–27: in the past hour, roads are wet


def _dark_sky(reading: WeatherReading, seen: set[str], sense: WeatherSense) -> bool:
    if STORM in seen:
        return True
    cloud, rain = _number(reading.cloud_percent), _number(reading.rain_mm_h)
    overcast = cloud is not None and sense.dark_cloud_percent <= cloud <= 100
    heavy = rain is not None and rain >= sense.dark_rain_mm_h
    return heavy or (overcast and RAIN in seen)


def _number(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) and value >= 0 else None
