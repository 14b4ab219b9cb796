"""A framed concentrator: told in one command, a group or a list; acknowledged at once; read back in pages."""

import logging
from collections.abc import Callable, Sequence
from functools import partial
from math import inf

from lightctl.core.plant import Concentrator, Lamp
from lightctl.core.units import Level
from lightctl.errors import Refused
from lightctl.field.circuits import CircuitState
from lightctl.field.device import BUSY, Device, Duty, Surroundings, Urgency
from lightctl.field.frames_choice import Telling, choose
from lightctl.field.frames_groups import GroupBook
from lightctl.field.frames_guard import FramesGuard
from lightctl.field.frames_image import FramesImage, Page, as_bank
from lightctl.field.frames_keeping import Keeping
from lightctl.field.frames_round import PageRound
from lightctl.field.lamps import LampTable
from lightctl.field.levels import BOOT_S
from lightctl.field.pace import Pace, share_of
from lightctl.field.peer import Peer
from lightctl.field.reports import BankSamples, LampReport, LampState
from lightctl.wire.dcu_frames import Ask, Frame, Op
from lightctl.wire.dcu_words import COUNTERS, STATE, levels_in, read_counters, read_states, rows_in
from lightctl.wire.driver import Driver
from lightctl.wire.frame_rules import FrameRules

READ_BACK_S = 3.0
"""After an acknowledgement the lamps need 1 to 4 s; the first look comes then."""
SINGLY_S = 900.0
"""After a list of levels was refused, each lamp is told alone for so long: one of them is the trouble."""

log = logging.getLogger(__name__)


class FramesConcentrator(Device):
    """One concentrator on its framed line; the driver declares `frames`."""

    def __init__(
        self, concentrator: Concentrator, driver: Driver, lamps: Sequence[tuple[Lamp, CircuitState]],
        around: Surroundings, pace: Pace, give: Callable[[BankSamples], None],
    ) -> None:  # fmt: skip
        address, limits = concentrator.address, driver.limits
        peer = Peer(address.unit, limits.timeout_ms / 1000, limits.gap_ms / 1000, ())
        super().__init__(concentrator.id, address.line, peer, around)
        self.rules = driver.frames or FrameRules(lamps=0)
        rows = [(lamp.slot - 1, lamp, circuit) for lamp, circuit in lamps]
        self.table = LampTable(as_bank(driver, self.rules), rows, around)
        self.image = FramesImage(self.rules)
        self._pace = pace
        self._give = give
        self._broadcast = True
        self._singly_until = -inf
        self._looked = 0
        self._book = GroupBook([lamp for lamp, _ in lamps], self.rules.lamps, self.rules.groups)
        self.keeping = Keeping(self, self.rules, self._book, pace, self.talk)
        room = self.rules.payload_bytes
        states = self._pages(read_states, rows_in(room, STATE))
        counters = self._pages(read_counters, rows_in(room, COUNTERS))
        self._command = Duty(Urgency.COMMAND, self._send)
        self._verify = Duty(Urgency.VERIFY, self._read_back)
        self._states = PageRound(self, states, pace.lamps_s, self._look_at_states, self._round_done)
        self._counters = PageRound(self, counters, pace.energy_s, self._look_at_counters, self._sample)
        self.duties = [self._command, self._verify, self._states, self._counters, self.keeping.duty]
        self._circuits = {id(circuit): circuit for _, circuit in lamps}
        for circuit in self._circuits.values():
            circuit.on_power.append(partial(self._power_changed, circuit))

    def begin(self, now: float) -> None:
        share = share_of(self.line, "poll")
        self._states.begin(now + share, share)
        # Levels first: the first energy sample speaks of them too.
        self._counters.begin(now + share, share)
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
        self._states.due = min(self._states.due, now)
        self.wake()

    def wish(self, lamp_id: str, level: Level, reason: str) -> None:
        """Replace the wish for one lamp."""
        if self.table.levels.wish(self.table.slots[lamp_id], level, reason):
            self._command.due = min(self._command.due, self.around.wire())
            self.wake()

    def report(self, lamp_id: str) -> LampReport:
        """What is known of one lamp."""
        slot = self.table.slots[lamp_id]
        return self.table.report(slot, self, self.image, slot + 1)

    def state(self, lamp_id: str) -> LampState:
        """How far the wish of one lamp has come."""
        return self.table.state(self.table.slots[lamp_id], self)

    def _pages(self, ask: Callable[[int, int], Ask], most: int) -> list[Page]:
        used = range(min(self.table.lamps, default=0) + 1, max(self.table.lamps, default=-1) + 2)
        return [
            Page(ask(first, count), first, count)
            for first in range(used.start, used.stop, most)
            for count in [min(most, used.stop - first)]
        ]

    def _power_changed(self, circuit: CircuitState) -> None:
        now = self.around.wire()
        for slot, feeding in self.table.circuits.items():
            if feeding is circuit:
                self.table.levels.power(slot, circuit.dark, now)
        # What was read before the power changed says nothing now, even if the next bytes are the same.
        for page in self._states.parts:
            page.payload = b""
        dark = all(known.dark for known in self._circuits.values())
        self._states.period_s = self._pace.dark_s if dark else self._pace.lamps_s
        if not dark:
            self._states.due = min(self._states.due, now + self._pace.lamps_s)
            self._verify.due = min(self._verify.due, now + BOOT_S)
        self._command.due = self.table.levels.due()
        self.wake()

    async def _send(self, guard: FramesGuard) -> None:
        now = self.around.wire()
        levels = self.table.levels
        slots = levels.to_send(now)
        if slots:
            most = 1 if now < self._singly_until else levels_in(self.rules.payload_bytes)
            groups = self._book.usable
            telling = choose(levels, self.table.lamps, slots, groups, most, broadcast=self._broadcast)
            await self._tell(guard, telling)
            self._verify.due = min(self._verify.due, self.around.wire() + READ_BACK_S)
        self._command.due = levels.due()

    async def _tell(self, guard: FramesGuard, telling: Telling) -> None:
        try:
            await self.talk(guard, telling.ask)
        except Refused as refusal:
            if refusal.code == BUSY:
                raise
            self._refused(telling, refusal)
            return
        self.table.levels.sent(telling.told, self.around.wire())

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

    async def _read_back(self, guard: FramesGuard) -> None:
        """Read the levels in effect, one page a turn."""
        pages = self._states.parts
        self._looked %= len(pages)
        await self._look_at_states(guard, pages[self._looked])
        self._looked += 1
        if self._looked == len(pages):
            now = self.around.wire()
            self._verify.due = now + READ_BACK_S if self.table.levels.settling(now) else inf

    async def _look_at_states(self, guard: FramesGuard, page: Page) -> None:
        payload = await self.talk(guard, page.ask)
        if page.take(payload):
            self.table.observe(page.first - 1, self.image.take_states(page), page.count)
            self._command.due = self.table.levels.due()

    async def _look_at_counters(self, guard: FramesGuard, page: Page) -> None:
        payload = await self.talk(guard, page.ask)
        if page.take(payload):
            self.image.take_counters(page)

    def _round_done(self) -> None:
        self.period_s = self._states.achieved_s
        self.table.levels.judge(self.around.wire())

    def _sample(self) -> None:
        if self.at is not None:
            self._give(BankSamples(self.name, self.at, self.table.rows(self.image)))
