"""The promises of the night over a whole grid: no chance decides which cases are looked at."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import product

from lightctl.core.decide import Inputs, decide
from lightctl.core.light_sensor import LightSensor
from lightctl.core.night import NightPlan
from lightctl.core.traffic import TrafficState, step_traffic
from lightctl.core.typical import Usual
from lightctl.core.weather import WeatherState
from tests.core.make import ARTERIAL, PART_NIGHT, at, count, minutes, plan
from tests.core.test_decide import RULE, traffic, weather
from tests.core.test_light_sensor import CELL, MINUTE, every_minute, hear

NIGHTS = (plan(), plan(PART_NIGHT), plan(never_below=55), plan(replace(ARTERIAL, least=())))
CODES = (0, 61, 45, 95)


def instants(night: NightPlan) -> list[datetime]:
    """Every twenty minutes from an hour before on to an hour after off."""
    assert night.on is not None
    assert night.off is not None
    found = [night.on - minutes(60)]
    while found[-1] < night.off + minutes(60):
        found.append(found[-1] + minutes(20))
    return found


def counters(now: datetime) -> Iterator[TrafficState | None]:
    """None, silent, stale, jammed, absurd, busy, quiet and empty."""
    yield None
    yield TrafficState("cam-01")
    yield traffic(100, now - minutes(45))
    yield step_traffic(TrafficState("cam-01"), count(now, 60, occupancy=0.6), 900, RULE)
    yield step_traffic(TrafficState("cam-01"), count(now, -1), 900, RULE)
    yield from (traffic(flow, now) for flow in (800, 350, 30))


def skies(now: datetime) -> Iterator[WeatherState | None]:
    yield None
    yield from (weather(code, now - minutes(5)) for code in CODES)
    yield weather(61, now - minutes(75))


def cases() -> Iterator[tuple[NightPlan, datetime, TrafficState | None, bool]]:
    for night in NIGHTS:
        for now in instants(night):
            yield from ((night, now, state, up) for state, up in product(counters(now), (False, True)))


def test_weather_never_takes_light_at_any_hour_whatever_is_counted() -> None:
    for night, now, state, upwards in cases():
        bare = decide("thd", night, Inputs(state, upwards), now).level
        for sky in skies(now):
            assert decide("thd", night, Inputs(state, upwards, sky), now).level >= bare


def test_whatever_is_lost_leaves_at_least_the_plan_and_a_lost_counter_at_least_as_much() -> None:
    for night, now, state, upwards in cases():
        lost = decide("thd", night, Inputs(TrafficState("cam-01"), upwards), now).level
        assert lost >= night.plan_at(now)
        if state is not None:
            assert lost >= decide("thd", night, Inputs(state, upwards), now).level


def test_between_floor_and_full_at_any_hour() -> None:
    for night, now, state, upwards in cases():
        for sky in skies(now):
            level = decide("thd", night, Inputs(state, upwards, sky), now).level
            assert level <= 100
            if night.lit(now) and not night.dark_by_plan(now):
                assert level >= night.floor > 0


def test_a_neighbour_and_a_typical_day_only_raise_the_plan() -> None:
    for night, now, state, _ in cases():
        assert decide("thd", night, Inputs(state, traffic_upwards_only=True), now).level >= night.plan_at(now)
        for share in (0.0, 0.3, 0.6, 2.0):
            usual = Usual("cam-02", 900 * share, share, now + minutes(30))
            assert decide("thd", night, Inputs(typical=usual), now).level >= night.plan_at(now)


def test_a_sensor_that_fell_silent_keeps_no_street_lit_after_its_plan() -> None:
    night = NIGHTS[0]
    assert night.off is not None
    cell: LightSensor = replace(CELL, stale_after=minutes(10))
    dark = every_minute(cell, night.off - minutes(40), night.off + MINUTE, 0)
    speaks = Inputs(light=((cell, dark),))
    assert decide("thd", night, speaks, night.off + minutes(9)).level == 90.0
    assert decide("thd", night, speaks, night.off + minutes(12)).level == 0.0
    again = hear(cell, (night.off + minutes(12), 0), state=dark)
    assert decide("thd", night, Inputs(light=((cell, again),)), night.off + minutes(12)).level == 90.0


def test_by_day_nothing_but_a_command_lights_a_street() -> None:
    night, noon = NIGHTS[0], at("12:30")
    for state, sky in product(counters(noon), skies(noon)):
        assert decide("thd", night, Inputs(state, weather=sky), noon).level == 0.0
