"""Framed exchanges with a hostile peer in virtual time: many answers, no wrong value, no hang."""

import asyncio
from collections.abc import Awaitable, Callable
from itertools import pairwise

import pytest

from lightctl.clock import loop_clock
from lightctl.clock.virtual import run_in_virtual_time
from lightctl.errors import BadFrame, LinkDown, NoAnswer, Refused
from lightctl.field.frames_guard import FramesGuard
from lightctl.field.peer import Peer
from lightctl.links import MemoryNetwork
from lightctl.wire.dcu_frames import Frame, Op, wrap
from lightctl.wire.dcu_words import read_states, states
from tests.field.frames_campaign import LINE, campaign
from tests.field.frames_peer import FAULTS, HostileFrames, framed, level_of

TRANSACTIONS = 3000
ONE, TWO = Peer(1, 0.25, 0.0, ()), Peer(2, 0.25, 0.0, ())


class Bus:
    """A guard on a line with a hostile peer; faults come in this order, then none."""

    def __init__(self, *faults: str) -> None:
        self.peer = HostileFrames((1, 2), seed=5)
        planned = list(faults)
        self.peer.spoil = lambda: planned.pop(0) if planned else "none"
        self.network = MemoryNetwork()
        self.network.listen(LINE.id, self.peer)
        self.events: list[Frame] = []
        listeners = {1: self.events.append, 2: self.events.append}
        self.guard = FramesGuard(LINE, self.network, loop_clock(), listeners)

    async def levels(self, peer: Peer, first: int = 1, count: int = 3) -> list[int | None]:
        if not self.guard.is_open:
            await self.guard.open()
        payload = await self.guard.ask(peer, read_states(first, count))
        return [row.level for row in states(payload)]

    @property
    def asked(self) -> list[int]:
        """Opcodes of the master's frames."""
        return [frame[6] for frame in self.peer.requests]


def play(test: Callable[[Bus], Awaitable[None]], *faults: str) -> None:
    async def main() -> None:
        bus = Bus(*faults)
        try:
            await test(bus)
        finally:
            bus.guard.close()

    run_in_virtual_time(main())


def right(peer: Peer, first: int = 1, count: int = 3) -> list[int]:
    return [level_of(peer.unit, lamp) for lamp in range(first, first + count)]


def test_no_wrong_value_is_ever_accepted_and_no_exchange_hangs() -> None:
    outcome = campaign(TRANSACTIONS, seed=11)
    assert outcome.wrong == outcome.hung == 0
    assert outcome.right + outcome.refused == TRANSACTIONS
    assert outcome.right > TRANSACTIONS / 4
    assert set(outcome.seen) == {*FAULTS, "none"}
    assert outcome.events > 100


@pytest.mark.parametrize("fault", ["none", "noise", "split", "echo", "twice"])
def test_a_reply_is_found_behind_noise_and_in_pieces(fault: str) -> None:
    async def test(bus: Bus) -> None:
        assert await bus.levels(ONE) == right(ONE)
        assert await bus.levels(TWO) == right(TWO)
        assert bus.asked == [Op.READ_STATES] * 2
        assert bus.guard.echoes == (fault == "echo")

    play(test, fault)


@pytest.mark.parametrize("fault", ["lost", "number", "address", "opcode", "old", "cut", "flip"])
def test_what_is_not_the_answer_is_never_believed(fault: str) -> None:
    async def test(bus: Bus) -> None:
        with pytest.raises(NoAnswer):
            await bus.levels(ONE)
        assert await bus.levels(ONE, 9) == right(ONE, 9)
        assert bus.asked == [Op.READ_STATES, Op.PROVE, Op.READ_STATES]

    play(test, fault)


@pytest.mark.parametrize("fault", ["short", "long", "page"])
def test_a_reply_of_another_shape_is_a_bad_frame(fault: str) -> None:
    async def test(bus: Bus) -> None:
        with pytest.raises(BadFrame):
            await bus.levels(ONE)
        assert await bus.levels(ONE) == right(ONE)

    play(test, fault)


def test_a_refusal_is_told_with_its_code() -> None:
    async def test(bus: Bus) -> None:
        with pytest.raises(Refused, match="refused READ_STATES: busy") as told:
            await bus.levels(ONE)
        assert told.value.code == 6

    play(test, "refused")


def test_a_late_reply_is_waited_out_and_its_unit_must_prove_itself() -> None:
    async def test(bus: Bus) -> None:
        with pytest.raises(NoAnswer):
            await bus.levels(ONE)
        # The other unit is in no doubt: it is asked at once, without a proof.
        assert await bus.levels(TWO) == right(TWO)
        await asyncio.sleep(3)
        assert await bus.levels(ONE, 5) == right(ONE, 5)
        assert bus.asked == [Op.READ_STATES, Op.READ_STATES, Op.PROVE, Op.READ_STATES]

    play(test, "late")


def test_a_unit_that_cannot_prove_itself_stays_in_doubt() -> None:
    async def test(bus: Bus) -> None:
        for _ in range(2):
            with pytest.raises(NoAnswer):
                await bus.levels(ONE)
        assert await bus.levels(ONE) == right(ONE)
        assert bus.asked == [Op.READ_STATES, Op.PROVE, Op.PROVE, Op.READ_STATES]

    play(test, "lost", "lost")


@pytest.mark.parametrize("fault", ["event-before", "event-inside", "event-after"])
def test_an_event_is_told_once_and_acknowledged_without_disturbing_the_reply(fault: str) -> None:
    async def test(bus: Bus) -> None:
        assert await bus.levels(ONE) == right(ONE)
        await asyncio.sleep(0.1)
        assert [event.opcode for event in bus.events] == [Op.LAMP_EVENT]
        assert bus.peer.requests[-1] == wrap(Frame(1, bus.events[0].number, Op.EVENT_TAKEN))

    play(test, fault)


def test_an_event_that_is_repeated_is_acknowledged_again_and_told_once() -> None:
    async def test(bus: Bus) -> None:
        await bus.levels(ONE)
        event = framed(1, 77, Op.RESTARTED, b"\0")
        for _ in range(3):
            bus.guard.received(memoryview(event))
            await asyncio.sleep(1)
        assert len(bus.events) == 1
        assert bus.asked[1:] == [Op.EVENT_TAKEN] * 3

    play(test)


def test_a_concentrator_that_starts_again_and_counts_anew_is_heard_again() -> None:
    async def test(bus: Bus) -> None:
        await bus.levels(ONE)
        for _ in range(2):
            bus.guard.received(memoryview(framed(1, 0, Op.RESTARTED, b"\0")))
            await asyncio.sleep(30)
        assert [event.opcode for event in bus.events] == [Op.RESTARTED] * 2

    play(test)


def test_an_event_of_a_stranger_is_not_answered() -> None:
    async def test(bus: Bus) -> None:
        await bus.levels(ONE)
        bus.guard.received(memoryview(framed(9, 1, Op.RESTARTED, b"\0")))
        await asyncio.sleep(1)
        assert bus.asked == [Op.READ_STATES]

    play(test)


def test_half_a_frame_is_given_up_when_its_bytes_pause() -> None:
    async def test(bus: Bus) -> None:
        await bus.levels(ONE)
        bus.guard.received(memoryview(b"\xa5\x5a\xf0\x0f\x01\x02"))
        await asyncio.sleep(0.2)
        bus.guard.received(memoryview(framed(1, 5, Op.LAST_GASP)))
        assert [event.opcode for event in bus.events] == [Op.LAST_GASP]

    play(test)


def test_a_port_that_closes_ends_the_exchange_and_leaves_a_doubt() -> None:
    async def test(bus: Bus) -> None:
        await bus.levels(ONE)
        asyncio.get_running_loop().call_later(0.1, bus.network.drop, LINE.id)
        with pytest.raises(LinkDown):
            await bus.levels(ONE)
        assert await bus.levels(ONE) == right(ONE)
        assert bus.asked == [Op.READ_STATES, Op.READ_STATES, Op.PROVE, Op.READ_STATES]

    play(test, "none", "lost")


def test_the_line_is_silent_between_frames() -> None:
    async def test(bus: Bus) -> None:
        times: list[float] = []
        take = bus.peer.take

        def noted(frame: bytes, link: object) -> None:
            times.append(bus.guard.wire())
            take(frame, link)  # type: ignore[arg-type]

        bus.peer.take = noted  # type: ignore[method-assign]
        for _ in range(20):
            await bus.levels(ONE)
        silence_s = 4 * 11 / 19200
        assert min(later - sooner for sooner, later in pairwise(times)) >= silence_s - 1e-9

    play(test)
