"""A clock that jumps without proof does not switch a street off; one that is proven right is believed."""

from datetime import UTC, datetime, timedelta

import pytest

from lightctl.clock import GuardedClock
from lightctl.clock.guarded import kernel_synchronised

MIDNIGHT = datetime(2026, 11, 21, 17, 0, tzinfo=UTC)
HOUR, YEAR = timedelta(hours=1), timedelta(days=365)


class Machine:
    """A computer with a clock that anybody may set."""

    def __init__(self) -> None:
        self.wall, self.seconds, self.synchronised = MIDNIGHT, 100.0, False
        self.clock = GuardedClock(lambda: self.wall, lambda: self.seconds, lambda: self.synchronised)

    def run(self, seconds: float, set_by: timedelta = timedelta(0)) -> datetime:
        """Time passes; then the clock is set."""
        self.seconds += seconds
        self.wall += timedelta(seconds=seconds) + set_by
        return self.clock.now()


@pytest.mark.parametrize("step", [HOUR, -HOUR, YEAR, -YEAR], ids=str)
def test_an_unproven_step_is_not_the_citys_time(step: timedelta) -> None:
    machine = Machine()
    assert machine.run(60) == MIDNIGHT + timedelta(seconds=60)
    assert machine.run(60, step) == MIDNIGHT + timedelta(seconds=120)
    assert machine.run(3600) == MIDNIGHT + timedelta(seconds=3720)
    assert machine.clock.doubt == step
    assert machine.clock.steps == 1


@pytest.mark.parametrize("step", [HOUR, -YEAR], ids=str)
def test_a_proven_step_is_believed_at_once_and_an_unproven_one_when_it_is_proven(step: timedelta) -> None:
    machine = Machine()
    machine.synchronised = True
    assert machine.run(1, step) == MIDNIGHT + timedelta(seconds=1) + step
    machine.synchronised = False
    held = machine.run(1, step)
    assert held == MIDNIGHT + timedelta(seconds=2) + step
    machine.synchronised = True
    assert machine.run(1) == held + timedelta(seconds=1) + step
    assert (machine.clock.doubt, machine.clock.steps) == (timedelta(0), 2)


def test_a_step_that_is_taken_back_is_forgotten() -> None:
    machine = Machine()
    machine.run(1, YEAR)
    assert machine.run(1, -YEAR) == MIDNIGHT + timedelta(seconds=2)
    assert (machine.clock.doubt, machine.clock.steps) == (timedelta(0), 2)


def test_small_corrections_are_followed_however_many() -> None:
    machine = Machine()
    for _ in range(100):
        machine.run(60, timedelta(seconds=-90))
    assert machine.clock.now() == machine.wall
    assert machine.clock.steps == 0


def test_the_kernel_says_whether_it_is_synchronised() -> None:
    assert kernel_synchronised() in {True, False}
    assert GuardedClock().doubt == timedelta(0)
