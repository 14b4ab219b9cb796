"""What is concluded from a recording, as a value for every instant: sensors without waiting for them."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Generic, TypeVar

from lightctl.core.conditions import TrafficReading, WeatherReading
from lightctl.core.profile import TrafficRule
from lightctl.core.traffic import Around, TrafficState, step_traffic
from lightctl.core.weather import RAIN_BLINDS_FOR, WeatherState, heavy_rain, step_weather
from lightctl.core.weather_rule import WeatherSense
from lightctl.rehearsal.steady import Steady

T = TypeVar("T")
_end = attrgetter("at")


@dataclass(frozen=True, slots=True)
class Track(Generic[T]):
    """`values[i]` holds from `times[i]` on, `first` before them; times ascend."""

    first: T
    times: tuple[datetime, ...] = ()
    values: tuple[T, ...] = ()

    def at(self, instant: datetime) -> T:
        """The value at an instant."""
        index = bisect_right(self.times, instant)
        return self.values[index - 1] if index else self.first

    def after(self, instant: datetime) -> datetime | None:
        """The next instant after this one at which the value may differ."""
        index = bisect_right(self.times, instant)
        return self.times[index] if index < len(self.times) else None


def traffic_track(
    place: str, readings: Iterable[TrafficReading], service_flow: float, rule: TrafficRule,
    stale_after: timedelta, rains: Sequence[datetime] = (),
) -> Track[TrafficState]:  # fmt: skip
    """One place's counts as one rule reads them; silent before the first.

    `rains`: when heavy rain was seen, ascending; counts that only confirm need no look at them.
    """
    silent = state = TrafficState(place)
    rows: list[TrafficState] = []
    steady = Steady(state, service_flow, rule, stale_after)
    for reading in sorted(readings, key=_end):
        if steady.takes(reading):
            continue
        if rows:
            rows[-1] = replace(rows[-1], fresh_until=steady.state().fresh_until)
        around = Around(heavy_rain=_rained_on(rains, reading.at))
        state = step_traffic(
            steady.state(), reading, service_flow, rule, stale_after=stale_after, around=around
        )
        steady = Steady(state, service_flow, rule, stale_after)
        if rows and _goes_on(rows[-1], state):
            rows[-1] = replace(rows[-1], fresh_until=state.fresh_until)
        elif not rows or state.at != rows[-1].at:
            rows.append(state)
    if rows:
        rows[-1] = replace(rows[-1], fresh_until=steady.state().fresh_until)
    return _track(silent, rows)


def rains_of(readings: Iterable[WeatherReading]) -> tuple[datetime, ...]:
    """When heavy rain was seen, ascending."""
    return tuple(sorted(reading.at for reading in readings if heavy_rain(reading)))


def _rained_on(rains: Sequence[datetime], at: datetime) -> bool:
    index = bisect_right(rains, at)
    return index > 0 and at < rains[index - 1] + RAIN_BLINDS_FOR


def weather_track(readings: Iterable[WeatherReading], sense: WeatherSense) -> Track[WeatherState | None]:
    """The city's weather with raises held for a time; unknown before the first usable reading."""
    state: WeatherState | None = None
    rows: list[WeatherState] = []
    for reading in sorted(readings, key=_end):
        state = step_weather(state, reading, sense)
        if state is None:
            continue
        if rows and _weather_goes_on(rows[-1], state):
            rows[-1] = replace(state, at=rows[-1].at)
        elif not rows or state.at != rows[-1].at:
            rows.append(state)
    return Track(None, tuple(row.at for row in rows), tuple(rows))


def _goes_on(before: TrafficState, after: TrafficState) -> bool:
    """Whether the later state only says the same for longer, without a stale moment in between."""
    same = (before.drop, before.quality) == (after.drop, after.quality)
    return same and before.fresh_until is not None and after.at is not None and after.at < before.fresh_until


def _weather_goes_on(before: WeatherState, after: WeatherState) -> bool:
    """The same for weather: the same sights since the same instants, and no break in a dark sky."""
    seen, still = ([(row.kind, row.since) for row in state.raises] for state in (before, after))
    dark = before.dark_sky_until
    return seen == still and (after.dark_sky_until == dark or (dark is not None and after.at < dark))


def _track(first: TrafficState, rows: Sequence[TrafficState]) -> Track[TrafficState]:
    known = [(row.at, row) for row in rows if row.at is not None]
    return Track(first, tuple(at for at, _ in known), tuple(row for _, row in known))
