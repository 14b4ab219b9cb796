"""Devices that answer anything: one word for ever, chance, refusals, or a memory that keeps little."""

import asyncio
from collections.abc import Callable
from random import Random
from struct import pack

from lightctl.links import Link
from tests.field.hostile.words import mbap, rtu

ROUND_TRIP_S = 0.002
Words = Callable[[int, int], int]
"""Table code (1 to 4) and address → what is read there."""


class Babble:
    """Every unit of a line at once; an OnConnection that counts who asks too much."""

    def __init__(self, seed: int, words: str, writes: str, *, bus: bool, units: frozenset[int]) -> None:
        self._chance = Random(seed)
        self._words, self._writes = words, writes
        self._bus, self._units = bus, units
        self._kept: dict[tuple[int, int, int], int] = {}
        self._constant = self._chance.choice((0, 1, 2, 100, 0x7FFF, 0x8000, 0xFFFF))
        self.asked: list[float] = []
        self.written: list[float] = []

    def __call__(self, link: Link) -> "Talk":
        return Talk(self, link)

    def take(self, number: int, unit: int, pdu: bytes, link: Link) -> None:
        """One request."""
        loop = asyncio.get_running_loop()
        self.asked.append(loop.time())
        if pdu[0] > 4:
            self.written.append(loop.time())
        if unit not in self._units:
            return
        reply = self._answer(unit, pdu)
        if reply is not None:
            frame = rtu(unit, reply) if self._bus else mbap(number, unit, reply)
            loop.call_later(ROUND_TRIP_S, link.write, frame)

    def _answer(self, unit: int, pdu: bytes) -> bytes | None:
        how = self._words if pdu[0] <= 4 else self._writes
        if how == "mixed":
            how = self._chance.choice(("chance", "keeps", "refuses", "busy", "silent"))
        if how == "silent":
            return None
        if how in {"refuses", "busy"}:
            code = 6 if how == "busy" else self._chance.choice((1, 2, 3, 4, 5, 10, 11))
            return bytes((pdu[0] | 0x80, code))
        if pdu[0] > 4:
            if how == "keeps":
                self._keep(unit, pdu)
            return pdu[:5]
        return self._read(unit, how, pdu)

    def _read(self, unit: int, how: str, pdu: bytes) -> bytes:
        function, address, count = pdu[0], int.from_bytes(pdu[1:3]), int.from_bytes(pdu[3:5])
        words = [self._word(unit, how, function, address + i) for i in range(count)]
        if function <= 2:
            data = sum((word & 1) << i for i, word in enumerate(words)).to_bytes((count + 7) // 8, "little")
        else:
            data = pack(f">{count}H", *words)
        return bytes((function, len(data))) + data

    def _word(self, unit: int, how: str, function: int, address: int) -> int:
        if how == "chance":
            return self._chance.randrange(0x10000)
        return self._kept.get((unit, function, address), self._constant) if how == "keeps" else self._constant

    def _keep(self, unit: int, pdu: bytes) -> None:
        """As words, where they are words."""
        address, table = int.from_bytes(pdu[1:3]), 1 if pdu[0] in {5, 15} else 3
        if pdu[0] == 15:
            values = [pdu[6 + i // 8] >> i % 8 & 1 for i in range(int.from_bytes(pdu[3:5]))]
        elif pdu[0] == 16:
            values = [int.from_bytes(pdu[i : i + 2]) for i in range(6, len(pdu), 2)]
        else:
            values = [pdu[3] >> 7 if pdu[0] == 5 else int.from_bytes(pdu[3:5])]
        for i, value in enumerate(values):
            self._kept[unit, table, address + i] = value


class Talk:
    """One connection."""

    def __init__(self, babble: Babble, link: Link) -> None:
        self._babble = babble
        self._link = link

    def received(self, data: memoryview) -> None:
        rest = bytes(data)
        while rest and not self._babble._bus:
            size = 6 + int.from_bytes(rest[4:6])
            self._babble.take(int.from_bytes(rest[:2]), rest[6], rest[7:size], self._link)
            rest = rest[size:]
        if rest:
            self._babble.take(0, rest[0], rest[1:-2], self._link)

    def lost(self, reason: str) -> None:
        """Nothing to clean up."""
