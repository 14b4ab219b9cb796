"""Three units behind one line; every reply of theirs may be spoilt, and no value is ever the same twice."""

import asyncio
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from struct import pack, unpack

from lightctl.links import Link
from tests.field.hostile.ways import WAYS, Messages, Pieces, Reply
from tests.field.hostile.words import bits, mbap, rtu, word_of

UNITS = (1, 2, 3)
STORE = 1000
"""Coils and holding registers from here on keep what is written."""
IMPOSTORS = {"other-unit", "foreign-id", "wrong-then-right"}


@dataclass(slots=True)
class Taken:
    """One request as it arrived, the data of its right reply, and the fault it met."""

    unit: int
    pdu: bytes
    data: bytes
    fault: str
    executed: bool


class Hostile:
    """An OnConnection; `choose` names the fault of each reply."""

    def __init__(self, *, tcp: bool, packed: bool, chance: Random, choose: Callable[[], str]) -> None:
        self.tcp, self.packed = tcp, packed
        self.chance = chance
        self.choose = choose
        self.taken: deque[Taken] = deque(maxlen=64)
        self.version = 0
        self.store: dict[tuple[int, bool, int], int] = {}
        self.seen: Counter[str] = Counter()
        self.echoing = 0
        self._old = b"\x00\x00"
        self._busy: dict[int, float] = {}

    def __call__(self, link: Link) -> "Session":
        return Session(self, link, echoes=not self.tcp and self.chance.random() < 0.25)

    def take(self, number: int, unit: int, pdu: bytes, session: "Session") -> None:
        """One request."""
        self.version += 1
        asked = mbap(number, unit, pdu) if self.tcp else rtu(unit, pdu)
        if session.echoes:
            session.link.write(asked)
            self.echoing += 1
        fault = self._fault(pdu, asked) if unit in UNITS else "deaf"
        deaf = fault == "deaf"
        reply, data = (b"", b"") if deaf else self._do(unit, pdu)
        self.taken.append(Taken(unit, pdu, data, fault, not deaf))
        if deaf:
            return
        whole = Reply(self.tcp, self.packed, number, unit, asked, reply, self._old, self.chance)
        messages = WAYS[fault](whole) if fault != "none" else [(0.0, [(0.0, whole.frame)])]
        self._old = whole.frame
        if fault == "reset":
            asyncio.get_running_loop().call_soon(session.end, messages[0][1][0][1])
        else:
            self._send(unit, messages, session, impostor=fault in IMPOSTORS)

    def _fault(self, pdu: bytes, asked: bytes) -> str:
        """The right answer to some requests may be their echo: there no lone echo can be told from it."""
        fault = self.choose()
        if (fault == "echo-only" and self._mirrors(pdu)) or (
            fault == "echo" and not self.tcp and self._mirrors(pdu)
        ):
            fault = "lost"
        self.seen[fault] += 1
        return fault

    def _mirrors(self, pdu: bytes) -> bool:
        return pdu[0] in {5, 6} or (pdu[0] <= 2 and (unpack(">H", pdu[3:5])[0] + 7) // 8 == 3)

    def _do(self, unit: int, pdu: bytes) -> tuple[bytes, bytes]:
        """The right reply, and its data."""
        function, address, third = unpack(">BHH", pdu[:5])
        if function > 4:
            self._write(unit, function, address, third, pdu[6:])
            return pdu[:5], b""
        if function <= 2:
            data = bits(third, unit, address, self.version)
        else:
            data = b"".join(pack(">H", self._word(unit, function, address + i)) for i in range(third))
        return bytes((function, len(data))) + data, data

    def _word(self, unit: int, function: int, address: int) -> int:
        if function == 3 and address >= STORE:
            return self.store.get((unit, True, address), 0)
        return word_of(unit, address, self.version)

    def _write(self, unit: int, function: int, address: int, third: int, data: bytes) -> None:
        words = function in {6, 16}
        values: tuple[int, ...] = (
            (third,) if function in {5, 6} else unpack(f">{third}H", data) if words else ()
        )
        if function == 15:
            number = int.from_bytes(data, "little")
            values = tuple(number >> i & 1 for i in range(third))
        for i, value in enumerate(values):
            self.store[unit, words, address + i] = value if words or function == 15 else value >> 15

    def _send(self, unit: int, messages: Messages, session: "Session", *, impostor: bool) -> None:
        loop = asyncio.get_running_loop()
        for delay, pieces in messages:
            at = loop.time() + delay
            if self.tcp:
                # Messages may overtake each other on TCP; their bytes never mix.
                loop.call_at(at, session.begin, pieces)
            else:
                # A unit says one thing after the other, however late; so it does by another unit's name.
                says = pieces[0][1][0] if impostor else unit
                at = max(at, self._busy.get(says, 0.0))
                self._busy[says] = at + pieces[-1][0] + 1e-6
                session.say(at, pieces)


class Session:
    """One connection."""

    def __init__(self, peer: Hostile, link: Link, *, echoes: bool) -> None:
        self._peer = peer
        self.link = link
        self.echoes = echoes
        self._free_at = 0.0

    def begin(self, pieces: Pieces) -> None:
        """Say it as soon as the message before is said."""
        at = max(asyncio.get_running_loop().time(), self._free_at)
        self._free_at = at + pieces[-1][0] + 1e-6
        self.say(at, pieces)

    def say(self, at: float, pieces: Pieces) -> None:
        """From that instant on."""
        loop = asyncio.get_running_loop()
        for after, data in pieces:
            if data:
                loop.call_at(at + after, self.link.write, data)

    def end(self, begun: bytes) -> None:
        """Break the connection in mid-reply: nothing more is said."""
        self.link.write(begun)
        self.link.close()

    def received(self, data: memoryview) -> None:
        rest = bytes(data)
        while rest and self._peer.tcp:
            number, _, length, unit = unpack(">HHHB", rest[:7])
            self._peer.take(number, unit, rest[7 : 6 + length], self)
            rest = rest[6 + length :]
        if rest:
            self._peer.take(0, rest[0], rest[1:-2], self)

    def lost(self, reason: str) -> None:
        """Nothing to clean up: what is still to be said finds nobody."""
