"""Contactors: one after another, followed by their feedback, and never against protection."""

import asyncio
from dataclasses import replace
from itertools import pairwise

import pytest

from lightctl.field import MeterSample
from lightctl.field.reading import plan_readings
from tests.field.street import CABINET, CIRCUITS, Scene, play


def test_contactors_close_one_after_another_and_the_feedback_is_known() -> None:
    async def test(scene: Scene) -> None:
        for circuit in CIRCUITS:
            scene.field.wish_circuit(circuit, True, "evening")
        await asyncio.sleep(20)
        coils = scene.cabinet.coils
        assert [(output, value) for _, output, value in coils] == [(0, 1), (1, 1), (2, 1)]
        assert all(later - sooner >= 2.0 for (sooner, *_), (later, *_) in pairwise(coils))
        assert [scene.field.board.circuit(circuit).closed for circuit in CIRCUITS] == [True] * 3
        assert scene.events == []

    play(test)


def test_what_is_as_wished_is_not_written_again() -> None:
    async def test(scene: Scene) -> None:
        scene.cabinet.tables[2].update({0: 1})
        scene.field.wish_circuit("c-1", True, "restart")
        scene.field.wish_circuit("c-2", False, "restart")
        await asyncio.sleep(400)
        assert scene.cabinet.coils == []

    play(test)


def test_a_contactor_that_does_not_follow_is_told_three_times_and_then_said_once() -> None:
    async def test(scene: Scene) -> None:
        scene.cabinet.stuck.add(0)
        scene.field.wish_circuit("c-1", True, "evening")
        await asyncio.sleep(200)
        assert len(scene.cabinet.coils) == 3
        assert scene.told("differs") == ["c-1"]
        assert scene.field.board.circuit("c-1").differs
        scene.cabinet.put(0, 1)
        await asyncio.sleep(61)
        assert scene.told("agrees") == ["c-1"]
        assert not scene.field.board.circuit("c-1").differs

    play(test)


@pytest.mark.parametrize("bit", [pytest.param(3, id="tripped"), 6, 8], ids=str)
def test_a_circuit_with_a_fault_or_in_local_mode_is_never_energised(bit: int) -> None:
    async def test(scene: Scene) -> None:
        scene.cabinet.tables[2][bit] = 1
        scene.field.wish_circuit("c-1", True, "evening")
        await asyncio.sleep(300)
        assert scene.cabinet.coils == []
        scene.cabinet.tables[2][bit] = 0
        await asyncio.sleep(70)
        assert [(output, value) for _, output, value in scene.cabinet.coils] == [(0, 1)]

    play(test)


def test_a_fault_that_appeared_since_the_last_poll_is_seen_before_the_coil_is_written() -> None:
    async def test(scene: Scene) -> None:
        await asyncio.sleep(30)
        scene.cabinet.tables[2][6] = 1
        scene.field.wish_circuit("c-1", True, "evening")
        await asyncio.sleep(5)
        assert scene.cabinet.coils == []
        assert scene.field.board.circuit("c-1").leakage

    play(test)


def test_a_lockout_in_the_last_moment_before_the_write_keeps_the_circuit_dead() -> None:
    async def test(scene: Scene) -> None:
        await asyncio.sleep(30)
        answer = scene.cabinet.answer

        def forbid_while_asked(pdu: bytes) -> bytes | None:
            # The look at protection that comes right before the coil write: now the crew locks out.
            scene.field.forbid_circuit("c-1", "crew on site")
            return answer(pdu)

        scene.cabinet.answer = forbid_while_asked  # type: ignore[method-assign]
        scene.field.wish_circuit("c-1", True, "evening")
        await asyncio.sleep(200)
        assert all(value == 0 for _, _, value in scene.cabinet.coils)
        assert scene.field.board.circuit("c-1").closed is False

    play(test)


def test_a_forbidden_circuit_that_is_closed_is_opened_at_once_and_stays_open_until_allowed() -> None:
    async def test(scene: Scene) -> None:
        scene.light(80)
        await asyncio.sleep(60)
        before = scene.field.board.changed_circuits
        scene.field.forbid_circuit("c-2", "crew on site")
        assert scene.field.board.changed_circuits > before
        await asyncio.sleep(1.5)
        assert scene.cabinet.coils[-1][1:] == (1, 0)
        scene.field.wish_circuit("c-2", False, "day")
        scene.field.wish_circuit("c-2", True, "evening")
        await asyncio.sleep(600)
        assert scene.field.board.circuit("c-2").closed is False
        assert scene.field.board.circuit("c-2").forbidden == "crew on site"
        scene.field.allow_circuit("c-2")
        await asyncio.sleep(10)
        assert scene.field.board.circuit("c-2").closed is True

    play(test)


def test_meter_values_doors_and_the_change_counter() -> None:
    async def test(scene: Scene) -> None:
        await asyncio.sleep(10)
        report = scene.field.board.cabinet("cab")
        assert (report.answering, report.power_w, report.energy_wh) == (True, 1234.0, 50_000.0)
        assert report.voltage_v == pytest.approx((230.1, 230.2, 230.3))
        assert report.door_open is False
        quiet = scene.field.board.changed_circuits
        scene.cabinet.tables[2].update({7: 1})
        await asyncio.sleep(61)
        assert scene.field.board.cabinet("cab").door_open is True
        assert scene.field.board.changed_circuits == quiet
        scene.cabinet.put(2, 1)
        await asyncio.sleep(61)
        assert scene.field.board.changed_circuits > quiet

    play(test)


def test_meter_samples_come_once_a_minute_with_the_instant_of_the_reading() -> None:
    async def test(scene: Scene) -> None:
        await asyncio.sleep(600)
        meter = [sample for sample in scene.samples if isinstance(sample, MeterSample)]
        assert 9 <= len(meter) <= 11
        assert {sample.energy_wh for sample in meter} == {50_000.0}
        gaps = {(b.at - a.at).total_seconds() for a, b in pairwise(meter[1:])}
        assert all(gap == pytest.approx(60, abs=0.1) for gap in gaps)

    play(test)


def test_a_wrong_clock_is_set_and_a_right_one_left_alone() -> None:
    async def test(scene: Scene) -> None:
        def set_to() -> list[int]:
            return [address for _, table, address, _ in scene.cabinet.writes if table == 3]

        scene.cabinet.clock_off_s = -3600
        scene.field.trust_time(False)
        await asyncio.sleep(120)
        assert set_to() == []
        scene.field.trust_time(True)
        await asyncio.sleep(1400)
        assert set_to() == [30, 31]
        assert abs(scene.cabinet.clock_off_s) <= 1
        assert scene.events == []

    play(test)


def test_a_clock_that_cannot_be_set_is_set_rarely_and_told_once() -> None:
    async def test(scene: Scene) -> None:
        scene.cabinet.clock_off_s = -3600
        scene.cabinet.on_write = lambda _table, _address, _value: None
        await asyncio.sleep(4000)
        sets = [at for at, table, address, _ in scene.cabinet.writes if (table, address) == (3, 30)]
        assert 5 <= len(sets) <= 7
        assert [(event.kind, event.thing) for event in scene.events] == [("clock-wrong", "cab")]

    play(test)


def test_cabinets_keep_their_own_offset_within_the_spread() -> None:
    async def test(scene: Scene) -> None:
        await asyncio.sleep(30)
        scene.field.wish_circuit("c-1", True, "evening")
        await asyncio.sleep(25)
        ((at, *_),) = scene.cabinet.coils
        assert 30.5 < at < 51

    play(test, spread_s=20.0)


def test_a_contactor_that_fell_open_closes_again_at_once_three_times_and_then_rarely() -> None:
    async def test(scene: Scene) -> None:
        scene.field.wish_circuit("c-1", True, "evening")
        await asyncio.sleep(60)
        for turn in range(5):
            scene.cabinet.put(0, 0)
            await asyncio.sleep(70)
            assert scene.field.board.circuit("c-1").closed is (turn < 3)
        await asyncio.sleep(900)
        assert scene.field.board.circuit("c-1").closed is True
        said = [event.kind for event in scene.events if event.thing == "c-1"]
        assert said == ["foreign-write", "foreign-held"]

    play(test)


def test_a_close_whose_answer_was_lost_is_taken_back_by_a_lockout_at_once() -> None:
    async def test(scene: Scene) -> None:
        await asyncio.sleep(20)
        scene.bench.mangle = lambda frame: None if frame[7] == 5 else frame
        scene.field.wish_circuit("c-1", True, "evening")
        await asyncio.sleep(1.5)
        assert scene.cabinet.tables[1][100] == 1
        scene.bench.mangle = lambda frame: frame
        scene.field.forbid_circuit("c-1", "crew on site")
        await asyncio.sleep(6)
        assert scene.cabinet.tables[1][100] == 0

    play(test)


def test_a_lockout_does_not_wait_for_the_cabinets_moment() -> None:
    async def test(scene: Scene) -> None:
        scene.field.wish_circuit("c-1", True, "evening")
        await asyncio.sleep(60)
        assert scene.field.board.circuit("c-1").closed is True
        scene.field.wish_circuit("c-1", False, "day")
        scene.field.forbid_circuit("c-1", "crew on site")
        await asyncio.sleep(0.1)
        assert scene.cabinet.coils[-1][1:] == (0, 0)

    play(test, spread_s=20.0)


def test_a_contactor_that_a_hand_closed_is_not_opened_the_moment_local_mode_ends() -> None:
    async def test(scene: Scene) -> None:
        scene.cabinet.tables[2].update({0: 1, 8: 1})
        scene.field.forbid_circuit("c-1", "local")
        scene.field.wish_circuit("c-1", True, "evening")
        await asyncio.sleep(70)
        scene.cabinet.tables[2][8] = 0
        while scene.field.board.circuit("c-1").local:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
        await asyncio.sleep(1.0)
        scene.field.allow_circuit("c-1")  # the daemon's next look
        await asyncio.sleep(70)
        assert scene.cabinet.coils == []

    play(test)


def test_protection_read_in_two_blocks_is_as_old_as_the_older_one() -> None:
    async def test(scene: Scene) -> None:
        device = scene.field._roster.cabinet_of["c-1"]
        first, second = plan_readings(
            [(CABINET.points[2], 1), (replace(CABINET.points[4], address=900), 1)], CABINET.limits, 1
        )
        device._bits.safety = [first, second]
        device._bits._heard_at = {first: 0.0, second: 95.0}
        scene.field._roster.circuits["c-1"].closed = False
        await asyncio.sleep(96)
        scene.cabinet.requests.clear()
        scene.field.wish_circuit("c-1", True, "evening")
        await asyncio.sleep(1)
        assert scene.cabinet.requests[0] == first.pdu

    play(test)


def test_after_a_reconnection_protection_is_read_anew_however_fresh_it_was() -> None:
    async def test(scene: Scene) -> None:
        scene.field.wish_circuit("c-1", True, "evening")
        await asyncio.sleep(3.0)
        assert scene.field.board.circuit("c-1").closed is True
        scene.network.drop("tcp", "the cabinet was changed for another")
        scene.cabinet.tables[2][4] = 1
        scene.field.wish_circuit("c-2", True, "evening")
        await asyncio.sleep(60)
        assert all(output != 1 for _, output, _ in scene.cabinet.coils)
        assert scene.field.board.circuit("c-2").tripped

    play(test)
