"""A framed concentrator: told in one command, a group or a list; acknowledged at once; read back in pages."""

import logging
from collections.abc import Callable, Sequence
from math import inf

from lightctl.core.plant import Concentrator, Lamp
from lightctl.errors import Refused
from lightctl.field.bank import Bank
from lightctl.field.circuits import CircuitState
from lightctl.field.device import BUSY, Surroundings
from lightctl.field.frames_choice import Telling, choose
from lightctl.field.frames_groups import GroupBook
from lightctl.field.frames_guard import FramesGuard
from lightctl.field.frames_image import FramesImage, Page, as_bank
from lightctl.field.frames_keeping import Keeping
from lightctl.field.frames_round import PageRound
from lightctl.field.pace import Pace
from lightctl.field.peer import Peer
from lightctl.field.reports import BankSamples
from lightctl.wire.dcu_frames import Ask, Frame, Op
from lightctl.wire.dcu_words import COUNTERS, STATE, levels_in, read_counters, read_states, rows_in
from lightctl.wire.driver import Driver
from lightctl.wire.frame_rules import FrameRules

SINGLY_S = 900.0
"""After a list of levels was refused, each lamp is told alone for so long: one of them is the trouble."""

log = logging.getLogger(__name__)


class FramesConcentrator(Bank):
    """One concentrator on its framed line; the driver declares `frames`."""

    image: FramesImage
    _levels: list[Page]

    def __init__(
        self, concentrator: Concentrator, driver: Driver, lamps: Sequence[tuple[Lamp, CircuitState]],
        around: Surroundings, pace: Pace, give: Callable[[BankSamples], None],
    ) -> None:  # fmt: skip
        limits = driver.limits
        self.rules = driver.frames or FrameRules(lamps=0)
        peer = Peer(concentrator.address.unit, limits.timeout_ms / 1000, limits.gap_ms / 1000, ())
        super().__init__(concentrator, peer, as_bank(driver, self.rules), lamps, around, pace, give)
        self.image = FramesImage(self.rules)
        self._broadcast = True
        self._singly_until = -inf
        self._book = GroupBook([lamp for lamp, _ in lamps], self.rules.lamps, self.rules.groups)
        self.keeping = Keeping(self, self.rules, self._book, pace, self.talk)
        room = self.rules.payload_bytes
        self._levels = self._pages(read_states, rows_in(room, STATE))
        counters = self._pages(read_counters, rows_in(room, COUNTERS))
        self._normal = PageRound(self, self._levels, pace.lamps_s, self._look_at_states, self._round_done)
        self._energy = PageRound(self, counters, pace.energy_s, self._look_at_counters, self._sample)
        self.duties = [self._command, self._verify, self._normal, self._energy, self.keeping.duty]

    def begin(self, now: float) -> None:
        super().begin(now)
        self.keeping.begin(now)

    def reconnected(self) -> None:
        super().reconnected()
        self.keeping.look_again()

    async def talk(self, guard: FramesGuard, ask: Ask) -> bytes:
        """`FramesGuard.ask`; an answer counts as a sign of life."""
        payload = await guard.ask(self.peer, ask)
        self.heard_from()
        return payload

    def event(self, frame: Frame) -> None:
        """It spoke unasked: look at once, however long it was left alone before."""
        self.muted_until = 0.0
        now = self.around.wire()
        if frame.opcode == Op.LAST_GASP:
            self.around.tell("last-gasp", self.name, "says that it loses its power")
            return
        if frame.opcode == Op.RESTARTED:
            self.around.tell("restarted", self.name, "says that it has started anew")
        if frame.opcode in {Op.RESTARTED, Op.WANTS}:
            self.keeping.look_again()
        self._normal.due = min(self._normal.due, now)
        self.wake()

    def _pages(self, ask: Callable[[int, int], Ask], most: int) -> list[Page]:
        used = range(min(self.table.lamps, default=0) + 1, max(self.table.lamps, default=-1) + 2)
        return [
            Page(ask(first, count), first, count)
            for first in range(used.start, used.stop, most)
            for count in [min(most, used.stop - first)]
        ]

    async def _tell(self, guard: FramesGuard, slots: list[int]) -> float:
        levels, began = self.table.levels, self.around.wire()
        most = 1 if began < self._singly_until else levels_in(self.rules.payload_bytes)
        telling = choose(levels, self.table.lamps, slots, self._book.usable, most, broadcast=self._broadcast)
        try:
            await self.talk(guard, telling.ask)
        except Refused as refusal:
            if refusal.code == BUSY:
                raise
            self._refused(telling, refusal)
        else:
            levels.sent(telling.told, self.around.wire(), began=began)
        return 0.0

    def _refused(self, telling: Telling, refusal: Refused) -> None:
        """Find another way: not to all, not to that group, one by one, at last without that lamp."""
        log.warning("%s: %s", self.name, refusal)
        now = self.around.wire()
        if telling.everybody:
            self._broadcast = False
        elif telling.group:
            self._book.bar(telling.group)
        elif len(telling.told) > 1:
            self._singly_until = now + SINGLY_S
        else:
            self.table.levels.sent(telling.told, now, acknowledged=False)

    async def _look(self, guard: FramesGuard, parts: Sequence[Page]) -> int:
        try:
            await self._look_at_states(guard, parts[0])
        except Refused as refusal:
            if refusal.code == BUSY:
                raise
        return 1

    async def _look_at_states(self, guard: FramesGuard, page: Page) -> None:
        payload = await self.talk(guard, page.ask)
        if page.take(payload):
            self.table.observe(page.first - 1, self.image.take_states(page), page.count)
            self._command.due = self.table.levels.due()

    async def _look_at_counters(self, guard: FramesGuard, page: Page) -> None:
        payload = await self.talk(guard, page.ask)
        if page.take(payload):
            self.image.take_counters(page)
