"""Worked vectors that stand in no other file: counts to classes from the message on, the sun, the scales."""

import json
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate, pairwise
from zoneinfo import ZoneInfo

import pytest

from lightctl.core.calendar import local_instant
from lightctl.core.classes import class_after
from lightctl.core.lamp_power import power_at
from lightctl.core.place import Place
from lightctl.core.plant import CountingPlace, Luminaire
from lightctl.core.profile import TrafficRule
from lightctl.core.sun import Sun
from lightctl.core.traffic import TrafficState, step_traffic
from lightctl.core.units import DARK, Level, Watts
from lightctl.feeds.traffic_messages import TrafficMessages
from lightctl.site.model import TrafficSource
from lightctl.wire.levels import level_of_number, number_of_level
from lightctl.wire.scales import LevelScale

DAY, TEN = timedelta(days=1), timedelta(minutes=10)
DENVER = Place(39.74, -104.99, ZoneInfo("America/Denver"))
MY_THO = Place(10.36, 106.36, ZoneInfo("Asia/Ho_Chi_Minh"))
ROME = Place(41.9, 12.5, ZoneInfo("Europe/Rome"))
FULL_ADAPTIVE = TrafficRule(drops=((0.50, 1), (0.25, 2), (0.125, 3)))
EVENING = datetime(2026, 11, 20, 15, tzinfo=UTC)


def classes(counts: list[int], rule: TrafficRule) -> list[str]:
    """The classes of a street M3 of 800 veh/h after each count of ten minutes, from the message on."""
    messages = TrafficMessages({"c": CountingPlace("c", "c", "s", {})}, TrafficSource("mqtt"))
    readings = []
    for number, count in enumerate(counts):
        at = EVENING + number * TEN
        body = json.dumps({"at": at.isoformat(), "period_s": 600, "count": count}).encode()
        readings += messages.read("x/c", body, at)
    assert [reading.flow for reading in readings] == [6 * count for count in counts]
    steps = accumulate(readings, lambda s, r: step_traffic(s, r, 800, rule), initial=TrafficState("c"))
    return [class_after("M3", state.drop) for state in steps][1:]


def test_an_hourly_flow_is_six_times_the_count_of_ten_minutes_traffic_adaptive() -> None:
    expected = ["M3", "M3", "M4", "M5", "M5", "M5", "M5", "M3"]
    assert classes([70, 60, 30, 28, 20, 18, 16, 90], TrafficRule()) == expected
    assert classes([70, 60, 30, 28, 20, 18, 16, 16], TrafficRule())[-1] == "M5"  # two classes at most


def test_full_adaptive_drops_a_third_class_after_a_second_sample_under_an_eighth() -> None:
    expected = ["M3", "M3", "M4", "M5", "M5", "M5", "M5"]
    assert classes([70, 60, 30, 28, 20, 18, 16, 90], FULL_ADAPTIVE) == [*expected, "M3"]
    assert classes([70, 60, 30, 28, 20, 18, 16, 16], FULL_ADAPTIVE) == [*expected, "M6"]


def test_the_sun_over_denver_on_the_shortest_day() -> None:
    sun, day = Sun(DENVER), date(2026, 12, 21)
    morning, evening = sun.events(day - DAY), sun.events(day)
    found = (morning.dawn, morning.sunrise, evening.sunset, evening.dusk)
    for instant, clock in zip(found, ("06:47:05", "07:17:32", "16:38:47", "17:09:14"), strict=True):
        assert instant is not None
        expected = datetime.combine(day, time.fromisoformat(clock), DENVER.zone)
        assert abs((instant - expected).total_seconds()) <= 10


@pytest.mark.parametrize(("place", "by_horizon", "by_twilight"), [(DENVER, 4306, 3952), (MY_THO, 4333, 4066)])
def test_burning_hours_by_both_definitions(place: Place, by_horizon: int, by_twilight: int) -> None:
    sun, lit, dark = Sun(place), timedelta(0), timedelta(0)
    for number in range(365):
        events = sun.events(date(2026, 1, 1) + number * DAY)
        assert events.sunset
        assert events.sunrise
        assert events.dusk
        assert events.dawn
        lit += events.sunrise - events.sunset
        dark += events.dawn - events.dusk
    assert [round(each / timedelta(hours=1)) for each in (lit, dark)] == [
        pytest.approx(by_horizon, abs=3), pytest.approx(by_twilight, abs=3),
    ]  # fmt: skip


def test_events_that_other_formulas_lose_are_there() -> None:
    west_of_its_clock = Sun(Place(45.0, 90.0, ZoneInfo("Asia/Shanghai")))
    assert west_of_its_clock.events(date(2026, 3, 22)).sunrise is not None
    assert west_of_its_clock.events(date(2026, 3, 6)).dawn is not None
    assert Sun(Place(59.91, 10.75, ZoneInfo("Europe/Oslo"))).events(date(2026, 6, 5)).dusk is not None


def test_on_the_night_of_rome_s_spring_change_seven_hours_on_the_clock_are_six() -> None:
    starts, ends = (local_instant(ROME, date(2026, 3, 28), clock) for clock in (time(23), time(6)))
    assert ends - starts == timedelta(hours=6)
    first = local_instant(ROME, date(2026, 10, 24), time(2, 30))
    assert (first, first + timedelta(hours=1)) == (
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    )  # fmt: skip
    assert first.astimezone(ROME.zone).fold == 0


def test_half_of_a_linear_scale_is_three_percent_of_the_logarithmic_one() -> None:
    half = number_of_level(LevelScale.LINEAR_254, 50)
    assert half == 127
    assert level_of_number(LevelScale.DALI_LOG, half) == pytest.approx(3.1, abs=0.05)


def test_one_dali_step_is_under_three_percent() -> None:
    levels = [level_of_number(LevelScale.DALI_LOG, step) for step in range(1, 255)]
    known = [level for level in levels if level is not None]
    assert len(known) == 254
    for low, high in pairwise(known):
        assert high / low == pytest.approx(1.02768, abs=1e-5)


def test_standby_of_a_year_of_days() -> None:
    led = Luminaire("led", "LED", ((10, 9.0), (100, 75.0)), Watts(0.5), Level(10), "assumed")
    assert power_at(led, DARK) * (8760 - 4066) / 1000 == pytest.approx(2.35, abs=0.005)
