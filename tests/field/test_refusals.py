"""What a device refuses or never answers costs that one thing, never its neighbours, never protection."""

import asyncio
from dataclasses import replace
from struct import unpack

import pytest

from lightctl.clock.virtual import run_in_virtual_time
from lightctl.core.plant import Line, LineKind
from lightctl.links import MemoryNetwork
from lightctl.wire.driver import Access, Encoding, Kind, Point, Table
from tests.field.bench import Bench, Unit
from tests.field.street import (
    CABINET,
    CIRCUITS,
    CONCENTRATOR,
    CabinetUnit,
    ConcentratorUnit,
    Scene,
    beside,
    field_of,
    lamps_of_concentrator,
    play,
    site_of,
)

ILLEGAL_ADDRESS, DEVICE_FAILURE, BUSY, GATEWAY_TARGET_SILENT = 2, 4, 6, 11


def refuse(unit: Unit, function: int, address: int, code: int | None) -> None:
    """Answer that request with an exception, or never (None)."""
    honest = unit.answer

    def answer(pdu: bytes) -> bytes | None:
        asked, at = unpack(">BH", pdu[:3])
        if (asked, at) != (function, address):
            return honest(pdu)
        unit.requests.append(pdu)
        return None if code is None else bytes((function | 0x80, code))

    unit.answer = answer  # type: ignore[method-assign]


@pytest.mark.parametrize("code", [ILLEGAL_ADDRESS, None], ids=["refused", "never answered"])
def test_a_block_that_cannot_be_read_never_ends_the_watch_over_protection(code: int | None) -> None:
    async def test(scene: Scene) -> None:
        refuse(scene.cabinet, 4, 20, code)
        scene.light(80)
        await asyncio.sleep(300)
        assert scene.field.board.circuit("c-2").closed is True
        scene.cabinet.tables[2][4] = 1
        await asyncio.sleep(100)
        assert scene.field.board.circuit("c-2").tripped

    play(test)


@pytest.mark.parametrize("code", [DEVICE_FAILURE, None], ids=["refused", "never answered"])
def test_a_contactor_that_cannot_be_told_keeps_no_other_street_dark(code: int | None) -> None:
    async def test(scene: Scene) -> None:
        refuse(scene.cabinet, 5, 100, code)
        scene.light(80)
        await asyncio.sleep(120)
        closed = [scene.field.board.circuit(circuit).closed for circuit in CIRCUITS]
        assert closed == [False, True, True]

    play(test)


def test_a_contactor_that_is_refused_is_said_once_and_asked_rarely() -> None:
    async def test(scene: Scene) -> None:
        refuse(scene.cabinet, 5, 100, DEVICE_FAILURE)
        scene.field.wish_circuit("c-1", True, "evening")
        await asyncio.sleep(1000)
        assert scene.told("differs") == ["c-1"]
        assert 3 <= sum(pdu[0] == 5 for pdu in scene.cabinet.requests) <= 7

    play(test)


def test_a_lockout_that_cannot_be_told_keeps_no_other_street_dark() -> None:
    async def test(scene: Scene) -> None:
        scene.cabinet.put(0, 1)
        await asyncio.sleep(30)
        refuse(scene.cabinet, 5, 100, None)
        scene.field.forbid_circuit("c-1", "lockout")
        scene.field.wish_circuit("c-3", True, "evening")
        await asyncio.sleep(120)
        assert scene.field.board.circuit("c-3").closed is True

    play(test)


def test_a_close_that_a_gateway_could_not_confirm_is_taken_back_by_a_lockout_at_once() -> None:
    async def test(scene: Scene) -> None:
        await asyncio.sleep(30)
        honest = scene.cabinet.answer

        def done_but_unconfirmed(pdu: bytes) -> bytes | None:
            if pdu[:1] != b"\x05":
                return honest(pdu)
            honest(pdu)
            scene.cabinet.answer = honest  # type: ignore[method-assign]
            scene.field.forbid_circuit("c-1", "lockout")
            return bytes((0x85, GATEWAY_TARGET_SILENT))

        scene.cabinet.answer = done_but_unconfirmed  # type: ignore[method-assign]
        scene.field.wish_circuit("c-1", True, "evening")
        await asyncio.sleep(8)
        assert [(output, value) for _, output, value in scene.cabinet.coils] == [(0, 1), (0, 0)]
        assert scene.cabinet.tables[2].get(0) == 0

    play(test)


def test_a_refused_broadcast_is_told_lamp_by_lamp() -> None:
    async def test(scene: Scene) -> None:
        refuse(scene.concentrator, 6, 0, ILLEGAL_ADDRESS)
        refuse(scene.concentrator, 16, 0, ILLEGAL_ADDRESS)
        scene.light(60)
        await asyncio.sleep(60)
        assert scene.concentrator.told == [60] * 10

    play(test)


def test_a_refused_lamp_keeps_no_other_lamp_at_its_old_level() -> None:
    async def test(scene: Scene) -> None:
        scene.light(100)
        await asyncio.sleep(60)
        refuse(scene.concentrator, 6, 10, ILLEGAL_ADDRESS)
        refuse(scene.concentrator, 16, 10, ILLEGAL_ADDRESS)
        for lamp in ("l-01", "l-05", "l-09"):
            scene.field.wish_lamp(lamp, scene.field.board.lamp("l-02").desired, "same")  # type: ignore[arg-type]
        for lamp, level in (("l-01", 50), ("l-05", 60), ("l-09", 70)):
            scene.field.wish_lamp(lamp, level, "test")  # type: ignore[arg-type]
        await asyncio.sleep(60)
        assert (scene.concentrator.told[4], scene.concentrator.told[8]) == (60, 70)

    play(test)


def test_levels_that_are_refused_keep_no_other_lamp_from_being_looked_at_soon() -> None:
    async def main() -> None:
        driver = replace(CONCENTRATOR, limits=replace(CONCENTRATOR.limits, read_registers=5))
        site = site_of(tuple(lamps_of_concentrator()), (Line("tcp", LineKind.TCP),), [driver])
        cabinet = CabinetUnit()
        unit = ConcentratorUnit(cabinet, [slot % 2 for slot in range(10)])
        refuse(unit, 4, 100, ILLEGAL_ADDRESS)
        bench, network = Bench({1: cabinet, 2: unit}), MemoryNetwork()
        network.listen("tcp", bench)
        scene = Scene(site, network, bench, cabinet, unit, field_of(site, network, 1.0, [], []))

        async def test() -> None:
            scene.light(100)
            await asyncio.sleep(100)
            for level in (60, 40):
                scene.light(level)
                await asyncio.sleep(8)
                states = [scene.field.board.lamp(lamp).state.value for lamp in scene.lamps]
                assert states[5:] == ["verified"] * 5

        await beside(scene.field, test())

    run_in_virtual_time(main())


def test_a_device_that_is_always_busy_is_called_silent_and_comes_back() -> None:
    async def test(scene: Scene) -> None:
        await asyncio.sleep(60)
        honest, busy = scene.cabinet.answer, True

        def answer(pdu: bytes) -> bytes | None:
            return bytes((pdu[0] | 0x80, BUSY)) if busy else honest(pdu)

        scene.cabinet.answer = answer  # type: ignore[method-assign]
        before = len(scene.bench.frames)
        await asyncio.sleep(300)
        assert scene.told("silent") == ["cab"]
        assert len(scene.bench.frames) - before < 5 * 300
        busy = False
        await asyncio.sleep(70)
        assert scene.told("back") == ["cab"]
        assert scene.field.board.device("cab").failures == 0

    play(test)


FADE = Point(
    "fade", Table.HOLDING, 5, Encoding.UINT16, Access.READ_WRITE, Kind.FADE_TIME, unit="s", low=0, high=60,
    every="never",
)  # fmt: skip


def test_a_fade_time_that_is_never_answered_keeps_no_lamp_at_its_old_level() -> None:
    async def main() -> None:
        driver = replace(CONCENTRATOR, points=(*CONCENTRATOR.points, FADE))
        site = site_of(tuple(lamps_of_concentrator()), (Line("tcp", LineKind.TCP),), [driver])
        cabinet = CabinetUnit()
        unit = ConcentratorUnit(cabinet, [slot % 2 for slot in range(10)])
        refuse(unit, 3, FADE.address, None)
        bench, network = Bench({1: cabinet, 2: unit}), MemoryNetwork()
        network.listen("tcp", bench)
        scene = Scene(site, network, bench, cabinet, unit, field_of(site, network, 1.0, [], []))
        scene.field = field_of(site, network, 1.0, scene.events, scene.samples)

        async def test() -> None:
            scene.light(60)
            await asyncio.sleep(120)
            assert scene.states() == {"verified"}

        await beside(scene.field, test())

    run_in_virtual_time(main())


OWN_PLAN = Point("own_plan", Table.DISCRETE, 11, Encoding.BOOL, kind=Kind.PLAN_RUNNING)


def test_a_cabinet_that_does_not_say_whether_its_plan_rules_is_switched_all_the_same() -> None:
    async def main() -> None:
        driver = replace(CABINET, points=(*CABINET.points, OWN_PLAN))
        site = site_of(tuple(lamps_of_concentrator()), (Line("tcp", LineKind.TCP),), [driver])
        cabinet = CabinetUnit()
        refuse(cabinet, 2, OWN_PLAN.address, ILLEGAL_ADDRESS)
        bench, network = Bench({1: cabinet, 2: ConcentratorUnit(cabinet, [0] * 10)}), MemoryNetwork()
        network.listen("tcp", bench)
        field = field_of(site, network, 1.0, [], [])

        async def test() -> None:
            field.wish_circuit("c-1", True, "evening")
            await asyncio.sleep(60)
            assert field.board.circuit("c-1").closed is True

        await beside(field, test())

    run_in_virtual_time(main())
