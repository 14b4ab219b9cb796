"""Something goes on in the street: brighter for a while, less only where it says so, floors in any case."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from lightctl.core.decide import Inputs, decide
from lightctl.core.night import NightPlan, plan_night
from lightctl.core.plant import Group, Street
from lightctl.core.profile import Anchor, Profile, Step
from lightctl.core.schedule import Event, NightRange, Rule
from lightctl.core.units import Level
from tests.core.make import ARTERIAL, NIGHT, ON, PART_NIGHT, ROME, TAN_AN, at, step, sun
from tests.core.test_night import assert_seamless

STREET = Street("thd", "", "M3", 900, Level(0), "hps")
FAIR = Event(
    "Fair", Anchor(clock=time(19)), Anchor(clock=time(1)), Level(95), where="own.yaml:9",
    nights=(NightRange(NIGHT, NIGHT),),
)  # fmt: skip


def night(*events: Event, profile: Profile = ARTERIAL, day: date = NIGHT, group: str = "thd") -> NightPlan:
    others = {"bright": replace(ARTERIAL, id="bright", plan=(Step(ON, Level(70)), step("00:00", 90, 10)))}
    return plan_night(
        Group(group, "thd", Level(0), ()), STREET, profile, Rule(profile.id), TAN_AN, sun(TAN_AN), day,
        events, others,
    )  # fmt: skip


def levels(plan: NightPlan, *clocks: str) -> list[float]:
    return [float(plan.plan_at(at(clock))) for clock in clocks]


def test_it_raises_the_plan_from_its_beginning_to_its_end() -> None:
    fair = night(FAIR)
    assert levels(fair, "18:59", "19:00", "22:30", "00:59:59", "01:00") == [100, 100, 95, 95, 60]
    assert [fair.least_at(at(clock)) for clock in ("20:30", "00:30", "01:00")] == [95.0, 95.0, 40.0]
    assert_seamless(fair)


def test_what_it_says_is_told() -> None:
    reason = night(FAIR).reason_at(at("23:00"))
    facts = dict(reason.facts)
    assert (reason.rule, facts["event"], facts["event_rule"]) == ("event", "Fair", "own.yaml:9")
    assert facts["until"] == at("01:00").isoformat()
    assert night(FAIR).reason_at(at("20:00")).rule == "plan"  # the plan itself gives more then
    assert night(FAIR).reason_at(at("02:00")).rule == "plan"


def test_other_nights_and_other_groups_know_nothing_of_it() -> None:
    assert night(FAIR, day=NIGHT + timedelta(days=1)).events == ()
    assert night(replace(FAIR, groups=frozenset({"other"}))).events == ()
    assert levels(night(replace(FAIR, groups=frozenset({"thd"}))), "23:00") == [95]


def test_it_never_lights_by_day() -> None:
    early = replace(FAIR, begins=Anchor(clock=time(14)), ends=Anchor(clock=time(11)))
    plan = night(early)
    assert (plan.on, plan.off) == (night().on, night().off)
    assert levels(plan, "15:00", "09:00") == [0, 0]


def test_less_than_the_plan_only_where_it_says_so() -> None:
    film = replace(FAIR, level=Level(10))
    assert levels(night(film), "20:00", "23:00") == levels(night(), "20:00", "23:00")
    lowered = night(replace(film, lowers=True))
    assert levels(lowered, "18:00", "20:00", "01:30") == [100, 10, 60]
    assert decide("thd", lowered, Inputs(), at("20:00")).level == ARTERIAL.floor


def test_one_that_raises_wins_over_one_that_lowers() -> None:
    film = replace(FAIR, level=Level(10), lowers=True)
    assert levels(night(film, FAIR), "20:00") == levels(night(FAIR, film), "20:00") == [95]


def test_the_light_of_a_profile() -> None:
    fair = night(replace(FAIR, level=None, profile="bright"))
    assert levels(fair, "23:59", "00:04", "00:30", "01:30") == [70, 80, 90, 60]
    assert_seamless(fair)


def test_a_part_night_street_is_lit_while_something_goes_on() -> None:
    late = replace(FAIR, begins=Anchor(clock=time(0)), ends=Anchor(clock=time(3)))
    plan = night(late, profile=PART_NIGHT)
    assert levels(plan, "02:00", "03:30") == [95, 0]
    assert not plan.dark_by_plan(at("02:00"))


@pytest.mark.parametrize("clock", ["12:00", "18:00", "23:59", "00:00", "05:00", "11:59"])
def test_one_event_over_several_nights_goes_on_across_noon(clock: str) -> None:
    first, last = (datetime.fromisoformat(w) for w in ("2026-11-19 20:00", "2026-11-22 01:00"))
    fair = replace(FAIR, nights=(), first=first, last=last, level=Level(100))
    here = night(fair)
    assert here.plan_at(at(clock)) == (100.0 if here.lit(at(clock)) else 0.0)
    after = night(fair, day=date(2026, 11, 21))
    assert after.plan_at(at("00:59", night=date(2026, 11, 21))) == 100.0
    assert after.plan_at(at("01:00", night=date(2026, 11, 21))) == 60.0
    assert night(fair, day=date(2026, 11, 22)).events == ()


def test_an_event_on_the_night_of_a_clock_change_lasts_as_long_as_its_clocks_say() -> None:
    day = date(2026, 10, 24)
    fair = replace(FAIR, nights=(NightRange(day, day),), ends=Anchor(clock=time(3)))
    plan = plan_night(
        Group("thd", "thd", Level(0), ()), STREET, ARTERIAL, Rule("a"), ROME, sun(ROME), day, (fair,)
    )
    assert plan.events[0].ends - plan.events[0].starts == timedelta(hours=9)
