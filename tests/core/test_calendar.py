"""Which nights a rule means, and nights under clocks that jump, anywhere."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lightctl.core.calendar import (
    choose_profile,
    holiday_of,
    local_instant,
    matches,
    night_bounds,
    night_of,
    occurrences,
    wall_instant,
)
from lightctl.core.place import Place
from lightctl.core.schedule import LAST, Holiday, HolidayNights, NightRange, Rule, Schedule

DAY = timedelta(days=1)
LORD_HOWE = Place(-31.55, 159.08, ZoneInfo("Australia/Lord_Howe"))
KATHMANDU = Place(27.7, 85.3, ZoneInfo("Asia/Kathmandu"))
TROMSO = Place(69.65, 18.96, ZoneInfo("Europe/Oslo"))
SANTIAGO = Place(-33.45, -70.67, ZoneInfo("America/Santiago"))
SAMOA = Place(-13.83, -171.77, ZoneInfo("Pacific/Apia"))
PLACES = [LORD_HOWE, KATHMANDU, TROMSO, SANTIAGO, SAMOA]


def dates(rule: Rule, first: date, days: int) -> list[str]:
    nights = (first + n * DAY for n in range(days))
    return [night.isoformat() for night in nights if matches(rule, "any", night)]


def test_the_first_and_the_last_saturday_of_a_month() -> None:
    rule = Rule("p", weekdays=frozenset({6}), nth=frozenset({1, LAST}))
    found = dates(rule, date(2026, 11, 1), 61)
    assert found == ["2026-11-07", "2026-11-28", "2026-12-05", "2026-12-26"]


def test_the_fifth_one_is_the_last_one_where_there_are_five() -> None:
    assert occurrences(date(2026, 10, 31)) == {5, LAST}
    assert occurrences(date(2026, 2, 28)) == {4, LAST}
    assert occurrences(date(2026, 10, 24)) == {4}


@given(st.dates(date(1950, 1, 1), date(2150, 1, 1)))
def test_every_weekday_has_one_number_and_one_last_a_month(day: date) -> None:
    month = [d for n in range(-31, 32) if (d := day + n * DAY).month == day.month and abs(n) <= 31]
    same = [d for d in month if d.weekday() == day.weekday() and d.year == day.year]
    numbers = [occurrences(d) for d in same]
    assert [min(n - {LAST}) for n in numbers] == list(range(1, len(same) + 1))
    assert [LAST in n for n in numbers] == [d is same[-1] for d in same]


def tet(offsets: set[int]) -> HolidayNights:
    days = (
        NightRange(date(2026, 2, 17), date(2026, 2, 21)),
        NightRange(date(2027, 2, 6), date(2027, 2, 10)),
    )
    return HolidayNights("vietnam", Holiday("tet", "Tết", days), frozenset(offsets))


@pytest.mark.parametrize(
    ("offsets", "nights"),
    [
        ({0}, ["2026-02-17", "2026-02-18", "2026-02-19", "2026-02-20", "2026-02-21"]),
        ({-1}, ["2026-02-16"]),
        ({1, -7}, ["2026-02-10", "2026-02-22"]),
    ],
)
def test_evenings_of_a_holiday_count_from_its_first_and_its_last_day(
    offsets: set[int], nights: list[str]
) -> None:
    assert dates(Rule("p", holidays=(tet(offsets),)), date(2026, 2, 1), 60) == nights


def test_the_eve_of_a_yearly_day_knows_leap_years_and_new_years() -> None:
    march, new_year = (NightRange(date(2000, m, 1), date(2000, m, 1), yearly=True) for m in (3, 1))
    for days, year, eve in ((march, 2027, "2027-02-28"), (march, 2028, "2028-02-29"), (new_year, 2027, None)):
        rule = Rule("p", holidays=(HolidayNights("t", Holiday("h", "H", (days,)), frozenset({-1})),))
        assert dates(rule, date(year, 1, 2), 70) == ([eve] if eve else [])
    rule = Rule("p", holidays=(HolidayNights("t", Holiday("h", "H", (new_year,)), frozenset({-1})),))
    assert dates(rule, date(2027, 12, 1), 62) == ["2027-12-31"]


def test_nights_and_holidays_are_either_and_weekdays_are_and() -> None:
    nights = (NightRange(date(2026, 2, 1), date(2026, 2, 1)),)
    rule = Rule("p", nights=nights, weekdays=frozenset({7}), holidays=(tet({0, 1}),))
    assert dates(rule, date(2026, 1, 1), 100) == ["2026-02-01", "2026-02-22"]


def test_the_first_rule_wins_and_names_its_holiday() -> None:
    schedule = Schedule((Rule("feast", holidays=(tet({0}),)), Rule("plain")))
    chosen = choose_profile(schedule, "any", date(2026, 2, 18))
    named = holiday_of(chosen, date(2026, 2, 18))
    assert (chosen.profile, named.name if named else "") == ("feast", "vietnam/tet")
    assert choose_profile(schedule, "any", date(2026, 2, 22)).profile == "plain"


@pytest.mark.parametrize(
    ("place", "night", "hours"),
    [
        (LORD_HOWE, "2026-10-03", 23.5), (LORD_HOWE, "2026-04-04", 24.5), (KATHMANDU, "2026-06-21", 24),
        (TROMSO, "2026-03-28", 23), (TROMSO, "2026-10-24", 25), (SANTIAGO, "2026-09-05", 23),
        (SANTIAGO, "2026-04-04", 25), (SAMOA, "2011-12-29", 24), (SAMOA, "2011-12-30", 0),
        (SAMOA, "2011-12-28", 24), (SAMOA, "2011-12-31", 24),
    ],
)  # fmt: skip
def test_how_long_a_night_is(place: Place, night: str, hours: float) -> None:
    starts, ends = night_bounds(place, date.fromisoformat(night))
    assert (ends - starts) / timedelta(hours=1) == hours


def test_the_day_that_samoa_left_out_splits_no_night() -> None:
    evening = datetime(2011, 12, 29, 23, 30, tzinfo=SAMOA.zone).astimezone(UTC)
    morning = evening + timedelta(hours=1)
    assert morning.astimezone(SAMOA.zone).isoformat() == "2011-12-31T00:30:00+14:00"
    assert night_of(SAMOA, evening) == night_of(SAMOA, morning) == date(2011, 12, 29)
    assert local_instant(SAMOA, date(2011, 12, 29), time(0, 30)) == morning


@pytest.mark.parametrize(
    ("place", "wall", "instant"),
    [
        (LORD_HOWE, "2026-10-04 02:15", "2026-10-03T15:30:00Z"),  # skipped: the jump itself
        (LORD_HOWE, "2026-04-05 01:45", "2026-04-04T14:45:00Z"),  # twice: the first
        (SANTIAGO, "2026-09-06 00:30", "2026-09-06T04:00:00Z"),  # a midnight that is not
        (KATHMANDU, "2026-06-21 00:00", "2026-06-20T18:15:00Z"),
    ],
)
def test_skipped_and_doubled_times(place: Place, wall: str, instant: str) -> None:
    assert wall_instant(place, datetime.fromisoformat(wall)) == datetime.fromisoformat(instant)


def test_durations_of_the_night_of_a_change_are_real_ones() -> None:
    rome = Place(41.9, 12.5, ZoneInfo("Europe/Rome"))
    evening, morning = (local_instant(rome, date(2026, 3, 28), clock) for clock in (time(23), time(6)))
    assert morning - evening == timedelta(hours=6)


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.zone.key)
@pytest.mark.parametrize("year", [2011, 2024, 2026])
def test_nights_follow_each_other_without_gap_through_a_year(place: Place, year: int) -> None:
    night, last = date(year, 1, 1) - DAY, date(year + 1, 1, 1)
    _, ends = night_bounds(place, night)
    while night < last:
        night += DAY
        starts, next_ends = night_bounds(place, night)
        assert starts == ends <= next_ends
        if starts < next_ends:
            middle = starts + (next_ends - starts) / 2
            whens = (starts, middle, next_ends - timedelta(seconds=1))
            assert {night_of(place, when) for when in whens} == {night}
            assert night_of(place, starts - timedelta(seconds=1)) < night
        ends = next_ends
