"""A concentrator that takes several requests at once: lamps with registers apart cost few round trips."""

import asyncio
from dataclasses import replace

import pytest

from lightctl.clock.virtual import run_in_virtual_time
from lightctl.core.plant import Line, LineKind
from lightctl.core.units import Level
from lightctl.field import FieldEvent, LampState
from lightctl.links import Link, MemoryNetwork
from lightctl.wire.driver import Limits
from tests.field.bench import Bench
from tests.field.street import (
    CONCENTRATOR,
    CabinetUnit,
    ConcentratorUnit,
    beside,
    field_of,
    lamps_of_concentrator,
    site_of,
)

ONE_WAY_S = 0.025
APART = 2


class Segments(Bench):
    """Takes every request of a segment; remembers when segments with level commands came."""

    def __init__(self, units: dict[int, CabinetUnit | ConcentratorUnit]) -> None:
        super().__init__(dict(units))
        self.commands: list[tuple[float, int]] = []
        """(when, commands in one segment)"""
        self.lost = 0
        self.most = 0
        self.mangle = self._lose

    def take(self, frame: bytes, link: Link) -> None:
        frames: list[bytes] = []
        while frame:
            size = 6 + int.from_bytes(frame[4:6], "big")
            frames.append(frame[:size])
            frame = frame[size:]
        told = sum(one[6] == 2 and one[7] in {6, 16} for one in frames)
        if told:
            self.commands.append((asyncio.get_running_loop().time(), told))
        self.most = max(self.most, len(frames))
        for one in frames:
            super().take(one, link)

    def _lose(self, frame: bytes) -> bytes | None:
        if self.lost and frame[6] == 2 and frame[7] in {6, 16}:
            self.lost -= 1
            return None
        return frame


class Apart(ConcentratorUnit):
    """Its command registers are not neighbours."""

    def _command(self, table: int, address: int, value: int) -> None:
        super()._command(table, 10 + (address - 10) // APART if address else 0, value)


def concentrator(outstanding: int) -> object:
    bank = tuple(
        replace(point, stride=APART) if point.name == "command" else point for point in CONCENTRATOR.bank
    )
    return replace(CONCENTRATOR, bank=bank, limits=Limits(outstanding=outstanding, hole_registers=0))


def night(outstanding: int, lost: int = 0) -> tuple[Segments, list[FieldEvent]]:
    """Ten lamps are each wished a level of their own, and verified within half a minute."""

    async def main() -> tuple[Segments, list[FieldEvent]]:
        lamps = tuple(lamps_of_concentrator())
        site = site_of(lamps, (Line("tcp", LineKind.TCP),), [concentrator(outstanding)])  # type: ignore[list-item]
        cabinet = CabinetUnit()
        cabinet.tables[2].update({0: 1, 1: 1})
        bench = Segments({1: cabinet, 2: Apart(cabinet, [slot % 2 for slot in range(10)])})
        network = MemoryNetwork(latency_s=ONE_WAY_S)
        network.listen("tcp", bench)
        events: list[FieldEvent] = []
        field = field_of(site, network, 1.0, events, [])

        async def test() -> None:
            await asyncio.sleep(20)
            bench.commands.clear()
            bench.lost = lost
            for number, one in enumerate(lamps):
                field.wish_lamp(one.id, Level(40 + 3 * number), "test")
            await asyncio.sleep(40)
            states = {one.id: field.board.lamp(one.id).state for one in lamps}
            assert set(states.values()) == {LampState.VERIFIED}
            assert [field.board.lamp(one.id).measured for one in lamps] == [
                Level(40 + 3 * number) for number in range(10)
            ]

        await beside(field, test())
        return bench, events

    return run_in_virtual_time(main())


@pytest.mark.parametrize(("outstanding", "segments"), [(1, 10), (4, 3), (16, 1)])
def test_registers_apart_cost_as_many_round_trips_as_the_device_demands(
    outstanding: int, segments: int
) -> None:
    bench, _ = night(outstanding)
    assert len(bench.commands) == segments
    assert sum(told for _, told in bench.commands) == 10
    assert bench.most <= outstanding
    began, ended = bench.commands[0][0], bench.commands[-1][0]
    assert ended - began <= (2 * segments) * 2 * ONE_WAY_S


def test_a_lost_acknowledgement_of_several_is_told_again_and_proven() -> None:
    bench, events = night(16, lost=1)
    assert bench.connections >= 2
    assert not {event.kind for event in events} & {"silent", "differs"}
