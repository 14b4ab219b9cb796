"""Water holds full light, proposes a lockout, and goes only when a station says so or time is up."""

from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from lightctl.core.conditions import SensorReading
from lightctl.core.decide import Inputs, decide
from lightctl.core.telling import tell
from lightctl.core.water import WaterQuality, WaterState, WaterStation, judge_water, step_water
from tests.core.make import PART_NIGHT, TAN_AN, at, minutes, plan
from tests.core.test_decide import layers

STATION = WaterStation("canal", frozenset({"thd"}), 0.2, 0.1, ("c1-1", "c1-2"), 0.5)
START = at("00:30")


def hear(*words: tuple[float, float | None], station: WaterStation = STATION) -> WaterState:
    """The state after words at minutes from the start."""
    state = WaterState(station.id)
    for when, value in words:
        state = step_water(state, SensorReading(station.id, START + minutes(when), value), station)
    return state


def level(state: WaterState, now: datetime) -> float:
    return decide("thd", plan(), Inputs(water=((STATION, state),)), now).level


def test_the_street_is_fully_lit_while_water_stands_and_for_the_hold() -> None:
    state = hear((0, 0.05), (10, 0.25), (20, 0.15), (30, 0.05))
    assert level(hear((0, 0.05)), START) == 60
    assert state.flooded_until == START + minutes(80)
    assert level(state, START + minutes(79)) == 100
    assert level(state, START + minutes(80)) == 60


def test_a_silent_station_holds_then_gives_the_plan() -> None:
    state = hear((0, 0.4), (10, None), (20, float("nan")), (30, 99.0))
    assert (state.flooded_until, state.value) == (START + minutes(60), 0.4)
    assert judge_water(state, START + minutes(31)) is WaterQuality.ABSURD
    assert judge_water(hear((0, 0.4)), START + minutes(21)) is WaterQuality.STALE
    assert judge_water(WaterState("canal"), START) is WaterQuality.SILENT
    assert level(state, START + minutes(59)) == 100
    assert level(state, START + minutes(60)) == 60


def test_by_day_water_lights_nothing_and_at_night_a_part_night_street_too() -> None:
    state = hear((0, 0.4))
    noon = at("13:00")
    flooded = step_water(WaterState("canal"), SensorReading("canal", noon, 0.4), STATION)
    assert level(flooded, noon) == 0
    dark = decide("thd", plan(PART_NIGHT), Inputs(), at("01:10"))
    lit = decide("thd", plan(PART_NIGHT), Inputs(water=((STATION, state),)), at("01:10"))
    assert (dark.level, lit.level) == (0.0, 100.0)
    assert layers(lit) == ["plan:part-night", "sensor:flood"]
    assert "Water stands at canal (since 00:30, from 0.2 m on)" in tell(lit, "en", TAN_AN.zone)[-1]
    assert "từ 0,2 m" in tell(lit, "vi", TAN_AN.zone)[-1]


def test_a_lockout_is_proposed_until_the_water_has_gone_not_while_nobody_knows() -> None:
    assert hear((0, 0.4)).proposed_since is None
    high = hear((0, 0.6), (10, 0.9), (20, 0.3))
    assert (high.proposed_since, high.highest) == (START, 0.9)
    assert hear((0, 0.6), (10, None), (20, -50.0)).proposed_since == START
    assert hear((0, 0.6), (10, 0.05)).proposed_since is None


@given(st.lists(st.one_of(st.none(), st.floats(), st.floats(0, 1)), max_size=12), st.integers(0, 200))
def test_water_never_takes_light(values: list[float | None], later: int) -> None:
    state = hear(*((10 * n, value) for n, value in enumerate(values)))
    now = START + minutes(later)
    assert level(state, now) >= decide("thd", plan(), Inputs(), now).level
