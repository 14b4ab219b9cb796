"""What a framed concentrator is asked for rarely: who it is, its clock, whom it hears, and its groups."""

import logging
from collections.abc import Awaitable, Callable

from lightctl.errors import Refused
from lightctl.field.device import BUSY, Device, Duty, Urgency
from lightctl.field.frames_groups import GroupBook
from lightctl.field.frames_guard import FramesGuard
from lightctl.field.pace import Pace, share_of
from lightctl.wire.dcu_frames import Ask
from lightctl.wire.dcu_words import (
    IDENTIFY,
    MEMBERS,
    READ_CLOCK,
    About,
    HeardLamp,
    about,
    heard,
    members,
    members_in,
    read_heard,
    read_members,
    rows_in,
    set_clock,
    set_members,
)
from lightctl.wire.frame_rules import FrameRules

VERSION = 1
MOST_OFFSET_S = 5.0
MOST_ROUNDS = 3
"""Of writing memberships that do not come to agree, until the next rare look."""
MOST_HEARD = 2000
"""Longer lists of what is heard are cut: no concentrator has so many neighbours."""

log = logging.getLogger(__name__)

Talk = Callable[[FramesGuard, Ask], Awaitable[bytes]]


class Keeping:
    """One exchange per turn of the line, everything once an hour or when the concentrator asks for it."""

    def __init__(self, device: Device, rules: FrameRules, book: GroupBook, pace: Pace, talk: Talk) -> None:
        self._device = device
        self._rules = rules
        self._book = book
        self._rare_s = pace.rare_s
        self._talk = talk
        self._steps: list[Callable[[FramesGuard], Awaitable[None]]] = []
        self._lamp = 1
        self._writes = 0
        self._again = False
        # Each round of writing may need several lists.
        lists = -(-rules.lamps // members_in(rules.payload_bytes))
        self._most_writes = MOST_ROUNDS * lists
        self._place = 0
        self._list: list[HeardLamp] = []
        self.about: About | None = None
        self.clock_offset_s: float | None = None
        self.heard: tuple[HeardLamp, ...] = ()
        """Lamp controllers that the concentrator heard, as of its last list."""
        self.duty = Duty(Urgency.HOUSEKEEPING, self._next)

    def begin(self, now: float) -> None:
        """The first look, soon after the start."""
        self.duty.due = now + share_of(self._device.name, "keeping")

    def look_again(self) -> None:
        """Everything may have changed: ask for it all as soon as the line has nothing better to do."""
        self._book.forget()
        self._steps.clear()
        self.duty.due = self._device.around.wire()
        self._again = True
        self._device.wake()

    async def _next(self, guard: FramesGuard) -> None:
        if not self._steps:
            self._again = False
            self._steps = [self._identify, self._read_clock, self._read_heard]
            if self._rules.groups:
                self._steps.append(self._read_groups)
            self._lamp, self._writes, self._place = 1, 0, 0
        try:
            await self._steps[0](guard)
        except Refused as refusal:
            if refusal.code == BUSY:
                raise
            log.info("%s: %s; the rest goes on without it", self._device.name, refusal)
            self._done()
        if not self._steps:
            self.duty.due = self._device.around.wire() + (0.0 if self._again else self._rare_s)

    def _done(self) -> None:
        del self._steps[:1]

    async def _identify(self, guard: FramesGuard) -> None:
        payload = await self._talk(guard, IDENTIFY)
        self._done()
        self.about = about(payload)
        if self.about.version != VERSION:
            log.warning("%s speaks version %s of dcu-frames", self._device.name, self.about.version)

    async def _read_clock(self, guard: FramesGuard) -> None:
        payload = await self._talk(guard, READ_CLOCK)
        self._done()
        around = self._device.around
        self.clock_offset_s = int.from_bytes(payload, "big") - around.clock.now().timestamp()
        if abs(self.clock_offset_s) > MOST_OFFSET_S and around.time_trusted:
            self._steps.insert(0, self._set_clock)

    async def _set_clock(self, guard: FramesGuard) -> None:
        await self._talk(guard, set_clock(round(self._device.around.clock.now().timestamp())))
        self._done()

    async def _read_heard(self, guard: FramesGuard) -> None:
        if self._place == 0:
            self._list = []
        payload = await self._talk(guard, read_heard(self._place))
        total, place, rows = heard(payload)
        if place != self._place:
            # Asked again and again it would say the same, and nothing else would have its turn.
            log.warning("%s: the list from %s on came, not from %s", self._device.name, place, self._place)
            self._done()
            return
        self._list += rows
        self._place += len(rows)
        if not rows or self._place >= min(total, MOST_HEARD):
            self.heard = tuple(self._list)
            self._done()

    async def _read_groups(self, guard: FramesGuard) -> None:
        """Page after page; then what is wrong is written, and everything is read once more."""
        if self._lamp > self._rules.lamps:
            await self._write_groups(guard)
            return
        count = min(rows_in(self._rules.payload_bytes, MEMBERS), self._rules.lamps - self._lamp + 1)
        payload = await self._talk(guard, read_members(self._lamp, count))
        self._book.observe(self._lamp, members(payload))
        self._lamp += count
        if self._lamp > self._rules.lamps and not self._book.wrong():
            self._book.read_whole()
            self._done()

    async def _write_groups(self, guard: FramesGuard) -> None:
        wrong = self._book.wrong()
        if not wrong or self._writes >= self._most_writes:
            self._done()
            return
        self._writes += 1
        first = dict(list(wrong.items())[: members_in(self._rules.payload_bytes)])
        await self._talk(guard, set_members(first))
        self._lamp = 1
