"""One client, fifty connections, as many awaited reads as asked; prints µs of its processor time per read."""

import asyncio
import struct
import sys
import time
from collections.abc import Awaitable, Callable

from pymodbus.client import AsyncModbusTcpClient

from benchmarks.farm import WORDS
from lightctl.clock import loop_clock
from lightctl.core.plant import Line, LineKind
from lightctl.field.peer import Peer
from lightctl.field.transaction import Guard
from lightctl.links import TcpDialer
from lightctl.wire.driver import Table
from lightctl.wire.modbus import request_pdu
from lightctl.wire.request import read

CONNECTIONS = 50
WARM, COUNTED = 100, 400
TOGETHER = 5
EXPECTED = [int.from_bytes(bytes((n % 256, (n + 1) % 256)), "big") for n in range(0, 2 * WORDS, 2)]

Read = Callable[[], Awaitable[None]]


async def lightctl_reader(port: int) -> Read:
    """A read through the guard of a line, decoded through a driver's point."""
    guard = Guard(Line("l", LineKind.TCP, "127.0.0.1", port), TcpDialer(), loop_clock())
    await guard.open()
    peer = Peer(1, 1.0, 0.0, ())
    request = read(1, Table.HOLDING, 0, WORDS)
    pdu = request_pdu(request)

    async def once() -> None:
        data = await guard.ask(peer, request, pdu)
        if list(struct.unpack(f">{WORDS}H", data or b"")) != EXPECTED:
            raise RuntimeError("a wrong value")

    return once


async def together_reader(port: int) -> Read:
    """Reads that travel together, as a driver with `outstanding: 5` lets them; one turn is five reads."""
    guard = Guard(Line("l", LineKind.TCP, "127.0.0.1", port), TcpDialer(), loop_clock())
    await guard.open()
    peer = Peer(1, 1.0, 0.0, (), outstanding=TOGETHER)
    request = read(1, Table.HOLDING, 0, WORDS)
    asked = [(request, request_pdu(request))] * TOGETHER

    async def turn() -> None:
        for data in await guard.ask_many(peer, asked):
            if not isinstance(data, bytes) or list(struct.unpack(f">{WORDS}H", data)) != EXPECTED:
                raise RuntimeError("a wrong value")

    return turn


async def pymodbus_reader(port: int) -> Read:
    """A read through pymodbus's own client."""
    client = AsyncModbusTcpClient("127.0.0.1", port=port, timeout=1.0, retries=0)
    await client.connect()

    async def once() -> None:
        reply = await client.read_holding_registers(0, count=WORDS, device_id=1)
        if reply.registers != EXPECTED:
            raise RuntimeError("a wrong value")

    return once


async def main(name: str, port: int) -> float:
    """Microseconds of processor time per read."""
    make = {"lightctl": lightctl_reader, "together": together_reader, "pymodbus": pymodbus_reader}[name]
    times = TOGETHER if name == "together" else 1
    readers = [await make(port) for _ in range(CONNECTIONS)]
    await asyncio.gather(*(_repeat(read, WARM) for read in readers))
    began = time.process_time()
    await asyncio.gather(*(_repeat(read, COUNTED) for read in readers))
    return (time.process_time() - began) / (COUNTED * CONNECTIONS * times) * 1e6


async def _repeat(read: Read, times: int) -> None:
    for _ in range(times):
        await read()


if __name__ == "__main__":
    print(f"{asyncio.run(main(sys.argv[1], int(sys.argv[2]))):.2f}")
