"""A simulated cabinet that nobody speaks to: its plan, its mask, its clock, and the master's return."""

from datetime import UTC, datetime

import pytest

from lightctl.simulation.autonomy import Autonomy
from lightctl.simulation.cabinet import CabinetTruth, Stuck
from tests.simulation.test_energy import cabinet

UNIX = datetime(2026, 11, 20, 9, 0, tzinfo=UTC).timestamp()
HOUR = 3600.0


def planned(rows: list[tuple[float, int]], *, after_s: float = 900.0) -> CabinetTruth:
    """A cabinet whose plan has these rows, at city seconds."""
    truth = cabinet()
    autonomy = Autonomy(
        16, lambda t: UNIX + t + truth.clock.ahead_s(t), lambda own: truth.clock.shows_at(own - UNIX)
    )
    truth.clock.put(0.0, 0.0)
    for index, (at, outputs) in enumerate(rows):
        autonomy.instants[index], autonomy.outputs[index] = UNIX + at, outputs
    autonomy.put_length(len(rows))
    autonomy.after_s = after_s
    truth.autonomy = autonomy
    truth.hear(0.0)
    return truth


def closed(truth: CabinetTruth, t: float) -> list[bool]:
    truth.advance(t)
    return [circuit.closed for circuit in truth.circuits]


NIGHT = [(-HOUR, 0), (HOUR, 0b01), (2 * HOUR, 0b11), (10 * HOUR, 0), (20 * HOUR, 0)]


def outputs(truth: CabinetTruth, t: float) -> int:
    return sum(1 << place for place, one in enumerate(closed(truth, t)) if one)


def test_the_plan_rules_after_the_silence_and_to_the_second() -> None:
    truth = planned(NIGHT)
    autonomy = truth.autonomy
    assert autonomy
    truth.advance(899.0)
    assert not autonomy.running
    truth.advance(900.0)
    assert autonomy.running
    drift = 0.5
    assert outputs(truth, HOUR - drift) == 0
    assert outputs(truth, HOUR + drift) == 0b01
    assert outputs(truth, 2 * HOUR + drift) == 0b11
    assert outputs(truth, 10 * HOUR + drift) == 0


def test_what_it_did_is_booked_at_its_own_instant_however_late_one_looks() -> None:
    truth = planned(NIGHT)
    lamp = truth.circuits[0].lamps[0]
    truth.advance(15 * HOUR)
    assert lamp.lit_seconds(15 * HOUR) == pytest.approx(9 * HOUR, abs=2)


def test_a_heartbeat_in_time_keeps_the_plan_from_ruling_and_a_late_one_takes_over_smoothly() -> None:
    truth = planned(NIGHT)
    for minute in range(0, 120, 5):
        truth.hear(minute * 60.0)
        assert outputs(truth, minute * 60.0) == 0
    assert outputs(truth, 3 * HOUR) != 0
    truth.hear(3 * HOUR)
    assert outputs(truth, 3 * HOUR + 1) != 0, "the master finds the coils as the plan left them"
    truth.switch(3 * HOUR + 2, 0, False)
    assert not truth.circuits[0].closed


def test_the_mask_keeps_an_output_dead_through_silence_restart_and_a_new_plan() -> None:
    truth = planned(NIGHT)
    autonomy = truth.autonomy
    assert autonomy
    autonomy.enabled = 0b10
    assert not closed(truth, 3 * HOUR)[0]
    truth.restart(3 * HOUR)
    assert not closed(truth, 3 * HOUR + 60)[0]
    autonomy.put_length(0)
    truth.reprogrammed(4 * HOUR)
    assert not closed(truth, 4 * HOUR + 60)[0]
    autonomy.enabled = 0b11
    truth.reprogrammed(5 * HOUR)
    assert closed(truth, 5 * HOUR)[0], "no plan, fallback all day, and released"


def test_trips_and_local_mode_are_obeyed_by_the_plan_too() -> None:
    truth = planned(NIGHT)
    truth.circuits[0].tripped = True
    assert not closed(truth, 3 * HOUR)[0]
    truth.circuits[0].tripped = False
    truth.local = True
    truth.settle(4 * HOUR)
    assert not closed(truth, 5 * HOUR)[0], "the hand left it open"
    truth.local = False
    truth.settle(6 * HOUR)
    assert closed(truth, 6 * HOUR)[0]
    truth.circuits[0].stuck = Stuck.CLOSED
    assert closed(truth, 11 * HOUR)[0]


def test_a_plan_that_has_run_out_leaves_the_fallback_minutes() -> None:
    truth = planned([(-HOUR, 0), (0.0, 0)])
    autonomy = truth.autonomy
    assert autonomy
    autonomy.fallback = [10 * 60.0, 23 * 60.0]  # the city began at 09:00 UTC
    truth.reprogrammed(1.0)
    assert outputs(truth, 0.9 * HOUR) == 0
    assert outputs(truth, 1.1 * HOUR) != 0
    assert outputs(truth, 13.9 * HOUR) != 0
    assert outputs(truth, 14.1 * HOUR) == 0
    assert outputs(truth, 25.1 * HOUR) != 0, "and on every day after"


def test_a_clock_from_before_the_plan_must_be_wrong_and_everything_burns() -> None:
    truth = planned(NIGHT)
    truth.set_clock(100.0, -UNIX)
    assert outputs(truth, 899.0) == 0
    assert outputs(truth, 901.0) != 0


def test_it_follows_its_own_clock_even_a_wrong_one() -> None:
    truth = planned(NIGHT)
    truth.set_clock(10.0, 1800.0)
    assert outputs(truth, HOUR - 1810) == 0
    assert outputs(truth, HOUR - 1790) == 0b01


def test_after_a_power_cut_it_rules_until_a_master_speaks() -> None:
    truth = planned(NIGHT)
    for minute in range(0, 181, 10):
        truth.hear(minute * 60.0)
    assert outputs(truth, 3 * HOUR) == 0
    truth.restart(3 * HOUR + 10)
    assert outputs(truth, 3 * HOUR + 10) != 0


def test_nobody_said_after_which_silence_so_it_waits_for_ever() -> None:
    assert outputs(planned(NIGHT, after_s=0.0), 5 * HOUR) == 0
