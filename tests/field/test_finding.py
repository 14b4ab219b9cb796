"""What differs between a line and the inventory, asked between a field's own work, in virtual time."""

import asyncio
from dataclasses import replace

from lightctl.clock.virtual import run_in_virtual_time
from lightctl.core.plant import Fitted, Line, LineKind
from lightctl.core.units import Level
from lightctl.field import LampState
from lightctl.field.finding import Search, What
from lightctl.links import MemoryNetwork
from lightctl.wire.driver import Encoding, Kind, Point, Table
from tests.field.bench import Bench, Unit
from tests.field.street import (
    LAMP,
    NO_DATA,
    START,
    CabinetUnit,
    Scene,
    beside,
    field_of,
    lamp,
    play,
    site_of,
)
from tests.field.test_direct import LampUnit


async def over(search: Search) -> Search:
    async with asyncio.timeout(600):
        while not search.done(asyncio.get_running_loop().time()):  # noqa: ASYNC110  it rings no bell
            await asyncio.sleep(0.5)
    return search


def test_a_unit_that_nobody_declared_is_found_and_nothing_is_written() -> None:
    async def test(scene: Scene) -> None:
        scene.light(60)
        await asyncio.sleep(60)
        stranger = scene.bench.units[7] = Unit()
        stranger.tables[4] = {0: 1}
        connections = scene.bench.connections
        search = await over(scene.field.find(["tcp"]))
        assert [(found.what, found.unit) for found in search.rows if found.unit] == [(What.UNKNOWN, 7)]
        assert search.asked == search.total
        assert stranger.writes == []
        assert len(stranger.requests) == 1
        assert scene.bench.connections >= connections
        await asyncio.sleep(30)
        assert scene.states() == {LampState.VERIFIED}

    play(test)


def test_a_command_waits_for_no_search() -> None:
    async def test(scene: Scene) -> None:
        scene.light(60)
        await asyncio.sleep(60)
        search = scene.field.find(["tcp"], 1, 247)
        await asyncio.sleep(5)
        scene.light(30)
        await asyncio.sleep(15)
        assert scene.states() == {LampState.VERIFIED}
        assert {row[3] for row in scene.concentrator.writes[-1:]} == {30}
        assert not search.done(asyncio.get_running_loop().time())

    play(test)


def test_slots_that_report_and_lamps_of_which_nobody_has_data() -> None:
    async def test(scene: Scene) -> None:
        scene.light(60)
        await asyncio.sleep(60)
        spare = scene.field._roster.drivers["dcu"].bank_size
        for slot in range(11, spare + 1):
            scene.concentrator.tables[4][99 + slot] = NO_DATA
        scene.concentrator.tables[4][99 + 12] = 40
        scene.concentrator.deaf.add(2)
        search = await over(scene.field.find(["tcp"], 1, 2))
        assert [(found.thing, found.slot) for found in search.rows] == [("dcu", 12)]

    play(test)


def test_a_device_that_never_answered_and_a_line_that_is_down_end_a_search() -> None:
    async def test(scene: Scene) -> None:
        scene.bench.units.pop(2)
        await asyncio.sleep(120)
        search = await over(scene.field.find(["tcp"], 1, 3))
        assert ("dcu", What.MISSING) in [(found.thing, found.what) for found in search.rows]

    play(test)


def test_another_serial_number_than_declared_is_told() -> None:
    async def run() -> None:
        identity = Point("identity", Table.INPUT, 8, Encoding.UINT32, kind=Kind.IDENTITY, every="never")
        driver = replace(LAMP, points=(*LAMP.points, identity))
        fitted = {11: "41", 12: "42", 13: ""}
        lamps = [
            replace(lamp(f"l-{u}", "c-1", unit=u), controllers=(Fitted(START.date(), "lcu", serial),))
            for u, serial in fitted.items()
        ]
        site = site_of(lamps, (Line("tcp", LineKind.TCP), Line("rtu", LineKind.RTU)), [driver])
        cabinet = CabinetUnit()
        units = {unit: LampUnit(cabinet, 0) for unit in fitted}
        units[14] = LampUnit(cabinet, 0)
        for unit in units.values():
            unit.tables[4].update({8: 0, 9: 41})
        network = MemoryNetwork()
        network.listen("tcp", Bench({1: cabinet, 2: Unit()}))
        network.listen("rtu", Bench(dict(units), rtu=True))
        field = field_of(site, network, 1.0, [], [])

        async def test() -> None:
            field.wish_circuit("c-1", True, "test")
            for one in lamps:
                field.wish_lamp(one.id, Level(60), "test")
            await asyncio.sleep(60)
            rows = (await over(field.find(["rtu"]))).rows
            assert {(found.what, found.thing, found.serial, found.unit) for found in rows} == {
                (What.OTHER, "l-12", "41", 0), (What.UNKNOWN, "", "", 14)
            }  # fmt: skip

        await beside(field, test())

    run_in_virtual_time(run())
