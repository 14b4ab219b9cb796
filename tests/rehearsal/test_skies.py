"""A recorded sky against the same readings taken one by one."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from lightctl.core.conditions import WeatherReading
from lightctl.core.weather import WeatherState, step_weather
from lightctl.core.weather_rule import WeatherSense
from lightctl.rehearsal.skies import weather_track
from tests.rehearsal.make import utc

START = utc(2026, 6, 1, 10)
MINUTE = timedelta(minutes=1)

readings = st.tuples(
    st.sampled_from([0, 3, 5, 10, 10, 20, 45, 70]), st.sampled_from([None, 0, 2, 2, 3, 45, 63, 82, 95, 999]),
    st.sampled_from([None, 0.0, 0.3, 5.0]), st.sampled_from([None, 300.0, 9000.0]),
    st.sampled_from([None, 40.0, 95.0]),
)  # fmt: skip
senses = st.builds(
    WeatherSense, st.sampled_from([20 * MINUTE, 60 * MINUTE]), st.integers(1, 2), st.integers(2, 3)
) | st.just(WeatherSense())


def said(state: WeatherState | None, offset: timedelta) -> object:
    """All that a level rests on; a track knows already how long a raise will last."""
    if state is None:
        return None
    now = START + offset
    dark = state.dark_sky_until is not None and now < state.dark_sky_until
    return [(row.kind, row.since) for row in state.in_force(now)], dark


@given(st.lists(readings, max_size=40), senses)
def test_a_track_says_what_taking_one_by_one_says(
    rows: list[tuple[int, int | None, float | None, float | None, float | None]], sense: WeatherSense
) -> None:
    at, heard = START, []
    for later, code, rain, sight, cloud in rows:
        at += later * MINUTE
        heard.append(WeatherReading(at, "hand", code, rain, sight, cloud))
    track, state, told = weather_track(heard, sense), None, 0
    for minute in range(int((at - START) / MINUTE) + 90):
        while told < len(heard) and heard[told].at <= START + minute * MINUTE:
            state = step_weather(state, heard[told], sense)
            told += 1
        offset = minute * MINUTE
        assert said(track.at(START + offset), offset) == said(state, offset)
