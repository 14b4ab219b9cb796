"""Several requests under way at once on one TCP connection: each reply finds its own, or nobody."""

import asyncio
from collections.abc import Awaitable, Callable
from random import Random

import pytest

from lightctl.clock import loop_clock
from lightctl.clock.virtual import run_in_virtual_time
from lightctl.core.plant import Line, LineKind
from lightctl.errors import BadFrame, LinkDown, NoAnswer, Refused
from lightctl.field.peer import Peer
from lightctl.field.transaction import Guard
from lightctl.links import Link, MemoryNetwork
from lightctl.wire.driver import Table
from lightctl.wire.frames import MBAP
from lightctl.wire.modbus import request_pdu
from lightctl.wire.request import Request, read, write
from tests.field.bench import Bench, Unit

TCP = Line("line", LineKind.TCP)


class Pipelined(Bench):
    """Takes every request of a segment, and hands the replies over in an order and rhythm of its own."""

    def __init__(self, *, each_s: float = 0.0, shuffle: Random | None = None) -> None:
        made = Unit()
        made.tables[3] = {address: 700 + address for address in range(200)}
        super().__init__({1: made})
        self.each_s = each_s
        self.shuffle = shuffle
        self.most = 0

    def take(self, frame: bytes, link: Link) -> None:
        whole = [frame[start : start + 12] for start in range(0, len(frame), 12)]
        self.most = max(self.most, len(whole))
        if self.shuffle:
            self.shuffle.shuffle(whole)
        for place, one in enumerate(whole, 1):
            self.delay_s = place * self.each_s
            super().take(one, link)


def some(count: int) -> list[tuple[Request, bytes]]:
    requests = [read(1, Table.HOLDING, 5 * n, 1 + n % 3) for n in range(count)]
    return [(request, request_pdu(request)) for request in requests]


def right(request: Request) -> bytes:
    return b"".join((700 + request.address + i).to_bytes(2, "big") for i in range(request.count))


def peer(outstanding: int = 16) -> Peer:
    return Peer(1, 1.0, 0.0, (), outstanding=outstanding)


def over_tcp(
    bench: Bench, test: Callable[[Guard, MemoryNetwork], Awaitable[None]], latency_s: float = 0.0
) -> None:
    async def main() -> None:
        network = MemoryNetwork(latency_s=latency_s)
        network.listen("line", bench)
        guard = Guard(TCP, network, loop_clock())
        await guard.open()
        await test(guard, network)
        guard.close()

    run_in_virtual_time(main())


@pytest.mark.parametrize("seed", range(20))
def test_replies_in_any_order_find_their_requests(seed: int) -> None:
    async def test(guard: Guard, _: MemoryNetwork) -> None:
        for count in (2, 5, 16):
            asked = some(count)
            assert await guard.ask_many(peer(), asked) == [right(request) for request, _ in asked]

    over_tcp(Pipelined(each_s=0.01, shuffle=Random(seed)), test)


def test_sixteen_requests_take_one_round_trip() -> None:
    bench = Pipelined()

    async def test(guard: Guard, _: MemoryNetwork) -> None:
        began = asyncio.get_running_loop().time()
        await guard.ask_many(peer(), some(16))
        assert asyncio.get_running_loop().time() - began == pytest.approx(0.05)
        assert bench.most == 16

    over_tcp(bench, test, latency_s=0.025)


def test_a_device_that_answers_one_by_one_has_its_timeout_for_each() -> None:
    async def test(guard: Guard, _: MemoryNetwork) -> None:
        asked = some(8)
        assert await guard.ask_many(peer(), asked) == [right(request) for request, _ in asked]

    over_tcp(Pipelined(each_s=0.7), test)


def test_more_at_once_than_the_driver_allows_is_a_bug() -> None:
    async def test(guard: Guard, _: MemoryNetwork) -> None:
        with pytest.raises(ValueError, match="too many"):
            await guard.ask_many(peer(4), some(5))

    over_tcp(Pipelined(), test)


@pytest.mark.parametrize(
    "mangle",
    [
        pytest.param(lambda frame: b"\x77\x77" + frame[2:], id="foreign transaction"),
        pytest.param(lambda frame: b"\x00\x00" + frame[2:], id="transaction 0"),
        pytest.param(lambda frame: frame + frame, id="twice"),
        pytest.param(lambda frame: frame[:6] + b"\x02" + frame[7:], id="foreign unit"),
        pytest.param(lambda frame: frame[:7] + b"\x04" + frame[8:], id="foreign function"),
        pytest.param(lambda frame: frame[:2] + b"\x00\x01" + frame[4:], id="foreign protocol"),
    ],
)
def test_one_foreign_reply_ends_the_connection_and_nothing_of_its_volley_is_believed(
    mangle: Callable[[bytes], bytes],
) -> None:
    bench = Pipelined(each_s=0.01)
    seen: list[bytes] = []

    def third(frame: bytes) -> bytes:
        seen.append(frame)
        return mangle(frame) if len(seen) == 3 else frame

    bench.mangle = third

    async def test(guard: Guard, _: MemoryNetwork) -> None:
        one = peer()
        answers = await guard.ask_many(one, some(6))
        assert [type(answer) for answer in answers] == [BadFrame] * 6
        assert guard.at_once(one) == 1, "what spoilt them must not spoil its neighbours again and again"
        assert not guard.is_open

    over_tcp(bench, test)


def test_a_missing_reply_is_told_and_ends_the_connection() -> None:
    bench = Pipelined(each_s=0.01)
    bench.mangle = lambda frame: None if len(bench.frames) == 2 else frame

    async def test(guard: Guard, _: MemoryNetwork) -> None:
        answers = await guard.ask_many(peer(), some(3))
        assert [type(answer) for answer in answers] == [bytes, NoAnswer, bytes]
        assert not guard.is_open

    over_tcp(bench, test)


def test_a_reply_filled_up_with_the_next_one_is_not_believed() -> None:
    bench = Pipelined(each_s=0.01)

    async def test(guard: Guard, _: MemoryNetwork) -> None:
        asked = [
            (one, request_pdu(one)) for one in (read(1, Table.HOLDING, 0, 20), read(1, Table.HOLDING, 50, 2))
        ]
        cut = len(MBAP.wrap(1, bytes(2 + 4), 0))
        bench.mangle = lambda frame: frame[:-cut] if len(bench.frames) == 1 else frame
        answers = await guard.ask_many(peer(), asked)
        assert [type(answer) for answer in answers] == [NoAnswer, NoAnswer]

    over_tcp(bench, test)


def test_a_refusal_of_one_leaves_the_others() -> None:
    bench = Pipelined()
    bench.mangle = lambda frame: frame[:5] + b"\x03\x01\x83\x02" if len(bench.frames) == 2 else frame

    async def test(guard: Guard, _: MemoryNetwork) -> None:
        answers = await guard.ask_many(peer(), some(3))
        assert [type(answer) for answer in answers] == [bytes, Refused, bytes]
        assert guard.is_open

    over_tcp(bench, test)


def test_a_lost_connection_answers_all_of_them() -> None:
    async def test(guard: Guard, network: MemoryNetwork) -> None:
        asyncio.get_running_loop().call_later(0.35, network.drop, "line", "cable cut")
        answers = await guard.ask_many(peer(), some(5))
        assert [type(answer) for answer in answers] == [bytes] * 3 + [LinkDown] * 2

    over_tcp(Pipelined(each_s=0.1), test)


def test_writes_travel_together_too() -> None:
    bench = Pipelined()

    async def test(guard: Guard, _: MemoryNetwork) -> None:
        requests = [write(1, Table.HOLDING, 3 * n, [n]) for n in range(16)]
        answers = await guard.ask_many(peer(), [(one, request_pdu(one)) for one in requests])
        assert answers == [b""] * 16
        assert [bench.units[1].tables[3][3 * n] for n in range(16)] == list(range(16))

    over_tcp(bench, test)
