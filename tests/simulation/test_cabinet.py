"""What a cabinet, its contactors and its lamps do when they are told, and when something is broken."""

import pytest

from lightctl.simulation.cabinet import DeviceClock, Stuck
from tests.simulation.test_energy import cabinet


def test_lamps_shine_at_once_boot_deaf_and_obey_when_they_have_booted() -> None:
    truth = cabinet()
    lamp = truth.circuits[0].lamps[0]
    truth.switch(10.0, 0, True)
    assert (lamp.light, lamp.booting(14.9), lamp.booting(15.0)) == (100.0, True, False)
    truth.order(12.0, lamp, 40.0)
    truth.advance(15.9)
    assert lamp.light == 100.0
    truth.advance(16.0)  # booted at 15, and this lamp's way from the concentrator takes 1 s
    assert lamp.light == 40.0


def test_a_dark_lamp_never_hears_and_forgets_its_level() -> None:
    truth = cabinet()
    lamp = truth.circuits[0].lamps[0]
    truth.order(1.0, lamp, 40.0)
    truth.switch(2.0, 0, True)
    truth.advance(60.0)
    assert lamp.light == 100.0
    truth.order(60.0, lamp, 40.0)
    truth.switch(60.5, 0, False)
    truth.switch(61.0, 0, True)
    truth.advance(100.0)
    assert lamp.light == 100.0


def test_a_newer_order_replaces_the_older_and_is_not_put_off() -> None:
    truth = cabinet()
    lamp = truth.circuits[0].lamps[0]
    truth.switch(0.0, 0, True)
    truth.order(100.0, lamp, 40.0)
    truth.order(100.9, lamp, 70.0)
    truth.advance(101.0)
    assert lamp.light == 70.0


def test_the_minimum_level_and_off() -> None:
    truth = cabinet()
    lamp = truth.circuits[0].lamps[0]
    truth.switch(0.0, 0, True)
    truth.order(10.0, lamp, 3.0)
    truth.advance(20.0)
    assert lamp.light == 10.0
    truth.order(20.0, lamp, 0.0)
    truth.advance(30.0)
    assert lamp.light == 0.0
    assert lamp.watts(30.0) == pytest.approx(0.6 * truth.mains.factor(30.0))


def test_a_dead_luminaire_gives_no_light_but_its_node_answers() -> None:
    truth = cabinet()
    lamp = truth.circuits[0].lamps[0]
    truth.switch(0.0, 0, True)
    lamp.fail(10.0, True)
    truth.order(10.0, lamp, 60.0)
    truth.advance(20.0)
    assert (lamp.light, lamp.level) == (0.0, 60.0)
    assert lamp.watts(20.0) < 1.0


@pytest.mark.parametrize(
    ("stuck", "tripped", "local", "coil", "closed"),
    [
        (None, False, False, True, True),
        (Stuck.OPEN, False, False, True, False),
        (Stuck.CLOSED, False, False, False, True),
        (None, True, False, True, False),
        (None, False, True, True, False),
    ],
)
def test_the_contactor_follows_the_coil_only_where_it_can(
    stuck: Stuck | None, tripped: bool, local: bool, coil: bool, closed: bool
) -> None:
    truth = cabinet()
    circuit = truth.circuits[0]
    circuit.stuck, circuit.tripped, truth.local = stuck, tripped, local
    truth.switch(1.0, 0, coil)
    assert circuit.closed is closed
    assert circuit.lamps[0].powered is closed


def test_a_welded_contactor_behind_a_tripped_breaker_feeds_nothing() -> None:
    truth = cabinet()
    truth.circuits[0].stuck, truth.circuits[0].tripped = Stuck.CLOSED, True
    truth.settle(1.0)
    assert truth.circuits[0].closed
    assert not truth.circuits[0].lamps[0].powered


def test_local_mode_holds_what_was_closed_and_follows_the_coil_afterwards() -> None:
    truth = cabinet()
    truth.switch(1.0, 0, True)
    truth.local = True
    truth.switch(2.0, 0, False)
    assert truth.circuits[0].closed
    truth.local = False
    truth.settle(3.0)
    assert not truth.circuits[0].closed


def test_a_quartz_drifts_until_it_is_set() -> None:
    clock = DeviceClock(ahead_s=1.0, drift_ppm=20.0)
    assert clock.ahead_s(1e6) == pytest.approx(21.0)
    clock.put(1e6, 0.0)
    assert clock.ahead_s(1e6 + 1e5) == pytest.approx(2.0)
