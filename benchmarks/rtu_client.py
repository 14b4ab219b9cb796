"""One client on a pretended RS-485 bus, reading its 32 units in turn without a pause until it is ended."""

import asyncio
import logging
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import minimalmodbus
from pymodbus.client import AsyncModbusSerialClient
from pymodbus.exceptions import ModbusException

from lightctl.clock import RunningClock, loop_clock
from lightctl.core.plant import Line, LineKind
from lightctl.field.device import Device, Surroundings
from lightctl.field.line import LineOwner
from lightctl.field.peer import Peer
from lightctl.field.reading import Reading, Round
from lightctl.field.transaction import Guard
from lightctl.links import LineDialer
from lightctl.wire.blocks import Block
from lightctl.wire.driver import Table
from lightctl.wire.request import read

UNITS = 32
WORDS = 10
EXPECTED = list(range(WORDS))
TUNED_TIMEOUT_S = 0.2
"""What an engineer would give the others on a bus with dead units, with no retries."""


class Polled(Device):
    """A unit with one block that is read again and again."""

    def __init__(self, unit: int, around: Surroundings) -> None:
        probes = tuple(read(unit, Table.HOLDING, 0, count) for count in range(1, 9))
        super().__init__(f"unit {unit}", "bus", Peer(unit, 1.0, 0.0, probes), around)
        self._round = Round(
            self, [Reading(Block(Table.HOLDING, 0, WORDS, ()), unit)], 0.0, _check, lambda: None
        )
        self.duties = [self._round]

    def begin(self, now: float) -> None:
        self._round.begin(now, 0.0)


def _check(reading: Reading, changed: bool) -> None:
    if changed and reading.data != b"".join(value.to_bytes(2, "big") for value in EXPECTED):
        raise RuntimeError("a wrong value")


async def lightctl(port: str, baud: int, _dead: bool) -> None:
    """The owner of a line with the guard below it, as in service; the driver's timeout is a second."""
    around = Surroundings(RunningClock(datetime.now(UTC)), loop_clock(), lambda _: None)
    line = Line("bus", LineKind.RTU, device=port, baud=baud)
    devices = [Polled(unit, around) for unit in range(1, UNITS + 1)]
    guard = Guard(line, LineDialer(Path("/")), around.wire)
    await LineOwner(line, guard, around, devices).run()


async def pymodbus(port: str, baud: int, dead: bool) -> None:
    """Its asynchronous client; with dead units a short timeout and no retries."""
    client = AsyncModbusSerialClient(
        port, baudrate=baud, timeout=TUNED_TIMEOUT_S if dead else 3, retries=0 if dead else 3
    )
    await client.connect()
    while True:
        for unit in range(1, UNITS + 1):
            try:
                reply = await client.read_holding_registers(0, count=WORDS, device_id=unit)
            except ModbusException:
                if not client.connected:
                    await client.connect()
                continue
            if reply.registers != EXPECTED:
                raise RuntimeError("a wrong value")


def minimal(port: str, baud: int, _dead: bool) -> None:
    """minimalmodbus, which waits for each reply in the calling thread."""
    units = [minimalmodbus.Instrument(port, unit) for unit in range(1, UNITS + 1)]
    for unit in units:
        unit.serial.baudrate = baud
        unit.serial.timeout = TUNED_TIMEOUT_S
    while True:
        for unit in units:
            try:
                values = unit.read_registers(0, WORDS)
            except minimalmodbus.MasterReportedException:
                continue
            if values != EXPECTED:
                raise RuntimeError("a wrong value")


def main(name: str, port: str, baud: int, *, dead: bool) -> None:
    """Poll until killed; what the clients log about dead units is not wanted."""
    logging.disable(logging.CRITICAL)
    blocking: dict[str, Callable[[str, int, bool], None]] = {
        "lightctl": lambda *bus: asyncio.run(lightctl(*bus)),
        "pymodbus": lambda *bus: asyncio.run(pymodbus(*bus)),
        "minimalmodbus": minimal,
    }
    blocking[name](port, baud, dead)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), dead=sys.argv[4] != "0")
