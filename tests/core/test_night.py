"""Nights from noon to noon, whatever clock and sun do."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lightctl.core.calendar import local_instant
from lightctl.core.curve import Moment, draw, quantised
from lightctl.core.night import NightPlan, choose_profile, night_bounds, night_of, plan_night
from lightctl.core.place import Place
from lightctl.core.plant import Group, Street
from lightctl.core.profile import Anchor, Profile, Step, SunEvent
from lightctl.core.schedule import NightRange, Rule, Schedule
from lightctl.core.units import Level
from lightctl.errors import SiteError
from tests.core.make import (
    ARTERIAL,
    NIGHT,
    OFF,
    ON,
    PART_NIGHT,
    ROME,
    TAN_AN,
    TROMSO,
    at,
    minutes,
    plan,
    step,
    sun,
)


def test_a_night_bears_the_date_of_its_noon() -> None:
    assert night_of(TAN_AN, at("12:00")) == NIGHT
    assert night_of(TAN_AN, at("11:59")) == NIGHT
    assert night_of(TAN_AN, at("12:00") - timedelta(seconds=1)) == NIGHT - timedelta(days=1)


@pytest.mark.parametrize(("night", "hours"), [("2026-03-28", 23), ("2026-10-24", 25), ("2026-06-01", 24)])
def test_a_night_of_a_clock_change_lasts_longer_or_shorter(night: str, hours: int) -> None:
    starts, ends = night_bounds(ROME, date.fromisoformat(night))
    assert ends - starts == timedelta(hours=hours)


def test_a_skipped_time_is_the_jump_and_a_doubled_one_the_first() -> None:
    spring = local_instant(ROME, date(2026, 3, 28), time(2, 30))
    autumn = local_instant(ROME, date(2026, 10, 24), time(2, 30))
    assert spring == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    assert autumn == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_steps_run_once_on_the_nights_of_a_clock_change() -> None:
    profile = replace(ARTERIAL, plan=(Step(ON, Level(100)), step("02:30", 50), step("03:30", 80)))
    spring, autumn = plan(profile, ROME, date(2026, 3, 28)), plan(profile, ROME, date(2026, 10, 24))
    assert spring.plan.times[1] == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    assert spring.plan.times[2] - spring.plan.times[1] == minutes(30)
    assert autumn.plan.times[2] - autumn.plan.times[1] == minutes(120)


def test_ramps_are_stairs_rounded_up() -> None:
    night = plan()
    assert night.plan_at(at("22:00")) == 100.0
    assert night.plan_at(at("22:02:29")) == 100.0
    assert night.plan_at(at("22:02:30")) == 95.0
    assert night.plan_at(at("22:09:59")) == 85.0
    assert night.plan_at(at("22:10:00")) == 80.0
    assert night.plan_at(at("04:30:00")) == 65.0
    assert night.plan_at(at("04:34:10")) == 90.0


def test_a_level_between_the_stairs_stays_as_declared() -> None:
    profile = replace(ARTERIAL, plan=(Step(ON, Level(83)), step("22:00", 61, 10)))
    night = plan(profile)
    assert (night.plan_at(at("21:00")), night.plan_at(at("23:00"))) == (83.0, 61.0)
    assert night.plan.levels == (83.0, 80.0, 75.0, 70.0, 65.0, 61.0, 0.0)


def test_bounds_hold_switching_in_place() -> None:
    late = replace(ON, earliest=time(17, 45), latest=time(18, 45))
    night = plan(replace(ARTERIAL, on=late))
    assert night.on == at("17:45")
    early = plan(replace(ARTERIAL, on=replace(ON, latest=time(17, 15))))
    assert early.on == at("17:15")


def test_an_offset_never_leads_out_of_the_night() -> None:
    early = Anchor(SunEvent.SUNSET, timedelta(hours=-6))
    late = Anchor(SunEvent.SUNRISE, timedelta(hours=6))
    night = plan(replace(ARTERIAL, on=early, off=late), ROME, date(2026, 12, 21))
    assert (night.on, night.off) == (night.starts, night.ends)


def test_a_floor_says_whose_it_is() -> None:
    street = Street("thd", "", "M3", 900, Level(55), "hps")
    group = Group("thd", "thd", Level(0), ())
    rule = Rule("arterial", where="everyday.yaml:3")
    night = plan_night(group, street, ARTERIAL, rule, TAN_AN, sun(TAN_AN), NIGHT)
    assert (night.floor, night.floor_of) == (55.0, "street")


def test_a_rising_stair_comes_before_its_level_is_drawn() -> None:
    start = datetime(2026, 6, 1, 12, tzinfo=UTC)
    rise = (Moment(start, Level(50), timedelta(0)), Moment(start, Level(80), timedelta(seconds=7)))
    curve = quantised(draw(rise, start + timedelta(hours=1)), 5)
    for tenth in range(70):
        assert curve.at(start + timedelta(milliseconds=100 * tenth)) >= 50 + 30 * tenth / 70


def test_a_step_before_on_counts_from_on() -> None:
    june = plan(
        replace(ARTERIAL, on=Anchor(SunEvent.DUSK)), Place(60.17, 24.94, ROME.zone), date(2026, 5, 20)
    )
    assert june.on is not None
    assert june.plan_at(june.on + minutes(10)) == 80.0


def test_a_stair_never_outlasts_the_step_that_follows_it() -> None:
    start = datetime(2026, 6, 1, 12, tzinfo=UTC)
    half = timedelta(milliseconds=1500)
    moments = (
        Moment(start, Level(100), timedelta(0)),
        Moment(start + half, Level(0), half),
        Moment(start + 2 * half, Level(90), timedelta(0)),
    )
    curve = quantised(draw(moments, start + timedelta(hours=1)), 5)
    assert curve.at(start + 2 * half) == curve.at(start + timedelta(minutes=1)) == 90.0


def test_part_night_is_a_hole_in_the_lit_hours() -> None:
    night = plan(PART_NIGHT)
    assert night.plan_at(at("01:00")) == 0.0
    assert night.dark_by_plan(at("04:29"))
    assert not night.dark_by_plan(at("04:30"))
    assert (night.full_at(at("02:00")), night.full_at(at("00:30"))) == (0.0, 100.0)
    assert night.reason_at(at("02:00")).rule == "part-night"


def test_a_part_night_street_may_stay_dark_till_morning() -> None:
    night = plan(replace(PART_NIGHT, plan=(Step(ON, Level(100)), step("23:00", 0))))
    assert night.off is not None
    assert night.reason_at(night.off - minutes(1)).rule == "part-night"
    assert night.reason_at(night.off).rule == "day"


@pytest.mark.parametrize(
    "profile", [ARTERIAL, replace(ARTERIAL, on=Anchor(SunEvent.DUSK), off=Anchor(SunEvent.DAWN))]
)
def test_a_polar_year_is_decided(profile: Profile) -> None:
    for number in range(365):
        night = plan(profile, TROMSO, date(2026, 1, 1) + timedelta(days=number))
        assert (night.on is None) == (night.off is None)
        if night.on is not None and night.off is not None:
            assert night.starts <= night.on < night.off <= night.ends
    assert plan(profile, TROMSO, date(2026, 6, 21)).on is None


def test_light_all_night_is_never_on_and_dark_all_night_always() -> None:
    summer, winter = plan(place=TROMSO, night=date(2026, 6, 21)), plan(place=TROMSO, night=date(2026, 12, 21))
    assert (summer.on, summer.plan_at(summer.starts + timedelta(hours=12))) == (None, 0.0)
    assert (winter.on, winter.off) == (winter.starts, winter.ends)
    assert winter.plan_at(winter.starts) == 100.0


MOMENTS = st.tuples(
    st.integers(18 * 60, 30 * 60 - 1),
    st.integers(0, 100),
    st.sampled_from([0, 1, 7, 10, 45, 120]),
)


@given(st.lists(MOMENTS, min_size=1, max_size=6), st.sampled_from([1.0, 2.5, 5.0, 7.0, 10.0]))
def test_the_stairs_never_lie_below_the_drawn_curve(rows: list[tuple[int, int, int]], stair: float) -> None:
    steps = tuple(
        step(f"{minute // 60 % 24:02d}:{minute % 60:02d}", level, ramp)
        for minute, level, ramp in sorted(rows)
    )
    night = plan(replace(ARTERIAL, plan=(Step(ON, Level(100)), *steps), step=Level(stair)))
    for start, end, low, high in night.pieces():
        for part in (0.0, 0.2, 0.5, 0.77, 1.0):
            when = start + (end - start) * part
            if when < end:
                assert night.plan_at(when) >= low + (high - low) * ((when - start) / (end - start)) - 1e-6
    assert_seamless(night)


def assert_seamless(night: NightPlan) -> None:
    assert list(night.plan.times) == sorted(set(night.plan.times))
    assert all(left[1] == right[0] for left, right in pairwise(night.pieces()))
    assert all(0 <= level <= 100 for level in night.plan.levels)
    assert (night.plan.times[0], night.plan.times[-1]) == (night.on, night.off)


def test_first_matching_rule_wins() -> None:
    tet = NightRange(date(2027, 2, 5), date(2027, 2, 12))
    new_year = NightRange(date(2000, 12, 30), date(2000, 1, 2), yearly=True)
    schedule = Schedule(
        (
            Rule("festival", nights=(tet, new_year)),
            Rule("market", weekdays=frozenset({5, 6}), groups=frozenset({"cho"})),
            Rule("residential", groups=frozenset({"cho", "thd"})),
        )
    )
    expected = [
        ("thd", date(2027, 2, 5), "festival"),
        ("thd", date(2027, 2, 13), "residential"),
        ("thd", date(2030, 12, 31), "festival"),
        ("thd", date(2031, 1, 2), "festival"),
        ("thd", date(2031, 1, 3), "residential"),
        ("cho", date(2026, 11, 20), "market"),
        ("cho", date(2026, 11, 22), "residential"),
    ]
    assert [choose_profile(schedule, group, night).profile for group, night, _ in expected] == [
        profile for _, _, profile in expected
    ]
    with pytest.raises(SiteError, match="no rule matches"):
        choose_profile(schedule, "elsewhere", NIGHT)


def test_burning_hours_of_a_year_agree_with_the_almanac() -> None:
    profile = replace(ARTERIAL, on=Anchor(SunEvent.SUNSET), off=Anchor(SunEvent.SUNRISE))
    assert OFF.offset == minutes(-10)
    nights = [plan(profile, night=date(2026, 1, 1) + timedelta(days=n)) for n in range(365)]
    burning = sum((n.off - n.on for n in nights if n.on and n.off), timedelta())
    assert burning / timedelta(hours=1) == pytest.approx(4333, abs=2)
    assert sun(TAN_AN).events(NIGHT) is sun(TAN_AN).events(NIGHT)
