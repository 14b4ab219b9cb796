"""The city over memory, sockets and ptys: whole frames through real links."""

import asyncio
import json
from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path

import pytest

from lightctl.clock import RunningClock, SystemClock
from lightctl.clock.virtual import run_in_virtual_time
from lightctl.core.plant import Line
from lightctl.errors import LinkDown
from lightctl.links import Dialer
from lightctl.links.by_kind import LineDialer
from lightctl.links.memory import MemoryNetwork
from lightctl.simulation.city import City
from lightctl.simulation.serving import read_addresses, serve_memory, serve_sockets
from lightctl.site.scenario import Mishap, MishapKind, Scenario
from lightctl.wire.driver import Table
from lightctl.wire.frames import MBAP, RTU, Framing
from lightctl.wire.modbus import request_pdu
from lightctl.wire.request import Request, read, write
from tests.simulation.hand import BEGAN, site

QUIET = Scenario("quiet", "Nothing happens", 7)


class Ear:
    """Collects what comes back."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.news = asyncio.Event()
        self.gone = ""

    def received(self, data: memoryview) -> None:
        self.data += data
        self.news.set()

    def lost(self, reason: str) -> None:
        self.gone = reason
        self.news.set()


async def exchange(dialer: Dialer, line: Line, framing: Framing, requests: list[Request]) -> list[bytes]:
    """Ask one after another on one connection."""
    ear = Ear()
    link = await dialer.open(line, ear)
    answers = []
    for transaction, request in enumerate(requests):
        number = transaction if framing is MBAP else 0
        link.write(framing.wrap(request.unit, request_pdu(request), number))
        async with asyncio.timeout(5):
            while (answer := framing.take_reply(ear.data, request, number)) is None:
                await ear.news.wait()
                ear.news.clear()
        answers.append(answer)
    link.close()
    return answers


TCP_TALK = [
    write(1, Table.COIL, 0, [1, 1]),
    read(1, Table.DISCRETE, 0, 2),
    write(2, Table.HOLDING, 0x100, [50, 60]),
    read(2, Table.HOLDING, 0x100, 3),
]
TCP_ANSWERS = [b"", b"\x03", b"", bytes([0, 50, 0, 60, 0, 100])]


def test_in_memory_and_virtual_time_lamps_told_while_they_boot_obey_and_keep_it_all_night() -> None:
    async def night() -> tuple[list[bytes], int]:
        clock = RunningClock(BEGAN)
        city = City(site(), QUIET, clock)
        network = MemoryNetwork(latency_s=0.01)
        stop = serve_memory(city, network)
        line = city.site.plant.lines["tcp"]
        first = await exchange(network, line, MBAP, TCP_TALK)
        await clock.sleep(14 * 3600)
        assert await exchange(network, line, MBAP, [read(2, Table.INPUT, 0x100, 1)]) == [bytes([0, 50])]
        stop()
        with pytest.raises(LinkDown):
            await exchange(network, line, MBAP, [])
        return first, city.requests

    assert run_in_virtual_time(night()) == (TCP_ANSWERS, 5)


def test_requests_in_pieces_and_several_at_once_are_answered_in_order() -> None:
    async def talk() -> bytes:
        city = City(site(), QUIET, RunningClock(BEGAN))
        network = MemoryNetwork()
        serve_memory(city, network)
        ear = Ear()
        link = await network.open(city.site.plant.lines["tcp"], ear)
        frames = b"".join(MBAP.wrap(1, request_pdu(read(1, Table.COIL, 0, n)), n) for n in (1, 2, 3))
        for at in range(0, len(frames), 7):
            link.write(frames[at : at + 7])
            await asyncio.sleep(0.001)
        await asyncio.sleep(1)
        return bytes(ear.data)

    answers = run_in_virtual_time(talk())
    assert [answers[at : at + 2] for at in range(0, len(answers), 10)] == [b"\0\1", b"\0\2", b"\0\3"]


def test_what_is_no_modbus_ends_the_connection() -> None:
    async def talk() -> str:
        city = City(site(), QUIET, RunningClock(BEGAN))
        network = MemoryNetwork()
        serve_memory(city, network)
        ear = Ear()
        link = await network.open(city.site.plant.lines["tcp"], ear)
        link.write(b"GET / HTTP/1.1\r\n\r\n")
        await asyncio.sleep(1)
        return ear.gone

    assert run_in_virtual_time(talk())


def test_a_line_that_goes_down_drops_its_connections_and_takes_no_others() -> None:
    async def talk() -> tuple[bool, bool]:
        city = City(site(), QUIET, RunningClock(BEGAN))
        network = MemoryNetwork()
        serve_memory(city, network)
        line = city.site.plant.lines["tcp"]
        first, second = Ear(), Ear()
        await network.open(line, first)
        city.lines["tcp"].set_down(True)
        await asyncio.sleep(0.1)
        await network.open(line, second)
        await asyncio.sleep(0.1)
        return bool(first.gone), bool(second.gone)

    assert run_in_virtual_time(talk()) == (True, True)


def test_a_line_that_comes_back_takes_whoever_dials_first() -> None:
    down = Mishap(time(17, 1), MishapKind.LINE_DOWN, "tcp", timedelta(minutes=10))

    async def talk() -> list[bool]:
        clock = RunningClock(BEGAN)
        city = City(site(), replace(QUIET, mishaps=(down,)), clock)
        network = MemoryNetwork()
        serve_memory(city, network)
        dropped = []
        for minute in (0, 2, 8, 12):
            await clock.sleep_until(BEGAN + timedelta(minutes=minute))
            ear = Ear()
            await network.open(city.site.plant.lines["tcp"], ear)
            await asyncio.sleep(0.1)
            dropped.append(bool(ear.gone))
        return dropped

    assert run_in_virtual_time(talk()) == [False, True, True, False]


@pytest.mark.live
async def test_over_real_sockets_and_a_pty(tmp_path: Path) -> None:
    city = City(site(), QUIET, SystemClock())
    state = tmp_path / "state of a city"
    lines = city.site.plant.lines
    async with serve_sockets(city, state, free_ports=True) as addresses:
        assert read_addresses(state) == addresses
        assert json.loads((state / "field.json").read_text())["lines"]["tcp"].startswith("127.0.0.1:")
        dialer = LineDialer(state, addresses)
        assert await exchange(dialer, lines["tcp"], MBAP, TCP_TALK) == TCP_ANSWERS
        _finish_booting(city)
        talk = [write(11, Table.HOLDING, 0, [45]), read(11, Table.HOLDING, 0, 1), read(12, Table.INPUT, 0, 1)]
        answers = await exchange(dialer, lines["rtu"], RTU, talk)
        assert answers == [b"", bytes([0, 45]), bytes([0, 100])]
    assert read_addresses(state) == {}
    assert not (state / "lines" / "rtu").exists()


@pytest.mark.live
async def test_wire_time_makes_a_serial_answer_as_slow_as_the_wire(tmp_path: Path) -> None:
    city = City(site(), QUIET, SystemClock())
    city.cabinets["td-001"].switch(0.0, 0, True)
    _finish_booting(city)
    loop = asyncio.get_running_loop()
    async with serve_sockets(city, tmp_path, free_ports=True, wire_time=True) as addresses:
        began = loop.time()
        dialer = LineDialer(tmp_path, addresses)
        await exchange(dialer, city.site.plant.lines["rtu"], RTU, [read(11, Table.INPUT, 0, 3)])
        # 8 bytes there and 11 back, 11 bits each at 19200 bit/s: 10.9 ms.
        assert loop.time() - began > 0.0105


def _finish_booting(city: City) -> None:
    """Nobody waits five real seconds for a lamp."""
    for lamp in city.lamps.values():
        lamp.booting_until = 0.0
