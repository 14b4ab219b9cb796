"""When a device's clock is called wrong: by what it does itself, never by what the city's clock did."""

from datetime import UTC, datetime, timedelta
from typing import cast

from lightctl.clock import SiteClock
from lightctl.field.clock_watch import ClockWatch
from lightctl.field.device import Device, Surroundings
from lightctl.field.peer import Peer
from lightctl.field.reports import FieldEvent

START = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
HOUR_S = 3600.0


class SteppedClock:
    """The city's clock, which a hand may step, over a wire's clock that never is."""

    def __init__(self, rate: float = 1.0) -> None:
        self.rate = rate
        self.wire_s = 0.0
        self.step_s = 0.0

    def now(self) -> datetime:
        return START + timedelta(seconds=self.wire_s * self.rate + self.step_s)


class Desk:
    """One watch, and what it told."""

    def __init__(self, rate: float = 1.0) -> None:
        self.events: list[FieldEvent] = []
        self.clock = SteppedClock(rate)
        clock = cast(SiteClock, self.clock)
        around = Surroundings(clock, lambda: self.clock.wire_s, self.events.append)
        self.watch = ClockWatch(Device("cab", "line", Peer(1, 1.0, 0.0, ()), around))

    def hear(self, after_s: float, offset_s: float) -> list[str]:
        """The kinds told so far, after another reading."""
        self.clock.wire_s += after_s
        self.watch.heard(offset_s)
        return [event.kind for event in self.events]


def test_a_clock_that_drifts_is_told_once_and_told_again_when_it_keeps_time() -> None:
    desk = Desk()
    desk.watch.was_set()
    assert desk.hear(0, 0) == []
    assert desk.hear(HOUR_S, -6) == ["clock-wrong"]
    assert desk.hear(HOUR_S, -12) == ["clock-wrong"]
    desk.watch.was_set()
    assert desk.hear(60, 0) == ["clock-wrong"]
    assert desk.hear(6 * HOUR_S, 0) == ["clock-wrong", "clock-right"]


def test_a_step_of_the_citys_clock_is_no_fault_of_the_device() -> None:
    desk = Desk()
    desk.watch.was_set()
    assert desk.hear(0, 0) == []
    desk.clock.step_s = 40.0
    assert desk.hear(HOUR_S, -40) == []
    desk.watch.was_set()
    assert desk.hear(60, 0) == []
    assert desk.hear(HOUR_S, -6) == ["clock-wrong"]


def test_where_city_time_runs_fast_the_time_on_the_line_is_no_error_of_the_clock() -> None:
    desk = Desk(rate=1000.0)
    desk.watch.was_set()
    assert desk.hear(0, -60) == []
    assert desk.hear(4, -90) == []
    desk.watch.was_set()
    assert desk.hear(1, -2000) == ["clock-wrong"]
