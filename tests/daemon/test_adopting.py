"""What was concluded from the outside survives an edit of the site: kept, or judged again, never guessed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lightctl.core.conditions import SensorReading, TrafficReading, WeatherReading
from lightctl.core.light_sensor import LightSensor
from lightctl.core.plant import Plant
from lightctl.core.profile import Profile, TrafficRule
from lightctl.core.sensing import Sensors, sensors_of
from lightctl.core.traffic import STALE_AFTER, Quality, TrafficState, step_traffic
from lightctl.core.water import WaterStation
from lightctl.core.weather_rule import WeatherRule, WeatherSense
from lightctl.daemon.conditions import Conditions
from tests.daemon.small import EVENING, SENSORS, plant, profile
from tests.daemon.test_remembering import READINGS, Word, hear

MINUTE = timedelta(minutes=1)
KEEN = TrafficRule(drops=((0.9, 2),))
SERVICE = 900.0


def profiles(*rules: TrafficRule) -> dict[str, Profile]:
    return {str(n): replace(profile(), traffic=rule) for n, rule in enumerate(rules)}


def conditions(*rules: TrafficRule, sensors: Sensors = SENSORS) -> Conditions:
    return Conditions(plant(), profiles(*rules), counted=True, sensors=sensors, altitude=lambda _: 0.0)


def adopt(
    one: Conditions, *rules: TrafficRule, city: Plant | None = None, stale_after: timedelta = STALE_AFTER,
    sensors: Sensors = SENSORS,
) -> None:  # fmt: skip
    one.adopt(
        city or plant(), profiles(*rules), stale_after=stale_after, sensors=sensors, altitude=lambda _: 0.0
    )


def busier(service_flow: float) -> Plant:
    city = plant()
    street = replace(city.streets["a"], service_flow=service_flow)
    return replace(city, streets={**city.streets, "a": street})


def counted(flows: Sequence[float | None], every: int = 5) -> list[TrafficReading]:
    return [
        TrafficReading("cam", EVENING + n * every * MINUTE, flow, every * 60) for n, flow in enumerate(flows)
    ]


def take(one: Conditions, readings: Sequence[TrafficReading]) -> None:
    for reading in readings:
        one.take_traffic(reading)


def by_history(
    readings: Sequence[TrafficReading], rule: TrafficRule, service: float = SERVICE
) -> TrafficState:
    state = TrafficState("cam")
    for reading in readings:
        state = step_traffic(state, reading, service, rule)
    return state


@given(READINGS)
def test_a_site_that_is_the_same_changes_nothing(before: list[Word]) -> None:
    one = conditions(TrafficRule(), KEEN)
    hear(one, before)
    kept = dict(one.traffic), dict(one.weather), one.sensed(), one.heavy_rain_until
    adopt(one, TrafficRule(), KEEN)
    assert (dict(one.traffic), dict(one.weather), one.sensed(), one.heavy_rain_until) == kept


def test_an_edited_rule_judges_the_last_counts_and_leaves_the_other_rule_alone() -> None:
    one, readings = conditions(TrafficRule(), KEEN), counted([400, 390, 380])
    take(one, readings)
    kept = one.traffic["cam", KEEN]
    edited = TrafficRule(drops=((0.44, 1),))
    adopt(one, edited, KEEN)
    assert one.traffic["cam", KEEN] == kept
    assert one.traffic["cam", edited].drop == 1  # 390 and 380 are under 396
    assert one.traffic["cam", edited].fresh_until == readings[-1].at + STALE_AFTER
    assert ("cam", TrafficRule()) not in one.traffic


FLOWS = st.lists(
    st.one_of(st.none(), st.sampled_from([0.0, 100.0, 300.0, 500.0, 800.0, 9000.0])), max_size=40
)


@given(FLOWS, st.sampled_from([1, 3, 5, 10, 15]))
def test_an_edited_rule_is_never_darker_than_if_it_had_always_ruled(
    flows: list[float | None], every: int
) -> None:
    one, readings = conditions(TrafficRule()), counted(flows, every)
    take(one, readings)
    adopt(one, KEEN)
    state, always = one.traffic["cam", KEEN], by_history(readings, KEEN)
    assert state.drop <= always.drop
    assert (state.quality, state.at, state.flow) == (always.quality, always.at, always.flow)
    if len(readings) * every <= 30:
        assert state == always


@pytest.mark.parametrize("every_s", [1, 5, 10, 60, 300, 900, 3600])
def test_an_empty_street_stays_dimmed_however_often_it_is_counted(every_s: int) -> None:
    stale_after, every = timedelta(hours=2), timedelta(seconds=every_s)
    one = conditions(TrafficRule())
    adopt(one, TrafficRule(), stale_after=stale_after)
    take(one, [TrafficReading("cam", EVENING + n * every, 90, every_s) for n in range(1200)])
    assert one.traffic["cam", TrafficRule()].drop == 2
    adopt(one, KEEN, stale_after=stale_after)
    assert one.traffic["cam", KEEN].drop == 2


def test_a_street_that_carries_more_is_judged_again() -> None:
    one, readings = conditions(TrafficRule()), counted([400, 400, 400])
    take(one, readings)
    assert one.traffic["cam", TrafficRule()].drop == 1
    adopt(one, TrafficRule(), city=busier(700))
    assert one.traffic["cam", TrafficRule()] == by_history(readings, TrafficRule(), 700)
    assert one.traffic["cam", TrafficRule()].drop == 0
    adopt(one, TrafficRule(), city=busier(3000))
    assert one.traffic["cam", TrafficRule()].drop == 2


def test_counts_grow_old_by_the_new_setting() -> None:
    one, readings = conditions(TrafficRule()), counted([400, 400])
    take(one, readings)
    adopt(one, TrafficRule(), stale_after=7 * MINUTE)
    assert one.traffic["cam", TrafficRule()].fresh_until == readings[-1].at + 7 * MINUTE


def test_a_first_rule_for_traffic_finds_what_was_counted_before_it() -> None:
    one = conditions()
    take(one, counted([100, 100]))
    adopt(one, TrafficRule())
    assert one.traffic["cam", TrafficRule()].drop == 2


def test_nothing_counted_yet_stays_silent() -> None:
    one = conditions(TrafficRule())
    adopt(one, KEEN)
    assert one.traffic["cam", KEEN].quality is Quality.SILENT


def test_weather_keeps_its_raise_when_it_is_believed_otherwise() -> None:
    one = conditions(TrafficRule())
    one.take_weather(WeatherReading(EVENING, "test", 95))
    slow = WeatherRule(sense=WeatherSense(20 * MINUTE, 2, 3))
    edited = {"0": replace(profile(), weather=slow)}
    one.adopt(plant(), edited, stale_after=STALE_AFTER, sensors=SENSORS, altitude=lambda _: 0.0)
    assert [row.kind for row in one.weather[slow.sense].in_force(EVENING + 59 * MINUTE)] == ["storm", "rain"]


@pytest.mark.parametrize(("limit", "stands"), [(0.6, True), (0.7, True), (0.8, False)])
def test_a_proposal_stands_while_the_station_would_make_it_today(limit: float, *, stands: bool) -> None:
    one = conditions()
    one.take_sensor(SensorReading("canal", EVENING, 0.7))
    canal = WaterStation("canal", frozenset("bc"), 0.2, 0.1, ("c1-1",), limit)
    adopt(one, sensors=sensors_of([], [canal]))
    assert (one.water["canal"].proposed_since is not None) is stands
    assert one.water["canal"].flooded_until == EVENING + 60 * MINUTE


def test_a_light_sensor_that_became_a_photocell_begins_anew_and_one_that_serves_others_does_not() -> None:
    one = conditions()
    one.take_sensor(SensorReading("lux", EVENING, 5.0))
    for lux, at in (
        (LightSensor("lux", frozenset("a"), before=9 * MINUTE), EVENING),
        (LightSensor("lux", frozenset("a"), photocell=True), None),
    ):
        adopt(one, sensors=sensors_of([lux], []))
        assert one.light["lux"].at == at
