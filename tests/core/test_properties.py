"""What holds for any site, inputs, ages and clock: the promises of a night."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lightctl.core.conditions import TrafficReading
from lightctl.core.curve import Curve
from lightctl.core.decide import Inputs, decide
from lightctl.core.light_sensor import LightQuality, LightState, judge_light
from lightctl.core.night import NightPlan
from lightctl.core.profile import TrafficRule
from lightctl.core.traffic import TrafficState, step_traffic
from lightctl.core.typical import Usual
from tests.core.any_situation import MINUTE, Situation, overrides, situations

MANY = settings(max_examples=250, deadline=None)
pytestmark = pytest.mark.timeout(240)
SILENT = TrafficState("cam")


def level(night: NightPlan, inputs: Inputs, now: datetime) -> float:
    return float(decide("s", night, inputs, now).level)


def all_say_light(one: Situation) -> bool:
    """Whether every sensor works, said light and may act, and nothing else says dark."""
    night, now = one.night, one.now
    sky, rule = one.inputs.weather, night.profile.weather
    if rule and sky and sky.dark_sky_until and now < sky.dark_sky_until:
        return False
    if any(state.floods(now) for _, state in one.inputs.water):
        return False
    if night.on is None or night.off is None or not one.inputs.light:
        return False
    return all(
        judge_light(state, now)[0] is LightQuality.GOOD
        and any(not change.dark for change in state.changes)
        and (now < night.on + sensor.after or now >= night.off - sensor.before)
        for sensor, state in one.inputs.light
    )


@MANY
@given(situations())
def test_floor_to_full_in_guaranteed_hours(one: Situation) -> None:
    got = level(one.night, one.inputs, one.now)
    assert 0 <= got <= 100
    if one.guaranteed and not all_say_light(one):
        assert got >= max(one.night.floor, one.inputs.never_below)


@MANY
@given(situations())
def test_losing_traffic_never_gives_less_light(one: Situation) -> None:
    state = one.inputs.traffic
    if state is None:
        return
    got = level(one.night, one.inputs, one.now)
    assert level(one.night, replace(one.inputs, traffic=SILENT), one.now) >= got
    stale = replace(state, fresh_until=one.now) if state.fresh_until else SILENT
    assert level(one.night, replace(one.inputs, traffic=stale), one.now) >= got


@MANY
@given(situations(), st.data())
def test_losing_weather_or_a_sensor_never_gives_less_than_plan(one: Situation, data: st.DataObject) -> None:
    inputs = replace(one.inputs, traffic_upwards_only=True)
    lost = replace(inputs, weather=None)
    assert level(one.night, replace(lost, light=()), one.now) >= one.night.plan_at(one.now)
    if not inputs.light:
        return
    number = data.draw(st.integers(0, len(inputs.light) - 1))
    sensor, state = inputs.light[number]
    gone = data.draw(
        st.sampled_from([LightState(sensor.id), replace(state, fresh_until=one.now, at=one.now)])
    )
    rows = (*inputs.light[:number], (sensor, gone), *inputs.light[number + 1 :])
    assert level(one.night, replace(lost, light=rows), one.now) >= one.night.plan_at(one.now)
    assert level(one.night, replace(lost, light=rows, water=()), one.now) >= one.night.plan_at(one.now)


@MANY
@given(situations(), st.sampled_from([1.0, 100.0, 300.0, 900.0]))
def test_a_neighbour_and_a_typical_day_never_take_light_from_the_plan(one: Situation, flow: float) -> None:
    rule = TrafficRule()
    night = replace(one.night, least=Curve((), ()), profile=replace(one.night.profile, traffic=rule))
    counted = SILENT
    for age in (30, 15, 0):
        reading = TrafficReading("cam", one.now - age * MINUTE, flow, 900.0)
        counted = step_traffic(counted, reading, 900.0, rule)
    usual = Usual("cam", flow, flow / 900, one.now + MINUTE)
    bare = replace(one.inputs, traffic_upwards_only=True, weather=None, light=(), water=(), typical=usual)
    for traffic in (one.inputs.traffic, counted, None):
        assert level(night, replace(bare, traffic=traffic), one.now) >= night.plan_at(one.now)


@MANY
@given(situations())
def test_weather_and_water_never_give_less(one: Situation) -> None:
    got = level(one.night, one.inputs, one.now)
    assert got >= level(one.night, replace(one.inputs, weather=None), one.now)
    assert got >= level(one.night, replace(one.inputs, water=()), one.now)


@MANY
@given(situations(), st.data(), st.floats(0, 1))
def test_a_decision_holds_until_it_says(one: Situation, data: st.DataObject, part: float) -> None:
    inputs = replace(one.inputs, overrides=data.draw(overrides(one.now)))
    decision = decide("s", one.night, inputs, one.now)
    assert decision.valid_until <= one.night.ends
    assert one.now < decision.valid_until or one.now >= one.night.ends
    last = decision.valid_until - timedelta(microseconds=1)
    if one.now < last:
        assert decide("s", one.night, inputs, one.now + (last - one.now) * part).same_light(decision)


@MANY
@given(situations(), st.data())
def test_the_same_knowledge_decides_the_same(one: Situation, data: st.DataObject) -> None:
    held = data.draw(overrides(one.now))
    left, right = (replace(one.inputs, overrides=rows) for rows in (held, tuple(reversed(held))))
    assert decide("s", one.night, left, one.now).same_light(decide("s", one.night, right, one.now))
