"""Warm-up, restrike and ramps of single lamps."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from lightctl.core.lamp_kind import Discharge
from lightctl.core.lamp_pace import RAMP_STEP, Told, after, next_step
from lightctl.core.plant import Luminaire
from lightctl.core.units import DARK, FULL, Level, Watts
from tests.core.make import at

MINUTE = timedelta(minutes=1)
SODIUM = Luminaire("hps", "HPS", ((50, 90.0), (100, 170.0)), Watts(0), Level(50), "assumed",
                   discharge=Discharge(15 * MINUTE, 10 * MINUTE))  # fmt: skip
SOFT = Luminaire("led", "LED", ((10, 9.0), (100, 75.0)), Watts(0), Level(10), "assumed", ramp_down=1.0)
HALF = Level(60)


def test_a_cold_lamp_burns_at_full_until_it_is_warm() -> None:
    on = at("18:00")
    step = next_step(SODIUM, Told(), HALF, on)
    assert (step.driver, step.rule, step.until) == (FULL, "warm-up", on + 15 * MINUTE)
    told = after(Told(), FULL, on)
    assert next_step(SODIUM, told, HALF, on + 14 * MINUTE).driver == FULL
    assert next_step(SODIUM, told, HALF, on + 15 * MINUTE).driver == HALF


def test_a_hot_lamp_stays_dark_until_it_can_light_and_an_emergency_does_not_wait() -> None:
    out = at("22:00")
    told = after(after(Told(), FULL, at("18:00")), DARK, out)
    held = next_step(SODIUM, told, FULL, out + MINUTE)
    assert (held.driver, held.rule, held.until) == (DARK, "restrike", out + 10 * MINUTE)
    assert next_step(SODIUM, told, FULL, out + MINUTE, urgent=True).driver == FULL
    assert next_step(SODIUM, told, FULL, out + 10 * MINUTE).driver == FULL
    assert after(told, DARK, out + MINUTE).dark_since == out


def test_nobody_knows_a_lamp_after_a_start_so_it_lights_at_once() -> None:
    dark = after(Told(), DARK, at("17:00"))
    assert next_step(SODIUM, dark, HALF, at("17:01")).driver == FULL


def test_a_clock_set_back_to_before_a_lamp_went_dark_leaves_nobody_dark() -> None:
    dark = Told(DARK, at("22:00"), None, at("22:00"))
    assert next_step(SODIUM, dark, HALF, at("20:00")).driver == FULL


def test_going_dimmer_takes_steps_and_a_raise_none() -> None:
    told = after(Told(), FULL, at("22:00"))
    now = at("23:00")
    first = next_step(SOFT, told, HALF, now)
    assert (first.driver, first.until) == (90.0, now + RAMP_STEP)
    assert next_step(SOFT, after(told, first.driver, now), FULL, now).driver == FULL
    assert next_step(SOFT, after(told, Level(65), now), HALF, now + RAMP_STEP).driver == HALF


@given(st.lists(st.tuples(st.floats(1, 900), st.sampled_from([0, 10, 35, 60, 100])), max_size=30))
def test_a_ramp_is_never_under_what_is_wanted_and_arrives(wanted: list[tuple[float, int]]) -> None:
    told, now = Told(), at("18:00")
    for seconds, level in wanted:
        step = next_step(SOFT, told, Level(level), now)
        assert step.driver >= level
        if told.driver is not None and step.driver < told.driver and level:
            assert told.driver - step.driver <= 10.0 + 1e-9
        told = after(told, step.driver, now) if step.driver != told.driver else told
        now += timedelta(seconds=seconds)
    for _ in range(11):
        step = next_step(SOFT, told, Level(10), now)
        told = after(told, step.driver, now) if step.driver != told.driver else told
        now += RAMP_STEP
    assert told.driver == Level(10)
