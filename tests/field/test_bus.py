"""A bus of 32 units with the wire's own time: dead ones cost the others little, and come back soon."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import pytest

from lightctl.clock import RunningClock, loop_clock
from lightctl.clock.virtual import run_in_virtual_time
from lightctl.core.plant import Line, LineKind
from lightctl.errors import NoAnswer
from lightctl.field.device import Device, Duty, Surroundings, Urgency
from lightctl.field.line import LineOwner
from lightctl.field.patience import Patience
from lightctl.field.peer import Peer
from lightctl.field.reading import Reading, Round
from lightctl.field.reports import FieldEvent
from lightctl.field.transaction import Guard
from lightctl.links import Link, MemoryNetwork
from lightctl.wire.blocks import Block
from lightctl.wire.driver import Table
from lightctl.wire.request import read
from tests.field.bench import Bench, Unit

UNITS = 32
WORDS = 10


class Wire(Bench):
    """Answers after both frames' time on the wire and the silence between them; whole, at the end."""

    def __init__(self, baud: int) -> None:
        super().__init__({unit: Unit() for unit in range(1, UNITS + 1)}, rtu=True)
        self._character_s = 11 / baud
        self.slow: dict[int, float] = {}
        self.answered: Counter[int] = Counter()
        self.mangle = self._count

    def take(self, frame: bytes, link: Link) -> None:
        characters = 8 + 3.5 + 5 + 2 * int.from_bytes(frame[4:6], "big")
        self.delay_s = characters * self._character_s + self.slow.get(frame[0], 0.0)
        super().take(frame, link)

    def _count(self, frame: bytes) -> bytes:
        self.answered[frame[0]] += 1
        return frame


class Polled(Device):
    """A unit with one block that is read without a pause, and a command now and then."""

    def __init__(self, unit: int, around: Surroundings) -> None:
        probes = tuple(read(unit, Table.HOLDING, 0, count) for count in range(1, 9))
        super().__init__(f"unit {unit}", "bus", Peer(unit, 1.0, 0.0, probes), around)
        block = Block(Table.HOLDING, 0, WORDS, ())
        self.round = Round(self, [Reading(block, unit)], 0.0, lambda *_: None, lambda: None)
        self.command = Duty(Urgency.COMMAND, self._obey)
        self.duties = [self.command, self.round]
        self.waited_s: list[float] = []

    def begin(self, now: float) -> None:
        self.round.begin(now, 0.0)

    async def _obey(self, guard: Guard) -> None:
        self.waited_s.append(self.around.wire() - self.command.due)
        self.command.due = float("inf")
        await self.ask(guard, read(self.peer.unit, Table.HOLDING, 0, 1))


class Rig:
    """The bus with its owner."""

    def __init__(self, baud: int) -> None:
        self.events: list[FieldEvent] = []
        around = Surroundings(
            RunningClock(datetime(2026, 1, 1, tzinfo=UTC)), loop_clock(), self.events.append
        )
        self.bench = Wire(baud)
        network = MemoryNetwork()
        network.listen("bus", self.bench)
        line = Line("bus", LineKind.RTU, baud=baud)
        self.devices = [Polled(unit, around) for unit in range(1, UNITS + 1)]
        self.owner = LineOwner(line, Guard(line, network, around.wire), around, self.devices)

    async def rate(self, seconds: float) -> float:
        """Answers per second in the coming time."""
        before = self.bench.answered.total()
        await asyncio.sleep(seconds)
        return (self.bench.answered.total() - before) / seconds

    def kill(self, *units: int) -> None:
        for unit in units:
            self.bench.units[unit].silent = True


def on_bus(baud: int, test: Callable[[Rig], Awaitable[None]]) -> None:
    async def main() -> None:
        rig = Rig(baud)
        running = asyncio.create_task(rig.owner.run())
        await test(rig)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    run_in_virtual_time(main())


def ideal(baud: int) -> float:
    return baud / 11 / (8 + 5 + 2 * WORDS + 7)


@pytest.mark.parametrize("baud", [9600, 19200])
def test_a_live_bus_is_read_as_fast_as_the_wire_allows(baud: int) -> None:
    async def test(rig: Rig) -> None:
        assert await rig.rate(60) >= 0.99 * ideal(baud)

    on_bus(baud, test)


@pytest.mark.parametrize("since_start", [True, False])
def test_one_dead_unit_lengthens_the_round_of_the_others_by_a_tenth_at_most(since_start: bool) -> None:
    async def test(rig: Rig) -> None:
        if since_start:
            rig.kill(7)
        live = ideal(9600)
        if not since_start:
            live = await rig.rate(60)
            rig.kill(7)
        for _ in range(10):
            others = await rig.rate(60)
            # 31 units share what 32 had: their round is as long as before at 31/32 of the rate for 32.
            assert others >= live / 1.1
        assert [event.kind for event in rig.events] == ["silent"]

    on_bus(9600, test)


def test_a_dead_unit_is_back_within_ninety_seconds_of_its_repair() -> None:
    async def test(rig: Rig) -> None:
        await asyncio.sleep(30)
        rig.kill(7)
        await asyncio.sleep(300)
        for _ in range(2):
            before = rig.bench.answered[7]
            rig.bench.units[7].silent = False
            await asyncio.sleep(90)
            assert rig.bench.answered[7] > before + 10
            rig.kill(7)
            await asyncio.sleep(317)

    on_bus(9600, test)


def test_two_dead_units_leave_nearly_the_whole_rate_to_the_others() -> None:
    async def test(rig: Rig) -> None:
        live = await rig.rate(60)
        rig.kill(3, 17)
        first = await rig.rate(60)
        later = await rig.rate(600)
        assert first >= 0.90 * live
        assert later >= 0.95 * live

    on_bus(19200, test)


def test_a_command_waits_for_one_transaction_at_most() -> None:
    async def test(rig: Rig) -> None:
        await asyncio.sleep(10)
        lamp = rig.devices[20]
        for _ in range(200):
            await asyncio.sleep(0.1237)
            lamp.command.due = asyncio.get_running_loop().time()
            lamp.wake()
        await asyncio.sleep(1)
        assert len(lamp.waited_s) == 200
        assert max(lamp.waited_s) <= 1 / ideal(19200) + 0.001

    on_bus(19200, test)


def test_a_unit_slower_than_its_neighbours_is_heard_and_not_called_silent() -> None:
    async def test(rig: Rig) -> None:
        rig.bench.slow[7] = 0.9
        await asyncio.sleep(120)
        before = rig.bench.answered[7]
        await asyncio.sleep(60)
        assert rig.bench.answered[7] > before + 10
        assert rig.events == []

    on_bus(19200, test)


def test_a_unit_that_becomes_slow_is_waited_for_at_the_third_try() -> None:
    async def test(rig: Rig) -> None:
        await asyncio.sleep(30)
        rig.bench.slow[7] = 0.8
        await asyncio.sleep(180)
        before = rig.bench.answered[7]
        await asyncio.sleep(60)
        assert rig.bench.answered[7] > before + 10
        assert rig.events == []

    on_bus(19200, test)


def test_bytes_that_drip_in_are_waited_for_however_quick_the_unit_was_before() -> None:
    async def main() -> None:
        network = MemoryNetwork()
        bench = Bench({1: Unit()}, rtu=True)
        bench.units[1].tables[3] = dict.fromkeys(range(60), 0x1234)
        network.listen("bus", bench)
        guard = Guard(Line("bus", LineKind.RTU, baud=19200), network, loop_clock())
        await guard.open()
        peer = Peer(1, 1.0, 0.0, tuple(read(1, Table.HOLDING, 0, count) for count in range(1, 9)))
        for _ in range(20):
            await guard.ask(peer, read(1, Table.HOLDING, 0, 60))
        whole: list[bytes] = []
        bench.mangle = whole.append
        asking = asyncio.create_task(guard.ask(peer, read(1, Table.HOLDING, 0, 60)))
        await asyncio.sleep(0.05)
        for byte in whole[0]:
            await asyncio.sleep(0.01)
            guard.received(memoryview(bytes((byte,))))
        assert await asking == b"\x12\x34" * 60
        asking = asyncio.create_task(guard.ask(peer, read(1, Table.HOLDING, 0, 60)))
        await asyncio.sleep(0.05)
        guard.received(memoryview(whole[0][:9]))
        began = asyncio.get_running_loop().time()
        with pytest.raises(NoAnswer):
            await asking
        assert asyncio.get_running_loop().time() - began < 4.0
        guard.close()

    run_in_virtual_time(main())


def test_patience_is_learned_and_never_over_the_driver_s_timeout() -> None:
    patience = Patience(1.0)
    assert patience.seconds(0.1, None) == 1.0
    assert patience.seconds(0.1, 0.02) == pytest.approx(0.14)
    patience.heard(0.3)
    assert patience.seconds(0.1, None) == pytest.approx(0.7)
    for _ in range(500):
        patience.heard(0.01)
    assert patience.seconds(0.1, None) == pytest.approx(0.12, abs=0.01)
    patience.missed(0.12)
    assert patience.seconds(0.1, None) == pytest.approx(0.48, abs=0.04)
    patience.missed(0.48)
    assert patience.seconds(0.1, None) == 1.0
    patience.heard(3.0)
    assert patience.seconds(0.1, None) == 1.0
