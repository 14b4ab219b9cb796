"""What each layer says, in the order of the design, and the promises that hold for every input."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lightctl.core.commands import Override, Scope
from lightctl.core.conditions import SensorReading
from lightctl.core.decide import Inputs, decide, protect
from lightctl.core.decision import Decision, Layer
from lightctl.core.light_sensor import LightQuality, LightSensor, LightState, judge_light, step_light
from lightctl.core.night import NightPlan
from lightctl.core.profile import TrafficRule
from lightctl.core.traffic import TrafficState, step_traffic
from lightctl.core.units import Level
from lightctl.core.water import WaterState, WaterStation, step_water
from lightctl.core.weather import WeatherState, step_weather
from lightctl.core.weather_rule import WeatherSense
from tests.core.make import ARTERIAL, PART_NIGHT, TAN_AN, at, count, minutes, override, plan, sky, sun

RULE = TrafficRule()


def traffic(flow: float, when: datetime) -> TrafficState:
    """A counter that has said the same three times, the last time at `when`."""
    state = TrafficState("cam-01")
    for back in (20, 10, 0):
        state = step_traffic(state, count(when - minutes(back), flow), 900, RULE)
    return state


def weather(code: int, when: datetime, hold: float = 60) -> WeatherState:
    state = step_weather(None, sky(when, code), WeatherSense(minutes(hold)))
    assert state is not None
    return state


def layers(decision: Decision) -> list[str]:
    return [f"{reason.layer}:{reason.rule}" for reason in decision.reasons]


def test_a_street_without_a_counter_gets_its_plan() -> None:
    decision = decide("thd", plan(), Inputs(), at("23:45"))
    assert decision.level == 60.0
    assert layers(decision) == ["plan:plan"]
    assert decision.valid_until == at("04:30")


def test_by_day_it_is_dark_until_sunset() -> None:
    night = plan()
    decision = decide("thd", night, Inputs(traffic=traffic(800, at("16:50"))), at("17:00"))
    assert (decision.level, decision.valid_until) == (0.0, night.on)
    assert layers(decision) == ["plan:day"]


@pytest.mark.parametrize(
    ("flow", "clock", "level"),
    [(800, "23:45", 100), (300, "23:45", 75), (100, "23:45", 50), (100, "20:30", 60), (0, "23:45", 50)],
)
def test_flow_chooses_between_least_and_full(flow: float, clock: str, level: float) -> None:
    now = at(clock)
    decision = decide("thd", plan(), Inputs(traffic=traffic(flow, now)), now)
    assert decision.level == level
    assert decision.reasons[1].layer is Layer.TRAFFIC
    assert decision.valid_until == min(now + minutes(20), plan().next_change(now))


def test_a_silent_or_stale_counter_gives_full_and_says_so() -> None:
    now = at("02:00")
    silent = decide("thd", plan(), Inputs(traffic=TrafficState("cam-01")), now)
    stale = decide("thd", plan(), Inputs(traffic=traffic(50, now - minutes(20))), now)
    assert (silent.level, stale.level) == (100.0, 100.0)
    assert layers(silent) == ["plan:plan", "traffic:silent"]
    assert layers(stale) == ["plan:plan", "traffic:stale"]


def test_a_counter_from_the_future_is_not_believed() -> None:
    now = at("02:00")
    decision = decide("thd", plan(), Inputs(traffic=traffic(50, now + minutes(30))), now)
    assert decision.level == 100.0
    assert decision.valid_until == now + minutes(28)


def test_a_neighbour_only_raises() -> None:
    now = at("23:45")
    quiet = decide("thd", plan(), Inputs(traffic(50, now), traffic_upwards_only=True), now)
    busy = decide("thd", plan(), Inputs(traffic(300, now), traffic_upwards_only=True), now)
    assert (quiet.level, busy.level) == (60.0, 75.0)


def test_rain_limits_the_drop_and_fog_forbids_it() -> None:
    now = at("02:00")
    rain = decide("thd", plan(), Inputs(weather=weather(61, now)), now)
    fog = decide("thd", plan(), Inputs(weather=weather(45, now)), now)
    assert (rain.level, fog.level) == (75.0, 100.0)
    assert rain.valid_until == at("03:00")
    after = decide("thd", plan(), Inputs(weather=weather(61, now)), at("03:00"))
    assert (after.level, layers(after)) == (60.0, ["plan:plan"])


def test_a_dark_sky_shifts_switching_within_its_bound() -> None:
    night = plan()
    assert night.on is not None
    assert night.off is not None
    early, late = night.on - minutes(20), night.off + minutes(20)
    storm = Inputs(weather=weather(95, early - minutes(10)))
    before = decide("thd", night, storm, early - timedelta(seconds=1))
    shifted = decide("thd", night, storm, early)
    assert (before.level, before.valid_until) == (0.0, early)
    assert (shifted.level, shifted.valid_until) == (100.0, night.on)
    morning = Inputs(weather=weather(95, night.off - minutes(1)))
    assert decide("thd", night, morning, night.off).level == 90.0
    assert decide("thd", night, morning, night.off).valid_until == late
    assert decide("thd", night, morning, late).level == 0.0


def test_floors_of_profile_and_crossing() -> None:
    deep = replace(ARTERIAL, plan=(ARTERIAL.plan[0], replace(ARTERIAL.plan[1], level=Level(10))))
    now = at("23:00")
    assert decide("thd", plan(deep), Inputs(), now).level == 40.0
    crossing = decide("thd", plan(deep, never_below=60), Inputs(), now)
    assert (crossing.level, layers(crossing)) == (60.0, ["plan:plan", "floor:group"])
    assert decide("thd", plan(deep), Inputs(never_below=Level(70)), now).level == 70.0


def test_a_part_night_street_is_dark_only_where_its_plan_says_so() -> None:
    night, now = plan(PART_NIGHT), at("02:00")
    everything = Inputs(traffic=traffic(800, now), weather=weather(95, now))
    assert decide("thd", night, everything, now).level == 0.0
    assert decide("thd", night, everything, at("00:59")).level == 100.0
    not_allowed = plan(replace(PART_NIGHT, part_night=False))
    assert decide("thd", not_allowed, Inputs(), now).level == 40.0


def test_the_newest_override_of_the_most_specific_scope_rules() -> None:
    now = at("02:00")
    city = override(100, now - minutes(1), scope=Scope.CITY)
    older = override(70, now - minutes(30))
    newer = override(80, now - minutes(20))
    decision = decide("thd", plan(), Inputs(overrides=(newer, city, older)), now)
    assert decision.level == 80.0
    assert dict(decision.reasons[-1].facts)["owner"] == "lan"
    assert decision.valid_until == older.until


def test_an_override_goes_under_the_floor_only_on_purpose() -> None:
    now = at("02:00")
    low = decide("thd", plan(), Inputs(overrides=(override(10, now),)), now)
    assert (low.level, layers(low)) == (40.0, ["plan:plan", "override:override", "floor:profile"])
    assert decide("thd", plan(), Inputs(overrides=(override(10, now, below_floor=True),)), now).level == 10.0
    noon = at("12:30")
    assert decide("thd", plan(), Inputs(overrides=(override(10, noon),)), noon).level == 10.0


def test_an_override_to_come_bounds_the_decision() -> None:
    now = at("02:00")
    coming = override(80, at("02:15"))
    assert decide("thd", plan(), Inputs(overrides=(coming,)), now).valid_until == coming.since


def test_an_emergency_beats_every_override() -> None:
    now = at("02:00")
    lamp = override(50, now, scope=Scope.LAMP)
    alarm = override(100, now - minutes(10), scope=Scope.CITY, emergency=True)
    decision = decide("thd", plan(), Inputs(overrides=(lamp, alarm)), now)
    assert (decision.level, decision.reasons[-1].layer) == (100.0, Layer.EMERGENCY)


def test_protection_stands_over_an_emergency() -> None:
    now = at("02:00")
    alarm = override(100, now, emergency=True)
    decision = protect(decide("thd", plan(), Inputs(overrides=(alarm,)), now), "lockout", (("crew", "3"),))
    assert (decision.level, decision.reasons[-1].layer) == (0.0, Layer.PROTECTION)


LIGHTS = (
    LightSensor("pc", frozenset({"thd"}), photocell=True, debounce=minutes(0)),
    LightSensor("lux", frozenset({"thd"}), before=minutes(45), after=minutes(10)),
)
STATION = WaterStation("canal", frozenset({"thd"}), 0.2, 0.1)

MINUTES = st.integers(0, 24 * 60 - 1)
NEAR = st.integers(-50, 50)
WORDS = st.sampled_from([0.0, 1.0, 1.0, 30.0, 900.0, None, float("nan"), -4.0])
FLOWS = st.one_of(st.floats(0, 1500), st.sampled_from([-1.0, float("nan"), float("inf"), 1e9]), st.none())
NIGHTS = [plan(), plan(PART_NIGHT), plan(never_below=55), plan(replace(ARTERIAL, least=()))]


@st.composite
def traffic_states(draw: st.DrawFn, now: datetime) -> TrafficState | None:
    if draw(st.booleans()):
        return None
    state = TrafficState("cam-01")
    for _ in range(draw(st.integers(0, 5))):
        when = now - minutes(draw(st.integers(-5, 60)))
        occupancy = draw(st.sampled_from([0.1, 0.4, float("nan")]))
        state = step_traffic(state, count(when, draw(FLOWS), occupancy=occupancy), 900, RULE)
    return state


@st.composite
def weather_states(draw: st.DrawFn, now: datetime) -> WeatherState | None:
    state = None
    for _ in range(draw(st.integers(0, 4))):
        code = draw(st.one_of(st.none(), st.sampled_from([0, 3, 45, 61, 95, 7777, -3])))
        reading = sky(now - minutes(draw(st.integers(0, 90))), code)
        state = step_weather(state, reading, WeatherSense(minutes(60)))
    return state


@st.composite
def overrides(draw: st.DrawFn, now: datetime) -> tuple[Override, ...]:
    return tuple(
        replace(
            override(
                draw(st.integers(0, 100)),
                now + minutes(draw(st.integers(-180, 60))),
                scope=draw(st.sampled_from(list(Scope))),
                below_floor=draw(st.booleans()),
                emergency=draw(st.booleans()),
            ),
            id=f"o-{number}",
        )
        for number in range(draw(st.integers(0, 4)))
    )


@st.composite
def lights(draw: st.DrawFn, now: datetime) -> tuple[tuple[LightSensor, LightState], ...]:
    found = []
    for sensor in LIGHTS[: draw(st.integers(0, 2))]:
        state, when = LightState(sensor.id), now - minutes(draw(st.integers(0, 90)))
        for wait, value in draw(st.lists(st.tuples(st.integers(0, 14), WORDS), max_size=8)):
            reading = SensorReading(sensor.id, min(when, now), value)
            state = step_light(state, reading, sensor, sun(TAN_AN).altitude(reading.at))
            when += minutes(wait)
        found.append((sensor, state))
    return tuple(found)


@st.composite
def waters(draw: st.DrawFn, now: datetime) -> tuple[tuple[WaterStation, WaterState], ...]:
    state = WaterState("canal")
    for value in draw(st.lists(st.sampled_from([0.0, 0.15, 0.3, 5.0, None, float("nan")]), max_size=3)):
        reading = SensorReading("canal", now - minutes(draw(st.integers(0, 90))), value)
        state = step_water(state, reading, STATION)
    return ((STATION, state),)


@st.composite
def instants(draw: st.DrawFn, night: NightPlan) -> datetime:
    """Any second of the night, and often one near its switching."""
    edge = draw(st.sampled_from([None, night.on, night.off]))
    start = night.starts + minutes(draw(MINUTES)) if edge is None else edge + minutes(draw(NEAR))
    return start + timedelta(seconds=draw(st.integers(0, 59)))


@st.composite
def situations(draw: st.DrawFn, *, commands: bool) -> tuple[NightPlan, Inputs, datetime]:
    night = draw(st.sampled_from(NIGHTS))
    now = draw(instants(night))
    inputs = Inputs(
        draw(traffic_states(now)),
        draw(st.booleans()),
        draw(weather_states(now)),
        draw(overrides(now)) if commands else (),
        Level(draw(st.sampled_from([0, 45]))),
        draw(lights(now)),
        draw(waters(now)),
    )
    return night, inputs, now


def darkened(night: NightPlan, inputs: Inputs, now: datetime) -> bool:
    """Whether every light sensor works, says light, and may act now; and no other thing says dark."""
    assert night.on is not None
    assert night.off is not None
    sky_is_dark = inputs.weather and inputs.weather.dark_sky_until and now < inputs.weather.dark_sky_until
    flooded = any(state.floods(now) for _, state in inputs.water)
    rows = [
        judge_light(state, now)[0] is LightQuality.GOOD
        and (
            (state.dark is False and now < night.on + sensor.after)
            or (any(not change.dark for change in state.changes) and now >= night.off - sensor.before)
        )
        for sensor, state in inputs.light
    ]
    return bool(rows) and all(rows) and not flooded and not sky_is_dark


@given(situations(commands=False))
def test_losing_a_sensor_or_water_never_gives_less_than_without_it(
    situation: tuple[NightPlan, Inputs, datetime],
) -> None:
    night, inputs, now = situation
    bare = decide("thd", night, replace(inputs, light=(), water=()), now).level
    for lost in range(len(inputs.light)):
        rows = [
            (sensor, LightState(sensor.id) if number == lost else state)
            for number, (sensor, state) in enumerate(inputs.light)
        ]
        assert decide("thd", night, replace(inputs, light=tuple(rows)), now).level >= bare
    assert decide("thd", night, replace(inputs, light=()), now).level >= bare


@given(situations(commands=False))
def test_between_floor_and_full_in_lit_hours(situation: tuple[NightPlan, Inputs, datetime]) -> None:
    night, inputs, now = situation
    level = decide("thd", night, inputs, now).level
    assert 0 <= level <= 100
    if night.lit(now) and not night.dark_by_plan(now) and not darkened(night, inputs, now):
        assert level >= max(night.floor, inputs.never_below, 1)


@given(situations(commands=False))
def test_losing_the_counter_never_gives_less_light(situation: tuple[NightPlan, Inputs, datetime]) -> None:
    night, inputs, now = situation
    if inputs.traffic is None:
        return
    lost = replace(inputs, traffic=TrafficState("cam-01"))
    assert decide("thd", night, lost, now).level >= decide("thd", night, inputs, now).level


@given(situations(commands=False))
def test_weather_and_neighbours_never_take_light_from_the_plan(
    situation: tuple[NightPlan, Inputs, datetime],
) -> None:
    night, inputs, now = situation
    inputs = replace(inputs, light=())
    upwards = replace(inputs, traffic_upwards_only=True)
    assert decide("thd", night, upwards, now).level >= night.plan_at(now)
    without = decide("thd", night, replace(inputs, weather=None), now).level
    assert decide("thd", night, inputs, now).level >= without


@given(situations(commands=True), st.floats(0, 1))
def test_a_decision_holds_until_it_says(situation: tuple[NightPlan, Inputs, datetime], part: float) -> None:
    night, inputs, now = situation
    decision = decide("thd", night, inputs, now)
    assert now < decision.valid_until <= night.ends
    last = decision.valid_until - timedelta(microseconds=1)
    assert decide("thd", night, inputs, now + (last - now) * part).same_light(decision)


@given(situations(commands=True))
def test_a_fresh_start_decides_the_same(situation: tuple[NightPlan, Inputs, datetime]) -> None:
    night, inputs, now = situation
    backwards = replace(inputs, overrides=tuple(reversed(inputs.overrides)))
    assert decide("thd", night, backwards, now) == decide("thd", night, inputs, now)
