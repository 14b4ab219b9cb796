"""The same field over real loopback sockets and a real pty: wishes arrive, a cut line comes back."""

import asyncio
from pathlib import Path

import pytest

from lightctl.clock import RunningClock
from lightctl.core.plant import Line, LineKind
from lightctl.core.units import Level
from lightctl.field import Field, FieldEvent, LampState
from lightctl.links import LineDialer, serve_pty, serve_tcp
from lightctl.site.model import Site
from tests.field.bench import Bench, Unit
from tests.field.street import (
    START,
    CabinetUnit,
    ConcentratorUnit,
    beside,
    lamp,
    lamps_of_concentrator,
    site_of,
)
from tests.field.test_direct import LampUnit

pytestmark = pytest.mark.live


async def until_verified(field: Field, site: Site) -> None:
    async with asyncio.timeout(10):
        while any(  # noqa: ASYNC110  a board is looked at, it rings no bell
            field.board.lamp(one).state is not LampState.VERIFIED for one in site.plant.lamps
        ):
            await asyncio.sleep(0.02)


def fast_clock() -> RunningClock:
    """A minute of the city in a tenth of a second: polls as fast as the lines can."""
    return RunningClock(START, rate=600.0)


def lit_cabinet() -> CabinetUnit:
    cabinet = CabinetUnit()
    cabinet.tables[2].update({0: 1, 1: 1})
    return cabinet


async def test_levels_over_real_sockets_and_a_connection_that_comes_back(tmp_path: Path) -> None:
    site = site_of(tuple(lamps_of_concentrator()), (Line("tcp", LineKind.TCP),))
    cabinet = lit_cabinet()
    concentrator = ConcentratorUnit(cabinet, [slot % 2 for slot in range(10)])
    concentrator.delay_s = 0.05
    bench = Bench({1: cabinet, 2: concentrator})
    server = await serve_tcp("127.0.0.1", 0, bench)
    address = (server.host, server.port)
    events: list[FieldEvent] = []
    field = Field(site, LineDialer(tmp_path, {"tcp": address}), fast_clock(), on_event=events.append)

    async def test() -> None:
        for one in site.plant.lamps:
            field.wish_lamp(one, Level(60), "test")
        await until_verified(field, site)
        await server.close()
        again = await serve_tcp(*address, bench)
        for one in site.plant.lamps:
            field.wish_lamp(one, Level(90), "test")
        await until_verified(field, site)
        assert bench.connections >= 2
        assert not {event.kind for event in events} & {"silent", "differs"}
        await again.close()

    await beside(field, test())


async def test_levels_over_a_real_pty(tmp_path: Path) -> None:
    lamps = [lamp(f"d-{i}", "c-1", unit=11 + i) for i in range(3)]
    lines = (
        Line("tcp", LineKind.TCP),
        Line("rtu", LineKind.RTU, device="lines/rtu", baud=115200),
    )
    site = site_of(lamps, lines)
    cabinet = lit_cabinet()
    tcp = await serve_tcp("127.0.0.1", 0, Bench({1: cabinet, 2: Unit()}))
    rtu = Bench({11 + i: LampUnit(cabinet, 0) for i in range(3)}, rtu=True)
    pty = serve_pty(tmp_path / "lines" / "rtu", rtu)
    field = Field(site, LineDialer(tmp_path, {"tcp": (tcp.host, tcp.port)}), fast_clock())

    async def test() -> None:
        for one in site.plant.lamps:
            field.wish_lamp(one, Level(45), "test")
        await until_verified(field, site)
        assert {field.board.lamp(one).measured for one in site.plant.lamps} == {Level(45)}

    await beside(field, test())
    pty.close()
    await tcp.close()


async def test_a_serial_adapter_unplugged_and_plugged_in_again_heals_itself(tmp_path: Path) -> None:
    lamps = [lamp(f"d-{i}", "c-1", unit=11 + i) for i in range(3)]
    lines = (
        Line("tcp", LineKind.TCP),
        Line("rtu", LineKind.RTU, device="lines/rtu", baud=115200),
    )
    site = site_of(lamps, lines)
    cabinet = lit_cabinet()
    tcp = await serve_tcp("127.0.0.1", 0, Bench({1: cabinet, 2: Unit()}))
    rtu = Bench({11 + i: LampUnit(cabinet, 0) for i in range(3)}, rtu=True)
    path = tmp_path / "lines" / "rtu"
    field = Field(site, LineDialer(tmp_path, {"tcp": (tcp.host, tcp.port)}), fast_clock())

    async def test() -> None:
        for turn, level in enumerate((45, 70, 35)):
            pty = serve_pty(path, rtu)
            for one in site.plant.lamps:
                field.wish_lamp(one, Level(level), "test")
            await until_verified(field, site)
            assert {field.board.lamp(one).measured for one in site.plant.lamps} == {Level(level)}
            pty.close()
            assert not path.exists()
            await asyncio.sleep(0.2 * turn)

    await beside(field, test())
    await tcp.close()
