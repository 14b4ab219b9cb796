"""Who answers: a stranger is neither told nor believed, a mute identity stops nobody."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from lightctl.clock.virtual import run_in_virtual_time
from lightctl.core.plant import Line, LineKind
from lightctl.links import MemoryNetwork
from lightctl.wire.driver import Encoding, Kind, Limits, Point, Table
from tests.field.bench import Bench
from tests.field.street import (
    CONCENTRATOR,
    CabinetUnit,
    ConcentratorUnit,
    Scene,
    beside,
    field_of,
    lamps_of_concentrator,
    site_of,
)

MODEL = Point(
    "model", Table.INPUT, 900, Encoding.UINT16, kind=Kind.IDENTITY, every="rare", expect=("4711", "4712")
)
ASKED = replace(CONCENTRATOR, points=(*CONCENTRATOR.points, MODEL))


class Choosy(ConcentratorUnit):
    """Refuses or passes over the question who it is, as told."""

    mute = ""

    def answer(self, pdu: bytes) -> bytes | None:
        if self.mute and pdu[0] == 4 and pdu[1:3] == (900).to_bytes(2, "big"):
            return bytes((0x84, 2)) if self.mute == "refuses" else None
        return super().answer(pdu)


def play(
    test: Callable[[Scene, Choosy], Awaitable[None]], *, model: int = 4712, mute: str = "",
    outstanding: int = 1,
) -> None:  # fmt: skip
    driver = replace(ASKED, limits=Limits(outstanding=outstanding, hole_registers=0))

    async def live() -> None:
        site = site_of(tuple(lamps_of_concentrator()), (Line("tcp", LineKind.TCP),), [driver])
        cabinet = CabinetUnit()
        unit = Choosy(cabinet, [slot % 2 for slot in range(10)])
        unit.tables[4][900], unit.mute = model, mute
        bench, network = Bench({1: cabinet, 2: unit}), MemoryNetwork()
        network.listen("tcp", bench)
        scene = Scene(site, network, bench, cabinet, unit, field_of(site, network, 1.0, [], []))
        scene.field = field_of(site, network, 1.0, scene.events, scene.samples)
        await beside(scene.field, test(scene, unit))

    run_in_virtual_time(live())


@pytest.mark.parametrize("outstanding", [1, 4])
def test_the_expected_device_is_asked_before_the_first_write_and_then_told(outstanding: int) -> None:
    async def test(scene: Scene, unit: Choosy) -> None:
        scene.light(60)
        await asyncio.sleep(60)
        assert unit.requests[0][:3] == b"\x04\x03\x84"
        assert scene.states() == {"verified"}
        assert not scene.told("stranger")

    play(test, outstanding=outstanding)


@pytest.mark.parametrize("outstanding", [1, 4])
def test_a_stranger_is_said_once_and_never_written_to_until_it_is_itself_again(outstanding: int) -> None:
    async def test(scene: Scene, unit: Choosy) -> None:
        scene.light(60)
        await asyncio.sleep(1800)
        assert unit.writes == []
        assert {pdu[:3] for pdu in unit.requests} == {b"\x04\x03\x84"}
        assert scene.told("stranger") == ["dcu"]
        assert scene.told("silent") == []
        assert scene.states() <= {"silent", "unpowered"}
        report = next(one for one in scene.field.board.devices() if one.device == "dcu")
        assert not report.answering
        assert "model 99" in report.trouble
        unit.tables[4][900] = 4711
        await asyncio.sleep(120)
        assert scene.told("known") == ["dcu"]
        assert scene.states() == {"verified"}

    play(test, model=99, outstanding=outstanding)


@pytest.mark.parametrize("outstanding", [1, 4])
def test_a_stranger_after_a_reconnection_is_not_written_to(outstanding: int) -> None:
    async def test(scene: Scene, unit: Choosy) -> None:
        scene.light(60)
        await asyncio.sleep(60)
        unit.tables[4][900] = 99
        scene.network.drop("tcp")
        unit.writes.clear()
        scene.light(80)
        await asyncio.sleep(300)
        assert unit.writes == []
        assert scene.told("stranger") == ["dcu"]

    play(test, outstanding=outstanding)


@pytest.mark.parametrize("mute", ["refuses", "passes over"])
def test_a_device_that_does_not_say_who_it_is_is_commanded_all_the_same(mute: str) -> None:
    async def test(scene: Scene, unit: Choosy) -> None:
        scene.light(60)
        await asyncio.sleep(90)
        assert scene.states() == {"verified"}
        assert not scene.told("stranger")

    play(test, mute=mute)
