"""A light sensor shifts switching within its window, and is believed only while the sun allows it."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from lightctl.core.conditions import SensorReading
from lightctl.core.decide import Inputs, decide
from lightctl.core.decision import Layer
from lightctl.core.light_sensor import (
    DEEP_NIGHT,
    Change,
    LightQuality,
    LightSensor,
    LightState,
    judge_light,
    sinks_at,
    step_light,
)
from lightctl.core.telling import tell
from lightctl.core.units import DARK
from lightctl.core.water import WaterState, WaterStation, step_water
from tests.core.make import TAN_AN, at, minutes, plan, sun
from tests.core.test_decide import layers, weather

LUX = LightSensor("lux-1", frozenset({"thd"}))
CELL = LightSensor("pc-1", frozenset({"thd"}), photocell=True, debounce=minutes(0))
NIGHT = plan()
assert NIGHT.on is not None
assert NIGHT.off is not None
ON, OFF = NIGHT.on, NIGHT.off
MINUTE = minutes(1)


def hear(
    sensor: LightSensor, *words: tuple[datetime, float | None], state: LightState | None = None
) -> LightState:
    """The state after these words, under the real sun."""
    state = state or LightState(sensor.id)
    for when, value in words:
        altitude = sun(TAN_AN).altitude
        deep_at = sinks_at(altitude, when, when + sensor.stale_after)
        state = step_light(state, SensorReading(sensor.id, when, value), sensor, altitude(when), deep_at)
    return state


def every_minute(sensor: LightSensor, start: datetime, end: datetime, value: float) -> LightState:
    """A word each minute; a sensor's number is never quite the same."""
    count, noise = int((end - start) / MINUTE), 0.0 if sensor.photocell else 1e-6
    return hear(sensor, *((start + n * MINUTE, value + n * noise) for n in range(count + 1)))


def level(now: datetime, *states: tuple[LightSensor, LightState]) -> float:
    return decide("thd", NIGHT, Inputs(light=states), now).level


def test_hysteresis_and_debounce() -> None:
    start = at("17:00")
    state = hear(LUX, (start, 900), (start + 2 * MINUTE, 800))
    assert (state.dark, state.quality) == (False, LightQuality.GOOD)
    between = hear(LUX, (start + 3 * MINUTE, 30), (start + 9 * MINUTE, 21), state=state)
    assert between.dark is False
    cloud = hear(LUX, (start + 10 * MINUTE, 5), (start + 11 * MINUTE, 50), state=between)
    assert cloud.dark is False
    dark = hear(LUX, (start + 12 * MINUTE, 5), (start + 14 * MINUTE, 6), state=cloud)
    assert dark.dark is True
    assert dark.changes[-1] == Change(start + 14 * MINUTE, True)
    assert hear(LUX, (start + 15 * MINUTE, 35), (start + 25 * MINUTE, 39), state=dark).dark is True


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -1.0, 1e9, None])
def test_an_absurd_word_changes_no_mind(value: float | None) -> None:
    state = every_minute(LUX, at("17:00"), at("17:05"), 500)
    after = hear(LUX, (at("17:06"), value), state=state)
    assert after.dark is False
    assert after.quality is (LightQuality.SILENT if value is None else LightQuality.ABSURD)
    assert hear(LUX, (at("17:07"), 480), state=after).quality is LightQuality.GOOD


def test_dark_before_the_window_switches_at_its_start_inside_at_once_never_at_its_end() -> None:
    early = every_minute(CELL, ON - 50 * MINUTE, ON - 20 * MINUTE, 0)
    assert level(ON - 30 * MINUTE - timedelta(seconds=1), (CELL, early)) == 0
    assert level(ON - 20 * MINUTE, (CELL, early)) == 100
    light = every_minute(CELL, ON - 50 * MINUTE, ON - 8 * MINUTE, 1)
    assert level(ON - 8 * MINUTE, (CELL, light)) == 0
    inside = hear(CELL, (ON - 7 * MINUTE, 0), state=light)
    assert level(ON - 7 * MINUTE, (CELL, inside)) == 100
    decision = decide("thd", NIGHT, Inputs(light=((CELL, inside),)), ON - 7 * MINUTE)
    assert layers(decision) == ["plan:day", "sensor:dark-early"]
    assert decision.ruled_by is Layer.SENSOR
    bright = every_minute(CELL, ON - 50 * MINUTE, ON + 10 * MINUTE, 1)
    assert level(ON + 10 * MINUTE, (CELL, bright)) == 0


def test_once_on_it_stays_on_though_the_lamps_shine_on_the_sensor() -> None:
    seen = hear(CELL, (ON - 20 * MINUTE, 1), (ON - 7 * MINUTE, 0), (ON - 6 * MINUTE, 1))
    assert seen.dark is False
    assert level(ON - 5 * MINUTE, (CELL, seen)) == 100
    assert level(ON + 2 * MINUTE, (CELL, hear(CELL, (ON + 2 * MINUTE, 1), state=seen))) == 100


def test_a_sensor_that_falls_silent_gives_the_plan() -> None:
    bright = every_minute(CELL, ON - 20 * MINUTE, ON - MINUTE, 1)
    assert level(ON + 13 * MINUTE, (CELL, bright)) == 0
    decision = decide("thd", NIGHT, Inputs(light=((CELL, bright),)), ON + 14 * MINUTE)
    assert (decision.level, layers(decision)) == (100.0, ["plan:plan", "sensor:stale"])


def test_the_morning_shifts_both_ways() -> None:
    dark = every_minute(CELL, OFF - 40 * MINUTE, OFF + 5 * MINUTE, 0)
    assert level(OFF + 5 * MINUTE, (CELL, dark)) == 90
    assert level(OFF + 6 * MINUTE, (CELL, hear(CELL, (OFF + 6 * MINUTE, 1), state=dark))) == 0
    before = every_minute(CELL, OFF - 40 * MINUTE, OFF - 6 * MINUTE, 0)
    light = hear(CELL, (OFF - 5 * MINUTE, 1), state=before)
    assert level(OFF - 6 * MINUTE, (CELL, before)) == 90
    assert level(OFF - 5 * MINUTE, (CELL, light)) == 0
    assert level(OFF + 40 * MINUTE, (CELL, dark)) == 0


def test_of_several_the_darker_wins_and_a_dead_one_forbids_darkness() -> None:
    other = LightSensor("pc-2", frozenset({"thd"}), photocell=True, debounce=minutes(0))
    bright = every_minute(CELL, ON - 40 * MINUTE, ON + 5 * MINUTE, 1)
    dim = every_minute(other, ON - 40 * MINUTE, ON + 5 * MINUTE, 0)
    also = every_minute(other, ON - 40 * MINUTE, ON + 5 * MINUTE, 1)
    now = ON + 5 * MINUTE
    assert level(now, (CELL, bright), (other, dim)) == 100
    assert level(now, (CELL, bright), (other, also)) == 0
    assert level(now, (CELL, bright), (other, LightState("pc-2"))) == 100


def test_a_dark_sky_or_water_leaves_no_room_for_a_sensor_that_says_light() -> None:
    bright = every_minute(CELL, ON - 40 * MINUTE, ON + 5 * MINUTE, 1)
    now = ON + 5 * MINUTE
    storm = Inputs(light=((CELL, bright),), weather=weather(95, now))
    assert decide("thd", NIGHT, storm, now).level == 100.0
    assert decide("thd", NIGHT, Inputs(light=((CELL, bright),), weather=weather(61, now)), now).level == 0.0


def test_one_that_is_stuck_is_found_out_and_the_sun_decides() -> None:
    frozen = every_minute(CELL, at("15:00"), ON + 25 * MINUTE, 1)
    below = next(n for n in range(40) if sun(TAN_AN).altitude(ON + n * MINUTE) <= -6)
    assert judge_light(frozen, ON + 25 * MINUTE)[0] is LightQuality.STUCK
    assert level(ON + below * MINUTE, (CELL, every_minute(CELL, at("15:00"), ON + below * MINUTE, 1))) == 100
    numb = LightSensor("lux-1", frozenset({"thd"}), debounce=minutes(0))
    words = [(at("16:00") + n * 5 * MINUTE, 300.0) for n in range(40)]
    assert hear(numb, *words).quality is LightQuality.STUCK
    moving = hear(numb, *words, (at("20:00"), 0.4), (at("20:05"), 0.5))
    assert moving.quality is LightQuality.GOOD


def test_a_lamp_that_shines_on_it_all_night_does_not_end_the_night() -> None:
    lit = hear(CELL, (ON - 20 * MINUTE, 1), (ON - 2 * MINUTE, 0), (ON + 5 * MINUTE, 1))
    night = hear(CELL, *((ON + n * 10 * MINUTE, 1) for n in range(2, 64)), state=lit)
    assert night.lie is False
    dawn = hear(CELL, (OFF - 12 * MINUTE, 1), (OFF - 5 * MINUTE, 1), state=night)
    assert judge_light(dawn, OFF - 5 * MINUTE)[0] is not LightQuality.GOOD
    assert level(OFF - 5 * MINUTE, (CELL, dawn)) == 90


def test_a_covered_one_says_dark_at_noon_and_is_not_believed() -> None:
    covered = every_minute(CELL, at("12:30"), at("13:00"), 0)
    assert covered.quality is LightQuality.ABSURD
    assert covered.lie is True
    healed = hear(CELL, (at("13:10"), 1), state=covered)
    assert healed.quality is LightQuality.GOOD


def test_a_word_from_the_future_is_not_believed() -> None:
    state = hear(CELL, (ON + 5 * MINUTE, 1))
    assert judge_light(state, ON) == (LightQuality.ABSURD, ON + 3 * MINUTE)
    assert level(ON, (CELL, state)) == 100


def test_it_tells_why() -> None:
    bright = every_minute(CELL, ON - 40 * MINUTE, ON + 5 * MINUTE, 1)
    decision = decide("thd", NIGHT, Inputs(light=((CELL, bright),)), ON + 5 * MINUTE)
    english, vietnamese = (tell(decision, lang, TAN_AN.zone)[-1] for lang in ("en", "vi"))
    assert english.startswith("Light sensor pc-1 has seen daylight since 16:")
    assert "at the latest at 18:0" in english
    assert vietnamese.startswith("Cảm biến ánh sáng pc-1 thấy trời còn sáng từ 16:")


def test_a_word_for_light_that_is_still_fresh_holds_no_street_dark_in_deep_night() -> None:
    """One that dies after it said light in the dusk, with hours to grow stale and a wide window."""
    keen = replace(LUX, after=timedelta(hours=2), stale_after=timedelta(hours=6))
    altitude = sun(TAN_AN).altitude
    deep = sinks_at(altitude, ON - timedelta(hours=1), ON + timedelta(hours=3))
    assert deep is not None
    assert altitude(deep) <= DEEP_NIGHT < altitude(deep - timedelta(seconds=1))
    state = every_minute(keen, deep - 40 * MINUTE, deep - 2 * MINUTE, 500)
    before = decide("thd", NIGHT, Inputs(light=((keen, state),)), max(ON, deep - MINUTE))
    assert before.level == DARK
    assert before.valid_until <= deep
    for later in (deep, deep + 10 * MINUTE, deep + 60 * MINUTE):
        assert level(later, (keen, state)) >= NIGHT.floor > 0


def test_the_sun_that_does_not_sink_within_the_time() -> None:
    altitude = sun(TAN_AN).altitude
    assert sinks_at(altitude, at("12:00"), at("17:00")) is None
    assert sinks_at(altitude, at("23:00"), at("23:30")) is None


def test_one_that_was_not_believed_is_not_believed_for_falling_silent() -> None:
    covered = every_minute(CELL, at("13:00"), ON - 25 * MINUTE, 0)
    assert level(ON - 20 * MINUTE, (CELL, covered)) == 0
    assert level(ON - 5 * MINUTE, (CELL, covered)) == 0


def test_a_flooded_street_that_a_sensor_lights_early_is_fully_lit() -> None:
    station = WaterStation("canal", frozenset({"thd"}), 0.2, 0.1)
    water = step_water(WaterState("canal"), SensorReading("canal", OFF - 10 * MINUTE, 0.3), station)
    dark = every_minute(CELL, OFF - 20 * MINUTE, OFF + 5 * MINUTE, 0)
    now = OFF + 5 * MINUTE
    assert level(now, (CELL, dark)) == 90
    flooded = decide("thd", NIGHT, Inputs(light=((CELL, dark),), water=((station, water),)), now)
    assert (flooded.level, layers(flooded)[-2:]) == (100.0, ["sensor:dark-late", "sensor:flood"])


def test_a_turn_by_a_clock_ahead_of_ours_is_heeded_when_its_time_comes() -> None:
    seen = hear(CELL, (ON - 20 * MINUTE, 1), (ON - 10 * MINUTE, 0))
    before = decide("thd", NIGHT, Inputs(light=((CELL, seen),)), ON - 11 * MINUTE)
    assert (before.level, before.valid_until) == (0.0, ON - 10 * MINUTE)
    assert level(before.valid_until, (CELL, seen)) == 100
