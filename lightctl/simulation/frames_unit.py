"""A simulated framed concentrator with payloads packed by itself: it acknowledges first and acts later."""

from collections.abc import Callable, Iterator
from math import floor
from struct import calcsize, error, iter_unpack, pack, unpack
from typing import Any
from zlib import crc32

from lightctl.errors import Refused
from lightctl.simulation.cabinet import DeviceClock
from lightctl.simulation.concentrator import ConcentratorTruth
from lightctl.simulation.frames_news import News
from lightctl.simulation.lamp import LampTruth
from lightctl.simulation.lamp_unit import STATUS, reachable
from lightctl.wire.dcu_frames import Frame, Op, Refusal
from lightctl.wire.frame_rules import FrameRules

VERSION, FIRMWARE = 1, 104
Answer = Callable[[float, bytes], bytes]


class FramesUnit:
    """One concentrator; an empty slot takes orders and does nothing."""

    def __init__(
        self, rules: FrameRules, truth: ConcentratorTruth, clock: DeviceClock, *, unix: float
    ) -> None:
        self._rules = rules
        self._truth = truth
        self._clock = clock
        self._unix = unix
        """The epoch's seconds when the city began."""
        self._masks = [0] * rules.lamps
        self._told = [(1 << bit, STATUS[name]) for bit, name in rules.status.items() if name in STATUS]
        self._news = News(truth, self._status)
        self._answers: dict[int, Answer] = {
            Op.IDENTIFY: self._identify,
            Op.PROVE: self._prove,
            Op.READ_CLOCK: lambda t, _: pack(">I", floor(self._unix + t + self._clock.ahead_s(t))),
            Op.SET_CLOCK: self._set_clock,
            Op.SET_LEVELS: self._set_levels,
            Op.SET_GROUP: self._set_group,
            Op.SET_ALL: self._set_all,
            Op.READ_STATES: lambda t, asked: self._page(asked, lambda slot: self._state(t, slot)),
            Op.READ_COUNTERS: lambda t, asked: self._page(asked, lambda slot: self._counters(t, slot)),
            Op.READ_HEARD: self._heard,
            Op.SET_MEMBERS: self._set_members,
            Op.READ_MEMBERS: lambda _, asked: self._page(asked, lambda slot: pack(">Q", self._masks[slot])),
        }

    def silent(self, t: float) -> bool:
        """Whether nothing is heard from it; lets what is due happen first."""
        self._truth.advance(t)
        return self._truth.silent

    def answer(self, t: float, opcode: int, payload: bytes) -> bytes:
        """The payload of the reply; raises Refused with a code of the dialogue."""
        answer = self._answers.get(opcode)
        if answer is None:
            raise _no(Refusal.UNKNOWN_OPCODE)
        return answer(t, payload)

    def events(self, t: float, address: int) -> list[Frame]:
        """What it says unasked now."""
        self._truth.advance(t)
        return self._news.due(t, address)

    def taken(self, number: int) -> None:
        """The master acknowledged an event."""
        self._news.taken(number)

    def _identify(self, t: float, asked: bytes) -> bytes:
        _take("", asked)
        rules, serial = self._rules, crc32(self._truth.id.encode())
        up_s = floor(t - self._news.started)
        return pack(
            ">BIHHBBI", VERSION, serial, FIRMWARE, rules.lamps, rules.groups, rules.payload_bytes, up_s
        )

    def _prove(self, _t: float, asked: bytes) -> bytes:
        if not 1 <= len(asked) <= 16:
            raise _no(Refusal.BAD_LENGTH)
        return asked

    def _set_clock(self, t: float, asked: bytes) -> bytes:
        (seconds,) = _take("I", asked)
        self._clock.put(t, seconds - self._unix - t)
        return b""

    def _set_levels(self, t: float, asked: bytes) -> bytes:
        rows = [(self._slot(lamp), _level(level)) for lamp, level in _rows("HB", asked)]
        for slot, level in rows:
            self._truth.order(t, slot, level)
        return bytes((len(rows),))

    def _set_group(self, t: float, asked: bytes) -> bytes:
        group, level = _take("BB", asked)
        if not 1 <= group <= self._rules.groups:
            raise _no(Refusal.BAD_GROUP)
        wanted = _level(level)
        for slot, mask in enumerate(self._masks):
            if mask >> group - 1 & 1:
                self._truth.order(t, slot, wanted)
        return b""

    def _set_all(self, t: float, asked: bytes) -> bytes:
        (level,) = _take("B", asked)
        self._truth.order_all(t, _level(level))
        return b""

    def _set_members(self, _t: float, asked: bytes) -> bytes:
        rows = [(self._slot(lamp), mask) for lamp, mask in _rows("HQ", asked)]
        if any(mask >> self._rules.groups for _, mask in rows):
            raise _no(Refusal.BAD_GROUP)
        for slot, mask in rows:
            self._masks[slot] = mask
        return bytes((len(rows),))

    def _page(self, asked: bytes, row: Callable[[int], bytes]) -> bytes:
        first, count = _take("HB", asked)
        slots = range(self._slot(first), self._slot(first + max(1, count) - 1) + 1)
        data = asked + b"".join(map(row, slots))
        if not count or len(data) > self._rules.payload_bytes:
            raise _no(Refusal.BAD_LENGTH)
        return data

    def _state(self, t: float, slot: int) -> bytes:
        lamp = self._truth.lamps[slot]
        if lamp is None or not reachable(lamp, t):
            return pack(">BHH", 0xFF, self._status(lamp, t), 0xFFFF)
        power = min(round(lamp.watts(t) * self._rules.power_divisor), 0xFFFE)
        return pack(">BHH", round(lamp.level), self._status(lamp, t), power)

    def _counters(self, t: float, slot: int) -> bytes:
        lamp = self._truth.lamps[slot]
        if lamp is None:
            return b"\xff" * 8
        energy = floor(lamp.counter_wh(t) / self._rules.energy_scale)
        return pack(">II", energy & 0xFFFFFFFF, floor(lamp.hours_s(t) / 60))

    def _heard(self, t: float, asked: bytes) -> bytes:
        """Whoever is up and running is heard; the list says where it was begun."""
        (place,) = _take("H", asked)
        lamps = [
            (slot + 1, lamp) for slot, lamp in enumerate(self._truth.lamps) if lamp and reachable(lamp, t)
        ]
        room = (self._rules.payload_bytes - 4) // 7
        rows = [_heard_row(number, lamp) for number, lamp in lamps[place : place + room]]
        return pack(">HH", len(lamps), place) + b"".join(rows)

    def _status(self, lamp: LampTruth | None, t: float) -> int:
        return 0 if lamp is None else sum(mask for mask, tells in self._told if tells(lamp, t))

    def _slot(self, lamp: int) -> int:
        if not 1 <= lamp <= self._rules.lamps:
            raise _no(Refusal.BAD_LAMP)
        return lamp - 1


def _heard_row(number: int, lamp: LampTruth) -> bytes:
    serial = crc32(lamp.id.encode())
    return pack(">HIB", number, serial, 40 + serial % 61)


def _level(raw: int) -> float:
    if raw > 100:
        raise _no(Refusal.BAD_VALUE)
    return float(raw)


def _take(form: str, data: bytes) -> tuple[Any, ...]:
    try:
        return unpack(">" + form, data)
    except error as fault:
        raise _no(Refusal.BAD_LENGTH) from fault


def _rows(form: str, data: bytes) -> Iterator[tuple[Any, ...]]:
    if not data or len(data) % calcsize(">" + form):
        raise _no(Refusal.BAD_LENGTH)
    return iter_unpack(">" + form, data)


def _no(why: Refusal) -> Refused:
    return Refused(why.name, int(why))
