"""Lamps that would burn for moments only stay off by daylight and stay on in the dark."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from lightctl.core.night import NightPlan
from lightctl.core.profile import Anchor, Step, SunEvent
from lightctl.core.units import Level
from tests.core.make import ARTERIAL, PART_NIGHT, TROMSO, at, minutes, plan, step, sun
from tests.core.test_night import assert_seamless

MORNING = replace(
    ARTERIAL,
    on=Anchor(clock=time(5, 30)),
    off=Anchor(SunEvent.SUNRISE),
    plan=(Step(Anchor(clock=time(5, 30)), Level(100)),),
    least=(),
    minimum_on=minutes(10),
)


def hours(night: NightPlan) -> timedelta:
    return night.off - night.on if night.on and night.off else timedelta(0)


def test_a_morning_that_is_light_already_is_skipped() -> None:
    june, december = plan(MORNING, night=date(2026, 6, 10)), plan(MORNING, night=date(2026, 12, 20))
    assert (june.on, june.plan_at(at("05:32", night=date(2026, 6, 10)))) == (None, 0.0)
    assert june.reason_at(june.starts).rule == "too-short"
    assert hours(december) > minutes(30)
    unbounded = plan(replace(MORNING, minimum_on=timedelta(0)), night=date(2026, 6, 10))
    assert timedelta(0) < hours(unbounded) < minutes(10)


def test_no_night_of_a_year_burns_for_less() -> None:
    for number in range(0, 365, 3):
        night = plan(MORNING, night=date(2026, 1, 1) + timedelta(days=number))
        assert hours(night) == timedelta(0) or hours(night) >= minutes(10)


def test_in_the_dark_it_stays_on_instead() -> None:
    on = Anchor(SunEvent.DUSK, minutes(30))
    off = Anchor(SunEvent.DUSK, minutes(33))
    night = plan(replace(MORNING, on=on, off=off))
    assert hours(night) == minutes(10)


@pytest.mark.parametrize(
    ("steps", "lit", "dark"),
    [
        ((("23:00", 0), ("02:00", 60), ("02:04", 0)), ("02:00", "02:09:59"), ("01:59", "02:10")),
        ((("23:00", 0), ("05:45", 60)), (), ("05:44", "05:46")),
        ((("17:36", 0), ("23:00", 60)), ("23:00",), ("17:35", "17:37")),
    ],
)
def test_islands_of_light_in_a_part_night(
    steps: tuple[tuple[str, float], ...], lit: tuple[str, ...], dark: tuple[str, ...]
) -> None:
    rows = (PART_NIGHT.plan[0], *(step(*row) for row in steps))
    night = plan(replace(PART_NIGHT, plan=rows, minimum_on=minutes(10)))
    assert all(night.plan_at(at(clock)) == 60.0 for clock in lit)
    assert all(night.plan_at(at(clock)) == 0.0 for clock in dark)
    assert_seamless(night)


def test_light_all_night_is_not_touched() -> None:
    night = plan(replace(ARTERIAL, minimum_on=minutes(60)), TROMSO, date(2026, 12, 21))
    assert night.plan == plan(ARTERIAL, TROMSO, date(2026, 12, 21)).plan
    assert sun(TROMSO).events(date(2026, 12, 21)).always == "dark"
