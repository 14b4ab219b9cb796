"""libmodbus's own test programs: its random client on our simulated device, our guard on its server."""

import asyncio
import socket
import subprocess
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from lightctl.clock import loop_clock
from lightctl.core.plant import Line, LineKind
from lightctl.errors import BadFrame, LightctlError, LinkDown, NoAnswer, Refused
from lightctl.field.peer import Peer
from lightctl.field.transaction import Guard
from lightctl.links import LineDialer, serve_tcp
from lightctl.simulation.alone import LoneDevice
from lightctl.wire.driver import Access, Driver, Encoding, Point, Table
from lightctl.wire.modbus import request_pdu
from lightctl.wire.request import Request, read, write
from tests.nights.libmodbus import compiled

pytestmark = [
    pytest.mark.tools, pytest.mark.live, pytest.mark.xdist_group("live"), pytest.mark.timeout(120),
]  # fmt: skip
ANY_UNIT = 255
RW = Access.READ_WRITE
MEMORY = Driver(
    "cabinets/memory", "Coils and registers that keep what is written", "modbus", "simulator", "ours",
    points=(
        Point("coil", Table.COIL, 0, Encoding.BOOL, RW, count=100),
        Point("word", Table.HOLDING, 0, Encoding.UINT16, RW, low=0, high=65535, count=100),
    ),
)  # fmt: skip
COILS, INPUTS, WORDS, READINGS = 0x130, 0x1C4, 0x160, 0x108
"""Where the tables of unit-test-server begin."""
BUSY, FOREIGN_ID, HALF_A_SECOND, BYTE_BY_BYTE = WORDS + 0x10, WORDS + 0x11, WORDS + 0x12, WORDS + 0x13
TOO_FEW = 2
"""Registers of which it gives one less."""


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
    return port


async def test_its_random_client_succeeds_against_a_simulated_device(tmp_path: Path) -> None:
    line = LoneDevice(MEMORY).line(ANY_UNIT)
    server = await serve_tcp("127.0.0.1", 0, line.connect)
    client = await asyncio.create_subprocess_exec(
        compiled("random-test-client", server.port, tmp_path),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await asyncio.wait_for(client.communicate(), 60)
    await server.close()
    text = said.decode()
    assert "Test: SUCCESS" in text, text[-2000:]
    assert "ERROR" not in text
    assert line.requests == 99 * 10


class Hostile:
    """Our guard on a connection to unit-test-server, which ends with each connection."""

    def __init__(self, program: Path, port: int, folder: Path) -> None:
        self._program, self._port = program, port
        line = Line("tcp", LineKind.TCP)
        self.guard = Guard(line, LineDialer(folder, {"tcp": ("127.0.0.1", port)}), loop_clock())
        self.peer = Peer(17, 0.4, 0.0, (), outstanding=4)
        self.starts = 0
        self._server: subprocess.Popen[bytes] | None = None

    async def ask(self, request: Request) -> bytes | None:
        await self._open()
        return await self.guard.ask(self.peer, request)

    async def _open(self) -> None:
        """Its one connection is all it takes; when that has ended, it is started again."""
        async with asyncio.timeout(10):
            if not self.guard.is_open:
                self.kill()
                self._start()
            while not self.guard.is_open:
                try:
                    await self.guard.open()
                except LinkDown:
                    await asyncio.sleep(0.02)

    def _start(self) -> None:
        self.starts += 1
        nobody = subprocess.DEVNULL
        self._server = subprocess.Popen([self._program, "tcp"], stdout=nobody, stderr=nobody)

    def kill(self) -> None:
        """The other end dies."""
        if self._server is not None:
            self._server.kill()
            self._server.wait()

    def end(self) -> None:
        self.guard.close()
        self.kill()


@asynccontextmanager
async def hostile(folder: Path) -> AsyncIterator[Hostile]:
    port = free_port()
    one = Hostile(compiled("unit-test-server", port, folder), port, folder)
    try:
        yield one
    finally:
        one.end()


async def error_of(asked: Awaitable[object]) -> type[LightctlError]:
    with pytest.raises(LightctlError) as told:
        await asked
    return told.type


async def test_the_guard_survives_its_hostile_server_and_believes_nothing_wrong(tmp_path: Path) -> None:
    async with hostile(tmp_path) as one:
        assert await one.ask(write(17, Table.HOLDING, WORDS, [0x022B, 1, 100])) == b""
        assert await one.ask(read(17, Table.HOLDING, WORDS, 3)) == bytes.fromhex("022b00010064")
        assert await one.ask(write(17, Table.COIL, COILS, [1, 0, 1])) == b""
        assert await one.ask(read(17, Table.COIL, COILS, 3)) == b"\x05"
        assert await one.ask(read(17, Table.DISCRETE, INPUTS, 22)) == bytes.fromhex("acdb35")
        assert await one.ask(read(17, Table.INPUT, READINGS, 1)) == b"\x00\x0a"
        assert await error_of(one.ask(read(17, Table.HOLDING, BUSY, 1))) is Refused
        assert await error_of(one.ask(read(17, Table.HOLDING, 5, 1))) is Refused
        assert one.starts == 1, "a refusal does not end a connection"
        assert await error_of(one.ask(read(17, Table.HOLDING, WORDS, TOO_FEW))) is BadFrame
        assert await error_of(one.ask(read(17, Table.HOLDING, FOREIGN_ID, 1))) is BadFrame
        assert await error_of(one.ask(read(17, Table.HOLDING, HALF_A_SECOND, 1))) is NoAnswer
        assert await error_of(one.ask(read(17, Table.HOLDING, BYTE_BY_BYTE, 1))) is BadFrame
        assert await one.ask(write(17, Table.HOLDING, WORDS, [7, 8, 9])) == b""
        assert await one.ask(read(17, Table.HOLDING, WORDS, 3)) == bytes.fromhex("000700080009")
        assert one.starts >= 4, "nothing of a connection is believed on which anything wrong was said"
        one.kill()
        assert await error_of(one.guard.ask(one.peer, read(17, Table.HOLDING, WORDS, 3))) in {
            LinkDown,
            NoAnswer,
        }
        assert await one.ask(read(17, Table.HOLDING, WORDS, 3)) == bytes(6)


async def test_replies_of_its_server_that_travel_together_find_their_requests(tmp_path: Path) -> None:
    async with hostile(tmp_path) as one:
        await one.ask(write(17, Table.HOLDING, WORDS, [11, 22, 33]))
        requests = [read(17, Table.HOLDING, WORDS + n, 1) for n in range(3)]
        answers = await one.guard.ask_many(
            one.peer, [(request, request_pdu(request)) for request in requests]
        )
        assert answers == [b"\x00\x0b", b"\x00\x16", b"\x00\x21"]
