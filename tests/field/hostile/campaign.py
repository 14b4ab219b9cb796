"""Any number of faulted transactions against the hostile peer, in virtual time, and what came of them."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from struct import pack

from lightctl.clock import loop_clock
from lightctl.clock.virtual import run_in_virtual_time
from lightctl.core.plant import Line, LineKind
from lightctl.errors import FieldError
from lightctl.field.peer import Peer
from lightctl.field.transaction import Guard
from lightctl.field.volley import Answer
from lightctl.links import MemoryNetwork
from lightctl.wire.driver import Table
from lightctl.wire.modbus import request_pdu
from lightctl.wire.request import Request, read, write
from tests.field.hostile.peer import STORE, UNITS, Hostile, Taken
from tests.field.hostile.ways import WAYS

TIMEOUT_S = 0.25
BOUNDS_S = {LineKind.TCP: TIMEOUT_S + 0.01, LineKind.RTU: 12.0, LineKind.RTU_OVER_TCP: 12.0}
"""A transaction is over by then: on a bus a proof, a test for echo and the exchange itself may each meet a
reply that drips for all the time it may (0.25 s and 0.02 s a byte) and then 3 s of draining."""
CLEAN_SHARE, CLEAN_SHARE_TOGETHER = 0.15, 0.8
"""Of replies; of a volley most are right, or hardly one would ever be believed."""
NEVER_READ = 3
"""A unit that is only written to, so that no probe can prove its line clean."""


@dataclass
class Outcome:
    """What came of a campaign."""

    asked: int = 0
    faulted: int = 0
    """Transactions in which at least one reply was spoilt."""
    accepted: int = 0
    accepted_writes: int = 0
    errors: int = 0
    wrong: list[str] = field(default_factory=list)
    hung: list[str] = field(default_factory=list)
    most_s: float = 0.0
    seen: Counter[str] = field(default_factory=Counter)
    """Replies by fault."""


@dataclass(frozen=True)
class Campaign:
    """A line, how many requests travel together, and who names the faults."""

    kind: LineKind
    seed: int
    together: int = 1
    choose: Callable[[], str] | None = None

    def run(self, *, faulted: int = 0, asked: int = 0) -> Outcome:
        """Until so many transactions were faulted, or asked."""
        return run_in_virtual_time(_Fight(self).fight(faulted, asked))


class _Fight:
    def __init__(self, campaign: Campaign) -> None:
        self._campaign = campaign
        self._chance = Random(campaign.seed)
        self._peer = Hostile(
            tcp=campaign.kind is LineKind.TCP,
            packed=campaign.kind is LineKind.RTU_OVER_TCP,
            chance=Random(campaign.seed + 1),
            choose=campaign.choose or self._by_chance,
        )
        self._faults = [*WAYS]
        self._out = Outcome(seen=self._peer.seen)
        self._peers = [peer_of(unit, campaign.together) for unit in UNITS]
        self._value = 0

    def _by_chance(self) -> str:
        clean = CLEAN_SHARE if self._campaign.together == 1 else CLEAN_SHARE_TOGETHER
        return "none" if self._chance.random() < clean else self._chance.choice(self._faults)

    async def fight(self, faulted: int, asked: int) -> Outcome:
        network = MemoryNetwork()
        network.listen("line", self._peer)
        guard = Guard(Line("line", self._campaign.kind, baud=19200), network, loop_clock())
        while self._out.faulted < faulted or self._out.asked < asked:
            await self._once(guard)
        guard.close()
        return self._out

    async def _once(self, guard: Guard) -> None:
        peer = self._chance.choice(self._peers)
        requests = [self._request(peer.unit) for _ in range(self._campaign.together)]
        if not guard.is_open:
            await guard.open()
        before, began = self._peer.version, guard.wire()
        answers = await self._ask(guard, peer, requests)
        self._out.most_s = max(self._out.most_s, guard.wire() - began)
        taken = (
            list(self._peer.taken)[-(self._peer.version - before) :] if self._peer.version > before else []
        )
        self._out.asked += len(requests)
        self._count_faults(taken, len(requests))
        mine: Sequence[Taken | None] = [*taken[-len(requests) :], *[None] * (len(requests) - len(taken))]
        for request, answer, one in zip(requests, answers, mine, strict=True):
            self._judge(request, answer, one)
        if any(not isinstance(answer, bytes) for answer in answers):
            await asyncio.sleep(self._chance.choice((0.0, 0.0, 0.1, 1.0)))

    def _count_faults(self, taken: Sequence[Taken], asked: int) -> None:
        spoilt = [one.fault != "none" for one in taken]
        self._out.faulted += any(spoilt) if asked == 1 else sum(spoilt)

    async def _ask(self, guard: Guard, peer: Peer, requests: Sequence[Request]) -> Sequence[Answer]:
        bound_s = BOUNDS_S[self._campaign.kind] * len(requests)
        try:
            async with asyncio.timeout(bound_s):
                if len(requests) > 1:
                    return await guard.ask_many(peer, [(one, request_pdu(one)) for one in requests])
                return [await guard.ask(peer, requests[0]) or b""]
        except FieldError as error:
            return [error] * len(requests)
        except TimeoutError:
            self._out.hung.append(f"{requests[0]} took over {bound_s} s")
            return [FieldError("hung")] * len(requests)

    def _judge(self, request: Request, answer: Answer, one: Taken | None) -> None:
        if not isinstance(answer, bytes):
            self._out.errors += 1
            return
        self._out.accepted += 1
        self._out.accepted_writes += request.writes
        if one is None or (one.unit, one.pdu) != (request.unit, by_hand(request)):
            self._out.wrong.append(f"{request} was answered, {one} was asked")
        elif answer != one.data or (request.writes and not self._holds(request, one)):
            self._out.wrong.append(f"{request}: {answer.hex()} believed, {one} is true")

    def _holds(self, request: Request, one: Taken) -> bool:
        """Whether an acknowledged write was done, with these values; later ones in a volley go elsewhere."""
        words = not request.of_bits
        held = [
            self._peer.store.get((request.unit, words, request.address + i)) for i in range(request.count)
        ]
        return one.executed and held == list(request.values)

    def _request(self, unit: int) -> Request:
        """Reads of all four tables and writes, never the same values twice."""
        chance, self._value = self._chance, self._value + 1
        what = chance.uniform(0.7, 1.0) if unit == NEVER_READ else chance.random()
        # In a volley each write has its own place; the next one writes there again.
        place = STORE + self._value % 7 * 16
        if what < 0.4:
            table = chance.choice((Table.INPUT, Table.HOLDING))
            return read(unit, table, chance.randrange(STORE - 130), chance.choice((1, 2, 2, 3, 30, 120)))
        if what < 0.55:
            return read(
                unit, chance.choice((Table.COIL, Table.DISCRETE)), 0x300, chance.choice((9, 17, 24, 70))
            )
        if what < 0.7:
            return read(unit, Table.HOLDING, STORE + chance.randrange(100), chance.choice((1, 2, 8)))
        if what < 0.8:
            return write(
                unit, Table.COIL, place, [self._value >> i & 1 for i in range(chance.choice((1, 1, 12)))]
            )
        return write(
            unit, Table.HOLDING, place, [self._value + i & 0xFFFF for i in range(chance.choice((1, 1, 7)))]
        )


def peer_of(unit: int, together: int) -> Peer:
    """A unit that is never asked too much, with a probe of each of eight shapes."""
    probes = tuple(read(unit, Table.INPUT, 0, count) for count in range(4, 12) if unit != NEVER_READ)
    return Peer(unit, TIMEOUT_S, 0.0, probes, outstanding=together)


def by_hand(request: Request) -> bytes:
    """The message that must have arrived for it."""
    function, address, values = request.function, request.address, request.values
    if not values:
        return pack(">BHH", function, address, request.count)
    if function == 5:
        return pack(">BHH", 5, address, 0xFF00 if values[0] else 0)
    if function == 6:
        return pack(">BHH", 6, address, values[0])
    if function == 15:
        data = sum(bit << i for i, bit in enumerate(values)).to_bytes((len(values) + 7) // 8, "little")
    else:
        data = pack(f">{len(values)}H", *values)
    return pack(">BHHB", function, address, len(values), len(data)) + data
