"""No reply is believed that was not asked for: late, short, foreign, echoed or broken."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from lightctl.clock import loop_clock
from lightctl.clock.virtual import run_in_virtual_time
from lightctl.core.plant import Line, LineKind
from lightctl.errors import BadFrame, FieldError, LinkDown, NoAnswer, Refused
from lightctl.field.peer import Peer
from lightctl.field.transaction import MOST_STRAYS, Guard
from lightctl.links import MemoryNetwork
from lightctl.wire.driver import Table
from lightctl.wire.request import Request, read, write
from tests.field.bench import Bench, Unit, rtu_frame

TCP = Line("line", LineKind.TCP)
RTU = Line("line", LineKind.RTU, baud=9600)
OVER_TCP = Line("line", LineKind.RTU_OVER_TCP)
PROBES = (read(1, Table.INPUT, 0, 1), read(1, Table.INPUT, 0, 2))


def peer(unit: int = 1, timeout_s: float = 1.0) -> Peer:
    return Peer(unit, timeout_s, 0.0, PROBES)


def unit_of(values: dict[int, int]) -> Unit:
    unit = Unit()
    unit.tables[4].update(values)
    return unit


def with_guard(line: Line, bench: Bench, test: Callable[[Guard, MemoryNetwork], Awaitable[None]]) -> None:
    async def main() -> None:
        network = MemoryNetwork()
        network.listen("line", bench)
        guard = Guard(line, network, loop_clock())
        await guard.open()
        await test(guard, network)
        guard.close()

    run_in_virtual_time(main())


def reg(address: int, count: int = 1, unit: int = 1) -> Request:
    return read(unit, Table.INPUT, address, count)


def test_a_late_reply_on_a_serial_line_is_never_the_answer_to_the_next_request() -> None:
    bench = Bench({1: unit_of({10: 1000, 20: 2000})}, rtu=True)

    async def test(guard: Guard, _: MemoryNetwork) -> None:
        asked = peer()
        bench.delay_s = 1.5
        with pytest.raises(NoAnswer):
            await guard.ask(asked, reg(10))
        bench.delay_s = 0.01
        assert await guard.ask(asked, reg(20)) == (2000).to_bytes(2, "big")

    with_guard(RTU, bench, test)


@pytest.mark.parametrize("line", [RTU, OVER_TCP], ids=lambda line: str(line.kind))
@pytest.mark.parametrize("late_s", [1.05, 1.4, 2.0, 2.6, 4.0])
def test_however_late_a_reply_comes_no_wrong_value_is_taken(late_s: float, line: Line) -> None:
    bench = Bench({1: unit_of({10: 1000, 20: 2000, 0: 7, 1: 8})}, rtu=True)

    async def test(guard: Guard, _: MemoryNetwork) -> None:
        asked = peer()
        bench.delay_s = late_s
        with pytest.raises(NoAnswer):
            await guard.ask(asked, reg(10))
        bench.delay_s = 0.2
        right = 0
        for _turn in range(12):
            try:
                assert await guard.ask(asked, reg(20)) == (2000).to_bytes(2, "big")
                right += 1
            except FieldError:
                await asyncio.sleep(1.0)
        assert right >= 9

    with_guard(line, bench, test)


def test_after_a_timeout_a_serial_unit_proves_itself_with_a_reply_of_another_length() -> None:
    bench = Bench({1: unit_of({})}, rtu=True)

    async def test(guard: Guard, _: MemoryNetwork) -> None:
        asked = peer()
        bench.units[1].silent = True
        with pytest.raises(NoAnswer):
            await guard.ask(asked, reg(10))
        bench.units[1].silent = False
        await guard.ask(asked, reg(10))
        shapes = [frame[4:6] for _, frame in bench.frames]
        assert shapes == [b"\x00\x01", b"\x00\x02", b"\x00\x01"]

    with_guard(RTU, bench, test)


def test_the_late_answer_to_a_probe_proves_nothing() -> None:
    bench = Bench({1: unit_of({0: 7, 20: 2000})}, rtu=True)
    delays = [2.2, 0.3, 0.3, 0.3, 0.3]

    def spoil(frame: bytes) -> bytes | None:
        # The first reply is lost, the probe's comes when the next probe is on its way.
        if len(bench.frames) == 1:
            return None
        bench.delay_s = delays.pop(0)
        return frame

    async def test(guard: Guard, _: MemoryNetwork) -> None:
        bench.mangle = spoil
        asked = peer()
        for _turn in range(2):
            with pytest.raises(NoAnswer):
                await guard.ask(asked, reg(20, 2))
        try:
            assert await guard.ask(asked, reg(20)) == (2000).to_bytes(2, "big")
        except BadFrame:
            assert asked.doubts

    with_guard(RTU, bench, test)


def test_on_tcp_a_timeout_ends_the_connection_and_the_late_reply_with_it() -> None:
    bench = Bench({1: unit_of({10: 1000, 20: 2000})})

    async def test(guard: Guard, _: MemoryNetwork) -> None:
        bench.delay_s = 1.5
        with pytest.raises(NoAnswer):
            await guard.ask(peer(), reg(10))
        assert not guard.is_open
        bench.delay_s = 0.0
        await guard.open()
        assert await guard.ask(peer(), reg(20)) == (2000).to_bytes(2, "big")
        assert bench.connections == 2

    with_guard(TCP, bench, test)


@pytest.mark.parametrize(
    "mangle",
    [
        pytest.param(lambda f: f[:4] + b"\x00\x05" + f[6:8] + b"\x02" + f[9:11], id="short"),
        pytest.param(lambda f: b"\x7f\x7f" + f[2:], id="foreign transaction"),
        pytest.param(lambda f: b"\x00\x00" + f[2:], id="transaction 0"),
        pytest.param(lambda f: f[:6] + b"\x02" + f[7:], id="foreign unit"),
        pytest.param(lambda f: f[:7] + b"\x03" + f[8:], id="foreign function"),
        pytest.param(lambda f: f[:2] + b"\x00\x09" + f[4:], id="foreign protocol"),
    ],
)
def test_what_is_not_the_answer_on_tcp_is_a_bad_frame_and_ends_the_connection(
    mangle: Callable[[bytes], bytes],
) -> None:
    bench = Bench({1: unit_of({10: 1, 11: 2})})
    bench.mangle = mangle

    async def test(guard: Guard, _: MemoryNetwork) -> None:
        with pytest.raises(BadFrame):
            await guard.ask(peer(), reg(10, 2))
        assert not guard.is_open

    with_guard(TCP, bench, test)


@pytest.mark.parametrize(
    "mangle",
    [
        pytest.param(lambda _: rtu_frame(1, b"\x04\x02\x00\x01"), id="short"),
        pytest.param(lambda _: rtu_frame(2, b"\x04\x04\x00\x01\x00\x02"), id="foreign unit"),
        pytest.param(lambda _: rtu_frame(1, b"\x03\x04\x00\x01\x00\x02"), id="foreign function"),
        pytest.param(lambda f: f[:-1] + bytes((f[-1] ^ 1,)), id="broken crc"),
    ],
)
def test_what_is_not_the_answer_on_a_serial_line_is_never_a_value(mangle: Callable[[bytes], bytes]) -> None:
    bench = Bench({1: unit_of({10: 1, 11: 2})}, rtu=True)
    bench.mangle = mangle

    async def test(guard: Guard, _: MemoryNetwork) -> None:
        with pytest.raises((BadFrame, NoAnswer)):
            await guard.ask(peer(), reg(10, 2))

    with_guard(RTU, bench, test)


def test_a_refusal_is_told_with_its_code_and_keeps_the_connection() -> None:
    bench = Bench({1: unit_of({})})
    bench.mangle = lambda frame: frame[:4] + b"\x00\x03\x01\x84\x02"

    async def test(guard: Guard, _: MemoryNetwork) -> None:
        with pytest.raises(Refused) as caught:
            await guard.ask(peer(), reg(10))
        assert caught.value.code == 2
        assert guard.is_open

    with_guard(TCP, bench, test)


def test_a_reply_in_pieces_is_one_reply() -> None:
    bench = Bench({1: unit_of({10: 77})}, rtu=True)

    async def test(guard: Guard, _: MemoryNetwork) -> None:
        whole = rtu_frame(1, b"\x04\x02\x00\x4d")
        bench.mangle = lambda _: None
        asking = asyncio.create_task(guard.ask(peer(), reg(10)))
        for i in range(len(whole)):
            await asyncio.sleep(0.01)
            guard.received(memoryview(whole[i : i + 1]))
        assert await asking == b"\x00\x4d"

    with_guard(RTU, bench, test)


def test_a_lost_connection_answers_the_request_in_flight() -> None:
    bench = Bench({1: unit_of({})})
    bench.mangle = lambda _: None

    async def test(guard: Guard, network: MemoryNetwork) -> None:
        asyncio.get_running_loop().call_later(0.3, network.drop, "line", "cable cut")
        with pytest.raises(LinkDown, match="cable cut"):
            await guard.ask(peer(), reg(10))

    with_guard(TCP, bench, test)


@pytest.mark.parametrize("line", [RTU, OVER_TCP], ids=lambda line: str(line.kind))
def test_a_reply_that_comes_over_the_next_connection_is_not_the_answer_to_another_question(
    line: Line,
) -> None:
    bench = Bench({1: unit_of({10: 1000, 20: 2000})}, rtu=True)
    late: list[bytes] = []
    bench.mangle = late.append

    async def test(guard: Guard, network: MemoryNetwork) -> None:
        asked = peer()
        asyncio.get_running_loop().call_later(0.3, network.drop, "line", "the port was taken away")
        with pytest.raises(LinkDown):
            await guard.ask(asked, reg(10, 2))
        await guard.open()
        bench.mangle = lambda frame: (late.pop() if late else b"") + frame
        for _ in range(3):
            try:
                assert await guard.ask(asked, reg(20, 2)) == b"\x07\xd0\x00\x00"
            except (NoAnswer, BadFrame):
                continue

    with_guard(line, bench, test)


def test_frames_on_a_serial_line_keep_the_silence_between_them() -> None:
    bench = Bench({1: unit_of({})}, rtu=True)
    bench.delay_s = 0.02

    async def test(guard: Guard, _: MemoryNetwork) -> None:
        for _turn in range(20):
            await guard.ask(peer(), reg(10))
        starts = [at for at, _ in bench.frames][1:]
        silences = [start - end for start, end in zip(starts, bench.replied, strict=False)]
        assert min(silences) >= 3.5 * 11 / 9600 - 2e-6

    with_guard(RTU, bench, test)


def test_after_a_broadcast_the_line_rests_before_the_next_request() -> None:
    bench = Bench({1: unit_of({}), 2: unit_of({})}, rtu=True)

    async def test(guard: Guard, _: MemoryNetwork) -> None:
        assert await guard.tell_all(write(0, Table.HOLDING, 0, [55]))
        await guard.ask(peer(), reg(10))
        first, second = (at for at, _frame in bench.frames)
        assert second - first >= 0.1
        assert [bench.units[unit].tables[3][0] for unit in (1, 2)] == [55, 55]

    with_guard(RTU, bench, test)


def test_a_command_taken_back_never_reaches_the_wire() -> None:
    bench = Bench({1: unit_of({})}, rtu=True)

    async def test(guard: Guard, _: MemoryNetwork) -> None:
        await guard.ask(peer(), reg(10))
        wanted = [True]
        # The line still has to keep its silence; the wish falls in that moment.
        asyncio.get_running_loop().call_later(0.001, wanted.clear)
        coil = write(1, Table.COIL, 0, [1])
        assert await guard.ask(peer(), coil, still=lambda: bool(wanted)) is None
        assert bench.units[1].writes == []

    with_guard(RTU, bench, test)


def test_bytes_that_nobody_asked_for_end_a_tcp_connection() -> None:
    bench = Bench({1: unit_of({})})

    async def test(guard: Guard, _: MemoryNetwork) -> None:
        guard.received(memoryview(b"\x00\x05\x00\x00\x00\x05\x01\x04\x02\x00\x63"))
        with pytest.raises(LinkDown):
            await guard.ask(peer(), reg(10))
        assert bench.frames == []

    with_guard(TCP, bench, test)


def test_a_unit_that_refuses_one_probe_proves_itself_with_another() -> None:
    bench = Bench({1: unit_of({20: 2000})}, rtu=True)
    unit = bench.units[1]
    honest = unit.answer

    async def test(guard: Guard, _: MemoryNetwork) -> None:
        asked = peer()
        unit.silent = True
        with pytest.raises(NoAnswer):
            await guard.ask(asked, reg(20, 8))
        unit.silent = False
        unit.answer = lambda pdu: b"\x84\x02" if pdu[3:5] == b"\x00\x01" else honest(pdu)  # type: ignore[method-assign]
        with pytest.raises(NoAnswer, match="may be an old one"):
            await guard.ask(asked, reg(20, 2))
        assert await guard.ask(asked, reg(20, 2)) == b"\x07\xd0\x00\x00"

    with_guard(RTU, bench, test)


@pytest.mark.parametrize("line", [TCP, RTU], ids=lambda line: str(line.kind))
def test_a_peer_that_talks_while_nobody_asks_takes_no_memory_and_is_not_believed(line: Line) -> None:
    bench = Bench({1: unit_of({10: 1000})}, rtu=line.kind is LineKind.RTU)

    async def test(guard: Guard, _: MemoryNetwork) -> None:
        for _turn in range(200):
            guard.received(memoryview(bytes(100)))
            assert len(guard._buffer) <= MOST_STRAYS
        if line.kind is LineKind.TCP:
            with pytest.raises(LinkDown, match="nobody asked"):
                await guard.ask(peer(), reg(10))
        else:
            assert await guard.ask(peer(), reg(10)) == (1000).to_bytes(2, "big")

    with_guard(line, bench, test)
