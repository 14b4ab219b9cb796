"""The shipped schedules: one profile for every group on every night of ten years, and Tết in its place."""

import math
from datetime import date, timedelta

import pytest

from lightctl.core.night import choose_profile
from lightctl.core.schedule import Schedule
from lightctl.site.library import shipped_root
from lightctl.site.loader import load_site
from lightctl.site.model import Site

TEN_YEARS = [date(2026, 11, 1) + timedelta(days=i) for i in range(3653)]


@pytest.fixture(scope="module")
def tan_an() -> Site:
    return load_site(shipped_root())


def test_one_profile_for_every_group_and_night_of_ten_years(tan_an: Site) -> None:
    for rules in {signature(tan_an, group): group for group in tan_an.plant.groups}.items():
        for night in TEN_YEARS:
            assert choose_profile(tan_an.schedule, rules[1], night).profile in tan_an.profiles


def signature(site: Site, group: str) -> tuple[bool, ...]:
    """Which rules can touch the group: groups with the same signature live the same nights."""
    return tuple(not rule.groups or group in rule.groups for rule in site.schedule.rules)


def test_the_everyday_rules_alone_leave_nobody_out(tan_an: Site) -> None:
    everyday = [rule for rule in tan_an.schedule.rules if rule.where.startswith("schedules/everyday.yaml")]
    chosen = {
        choose_profile(Schedule(tuple(everyday)), group, TEN_YEARS[0]).profile
        for group in tan_an.plant.groups
    }
    assert chosen == {"arterial", "collector", "residential"}


def test_every_shipped_profile_is_used(tan_an: Site) -> None:
    shipped = {path.stem for path in (shipped_root() / "profiles").glob("*.yaml")}
    assert {rule.profile for rule in tan_an.schedule.rules} == shipped == set(tan_an.profiles)


def new_moon(k: int) -> float:
    """Julian day of the k-th new moon after January 1900 (Meeus, Astronomical Formulae, ch. 32)."""
    t, r = k / 1236.85, math.pi / 180
    mean = 2415020.75933 + 29.53058868 * k + 0.0001178 * t * t
    mean += 0.00033 * math.sin((166.56 + 132.87 * t) * r)
    m, mp, f = 359.2242 + 29.10535608 * k, 306.0253 + 385.81691806 * k, 21.2964 + 390.67050646 * k
    shift = 0.1734 * math.sin(m * r) + 0.0021 * math.sin(2 * m * r) - 0.4068 * math.sin(mp * r)
    shift += 0.0161 * math.sin(2 * mp * r) + 0.0104 * math.sin(2 * f * r)
    shift -= 0.0051 * math.sin((m + mp) * r) + 0.0074 * math.sin((m - mp) * r)
    return mean + shift


def tet(year: int) -> date:
    """First day of the lunar year: the new moon between 21 January and 20 February, at UTC+7."""
    first = date(1899, 12, 31)
    for k in range(int((year - 1900) * 12.3685) - 1, int((year - 1900) * 12.3685) + 4):
        day = first + timedelta(days=math.floor(new_moon(k) + 7 / 24 - 2415019.5))
        if date(year, 1, 21) <= day <= date(year, 2, 20):
            return day
    raise AssertionError(f"no new moon for Tết {year}")


@pytest.mark.parametrize("year", range(2026, 2037))
def test_main_streets_are_festive_from_the_last_evening_of_the_lunar_year(tan_an: Site, year: int) -> None:
    eve = tet(year) - timedelta(days=1)
    assert choose_profile(tan_an.schedule, "nguyen-hue", eve).profile == "festival"
    assert choose_profile(tan_an.schedule, "nguyen-hue", eve + timedelta(days=6)).profile == "festival"
    assert choose_profile(tan_an.schedule, "nguyen-hue", eve - timedelta(days=1)).profile == "arterial"
    assert choose_profile(tan_an.schedule, "nguyen-hue", eve + timedelta(days=7)).profile == "arterial"


def test_tet_by_the_calendar_on_the_wall() -> None:
    assert tet(2026) == date(2026, 2, 17)
    assert tet(2030) == date(2030, 2, 2)  # a day before Beijing's


def test_new_year_and_saturdays(tan_an: Site) -> None:
    assert choose_profile(tan_an.schedule, "nguyen-hue", date(2031, 12, 31)).profile == "festival"
    assert choose_profile(tan_an.schedule, "nguyen-hue", date(2032, 1, 2)).profile == "arterial"
    assert choose_profile(tan_an.schedule, "hung-vuong", date(2026, 11, 21)).profile == "festival"
    assert choose_profile(tan_an.schedule, "hung-vuong", date(2026, 11, 22)).profile == "arterial"
