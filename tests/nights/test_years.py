"""A month of the forty places of `prove years`, and that the comparison can fail."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from prove import years
from prove.part import Failed
from prove.suns import SITES
from tests.oracle.light import Night, Seen
from tests.oracle.world import altitude, instant, sky_at

MONTHS = [date(2024 + i % 10, 1 + (i * 5) % 12, 1) for i in range(len(SITES))]
"""Every place has a month of its own; together they hold each month three times."""


@pytest.mark.parametrize(
    ("where", "first"),
    list(zip(SITES, MONTHS, strict=True)),
    ids=lambda x: x[2] if isinstance(x, tuple) else "",
)
def test_a_month_of_nights_is_right_at_every_anchor(where: tuple[float, float, str], first: date) -> None:
    counts = years.judge(where, first, 28)
    assert counts["nights"] == 28
    assert counts["wrong"] == 0
    assert counts["states"] > 28 * 10 * 3
    assert counts["of_them_with_reports"] > 4 * 5 * 10


def test_nights_of_clock_changes_are_right() -> None:
    for where, first in (
        ((51.51, -0.13, "Europe/London"), date(2026, 3, 27)),
        ((51.51, -0.13, "Europe/London"), date(2026, 10, 23)),
        ((-31.55, 159.08, "Australia/Lord_Howe"), date(2026, 4, 3)),
        ((-31.55, 159.08, "Australia/Lord_Howe"), date(2026, 10, 2)),
        ((64.18, -51.72, "America/Nuuk"), date(2026, 3, 27)),
    ):
        assert years.judge(where, first, 3)["wrong"] == 0


@pytest.mark.parametrize(
    ("where", "first"),
    [
        ((78.22, 15.65, "Arctic/Longyearbyen"), date(2024, 1, 1)),  # a ramp before a dawn that never comes
        ((-77.85, 166.67, "Antarctica/McMurdo"), date(2026, 5, 10)),  # the first night without a dawn
        ((69.35, 88.20, "Asia/Krasnoyarsk"), date(2032, 5, 17)),  # lit for 48 s between two grazing events
    ],
)
def test_edges_of_polar_night_and_of_polar_day_are_right(
    where: tuple[float, float, str], first: date
) -> None:
    assert years.judge(where, first, 3)["wrong"] == 0


def test_polar_night_is_lit_after_noon_and_darkness_there_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    where, first = (78.22, 15.65, "Arctic/Longyearbyen"), date(2024, 1, 1)
    after_noon = datetime(2024, 1, 2, 11, 10, tzinfo=UTC)
    looker = years.looker_at(where)
    assert altitude(after_noon, where[0], where[1]) < -6
    assert looker.decided("sunny", after_noon) == 90
    monkeypatch.setattr(years.Looker, "decided", lambda *_: 0.0)
    with pytest.raises(Failed, match="not of"):
        years.judge(where, first, 1)


def test_what_is_compared_lies_within_the_night() -> None:
    sky = sky_at(78.22, 15.65, ZoneInfo("Arctic/Longyearbyen"), date(2024, 1, 1))
    looker = years.looker_at((78.22, 15.65, "Arctic/Longyearbyen"))
    oracle = Night(looker.city, sky, Seen())
    for group in looker.city.grouped():
        assert all(sky.starts <= at < sky.ends for at in years.instants(oracle, group, ()))


def test_a_grazing_sun_allows_what_some_sun_between_would_give_and_nothing_else() -> None:
    looker = years.looker_at((69.35, 88.20, "Asia/Krasnoyarsk"))
    at, night = datetime(2032, 5, 18, 18, 0, 27, tzinfo=UTC), date(2032, 5, 18)
    assert looker.decided("parkish", at) == 80
    story = looker.story(night)
    looker.allow("parkish", at, 80.0, story)
    for wrong in (100.0, 90.0):
        with pytest.raises(Failed):
            looker.allow("parkish", at, wrong, story)


def test_a_sun_half_a_degree_off_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(years, "sky_at", lambda *where: sky_at(where[0], where[1] + 0.5, *where[2:]))
    with pytest.raises(Failed, match="not of"):
        years.judge(SITES[0], date(2026, 5, 1), 2)


def test_the_oracles_clock_changes() -> None:
    london = ZoneInfo("Europe/London")
    skipped = instant(date(2026, 3, 29), time(1, 30), london)
    twice = instant(date(2026, 10, 25), time(1, 30), london)
    assert skipped == datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert twice == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
