"""The shipped schedules: one profile for every group on every night of ten years, and Tết in its place."""

import math
from datetime import date, timedelta

import pytest

from lightctl.core.night import choose_profile
from lightctl.core.nights import Nights
from lightctl.core.schedule import Schedule
from lightctl.site.library import shipped_root
from lightctl.site.loader import load_site
from lightctl.site.model import Site

DAY = timedelta(days=1)
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


def new_moon_day(k: int) -> date:
    """Its date at UTC+7."""
    return date(1899, 12, 31) + timedelta(days=math.floor(new_moon(k) + 7 / 24 - 2415019.5))


def tet(year: int) -> date:
    """First day of the lunar year: the new moon between 21 January and 20 February, at UTC+7."""
    for k in range(int((year - 1900) * 12.3685) - 1, int((year - 1900) * 12.3685) + 4):
        day = new_moon_day(k)
        if date(year, 1, 21) <= day <= date(year, 2, 20):
            return day
    raise AssertionError(f"no new moon for Tết {year}")


def sun_longitude(day: date) -> float:
    """Degrees at local midnight (UTC+7) at the day's beginning; right to a few hundredths."""
    t = ((day - date(2000, 1, 1)).days - 0.5 - 7 / 24) / 36525
    m = math.radians(357.5291 + 35999.0503 * t)
    centre = 1.9146 * math.sin(m) + 0.02 * math.sin(2 * m)
    return (280.46645 + 36000.76983 * t + centre) % 360


def hung_kings(year: int) -> date:
    """The tenth of the third lunar month, which is the one in which the sun passes 30 degrees."""
    passing = next(
        day for n in range(12) if sun_longitude((day := date(year, 4, 15) + timedelta(n)) + DAY) >= 30
    )
    k = int((year - 1900) * 12.3685) + 6
    while new_moon_day(k) > passing:
        k -= 1
    return new_moon_day(k) + 9 * DAY


@pytest.mark.parametrize("year", range(2020, 2041))
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


@pytest.mark.parametrize("year", range(2020, 2041))
def test_the_lunar_days_of_the_table_are_those_of_moon_and_sun(tan_an: Site, year: int) -> None:
    table = tan_an.schedule.tables["vietnam"]
    firsts = {name: [one.first for one in table.holidays[name].days] for name in ("tet", "hung-kings")}
    assert [day for day in firsts["tet"] if day.year == year] == [tet(year)]
    assert [day for day in firsts["hung-kings"] if day.year == year] == [hung_kings(year)]
    assert table.valid_to == date(2040, 12, 31)


def test_the_hung_kings_by_the_calendar_on_the_wall(tan_an: Site) -> None:
    assert hung_kings(2026) == date(2026, 4, 26)
    chosen = choose_profile(tan_an.schedule, "nguyen-hue", date(2026, 4, 25))
    assert (chosen.profile, chosen.holidays[0].table) == ("festival", "vietnam")


def test_the_night_market_of_the_last_saturday(tan_an: Site) -> None:
    nights = Nights(tan_an.plant, tan_an.profiles, tan_an.schedule, tan_an.settings.place)
    last, other = nights.on("bach-dang", date(2026, 11, 28)), nights.on("bach-dang", date(2026, 11, 21))
    assert [held.event.level for held in last.events] == [100.0]
    assert other.events == nights.on("nguyen-hue", date(2026, 11, 28)).events == ()
    midnight = last.starts + timedelta(hours=12)
    assert (last.plan_at(midnight), other.plan_at(midnight - 7 * DAY)) == (100.0, 60.0)
