"""Weather raises for its hold time, and garbage is never clear sky."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lightctl.core.conditions import WeatherReading
from lightctl.core.weather import WeatherState, kind_of, step_weather
from lightctl.core.weather_rule import WeatherSense
from tests.core.make import at, minutes, sky

HOUR = minutes(60)
SENSE = WeatherSense(HOUR)
START = at("20:00")


def steps(*rows: tuple[float, int | None]) -> WeatherState:
    """The state after readings (minutes from the start, code)."""
    state = None
    for when, code in rows:
        state = step_weather(state, sky(START + minutes(when), code), SENSE)
    assert state is not None
    return state


@pytest.mark.parametrize(
    ("reading", "kind"),
    [
        (sky(START, 0), "calm"),
        (sky(START, 3), "calm"),
        (sky(START, 28), "fog"),  # in the past hour
        (sky(START, 29), "storm"),
        (sky(START, 27), "rain"),
        (sky(START, 30), "fog"),  # dust or sand blowing
        (sky(START, 45), "fog"),
        (sky(START, 51), "rain"),
        (sky(START, 67), "rain"),
        (sky(START, 75), "rain"),
        (sky(START, 82), "rain"),
        (sky(START, 95), "storm"),
        (sky(START, 99), "storm"),
        (sky(START, 0, rain=0.2), "rain"),
        (sky(START, None, rain=5), "rain"),
        (sky(START, 61, visibility=300), "fog"),
        (sky(START, None, visibility=20_000), None),
        (sky(START, None), None),
        (sky(START, 176), None),
        (sky(START, -1), None),
        (sky(START, None, rain=float("nan")), None),
        (sky(START, None, rain=-4), None),
    ],
)
def test_kinds(reading: WeatherReading, kind: str | None) -> None:
    assert kind_of(reading) == kind


def test_a_raise_holds_after_the_last_drop() -> None:
    state = steps((0, 61), (15, 0), (30, 0))
    assert state.kind == "rain"
    assert state.raised_until == START + HOUR
    assert steps((0, 61), (15, 61)).raised_until == START + minutes(75)


def test_it_ends_on_the_first_calm_reading_after_the_hold() -> None:
    state = steps((0, 61), (60, 0))
    assert (state.kind, state.raised_until) == ("calm", None)


def test_a_storm_is_rain_too() -> None:
    assert [row.kind for row in steps((0, 95)).raises] == ["storm", "rain"]


def test_the_sky_stays_dark_for_the_hold_though_the_next_reading_is_light() -> None:
    assert steps((0, 95), (15, 3)).dark_sky_until == START + HOUR


def test_rain_goes_on_when_the_storm_is_over() -> None:
    state = steps((0, 95), (45, 61))
    assert [(row.kind, row.until) for row in state.raises] == [
        ("storm", START + HOUR),
        ("rain", START + minutes(105)),
    ]
    assert [row.kind for row in state.in_force(START + minutes(61))] == ["rain"]


def test_the_reason_of_a_shower_keeps_its_beginning() -> None:
    assert steps((0, 61), (30, 0), (45, 61)).raises[0].since == START


def test_garbage_and_repeats_change_nothing() -> None:
    rain = steps((0, 61))
    for reading in (sky(START + minutes(5), None), sky(START + minutes(5), 4711), sky(START, 0)):
        assert step_weather(rain, reading, SENSE) is rain
    assert step_weather(None, sky(START, None), SENSE) is None


def test_what_makes_the_sky_dark() -> None:
    dark = step_weather(None, sky(START, 61, rain=1, cloud=95), SENSE)
    light = step_weather(None, sky(START, 3, cloud=100), SENSE)
    heavy = step_weather(None, sky(START, 63, rain=4), SENSE)
    assert dark is not None
    assert light is not None
    assert heavy is not None
    assert dark.dark_sky_until == heavy.dark_sky_until == steps((0, 95)).dark_sky_until == START + HOUR
    assert light.dark_sky_until is None


@given(st.lists(st.sampled_from([None, 0, 3, 45, 61, 95, 1000]), max_size=20))
def test_a_raise_never_ends_before_its_hold(codes: list[int | None]) -> None:
    state = None
    for number, code in enumerate(codes):
        now = START + minutes(15 * number)
        state = step_weather(state, sky(now, code), SENSE)
        recent = {kind_of(sky(now, c)) for c in codes[max(0, number - 3) : number + 1]} - {None, "calm"}
        held = {row.kind for row in state.in_force(now)} if state else set()
        assert recent <= held


def test_fog_with_rain_is_both() -> None:
    """Under fog it still rains: the sky is dark, and two readings agree about the rain."""
    sense = WeatherSense(agree=2, of=3)
    both = sky(START, 61, rain=0.6, visibility=800, cloud=95)
    state = step_weather(step_weather(None, both, sense), sky(START + minutes(10), 61), sense)
    assert state is not None
    assert [row.kind for row in state.in_force(START + minutes(10))] == ["rain"]
    alone = step_weather(None, both, WeatherSense())
    assert alone is not None
    assert (alone.kind, alone.dark_sky_until) == ("fog", START + minutes(60))
