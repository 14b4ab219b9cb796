"""Any profile anywhere on earth: every night is decided, inside its bounds, and joins the next at noon."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from lightctl.core.anchors import instant_of
from lightctl.core.calendar import local_instant, night_bounds, night_of
from lightctl.core.decide import Inputs, decide
from lightctl.core.night import NightPlan, plan_night
from lightctl.core.place import Place
from lightctl.core.plant import Group, Street
from lightctl.core.profile import Anchor, Profile, Step, SunEvent
from lightctl.core.schedule import Event, Rule
from lightctl.core.sun import Sun
from lightctl.core.units import Level

ZONES = {
    "Asia/Ho_Chi_Minh": 106, "Asia/Kathmandu": 85, "Australia/Lord_Howe": 159, "Europe/Oslo": 19,
    "America/Santiago": -71, "Pacific/Apia": -172, "America/St_Johns": -53, "Africa/Casablanca": -8,
    "Pacific/Kiritimati": -157, "Asia/Shanghai": 90,
}  # fmt: skip
SECOND = timedelta(seconds=1)


@cache
def sun_of(zone: str, latitude: int) -> Sun:
    return Sun(Place(latitude, ZONES[zone], ZoneInfo(zone)))


CLOCKS = st.builds(time, st.integers(0, 23), st.sampled_from([0, 1, 30, 59]))
MINUTES = st.integers(-300, 300).map(lambda n: timedelta(minutes=n))
SUNNY = st.builds(
    Anchor, st.sampled_from(SunEvent), MINUTES, st.none(), st.none() | CLOCKS, st.none() | CLOCKS
)
ANCHORS = SUNNY | st.builds(Anchor, st.none(), st.just(timedelta(0)), CLOCKS)
LEVELS = st.integers(0, 100).map(Level)
RAMPS = st.sampled_from([0, 1, 30, 600, 7200]).map(lambda n: timedelta(seconds=n))
STEPS = st.lists(
    st.builds(Step, ANCHORS, LEVELS, RAMPS, st.sampled_from(["", "", "M2", "M6"])), min_size=1, max_size=5
).map(tuple)
PROFILES = st.builds(
    Profile, st.just("any"), st.just("Any"), ANCHORS, ANCHORS, STEPS, LEVELS,
    least=st.just(()) | STEPS, step=st.sampled_from([1.0, 2.5, 5.0, 30.0]).map(Level),
    part_night=st.booleans(),
    full_of_class=st.booleans(), luminance=st.sampled_from([None, 0.2, 1.12, 9.0]),
    minimum_on=st.sampled_from([0, 10, 120]).map(lambda n: timedelta(minutes=n)),
)  # fmt: skip
EVENTS = st.lists(
    st.builds(
        Event, st.just("Fair"), ANCHORS, ANCHORS, LEVELS, lowers=st.booleans(),
        weekdays=st.just(frozenset()) | st.just(frozenset({5, 6})),
    ),
    max_size=2,
)  # fmt: skip
SUNS = st.builds(
    sun_of, st.sampled_from(sorted(ZONES)), st.sampled_from([-89, -54, -33, 0, 10, 45, 66, 70, 89])
)
NIGHTS = st.dates(date(2024, 1, 1), date(2028, 12, 31)) | st.sampled_from(
    [date(2011, 12, d) for d in (28, 29, 30, 31)] + [date(2026, 10, 3), date(2026, 4, 4), date(2026, 9, 5)]
)
CLASSES = st.sampled_from(["M1", "M3", "M6", "P4"])


def plan(profile: Profile, sun: Sun, night: date, events: list[Event], name: str = "M3") -> NightPlan:
    street, group = Street("s", "", name, 900, Level(0), "hps"), Group("s", "s", Level(0), ())
    return plan_night(group, street, profile, Rule("any"), sun.place, sun, night, events, {"any": profile})


def judge(night: NightPlan) -> None:
    """What holds of every night."""
    if night.on is None or night.off is None:
        assert (night.on, night.off, night.plan.times) == (None, None, ())
        return
    assert night.starts <= night.on < night.off <= night.ends
    assert night.off - night.on >= min(night.profile.minimum_on, night.ends - night.on)
    for curve in (night.plan, night.least):
        assert list(curve.times) == sorted(set(curve.times))
        assert (curve.times[0], curve.times[-1]) == (night.on, night.off)
        assert all(0 <= level <= 100 for level in curve.levels)
        assert curve.at(night.on - SECOND) == curve.at(night.off) == 0.0
    assert all(left[1] == right[0] for left, right in pairwise(night.pieces()))
    assert len(night.reasons) == len(night.plan.times) + 1


def moments(night: NightPlan) -> list[datetime]:
    """Every change, just before it, and the middle between two."""
    edges = sorted({night.starts, *night.plan.times, *night.least.times, night.ends})
    middles = [left + (right - left) / 2 for left, right in pairwise(edges)]
    found = [*edges, *(at - SECOND for at in edges), *middles]
    return [at for at in found if night.starts <= at < night.ends]


@given(PROFILES, SUNS, NIGHTS, EVENTS, CLASSES)
@settings(max_examples=150, deadline=None)
def test_any_profile_is_decided_inside_its_bounds(
    profile: Profile, sun: Sun, night: date, events: list[Event], name: str
) -> None:
    drawn = plan(profile, sun, night, events, name)
    judge(drawn)
    for at in moments(drawn):
        level = decide("s", drawn, Inputs(), at).level
        if not drawn.lit(at):
            assert level == 0.0
        elif not drawn.dark_by_plan(at):
            assert drawn.floor <= level <= 100.0
            assert level >= drawn.plan_at(at)
        else:
            assert profile.part_night


@given(PROFILES, SUNS, NIGHTS)
@settings(max_examples=60, deadline=None)
def test_nights_join_at_noon_and_every_instant_has_one(profile: Profile, sun: Sun, night: date) -> None:
    today, tomorrow = (plan(profile, sun, night + timedelta(days=n), []) for n in (0, 1))
    assert today.ends == tomorrow.starts
    for one in (today, tomorrow):
        for at in moments(one):
            assert night_of(sun.place, at) == one.night


@given(SUNS, st.datetimes(datetime(1970, 1, 1), datetime(2037, 1, 1)))  # noqa: DTZ001
@settings(max_examples=300, deadline=None)
def test_every_instant_belongs_to_exactly_one_night(sun: Sun, wall: datetime) -> None:
    at = wall.replace(microsecond=0, tzinfo=UTC)
    night = night_of(sun.place, at)
    around = [night + timedelta(days=n) for n in (-2, -1, 0, 1, 2)]
    holding = [one for one in around if (bounds := night_bounds(sun.place, one))[0] <= at < bounds[1]]
    assert holding == [night]


@given(PROFILES, SUNS, NIGHTS)
@settings(max_examples=60, deadline=None)
def test_steps_never_change_places(profile: Profile, sun: Sun, night: date) -> None:
    """A step whose moment lies before its predecessor's counts from there: the later line still wins."""
    plain = replace(profile, part_night=True, minimum_on=timedelta(0))
    plain = replace(plain, plan=tuple(replace(step, ramp=timedelta(0)) for step in plain.plan))
    drawn = plan(plain, sun, night, [])
    if drawn.on is None or drawn.off is None:
        return
    ruling, since = drawn.profile.plan[0].level, drawn.on
    begun: list[tuple[datetime, Level]] = [(since, ruling)]
    for step in drawn.profile.plan[1:]:
        at = instant_of(step.at, sun.place, sun.events(night), night)
        if at is not None:
            since = max(since, at)
            begun.append((since, step.level))
    for at in moments(drawn):
        if drawn.on <= at < drawn.off:
            assert drawn.plan_at(at) == [level for start, level in begun if start <= at][-1]


@given(PROFILES, SUNS, NIGHTS, EVENTS)
@settings(max_examples=80, deadline=None)
def test_an_event_that_does_not_lower_never_gives_less(
    profile: Profile, sun: Sun, night: date, events: list[Event]
) -> None:
    plain = replace(profile, minimum_on=timedelta(0))
    without = plan(plain, sun, night, [])
    drawn = plan(plain, sun, night, [replace(event, lowers=False) for event in events])
    for at in moments(drawn):
        assert drawn.plan_at(at) >= without.plan_at(at)
        assert drawn.least_at(at) >= without.least_at(at)


@given(SUNNY, SUNS, NIGHTS)
@settings(max_examples=100, deadline=None)
def test_bounds_hold_wherever_the_sun_gives_the_event(anchor: Anchor, sun: Sun, night: date) -> None:
    events, (starts, ends) = sun.events(night), night_bounds(sun.place, night)
    at = instant_of(anchor, sun.place, events, night)
    assert at is None or starts <= at <= ends
    if anchor.event is None or events.instant(anchor.event) is None or at is None:
        return
    if anchor.latest is not None and starts < ends:
        assert at <= local_instant(sun.place, night, anchor.latest)
    elif anchor.earliest is not None and starts < ends:
        assert at >= local_instant(sun.place, night, anchor.earliest)
