"""Lanes that come late or stand empty say nothing wrong of their street."""

from datetime import UTC, datetime, timedelta

from lightctl.core.conditions import TrafficReading
from lightctl.feeds.fiware import LaneCount
from lightctl.feeds.lanes import Lanes

START = datetime(2026, 11, 20, 12, tzinfo=UTC)
FIVE = timedelta(minutes=5)


def lane(name: str, period: int, units: float, speed: float | None = None) -> LaneCount:
    since = START + period * FIVE
    return LaneCount("cam", ("", name, "", ""), since, since + FIVE, units, None, speed, False)


def flows(readings: list[TrafficReading]) -> list[float | None]:
    return [reading.flow for reading in readings]


def test_a_lane_of_the_period_before_completes_no_other_period() -> None:
    lanes = Lanes({"cam": 2})
    assert flows(lanes.take(lane("a", 0, 10))) == []
    assert flows(lanes.take(lane("b", 0, 10))) == [240]
    assert flows(lanes.take(lane("a", 1, 30))) == []
    assert flows(lanes.take(lane("b", 0, 0))) == []  # late, and again: of a period that has been told
    assert flows(lanes.take(lane("b", 1, 30))) == [720]


def test_an_empty_lane_s_standing_still_is_no_jam_and_a_full_one_s_is() -> None:
    empty = Lanes({"cam": 2})
    empty.take(lane("a", 0, 0, 0.0))
    assert [reading.speed for reading in empty.take(lane("b", 0, 20, 48.0))] == [48.0]
    full = Lanes({"cam": 2})
    full.take(lane("a", 0, 3, 4.0))
    assert [reading.speed for reading in full.take(lane("b", 0, 20, 48.0))] == [4.0]
