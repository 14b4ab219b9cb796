"""A clock that was set is noticed; one that runs fast by design is not."""

from datetime import timedelta

from lightctl.clock import RunningClock, SystemClock
from lightctl.daemon.timekeeping import Timekeeping, doubt_of
from tests.daemon.house import HandClock
from tests.daemon.small import EVENING


class FastClock(HandClock):
    rate = 60.0


def test_a_step_is_told_once_and_a_minute_is_not() -> None:
    clock, wire = HandClock(), [100.0]
    timekeeping = Timekeeping(clock, lambda: wire[0])
    clock.at += timedelta(seconds=61)
    wire[0] += 60
    assert timekeeping.step() == timedelta(0)
    clock.at -= timedelta(hours=1)
    step = timekeeping.step()
    assert step == timedelta(hours=-1)
    assert "back by 1:00:00" in timekeeping.sentence(step, clock.at)
    assert timekeeping.step() == timedelta(0)


def test_a_fast_clock_is_expected_to_be_fast() -> None:
    clock, wire = FastClock(), [0.0]
    timekeeping = Timekeeping(clock, lambda: wire[0])
    clock.at += timedelta(hours=1)
    wire[0] += 60
    assert timekeeping.step() == timedelta(0)


def test_doubt_is_said_with_its_way_out_and_only_where_there_is_some() -> None:
    clock = SystemClock()
    assert doubt_of(clock) == doubt_of(RunningClock(EVENING)) == ""
    clock.doubt = timedelta(hours=-1)
    assert "set back by 1:00:00" in doubt_of(clock)
    assert "restart to believe it" in doubt_of(clock)
