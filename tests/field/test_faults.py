"""Thousands of faulted transactions: many answers, no wrong value. Every register knows its own address."""

import asyncio
from collections import Counter
from random import Random
from struct import pack

import pytest

from lightctl.clock import loop_clock
from lightctl.clock.virtual import run_in_virtual_time
from lightctl.core.plant import Line, LineKind
from lightctl.errors import FieldError
from lightctl.field.peer import Peer
from lightctl.field.transaction import Guard
from lightctl.links import MemoryNetwork
from lightctl.wire.driver import Table
from lightctl.wire.request import read
from tests.field.bench import Bench, Unit, rtu_frame

TRANSACTIONS = 1500
FAULTS = (
    "none",
    "none",
    "none",
    "late",
    "lost",
    "short",
    "long",
    "function",
    "unit",
    "twice",
    "noise",
    "flip",
    "cut",
)
UNITS = (1, 2, 3)


def value(unit: int, address: int) -> int:
    return (unit << 12) + address * 7 + 1


def registers(unit: int) -> Unit:
    made = Unit()
    made.tables[4] = {address: value(unit, address) for address in range(200)}
    return made


def body(frame: bytes, rtu: bool) -> tuple[int, bytes]:
    return (frame[0], frame[1:-2]) if rtu else (frame[6], frame[7:])


def framed(frame: bytes, unit: int, pdu: bytes, rtu: bool) -> bytes:
    return rtu_frame(unit, pdu) if rtu else frame[:4] + pack(">HB", len(pdu) + 1, unit) + pdu


class Faulty(Bench):
    """A line on which every reply may be spoilt in one of many ways."""

    def __init__(self, *, rtu: bool, seed: int) -> None:
        super().__init__({unit: registers(unit) for unit in UNITS}, rtu=rtu)
        self._chance = Random(seed)
        self.mangle = self._spoil
        self.seen: Counter[str] = Counter()

    def _spoil(self, frame: bytes) -> bytes | None:
        fault = self._chance.choice(FAULTS)
        self.seen[fault] += 1
        self.delay_s = self._chance.uniform(0.3, 2.5) if fault == "late" else 0.005
        return self._spoilt(fault, frame)

    def _spoilt(self, fault: str, frame: bytes) -> bytes | None:
        unit, pdu = body(frame, self.rtu)
        shorter = pdu[:1] + bytes((max(0, pdu[1] - 2),)) + pdu[2:-2]
        longer = pdu[:1] + bytes((min(250, pdu[1] + 2),)) + pdu[2:] + b"\x00\x09"
        place = self._chance.randrange(len(frame))
        ways = {
            "lost": None,
            "short": framed(frame, unit, shorter, self.rtu),
            "long": framed(frame, unit, longer, self.rtu),
            "function": framed(frame, unit, b"\x03" + pdu[1:], self.rtu),
            "unit": framed(frame, unit % 3 + 1, pdu, self.rtu),
            "twice": frame + frame,
            "noise": b"\xfe\x01\x04" + frame,
            "flip": frame[:place] + bytes((frame[place] ^ 0x10,)) + frame[place + 1 :] if self.rtu else None,
            "cut": frame[:place],
        }
        return ways.get(fault, frame)


@pytest.mark.parametrize("kind", [LineKind.TCP, LineKind.RTU, LineKind.RTU_OVER_TCP])
def test_no_wrong_value_is_ever_accepted(kind: LineKind) -> None:
    async def main() -> tuple[int, Counter[str]]:
        bench = Faulty(rtu=kind is not LineKind.TCP, seed=11)
        network, chance, right = MemoryNetwork(), Random(12), 0
        network.listen("line", bench)
        guard = Guard(Line("line", kind, baud=19200), network, loop_clock())
        probes = [tuple(read(unit, Table.INPUT, 0, count) for count in range(1, 9)) for unit in UNITS]
        peers = [Peer(unit, 0.25, 0.0, both) for unit, both in zip(UNITS, probes, strict=True)]
        for _ in range(TRANSACTIONS):
            peer, address, count = chance.choice(peers), chance.randrange(150), chance.choice((1, 2, 2, 30))
            try:
                if not guard.is_open:
                    await guard.open()
                data = await guard.ask(peer, read(peer.unit, Table.INPUT, address, count))
            except FieldError:
                await asyncio.sleep(chance.random())
                continue
            assert data == pack(f">{count}H", *(value(peer.unit, address + i) for i in range(count)))
            right += 1
        guard.close()
        return right, bench.seen

    right, seen = run_in_virtual_time(main())
    assert right > TRANSACTIONS / 8
    assert set(seen) == set(FAULTS)
