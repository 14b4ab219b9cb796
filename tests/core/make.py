"""Hand-made streets, profiles and nights for tests of the core."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from lightctl.core.commands import Override, Scope, Target
from lightctl.core.conditions import TrafficReading, WeatherReading
from lightctl.core.night import NightPlan, plan_night
from lightctl.core.place import Place
from lightctl.core.plant import Group, Street
from lightctl.core.profile import Anchor, Profile, Step, SunEvent, TrafficRule
from lightctl.core.schedule import Rule
from lightctl.core.sun import Sun
from lightctl.core.units import Level
from lightctl.core.weather_rule import WeatherRule

TAN_AN = Place(10.5359, 106.4137, ZoneInfo("Asia/Ho_Chi_Minh"))
ROME = Place(41.9, 12.5, ZoneInfo("Europe/Rome"))
TROMSO = Place(69.65, 18.96, ZoneInfo("Europe/Oslo"))
NIGHT = date(2026, 11, 20)

ON = Anchor(SunEvent.SUNSET, timedelta(minutes=5))
OFF = Anchor(SunEvent.SUNRISE, timedelta(minutes=-10))


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def step(at: str, level: float, ramp: float = 0) -> Step:
    """A step at a local time."""
    return Step(Anchor(clock=time.fromisoformat(at)), Level(level), minutes(ramp))


ARTERIAL = Profile(
    id="arterial",
    title="Trục chính",
    on=ON,
    off=OFF,
    plan=(
        Step(ON, Level(100)),
        step("22:00", 80, 10),
        step("23:30", 60, 10),
        step("04:30", 90, 5),
    ),
    least=(Step(ON, Level(100)), step("20:00", 60, 5), step("23:00", 40, 5)),
    floor=Level(40),
    traffic=TrafficRule(),
    weather=WeatherRule(),
)
PART_NIGHT = replace(
    ARTERIAL,
    id="part-night",
    plan=(Step(ON, Level(100)), step("23:00", 50), step("01:00", 0), step("04:30", 60)),
    least=(),
    part_night=True,
)


@cache
def sun(place: Place) -> Sun:
    return Sun(place)


def plan(
    profile: Profile = ARTERIAL,
    place: Place = TAN_AN,
    night: date = NIGHT,
    never_below: float = 0,
    street_class: str = "M3",
) -> NightPlan:
    """The night of a street of class M3 with one group."""
    street = Street("thd", "Trần Hưng Đạo", street_class, 900, Level(0), "hps", place="cam-01")
    group = Group("thd", "thd", Level(never_below), ())
    return plan_night(
        group, street, profile, Rule(profile.id, where="everyday.yaml:3"), place, sun(place), night
    )


def at(clock: str, place: Place = TAN_AN, night: date = NIGHT) -> datetime:
    """A local time of the night, in UTC."""
    wall = time.fromisoformat(clock)
    day = night if wall >= time(12) else night + timedelta(days=1)
    return datetime.combine(day, wall, place.zone).astimezone(UTC)


def count(when: datetime, flow: float | None, period_s: float = 600, **more: float) -> TrafficReading:
    return TrafficReading("cam-01", when, flow, period_s, more.get("occupancy"), more.get("speed"))


def sky(when: datetime, code: int | None, **more: float) -> WeatherReading:
    return WeatherReading(when, "test", code, more.get("rain"), more.get("visibility"), more.get("cloud"))


def override(
    level: float, since: datetime, hours: float = 2, scope: Scope = Scope.STREET, **more: bool
) -> Override:
    return Override(
        f"o-{scope.name}-{level}",
        Target(scope, "thd"),
        Level(level),
        since,
        since + timedelta(hours=hours),
        "lan",
        "thử đèn",
        below_floor=more.get("below_floor", False),
        emergency=more.get("emergency", False),
    )
