"""Sun events against an ephemeris, published vectors, and places where there are none."""

import csv
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from lightctl.core.place import Place
from lightctl.core.sun import Sun
from tests.conftest import data_file
from tests.core.make import TAN_AN, TROMSO, sun

DAY = timedelta(days=1)


def seconds_off(computed: datetime | None, expected: str) -> float:
    assert computed is not None
    return abs((computed - datetime.fromisoformat(expected)).total_seconds())


@pytest.mark.parametrize(
    ("place", "day", "clocks"),
    [
        (TAN_AN, "2026-03-20", ("05:37:44", "05:58:45", "18:05:07", "18:26:09")),
        (TAN_AN, "2026-06-21", ("05:10:42", "05:33:50", "18:18:21", "18:41:28")),
        (TAN_AN, "2026-12-21", ("05:44:03", "06:06:56", "17:37:34", "18:00:27")),
        (
            Place(21.0285, 105.8542, ZoneInfo("Asia/Ho_Chi_Minh")),
            "2026-12-21",
            ("06:04:36", "06:28:49", "17:20:10", "17:44:23"),
        ),
        (
            Place(21.0285, 105.8542, ZoneInfo("Asia/Ho_Chi_Minh")),
            "2026-06-21",
            ("04:51:09", "05:15:57", "18:40:42", "19:05:30"),
        ),
        (
            Place(10.36, 106.36, ZoneInfo("Asia/Ho_Chi_Minh")),
            "2026-06-21",
            ("05:11:16", "05:34:22", "18:18:15", "18:41:21"),
        ),
        (
            Place(51.5, -0.1167, ZoneInfo("Europe/London")),
            "2026-06-21",
            ("03:55:19", "04:43:05", "21:21:33", "22:09:19"),
        ),
    ],
)
def test_vectors_of_the_solar_position_algorithm(place: Place, day: str, clocks: tuple[str, ...]) -> None:
    night = date.fromisoformat(day)
    evening, morning = sun(place).events(night), sun(place).events(night - DAY)
    for computed, clock in zip(
        (morning.dawn, morning.sunrise, evening.sunset, evening.dusk), clocks, strict=True
    ):
        assert computed is not None
        expected = datetime.combine(night, time.fromisoformat(clock), place.zone)
        assert abs((computed - expected).total_seconds()) <= 10


def test_every_event_of_a_year_within_ten_seconds_of_an_ephemeris() -> None:
    path = data_file("sun/skyfield_de421_tan_an_2026.csv")
    with path.open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 365
    for row in rows:
        night = date.fromisoformat(row["local_date_utc+7"])
        evening, morning = sun(TAN_AN).events(night), sun(TAN_AN).events(night - DAY)
        assert seconds_off(morning.dawn, row["civil_dawn_utc"]) <= 10
        assert seconds_off(morning.sunrise, row["sunrise_utc"]) <= 10
        assert seconds_off(evening.sunset, row["sunset_utc"]) <= 10
        assert seconds_off(evening.dusk, row["civil_dusk_utc"]) <= 10


@pytest.mark.parametrize(
    "place",
    [
        TAN_AN,
        TROMSO,
        Place(60.17, 24.94, ZoneInfo("Europe/Helsinki")),
        Place(45.0, 90.0, ZoneInfo("Asia/Shanghai")),
        Place(-36.9, 174.8, ZoneInfo("Pacific/Auckland")),
        Place(90.0, 0.0, ZoneInfo("UTC")),
    ],
)
def test_events_stand_in_order_within_their_night(place: Place) -> None:
    for number in range(365):
        events = sun(place).events(date(2026, 1, 1) + number * DAY)
        found = [e for e in (events.sunset, events.dusk, events.dawn, events.sunrise) if e is not None]
        assert found == sorted(found)
        assert (events.always is None) or (events.sunset is None and events.sunrise is None)


def test_polar_day_and_night_are_said_not_raised() -> None:
    assert sun(TROMSO).events(date(2026, 6, 21)).always == "light"
    december = sun(TROMSO).events(date(2026, 12, 21))
    assert (december.always, december.civil_always) == ("dark", None)
    assert december.dusk is not None
    pole = Sun(Place(-90.0, 0.0, ZoneInfo("UTC"))).events(date(2026, 6, 21))
    assert (pole.always, pole.civil_always) == ("dark", "dark")


def test_the_day_of_minutes_that_ends_a_polar_night_lies_at_the_edge_of_its_night() -> None:
    hammerfest = sun(Place(70.66, 23.68, ZoneInfo("Europe/Oslo")))
    first = hammerfest.events(date(2027, 1, 19))  # rises at 11:19 and sets at 11:54, before the second noon
    assert first.sunset is None
    assert first.sunrise is not None
    assert f"{first.sunrise.astimezone(ZoneInfo('Europe/Oslo')):%d %H:%M}" == "20 11:19"
    assert (first.always, hammerfest.events(date(2027, 1, 18)).always) == (None, "dark")


def test_altitude_at_solar_noon_of_the_equinox() -> None:
    noon = datetime(2026, 3, 20, 5, 2, tzinfo=UTC)
    assert sun(TAN_AN).altitude(noon) == pytest.approx(90 - 10.54, abs=0.3)


@pytest.mark.parametrize(
    ("place", "by_horizon", "by_twilight"),
    [
        (TAN_AN, 4333, 4066),
        (Place(21.0285, 105.8542, ZoneInfo("Asia/Ho_Chi_Minh")), 4327, 4043),
        (Place(51.5, -0.1167, ZoneInfo("Europe/London")), 4280, 3816),
    ],
)
def test_burning_hours_of_a_year_by_both_definitions(place: Place, by_horizon: int, by_twilight: int) -> None:
    lit, dark = timedelta(0), timedelta(0)
    for number in range(365):
        events = sun(place).events(date(2026, 1, 1) + number * DAY)
        if events.sunset and events.sunrise and events.dusk and events.dawn:
            lit += events.sunrise - events.sunset
            dark += events.dawn - events.dusk
    assert lit / timedelta(hours=1) == pytest.approx(by_horizon, abs=3)
    assert dark / timedelta(hours=1) == pytest.approx(by_twilight, abs=3)


def test_when_the_sun_stands_where_photocells_switch() -> None:
    for altitude, clock in ((-2, "18:09:52"), (-3, "18:13:56"), (-4, "18:18:00")):
        at = datetime.combine(date(2026, 3, 20), time.fromisoformat(clock), TAN_AN.zone)
        assert sun(TAN_AN).altitude(at) == pytest.approx(altitude, abs=0.05)
