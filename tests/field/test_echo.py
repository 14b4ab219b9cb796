"""An adapter that gives our own bytes back: a dead unit stays dead, and a live one is understood."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

import pytest

from lightctl.clock import loop_clock
from lightctl.clock.virtual import run_in_virtual_time
from lightctl.core.plant import Line, LineKind
from lightctl.errors import BadFrame, NoAnswer
from lightctl.field.echo import Echo, Hearing, mirrors
from lightctl.field.peer import Peer
from lightctl.field.transaction import Guard
from lightctl.links import Link, MemoryNetwork
from lightctl.wire.driver import Table
from lightctl.wire.request import Request, read, write
from tests.field.bench import Bench, Unit

RTU = Line("line", LineKind.RTU, baud=9600)
OVER_TCP = Line("line", LineKind.RTU_OVER_TCP)
WRITES = [write(1, Table.HOLDING, 4, [55]), write(1, Table.COIL, 4, [1]), write(1, Table.HOLDING, 4, [5, 6])]


class Echoing(Bench):
    """Every request comes back before it is answered; `spoil` changes what comes back, `step` cuts it."""

    def __init__(self, units: dict[int, Unit]) -> None:
        super().__init__(units, rtu=True)
        self.spoil: Callable[[bytes], bytes] = lambda frame: frame
        self.step = 256
        self.delay_s = 0.05

    def take(self, frame: bytes, link: Link) -> None:
        back = self.spoil(frame)
        loop = asyncio.get_running_loop()
        for start in range(0, len(back), self.step):
            loop.call_later(0.001 * start, link.write, back[start : start + self.step])
        super().take(frame, link)


def unit(silent: bool = False) -> Unit:
    made = Unit()
    made.silent = silent
    made.tables[3] = {address: 700 + address for address in range(20)}
    return made


def peer(*, never_read: bool = False) -> Peer:
    probes = () if never_read else tuple(read(1, Table.HOLDING, 0, count) for count in range(1, 9))
    return Peer(1, 1.0, 0.0, probes)


def on_line(bench: Bench, test: Callable[[Guard], Awaitable[None]], line: Line = RTU) -> None:
    async def main() -> None:
        network = MemoryNetwork()
        network.listen("line", bench)
        guard = Guard(line, network, loop_clock())
        await guard.open()
        await test(guard)
        guard.close()

    run_in_virtual_time(main())


@pytest.mark.parametrize("line", [RTU, OVER_TCP], ids=lambda line: str(line.kind))
@pytest.mark.parametrize("never_read", [False, True])
@pytest.mark.parametrize("request_", WRITES, ids=lambda one: f"function {one.function}")
def test_an_echo_is_never_the_acknowledgement_of_a_dead_unit(
    request_: Request, never_read: bool, line: Line
) -> None:
    async def test(guard: Guard) -> None:
        for _ in range(3):
            with pytest.raises((NoAnswer, BadFrame)):
                await guard.ask(peer(never_read=never_read), request_)

    on_line(Echoing({1: unit(silent=True)}), test, line)


@pytest.mark.parametrize("step", [1, 3, 256])
@pytest.mark.parametrize("first", [*WRITES, read(1, Table.HOLDING, 4, 2)], ids=lambda one: str(one.function))
def test_behind_an_echo_a_live_unit_is_read_and_written(
    first: Request, step: int, caplog: pytest.LogCaptureFixture
) -> None:
    bench = Echoing({1: unit()})
    bench.step = step

    async def test(guard: Guard) -> None:
        asked = peer()
        await guard.ask(asked, first)
        for value in range(5):
            assert await guard.ask(asked, write(1, Table.HOLDING, 7, [value])) == b""
            assert await guard.ask(asked, read(1, Table.HOLDING, 7, 1)) == bytes((0, value))
        await guard.open()
        assert await guard.ask(asked, read(1, Table.HOLDING, 7, 1)) == b"\x00\x04"

    with caplog.at_level(logging.WARNING):
        on_line(bench, test)
    assert [record.message for record in caplog.records if "our own bytes" in record.message] == [
        "line: the adapter gives our own bytes back; they are taken off"
    ]


def test_a_broadcast_that_comes_back_leaves_the_line_clean() -> None:
    bench = Echoing({1: unit()})

    async def test(guard: Guard) -> None:
        asked = peer()
        await guard.ask(asked, read(1, Table.HOLDING, 4, 1))
        assert await guard.tell_all(write(0, Table.HOLDING, 4, [9]))
        assert await guard.ask(asked, read(1, Table.HOLDING, 4, 1)) == b"\x00\x09"

    on_line(bench, test)


def test_where_our_bytes_come_back_changed_nothing_is_believed() -> None:
    bench = Echoing({1: unit()})

    async def test(guard: Guard) -> None:
        asked = peer()
        await guard.ask(asked, read(1, Table.HOLDING, 4, 1))
        bench.spoil = lambda frame: frame[:3] + bytes((frame[3] ^ 1,)) + frame[4:]
        with pytest.raises(BadFrame, match="did not come back"):
            await guard.ask(asked, write(1, Table.HOLDING, 4, [9]))
        bench.spoil = lambda frame: frame
        await asyncio.sleep(1)
        assert await guard.ask(asked, read(1, Table.HOLDING, 5, 1)) == (705).to_bytes(2, "big")

    on_line(bench, test)


def test_an_adapter_that_begins_to_echo_is_noticed_at_the_next_read() -> None:
    bench = Echoing({1: unit()})

    async def test(guard: Guard) -> None:
        asked = peer()
        bench.spoil = lambda _: b""
        assert await guard.ask(asked, read(1, Table.HOLDING, 5, 2)) == b"\x02\xc1\x02\xc2"
        assert await guard.ask(asked, write(1, Table.HOLDING, 4, [9])) == b""
        bench.spoil = lambda frame: frame
        assert await guard.ask(asked, read(1, Table.HOLDING, 5, 2)) == b"\x02\xc1\x02\xc2"
        bench.units[1].silent = True
        with pytest.raises(NoAnswer):
            await guard.ask(asked, write(1, Table.HOLDING, 4, [9]))

    on_line(bench, test)


def test_a_line_without_echo_costs_no_further_request() -> None:
    bench = Bench({1: unit()}, rtu=True)

    async def test(guard: Guard) -> None:
        asked = peer()
        await guard.ask(asked, read(1, Table.HOLDING, 4, 1))
        await guard.ask(asked, write(1, Table.HOLDING, 4, [9]))
        assert len(bench.frames) == 2

    on_line(bench, test)


def test_only_requests_whose_reply_may_be_themselves_are_in_doubt() -> None:
    assert [mirrors(one) for one in WRITES] == [True, True, False]
    assert mirrors(read(1, Table.COIL, 0x0300, 20))
    assert not mirrors(read(1, Table.COIL, 0x0200, 20))
    assert not mirrors(read(1, Table.HOLDING, 0x0300, 20))


def test_a_fresh_connection_knows_nothing_of_the_old_one_s_echo() -> None:
    echo = Echo()
    echo.tested()
    before = echo.hearing
    echo.opened()
    assert (before, echo.hearing) == (Hearing.NOTHING, Hearing.UNKNOWN)
