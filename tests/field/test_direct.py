"""Lamp controllers on an RS-485 line: told alone or all at once, asked only while they have power."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

from lightctl.clock.virtual import run_in_virtual_time
from lightctl.core.plant import Line, LineKind
from lightctl.core.units import Level
from lightctl.field import LampState
from lightctl.links import MemoryNetwork
from lightctl.wire.driver import Driver
from tests.field.bench import Bench, Unit
from tests.field.street import LAMP, CabinetUnit, ConcentratorUnit, Scene, beside, field_of, lamp, site_of

LAMPS = 8


class LampUnit(Unit):
    """A lamp controller: silent without mains, at full when mains come, obeying at once."""

    def __init__(self, cabinet: CabinetUnit, output: int) -> None:
        super().__init__()
        self._cabinet = cabinet
        self._output = output
        self.tables[4].update({0: 100, 1: 1000, 2: 0, 3: 500})
        self.on_write = self._command
        self.deaf = False
        cabinet.told.append(self._mains)
        self._mains()

    def _command(self, _table: int, _address: int, value: int) -> None:
        if not self.silent and not self.deaf:
            self.tables[4].update({0: value, 1: value * 10})

    def _mains(self) -> None:
        on = bool(self._cabinet.tables[2].get(self._output))
        if on and self.silent:
            self.tables[4].update({0: 100, 1: 1000})
        self.silent = not on


class RtuScene(Scene):
    """A scene with a serial line."""

    rtu: Bench
    units: dict[int, LampUnit]


def play_rtu(test: Callable[[RtuScene], Awaitable[None]], driver: Driver = LAMP) -> None:
    """Eight lamps on one serial line: four on c-1, four on c-2; their cabinet is on TCP."""
    run_in_virtual_time(_play(test, driver))


async def _play(test: Callable[[RtuScene], Awaitable[None]], driver: Driver) -> None:
    lamps = [lamp(f"d-{i}", f"c-{1 + i % 2}", unit=11 + i) for i in range(LAMPS)]
    site = site_of(lamps, (Line("tcp", LineKind.TCP), Line("rtu", LineKind.RTU, baud=19200)), [driver])
    cabinet = CabinetUnit()
    units = {11 + i: LampUnit(cabinet, i % 2) for i in range(LAMPS)}
    bench, rtu = Bench({1: cabinet, 2: Unit()}), Bench(dict(units), rtu=True)
    rtu.delay_s = 0.02
    network = MemoryNetwork()
    network.listen("tcp", bench)
    network.listen("rtu", rtu)
    scene = RtuScene(
        site, network, bench, cabinet, ConcentratorUnit(cabinet, []), field_of(site, network, 1.0, [], [])
    )
    scene.field = field_of(site, network, 1.0, scene.events, scene.samples)
    scene.rtu, scene.units = rtu, units
    await beside(scene.field, test(scene))


def writes(scene: RtuScene) -> list[tuple[int, bytes]]:
    return [(frame[0], frame[1:-2]) for _, frame in scene.rtu.frames if frame[1] in {6, 16}]


def test_one_broadcast_dims_the_line_and_read_back_proves_each_lamp() -> None:
    async def test(scene: RtuScene) -> None:
        scene.light(100, close=["c-1", "c-2"])
        await asyncio.sleep(60)
        assert scene.states() == {"verified"}
        scene.rtu.frames.clear()
        scene.light(70)
        await asyncio.sleep(0.5)
        told = scene.field.board.lamp("d-0")
        assert (told.state, told.accepted) == (LampState.SENT, None)
        await asyncio.sleep(20)
        assert writes(scene) == [(0, b"\x06\x00\x00\x00\x46")]
        assert scene.states() == {"verified"}
        assert {scene.field.board.lamp(one).accepted for one in scene.lamps} == {Level(70)}
        assert scene.events == []

    play_rtu(test)


def test_after_a_broadcast_too_the_first_look_comes_when_the_driver_says() -> None:
    async def test(scene: RtuScene) -> None:
        scene.light(100, close=["c-1", "c-2"])
        await asyncio.sleep(60)
        for _ in range(60):
            if reads(scene, since=5):
                await asyncio.sleep(1)
        began = asyncio.get_running_loop().time()
        scene.light(70)
        await asyncio.sleep(6)
        assert writes(scene)[-1] == (0, b"\x06\x00\x00\x00\x46")
        assert min(at for at in reads(scene, since=6)) >= began + 4
        assert scene.states() == {"verified"}

    play_rtu(test, replace(LAMP, limits=replace(LAMP.limits, effect_ms=4000)))


def reads(scene: RtuScene, since: float) -> list[float]:
    """When lamps were read in the last seconds."""
    now = asyncio.get_running_loop().time()
    return [at for at, frame in scene.rtu.frames if frame[1] == 4 and at > now - since]


def test_a_single_wish_goes_to_its_lamp_alone() -> None:
    async def test(scene: RtuScene) -> None:
        scene.light(100)
        await asyncio.sleep(60)
        scene.rtu.frames.clear()
        scene.field.wish_lamp("d-3", Level(50), "test")
        await asyncio.sleep(10)
        assert writes(scene) == [(14, b"\x06\x00\x00\x00\x32")]
        assert scene.field.board.lamp("d-3").measured == Level(50)

    play_rtu(test)


def test_lamps_without_power_are_not_asked_and_are_no_fault() -> None:
    async def test(scene: RtuScene) -> None:
        scene.light(60, close=["c-1"])
        await asyncio.sleep(300)
        scene.rtu.frames.clear()
        await asyncio.sleep(300)
        assert {frame[0] for _, frame in scene.rtu.frames} == {11, 13, 15, 17}
        assert scene.field.board.lamp("d-1").state is LampState.UNPOWERED
        assert scene.events == []
        scene.field.wish_circuit("c-2", True, "test")
        await asyncio.sleep(40)
        assert scene.states() == {"verified"}
        assert {scene.field.board.lamp(one).measured for one in scene.lamps} == {Level(60)}

    play_rtu(test)


def test_a_dead_lamp_costs_its_neighbours_little_is_said_once_and_said_again_when_back() -> None:
    async def test(scene: RtuScene) -> None:
        scene.light(80)
        await asyncio.sleep(120)
        scene.units[14].silent = True
        await asyncio.sleep(1200)
        assert scene.told("silent") == ["d-3"]
        assert scene.field.board.lamp("d-3").state is LampState.SILENT
        periods = [scene.field.board.device(one).period_s for one in scene.lamps if one != "d-3"]
        assert all(period is not None and period < 66 for period in periods)
        scene.rtu.frames.clear()
        await asyncio.sleep(600)
        asked = [frame for _, frame in scene.rtu.frames if frame[0] == 14]
        assert len(asked) <= 11
        scene.units[14].silent = False
        await asyncio.sleep(90)
        assert scene.told("back") == ["d-3"]
        assert scene.field.board.lamp("d-3").state is LampState.VERIFIED

    play_rtu(test)


def test_a_deaf_lamp_differs_and_the_others_do_not() -> None:
    async def test(scene: RtuScene) -> None:
        scene.light(80)
        await asyncio.sleep(120)
        scene.units[12].deaf = True
        scene.light(40)
        await asyncio.sleep(300)
        assert scene.told("differs") == ["d-1"]
        differing = [one for one in scene.lamps if scene.field.board.lamp(one).state is LampState.DIFFERS]
        assert differing == ["d-1"]

    play_rtu(test)


def test_the_cabinet_going_silent_does_not_stop_its_lamps() -> None:
    async def test(scene: RtuScene) -> None:
        scene.light(80)
        await asyncio.sleep(120)
        scene.cabinet.silent = True
        scene.light(50)
        await asyncio.sleep(120)
        assert {scene.field.board.lamp(one).measured for one in scene.lamps} == {Level(50)}
        assert "cab" in scene.told("silent")
        assert not scene.field.board.cabinet("cab").answering

    play_rtu(test)


def test_a_line_that_is_down_by_day_is_no_fault_of_lamps_without_power() -> None:
    async def test(scene: RtuScene) -> None:
        scene.light(80, close=["c-1"])
        await asyncio.sleep(120)
        scene.network.refuse("rtu")
        scene.network.drop("rtu")
        await asyncio.sleep(120)
        assert sorted(scene.told("silent")) == ["d-0", "d-2", "d-4", "d-6"]
        scene.network.accept("rtu")
        await asyncio.sleep(60)
        assert sorted(scene.told("back")) == ["d-0", "d-2", "d-4", "d-6"]

    play_rtu(test)


def test_a_silent_lamp_is_excused_when_its_power_goes() -> None:
    async def test(scene: RtuScene) -> None:
        scene.light(80)
        await asyncio.sleep(120)
        scene.units[14].silent = True
        await asyncio.sleep(300)
        assert scene.told("silent") == ["d-3"]
        scene.field.wish_circuit("c-2", False, "day")
        await asyncio.sleep(20)
        assert scene.told("back") == ["d-3"]
        assert scene.events[-1].text == "has no power, so its silence is no fault"
        assert scene.field.board.lamp("d-3").state is LampState.UNPOWERED

    play_rtu(test)


def test_a_broadcast_on_a_line_never_takes_light_from_the_lamp_that_needs_more() -> None:
    async def test(scene: RtuScene) -> None:
        scene.light(80)
        await asyncio.sleep(60)
        scene.rtu.frames.clear()
        for one in scene.lamps[1:]:
            scene.field.wish_lamp(one, Level(40), "test")
        await asyncio.sleep(30)
        assert {unit for unit, _ in writes(scene)} == set(range(12, 19))
        assert scene.units[11].tables[4][0] == 80

    play_rtu(test)
