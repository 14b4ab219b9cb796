"""A hostile concentrator by hand: every reply of its line may be spoilt in one of many ways.

Reusable: `HostileFrames` is an OnConnection; `FAULTS` are its ways, `seen` counts what it did.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from random import Random
from struct import pack, unpack

from lightctl.links import Link
from tests.field.bench import crc

FAULTS = (
    "late", "lost", "short", "long", "number", "address", "opcode", "page", "refused", "twice", "echo",
    "noise", "flip", "cut", "split", "event-before", "event-inside", "event-after", "old",
)  # fmt: skip
REPLY, REFUSAL, EVENT = 0x80, 0xC0, 0x40
STATE_BYTES = 5


def framed(address: int, number: int, opcode: int, payload: bytes = b"") -> bytes:
    """A frame, by hand."""
    length = 3 + len(payload)
    covered = bytes((length, length ^ 0xFF, address, number, opcode)) + payload
    return b"\xa5\x5a" + covered + pack("<H", crc(covered))


def level_of(address: int, lamp: int) -> int:
    """Every lamp of every concentrator has a level that gives it away."""
    return (address * 37 + lamp * 11) % 101


def power_of(address: int, lamp: int) -> int:
    """So has its power."""
    return address << 10 | lamp


class HostileFrames:
    """Answers PROVE and READ_STATES at some addresses, spoilt by chance."""

    def __init__(
        self, addresses: Sequence[int], seed: int, faults: Sequence[str] = FAULTS, *, clean: int = 8
    ) -> None:
        self.addresses = addresses
        self.requests: list[bytes] = []
        self.seen: Counter[str] = Counter()
        self.spoil: Callable[[], str] = self._by_chance
        self.chance = Random(seed)
        self.busy_until: dict[int, float] = {}
        self._ways = (*faults, *("none",) * clean)
        self._before = b""
        self._events = 0

    def __call__(self, link: Link) -> "FramesSession":
        return FramesSession(self, link)

    def take(self, frame: bytes, link: Link) -> None:
        """One whole frame of the master."""
        address, number, opcode = frame[4:7]
        self.requests.append(frame)
        if opcode == 0 or address not in self.addresses:
            return
        payload = self._answer(address, opcode, frame[7:-2])
        good = framed(address, number, opcode | REPLY, payload)
        for at, data in self._spoilt(self.spoil(), frame, good):
            # One unit says one thing after the other, however late.
            when = max(asyncio.get_running_loop().time() + at, self.busy_until.get(address, 0.0))
            self.busy_until[address] = when
            asyncio.get_running_loop().call_at(when, link.write, data)
        self._before = good

    def _by_chance(self) -> str:
        fault = self.chance.choice(self._ways)
        self.seen[fault] += 1
        return fault

    def _answer(self, address: int, opcode: int, asked: bytes) -> bytes:
        if opcode == 0x02:
            return asked
        first, count = unpack(">HB", asked)
        rows = [
            pack(">BHH", level_of(address, lamp), 0, power_of(address, lamp))
            for lamp in range(first, first + count)
        ]
        return asked + b"".join(rows)

    def event(self, address: int) -> bytes:
        """An event that says nothing of importance."""
        self._events = (self._events + 1) & 0xFF
        return framed(address, self._events, EVENT, pack(">HH", 1, 0))

    def _spoilt(self, fault: str, asked: bytes, good: bytes) -> list[tuple[float, bytes]]:
        """(seconds from now, bytes) that are sent instead of the reply."""
        address, number, opcode, payload = good[4], good[5], good[6], good[7:-2]
        place, half = self.chance.randrange(len(good)), len(good) // 2
        other = next((one for one in self.addresses if one != address), address + 1)
        event = self.event(address)
        paged = (
            bytes((0, (payload[1] + 1) & 0xFF)) + payload[2:] if len(payload) > 3 else payload[:-1] + b"\xee"
        )
        flipped = good[:place] + bytes((good[place] ^ 1 << self.chance.randrange(8),)) + good[place + 1 :]
        ways: dict[str, list[tuple[float, bytes]]] = {
            "late": [(self.chance.uniform(0.3, 2.5), good)],
            "lost": [],
            "short": [(0.0, framed(address, number, opcode, payload[:-STATE_BYTES]))],
            "long": [(0.0, framed(address, number, opcode, payload + bytes(STATE_BYTES)))],
            "number": [
                (0.0, framed(address, number % 255 + 1, opcode, payload[:3] + bytes(len(payload) - 3)))
            ],
            "address": [(0.0, framed(other, number, opcode, payload))],
            "opcode": [(0.0, framed(address, number, opcode ^ 1, payload))],
            "page": [(0.0, framed(address, number, opcode, paged))],
            "refused": [(0.0, framed(address, number, opcode | REFUSAL, b"\x06"))],
            "twice": [(0.0, good + good)],
            "echo": [(0.0, asked + good)],
            "noise": [(0.0, b"\xa5\x5a\x02\xfd\x00\xa5" + good)],
            "flip": [(0.0, flipped)],
            "cut": [(0.0, good[:place])],
            "split": [(0.0, good[:half]), (0.02, good[half:])],
            "event-before": [(0.0, event + good)],
            "event-inside": [(0.0, event), (0.05, good)],
            "event-after": [(0.0, good + event)],
            "old": [(0.0, self._before or b"\x00")],
        }
        return ways.get(fault, [(0.0, good)])


class FramesSession:
    """One opening of the port; the master's frames come whole, or one after another."""

    def __init__(self, peer: HostileFrames, link: Link) -> None:
        self._peer = peer
        self._link = link

    def received(self, data: memoryview) -> None:
        rest = bytes(data)
        while rest:
            size = rest[2] + 6
            self._peer.take(rest[:size], self._link)
            rest = rest[size:]

    def lost(self, reason: str) -> None:
        """Nothing to clean up."""
