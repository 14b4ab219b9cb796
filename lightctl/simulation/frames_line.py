"""A framed serial line seen from its far end: whom a frame names answers, and everybody hears events."""

from collections.abc import Mapping
from functools import partial
from random import Random

from lightctl.errors import Refused
from lightctl.links import Link
from lightctl.simulation.frames_unit import FramesUnit
from lightctl.simulation.line import CityTime, Later, at_once
from lightctl.wire.dcu_frames import EVENT, EVERYBODY, REFUSAL, REPLY, Frame, Op, take_frame, wrap

MOST_WAITING = 4096
"""Bytes that may wait to become a frame."""


class FramesLine:
    """All concentrators of one line; while it is down nothing is heard on it."""

    def __init__(self, units: Mapping[int, FramesUnit], now: CityTime, chance: Random) -> None:
        self._units = units
        self._now = now
        self._chance = chance
        self._down = False
        self.requests = 0
        self.later: Later = at_once

    def connect(self, link: Link) -> "FramesConversation":
        """Somebody opened the port."""
        return FramesConversation(self, link)

    def set_down(self, down: bool) -> None:
        """Break the line or mend it."""
        self._down = down

    def take(self, frame: Frame, link: Link) -> None:
        """Do what a frame says; events that are due come before the reply or after it."""
        t = self._now()
        if self._down or frame.kind:
            return
        if frame.opcode == Op.EVENT_TAKEN:
            if (unit := self._units.get(frame.address)) is not None:
                unit.taken(frame.number)
            return
        self.requests += 1
        replies = self._replies(frame, t)
        events = [event for address, unit in self._units.items() for event in unit.events(t, address)]
        early = self._chance.random() < 0.5
        for told in (*events, *replies) if early else (*replies, *events):
            data = wrap(told)
            self.later(len(frame.payload) + len(data), partial(link.write, data))

    def _replies(self, frame: Frame, t: float) -> list[Frame]:
        """One, or none where nobody answers."""
        if frame.address == EVERYBODY:
            for unit in self._units.values():
                if not unit.silent(t):
                    _obeyed(unit, frame, t)
            return []
        asked = self._units.get(frame.address)
        if asked is None or asked.silent(t):
            return []
        kind, payload = _obeyed(asked, frame, t)
        return [Frame(frame.address, frame.number, frame.opcode & ~EVENT | kind, payload)]


class FramesConversation:
    """One opening of the port: bytes gather until they are a frame."""

    def __init__(self, line: FramesLine, link: Link) -> None:
        self._line = line
        self._link = link
        self._buffer = bytearray()

    def received(self, data: memoryview) -> None:
        self._buffer += data
        if len(self._buffer) > MOST_WAITING:
            self._buffer.clear()
        while (frame := take_frame(self._buffer)) is not None:
            self._line.take(frame, self._link)

    def lost(self, reason: str) -> None:
        """The line stays as it is."""


def _obeyed(unit: FramesUnit, frame: Frame, t: float) -> tuple[int, bytes]:
    try:
        return REPLY, unit.answer(t, frame.opcode, frame.payload)
    except Refused as refusal:
        return REFUSAL, bytes((refusal.code,))
