"""The recorded weather as it is believed, and the heavy rain in which cameras see less."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from operator import attrgetter

from lightctl.core.conditions import WeatherReading
from lightctl.core.weather import RAIN_BLINDS_FOR, WeatherState, heavy_rain, step_weather
from lightctl.core.weather_rule import WeatherSense
from lightctl.rehearsal.track import Track

_at = attrgetter("at")


def rains_of(readings: Iterable[WeatherReading]) -> tuple[datetime, ...]:
    """When heavy rain was seen, ascending."""
    return tuple(sorted(reading.at for reading in readings if heavy_rain(reading)))


def rained_on(rains: Sequence[datetime], at: datetime) -> bool:
    """Whether counts of this instant are not believed downwards; `rains` as of `rains_of`."""
    index = bisect_right(rains, at)
    return index > 0 and at < rains[index - 1] + RAIN_BLINDS_FOR


def weather_track(readings: Iterable[WeatherReading], sense: WeatherSense) -> Track[WeatherState | None]:
    """The city's weather with raises held for a time; unknown before the first usable reading."""
    state: WeatherState | None = None
    rows: list[WeatherState] = []
    calm, passed_over = _Calm(sense), None
    for reading in sorted(readings, key=_at):
        if reading.at == passed_over:
            continue  # a second reading of one instant is not heard
        if state is not None and _clear(state) and calm.is_so(reading):
            passed_over = reading.at  # more of the same: a clear sky does not grow old
            continue
        state = step_weather(state, reading, sense)
        if state is None:
            continue
        if rows and _goes_on(rows[-1], state):
            rows[-1] = replace(state, at=rows[-1].at)
        elif not rows or state.at != rows[-1].at:
            rows.append(state)
    return Track(None, tuple(row.at for row in rows), tuple(rows))


class _Calm:
    """Readings that see nothing, worked out once for each that says the same."""

    def __init__(self, sense: WeatherSense) -> None:
        self._sense = sense
        self._known: dict[tuple[float | None, ...], bool] = {}

    def is_so(self, reading: WeatherReading) -> bool:
        said = reading.code, reading.rain_mm_h, reading.visibility_m, reading.cloud_percent
        if said not in self._known:
            one = replace(self._sense, of=2, agree=1)
            alone = step_weather(None, reading, one)
            self._known[said] = alone is not None and _clear(alone)
        return self._known[said]


def _clear(state: WeatherState) -> bool:
    """Whether it raises nothing and saw nothing that could agree with what is seen next."""
    return not state.raises and not any(sight.kinds for sight in state.sights)


def _goes_on(before: WeatherState, after: WeatherState) -> bool:
    """The same sights since the same instants, and no break in a dark sky."""
    seen, still = ([(row.kind, row.since) for row in state.raises] for state in (before, after))
    dark = before.dark_sky_until
    return seen == still and (after.dark_sky_until == dark or (dark is not None and after.at < dark))
