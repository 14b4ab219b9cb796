"""Any profile, street, sensor and report anywhere on earth, at any instant of a night."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hypothesis import strategies as st

from lightctl.core.commands import Override, Scope, Target
from lightctl.core.conditions import SensorReading, TrafficReading, WeatherReading
from lightctl.core.decide import Inputs
from lightctl.core.light_sensor import LightSensor, LightState, sinks_at, step_light
from lightctl.core.night import NightPlan, plan_night
from lightctl.core.plant import Group, Street
from lightctl.core.profile import Anchor, Profile, SunEvent, TrafficRule
from lightctl.core.schedule import Event, Rule
from lightctl.core.sun import Sun
from lightctl.core.traffic import Around, TrafficState, step_traffic
from lightctl.core.typical import Usual
from lightctl.core.units import Level
from lightctl.core.water import WaterState, WaterStation, step_water
from lightctl.core.weather import WeatherState, step_weather
from lightctl.core.weather_rule import WeatherRule, WeatherSense
from tests.core.test_night_anywhere import CLASSES, EVENTS, NIGHTS, PROFILES, SUNS, ZONES, sun_of

MINUTE = timedelta(minutes=1)
MOSTLY = st.sampled_from([True, True, True, True, False])
MILD_SUNS = st.builds(sun_of, st.sampled_from(sorted(ZONES)), st.sampled_from([-54, -33, 0, 10, 45]))
NEAR = st.integers(-30, 30).map(lambda n: n * MINUTE)


@dataclass(frozen=True)
class Situation:
    """One instant of one night of one group; `inputs` without commands."""

    night: NightPlan
    inputs: Inputs
    now: datetime
    sun: Sun

    @property
    def guaranteed(self) -> bool:
        """Whether the plan has light there."""
        return self.night.lit(self.now) and not self.night.dark_by_plan(self.now)


EVENINGS = st.builds(Anchor, st.sampled_from([SunEvent.SUNSET, SunEvent.DUSK]), NEAR)
MORNINGS = st.builds(Anchor, st.sampled_from([SunEvent.SUNRISE, SunEvent.DAWN]), NEAR)
SHARES = st.floats(0.01, 1.5)
DROPS = st.just(((0.5, 1), (0.25, 2))) | st.dictionaries(SHARES, st.integers(1, 5), max_size=4).map(
    lambda rows: tuple(sorted(rows.items(), reverse=True))
)
RULES = st.builds(
    TrafficRule,
    DROPS,
    jam_occupancy=st.floats(0.1, 1.0), jam_speed_kmh=st.floats(0, 40),
)  # fmt: skip
SENSES = st.builds(
    WeatherSense, st.integers(10, 180).map(lambda n: n * MINUTE), st.integers(1, 3), st.integers(3, 4),
    st.floats(0.1, 3), st.floats(200, 5000), st.floats(0.5, 9), st.floats(50, 100),
)  # fmt: skip
SKIES = st.builds(
    WeatherRule, st.integers(0, 5), st.integers(0, 5), SENSES, st.integers(0, 60).map(lambda n: n * MINUTE)
)
WINDOWS = st.sampled_from([0, 5, 30, 120]).map(lambda n: n * MINUTE)
EYES = st.builds(
    LightSensor, st.sampled_from(["one", "two"]), st.just(frozenset({"s"})), st.booleans(), st.floats(1, 30),
    st.floats(31, 90), WINDOWS, WINDOWS, st.sampled_from([0, 2, 20]).map(lambda n: n * MINUTE),
    st.sampled_from([5, 15, 60]).map(lambda n: n * MINUTE),
)  # fmt: skip
AGES = st.integers(-40, 150)
"""Minutes before now; some words come from the future, and some come late, after younger ones."""
NUMBERS = st.none() | st.floats(0, 3000) | st.sampled_from([0.0, -1.0, float("nan"), float("inf"), 1e12])
FLOORS = st.sampled_from([0.0, 0.0, 25.0, 70.0]).map(Level)


@st.composite
def situations(draw: st.DrawFn) -> Situation:
    """Everything that may be known, in any order and of any age."""
    profile = replace(draw(PROFILES), traffic=draw(RULES), weather=draw(st.none() | SKIES))
    profile = replace(profile, traffic=profile.traffic if draw(st.booleans()) else None)
    sun = draw(SUNS)
    if draw(MOSTLY):
        profile = replace(profile, floor=Level(draw(st.sampled_from([0.0, 15.0, 30.0]))))
        profile, sun = replace(profile, on=draw(EVENINGS), off=draw(MORNINGS)), draw(MILD_SUNS)
    night_of = draw(NIGHTS)
    night = drawn_night(profile, sun, draw(EVENTS), draw(CLASSES), (draw(FLOORS), draw(FLOORS)), night_of)
    now = draw(instants(night))
    inputs = Inputs(
        draw(counters(profile.traffic, now)) if profile.traffic else None, draw(st.booleans()),
        draw(skies(profile.weather.sense, now)) if profile.weather else None,
        never_below=draw(FLOORS),
        light=draw(st.just(()) | eyes(sun, now)), water=draw(st.just(()) | gauges(now)),
        typical=draw(st.none() | usuals(profile.traffic or TrafficRule(), now)),
    )  # fmt: skip
    return Situation(night, inputs, now, sun)


def drawn_night(
    profile: Profile, sun: Sun, events: list[Event], name: str, floors: tuple[Level, Level], night: object
) -> NightPlan:
    """The night of a street of that class with these events."""
    street = Street("s", "", name, 900, floors[0], "hps")
    group = Group("s", "s", floors[1], ())
    profiles = {"any": profile}
    return plan_night(group, street, profile, Rule("any"), sun.place, sun, night, events, profiles)  # type: ignore[arg-type]


@st.composite
def instants(draw: st.DrawFn, night: NightPlan) -> datetime:
    """Any second of the night, and often one near a change."""
    edges = [at for at in (night.on, night.off, *night.plan.times) if at is not None]
    length = int((night.ends - night.starts).total_seconds())
    if length < 2:
        return night.starts
    start, end = night.starts, night.ends
    which = draw(st.sampled_from(["lit", "lit", "lit", "lit", "change", "switching", "any"]))
    if edges and which == "lit" and night.on and night.off:
        start, end = night.on, night.off
    elif edges and which != "any":
        edge = draw(st.sampled_from(edges if which == "change" else edges[:2]))
        start, end = max(start, edge - 45 * MINUTE), min(end, edge + 45 * MINUTE)
    seconds = max(0, int((end - start).total_seconds()) - 1)
    return start + timedelta(seconds=draw(st.integers(0, seconds)))


@st.composite
def spoken(draw: st.DrawFn, now: datetime, most: int) -> list[datetime]:
    """When words were said: every few minutes up to now or a while ago; or at any time, in any order."""
    if not draw(MOSTLY):
        return [now - age * MINUTE for age in draw(st.lists(AGES, max_size=most))]
    every, last = (
        draw(st.sampled_from([4, 5, 10, 15])),
        now - draw(st.sampled_from([0, 0, 1, 4, 14, 25])) * MINUTE,
    )
    return [last - n * every * MINUTE for n in reversed(range(draw(st.integers(most // 3, most))))]


@st.composite
def counters(draw: st.DrawFn, rule: TrafficRule, now: datetime) -> TrafficState | None:
    """None for a street without a counter."""
    if not draw(MOSTLY):
        return None
    state, tidy = TrafficState("cam"), draw(MOSTLY)
    flows = st.sampled_from([1.0, 10.0, 60.0, 60.0, 100.0, 300.0, 1000.0])
    for at in draw(spoken(now, 6)):
        if tidy:
            reading = TrafficReading("cam", at, draw(flows), 900.0)
        else:
            numbers = (
                draw(NUMBERS),
                draw(st.sampled_from([0.0, 30.0, 300.0, 1e9])),
                draw(RATIOS),
                draw(SPEEDS),
            )
            reading = TrafficReading("cam", at, *numbers, draw(st.booleans()))
        around = Around(draw(st.none() | st.floats(0, 900)), heavy_rain=not draw(MOSTLY))
        state = step_traffic(state, reading, 900.0, rule, around=around)
    return state


RATIOS, SPEEDS = st.none() | st.floats(0, 2), st.none() | st.floats(0, 90)
CODES = st.sampled_from([0, 0, 61, 65, 45, 95]) | st.none() | st.integers(-2, 101)


@st.composite
def skies(draw: st.DrawFn, sense: WeatherSense, now: datetime) -> WeatherState | None:
    state = None
    for at in draw(spoken(now, 6)):
        numbers = (None, None, None) if draw(st.booleans()) else (draw(NUMBERS), draw(NUMBERS), draw(NUMBERS))
        state = step_weather(state, WeatherReading(at, "any", draw(CODES), *numbers), sense)
    return state


@st.composite
def eyes(draw: st.DrawFn, sun: Sun, now: datetime) -> tuple[tuple[LightSensor, LightState], ...]:
    """Up to two; most go on saying what they said, some are wild."""
    rows = []
    for sensor in draw(st.lists(EYES, max_size=2, unique_by=lambda eye: eye.id)):
        state, times = LightState(sensor.id), draw(spoken(now, 8))
        turn, first = draw(st.integers(0, 8)), draw(st.booleans())
        bright = 1.0 if sensor.photocell else 900.0
        wild = draw(st.integers(0, 3)) == 0
        for number, at in enumerate(times):
            says = bright if first is (number < turn) else 0.0
            value = (
                draw(st.sampled_from([0.0, 1.0, 7.0, 30.0, 900.0, None, -4.0, float("nan")]))
                if wild
                else says
            )
            deep_at = sinks_at(sun.altitude, at, at + sensor.stale_after)
            state = step_light(state, SensorReading(sensor.id, at, value), sensor, sun.altitude(at), deep_at)
        rows.append((sensor, state))
    return tuple(rows)


@st.composite
def gauges(draw: st.DrawFn, now: datetime) -> tuple[tuple[WaterStation, WaterState], ...]:
    station = WaterStation("canal", frozenset({"s"}), 0.2, draw(st.floats(-1, 0.2)))
    state = WaterState("canal")
    for at in draw(spoken(now, 3)):
        value = draw(st.sampled_from([0.0, 0.15, 0.3, 5.0, None, float("nan"), 400.0]))
        state = step_water(state, SensorReading("canal", at, value), station)
    return ((station, state),) if draw(st.booleans()) else ()


@st.composite
def usuals(draw: st.DrawFn, rule: TrafficRule, now: datetime) -> Usual | None:
    share = draw(st.none() | st.floats(0, 3) | st.sampled_from([below for below, _ in rule.drops] or [0.0]))
    if share is None:
        return None
    return Usual("cam", share * 900, share, now + draw(st.integers(1, 15)) * MINUTE)


@st.composite
def overrides(draw: st.DrawFn, now: datetime) -> tuple[Override, ...]:
    """Commands, rows of scenes and emergencies, before, at and after now."""
    found = []
    for number in range(draw(st.integers(0, 5))):
        since = now + draw(st.integers(-300, 120)) * MINUTE
        until = since + draw(st.integers(1, 1440)) * MINUTE
        target = Target(draw(st.sampled_from(list(Scope))), "s")
        level, scene = Level(draw(st.integers(0, 100))), draw(st.sampled_from(["", "", "feast"]))
        found.append(
            Override(f"o-{number}", target, level, since, until, "an", "x", below_floor=draw(st.booleans()),
                     emergency=draw(st.booleans()), scene=scene)
        )  # fmt: skip
    return tuple(found)
