"""Usual traffic: learned by night and kept; a blind counter is found out, one in the rain not believed."""

from datetime import datetime, timedelta

import pytest

from lightctl.core.conditions import TrafficReading, WeatherReading
from lightctl.core.traffic import Quality, TrafficState
from lightctl.daemon.conditions import Conditions
from lightctl.daemon.typical_days import TypicalDays
from tests.core.make import TAN_AN
from tests.daemon.small import EVENING, plant, profile

ZONE = TAN_AN.zone
PLACE = next(iter(plant().places))


def taught(flow: float, days: int = 6) -> TypicalDays:
    """Days of a kind on which every hour saw this flow."""
    taught = TypicalDays(ZONE)
    for week in range(days, 0, -1):
        for hour in range(-5, 4):
            at = EVENING - timedelta(weeks=week) + timedelta(hours=hour)
            taught.heard(TrafficReading(PLACE, at, flow, 3600))
    taught.learn(EVENING)
    return taught


def last(days: TypicalDays, *flows: float, rain: WeatherReading | None = None) -> TrafficState:
    """The state after these counts, ten minutes each."""
    conditions = Conditions(plant(), {"a": profile()}, counted=True, days=days)
    if rain is not None:
        conditions.take_weather(rain)
    for n, flow in enumerate(flows):
        conditions.take_traffic(TrafficReading(PLACE, EVENING + timedelta(minutes=10 * n), flow, 600))
    (state,) = conditions.traffic.values()
    return state


def test_a_counter_that_sees_nothing_at_a_busy_hour_is_blind_and_at_a_quiet_one_right() -> None:
    assert last(taught(200), 0, 0, 0, 0).quality is Quality.BLIND
    assert last(taught(5), 0, 0, 0, 0).quality is Quality.GOOD
    assert last(TypicalDays(ZONE), 0, 0, 0, 0).quality is Quality.GOOD


@pytest.mark.parametrize(("code", "learned"), [(0, 1), (65, 0)])
def test_what_cameras_count_in_heavy_rain_teaches_nothing(code: int, learned: int) -> None:
    conditions = Conditions(plant(), {"a": profile()}, counted=True, days=TypicalDays(ZONE))
    for n in range(3):
        at = EVENING + timedelta(minutes=20 * n)
        conditions.take_weather(WeatherReading(at, "test", code))
        conditions.take_traffic(TrafficReading(PLACE, at, 50.0, 3600))
        conditions.take_traffic(TrafficReading(PLACE, at + timedelta(minutes=10), 50.0, 3600))
    assert (len(conditions.days.hours.counted()) > 0) == learned


def test_what_was_counted_outlives_a_restart() -> None:
    before, after = taught(200), TypicalDays(ZONE)
    after.recall(before.remembered(), EVENING)
    assert before.usual(PLACE, EVENING) == after.usual(PLACE, EVENING) == 200.0
    assert after.remembered() == before.remembered()


def test_a_restart_by_night_forgets_no_day_that_was_still_gone_by() -> None:
    def learned(*at: datetime) -> float | None:
        days = TypicalDays(ZONE)
        for n in range(5):
            day = datetime(2026, 3, 30, 2, tzinfo=ZONE) + timedelta(days=n, minutes=30)
            for hour in (0, 1):  # the second closes the first
                days.heard(TrafficReading(PLACE, day + timedelta(hours=hour), 100 / 3, 3600))
        days.learn(at[0])
        for later in at[1:]:
            text, days = days.remembered(), TypicalDays(ZONE)
            days.recall(text, later)
        return days.usual(PLACE, datetime(2026, 5, 29, 2, tzinfo=ZONE))

    noon, night = (datetime(2026, 5, 29, 12, 15, tzinfo=ZONE) + timedelta(hours=h) for h in (0, 13))
    assert learned(noon) == learned(noon, night) == 33.3
    assert learned(noon, noon + timedelta(days=1)) is None


@pytest.mark.parametrize(
    "text", ["[]", '{"a": 1}', '{"a": {"yesterday": [1]}}', '{"a": {"2026-06-01": ["x"]}}']
)
def test_what_cannot_be_read_begins_anew(text: str) -> None:
    days = TypicalDays(ZONE)
    days.recall(text, EVENING)
    assert days.usual(PLACE, EVENING) is None


@pytest.mark.parametrize(
    ("code", "rain", "drop"), [(82, None, 0), (95, None, 0), (61, 4.0, 0), (61, 3.9, 2), (0, None, 2)]
)
def test_counts_in_heavy_rain_do_not_dim(code: int, rain: float | None, drop: int) -> None:
    sky = WeatherReading(EVENING - timedelta(minutes=5), "x", code, rain)
    assert last(TypicalDays(ZONE), 1, 1, rain=sky).drop == drop
