"""A driver file tried: against a device made from it, over loopback, or against a real one."""

from contextlib import closing
from dataclasses import replace

from lightctl.cli.bench.findings import Finding
from lightctl.cli.bench.reads import read_device
from lightctl.cli.bench.writes import write_device
from lightctl.clock import loop_clock
from lightctl.core.plant import Line, LineKind
from lightctl.field.alone import lone
from lightctl.field.transaction import Guard
from lightctl.links import Dialer, TcpDialer, serve_tcp
from lightctl.simulation.alone import LoneDevice
from lightctl.wire.driver import Access, Driver

LOOPBACK = "127.0.0.1"
UNIT = 1


async def try_simulated(driver: Driver) -> list[Finding]:
    """Read, write and read "no data" of a simulated device of that driver, over a real socket."""
    device = LoneDevice(driver)
    server = await serve_tcp(LOOPBACK, 0, device.line(UNIT).connect)
    line = Line(driver.id, LineKind.TCP, host=server.host, port=server.port)
    try:
        with closing(Guard(line, TcpDialer(), loop_clock())) as guard:
            unit = lone(guard, driver, UNIT)
            found = await read_device(unit, driver, device.value)
            found += await write_device(unit, driver, device.value)
            points = [p for p in (*driver.points, *driver.bank) if p.access is not Access.WRITE]
            silenced = {point.name for point in points if device.forget(point)}
            again = await read_device(unit, driver, device.value)
    finally:
        await server.close()
    return [*found, *(replace(one, did="no data") for one in again if one.point.name in silenced)]


async def try_real(driver: Driver, line: Line, dialer: Dialer, unit: int, *, write: bool) -> list[Finding]:
    """Read a real device, and write it where that is asked for; raises LinkDown where nobody is there."""
    with closing(Guard(line, dialer, loop_clock())) as guard:
        await guard.open()
        asked = lone(guard, driver, unit)
        found = await read_device(asked, driver)
        return found + (await write_device(asked, driver) if write else [])
