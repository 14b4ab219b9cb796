"""A concentrator: many lamps in one bank, told in blocks or all at once, and read back."""

import logging
from collections.abc import Callable, Sequence
from functools import partial
from math import inf

from lightctl.core.plant import Concentrator, Lamp
from lightctl.core.units import Level
from lightctl.errors import FieldError, Refused
from lightctl.field.circuits import CircuitState
from lightctl.field.device import PASSING, Device, Duty, Surroundings, Urgency
from lightctl.field.fades import Fade, write_fade
from lightctl.field.group_keeper import GroupKeeper
from lightctl.field.groups import Groups
from lightctl.field.lamps import LampTable
from lightctl.field.levels import BOOT_S
from lightctl.field.orders import Order, Orders
from lightctl.field.pace import Pace, effect_s, share_of
from lightctl.field.peer import peer_of
from lightctl.field.reading import Image, Reading, Round, plan_readings, read_together
from lightctl.field.reports import BankSamples, LampReport, LampState
from lightctl.field.together import worst, write_together
from lightctl.field.transaction import Guard
from lightctl.wire.blocks import Run, spots_of
from lightctl.wire.codec import raw_column
from lightctl.wire.driver import Access, Driver, Kind

READ_BACK_S = 3.0
"""After an acknowledgement lamps need 1 to 4 s; the first look comes then, if no driver knows better."""
_READ = {Kind.LEVEL_IN_EFFECT, Kind.LAMP_POWER, Kind.LAMP_STATUS, Kind.LAMP_ENERGY}

log = logging.getLogger(__name__)


class ConcentratorDevice(Device):
    """One concentrator on its line."""

    def __init__(
        self, concentrator: Concentrator, driver: Driver, lamps: Sequence[tuple[Lamp, CircuitState]],
        around: Surroundings, pace: Pace, give: Callable[[BankSamples], None],
    ) -> None:  # fmt: skip
        address = concentrator.address
        super().__init__(concentrator.id, address.line, peer_of(driver, address.unit), around)
        rows = [(lamp.slot - 1, lamp, circuit) for lamp, circuit in lamps]
        self.table = LampTable(driver, rows, around, concentrator.id)
        self._driver = driver
        self._pace = pace
        self._give = give
        self._effect = driver.point(Kind.LEVEL_IN_EFFECT)
        groups = Groups(driver, {lamp.slot - 1: lamp for lamp, _ in lamps})
        self._orders = Orders(driver, address.unit, self.table, groups)
        self._fade = Fade(driver, address.unit, pace.fade_s, self.table.limits)
        self._effect_s = effect_s(driver.limits, READ_BACK_S)
        self._looked = 0
        self._raw: dict[int, list[float | None]] = {}
        used = [slot + 1 for slot in sorted(self.table.lamps)]
        normal, energy = self._plan("normal", used), self._plan("energy", used)
        self.image = Image([*normal, *energy])
        self._effect_readings = self.image.readings_of(self._effect) if self._effect else []
        self._command = Duty(Urgency.COMMAND, self._send)
        self._verify = Duty(Urgency.VERIFY, self._read_back)
        self._normal = Round(self, normal, pace.lamps_s, self._heard, self._round_done)
        self._energy = Round(self, energy, pace.energy_s, self._heard, self._sample)
        self._keeper = GroupKeeper(self, driver, groups, self.table.limits, pace.rare_s)
        self.duties = [self._command, self._verify, self._normal, self._energy, self._keeper]
        self._circuits = {id(circuit): circuit for _, circuit in lamps}
        for circuit in self._circuits.values():
            circuit.on_power.append(partial(self._power_changed, circuit))

    def begin(self, now: float) -> None:
        share = share_of(self.line, "poll")
        self._normal.begin(now + share, share)
        # Lamps first: the first energy sample speaks of their levels too.
        self._energy.begin(now + share, share)
        self._keeper.look_again(now + share)

    def reconnected(self) -> None:
        super().reconnected()
        self._fade.forget()
        self._keeper.forget()

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

    def _plan(self, every: str, used: list[int]) -> list[Reading]:
        points = [
            p
            for p in self._driver.bank
            if p.kind in _READ and p.every == every and p.access is not Access.WRITE
        ]
        return plan_readings(spots_of(points, used), self._driver.limits, self.peer.unit)

    def _power_changed(self, circuit: CircuitState) -> None:
        now = self.around.wire()
        for slot, feeding in self.table.circuits.items():
            if feeding is circuit:
                self.table.levels.power(slot, circuit.dark, now)
        # What was read before the power changed says nothing now, even if the next bytes are the same.
        self._raw.clear()
        for reading in self._effect_readings:
            reading.data = b""
        dark = all(known.dark for known in self._circuits.values())
        self._normal.period_s = self._pace.dark_s if dark else self._pace.lamps_s
        if not dark:
            self._normal.due = min(self._normal.due, now + self._pace.lamps_s)
            self._verify.due = min(self._verify.due, now + BOOT_S)
            self._keeper.look_again(now + BOOT_S)
        self._command.due = self.table.levels.due()
        self.wake()

    async def _send(self, guard: Guard) -> None:
        levels = self.table.levels
        slots = levels.to_send(self.around.wire())
        if slots:
            await write_fade(self, guard, self._fade, raises=any(levels.raises(slot) for slot in slots))
            await self._tell(guard, self._orders.several(slots, self.around.wire(), guard.at_once(self.peer)))
            look_at = self.around.wire() + self._effect_s + self._fade.longest_s
            self._verify.due = min(self._verify.due, look_at)
        self._command.due = levels.due()

    async def _tell(self, guard: Guard, orders: list[Order]) -> None:
        """Send writes, together where it takes several; what it refuses is done another way next time."""
        for order in orders:
            self.table.limits.wrote(order.point, order.indexes)
        passing: list[FieldError] = []
        began = self.around.wire()
        answers = await write_together(self, guard, [order.request for order in orders])
        for order, answer in zip(orders, answers, strict=True):
            if isinstance(answer, bytes):
                self.table.levels.sent(
                    order.told, self.around.wire(), fade_s=self._fade.longest_s, began=began
                )
            elif isinstance(answer, Refused) and answer.code not in PASSING:
                self._refused(order, answer)
            else:
                passing.append(answer)
        if passing:
            raise worst(passing)

    def _refused(self, order: Order, refusal: Refused) -> None:
        log.warning("%s: %s", self.name, refusal)
        if not self._orders.refused(order, self.around.wire()):
            self.table.levels.sent(order.told, self.around.wire(), acknowledged=False)

    async def _read_back(self, guard: Guard) -> None:
        """Read the levels in effect, one block a turn or as many as the device takes at once."""
        if not self._effect_readings:
            self._verify.due = inf
            return
        self._looked %= len(self._effect_readings)
        together = self._effect_readings[self._looked : self._looked + guard.at_once(self.peer)]
        errors = [error for error in await read_together(self, guard, together, self._heard) if error]
        if errors:
            raise worst(errors)
        self._looked += len(together)
        if self._looked == len(self._effect_readings):
            now = self.around.wire()
            self._verify.due = now + READ_BACK_S if self.table.levels.settling(now) else inf

    def _heard(self, reading: Reading, changed: bool) -> None:
        if changed and self._effect is not None:
            for run in reading.block.runs:
                if run.point is self._effect:
                    self._levels_heard(run, reading.data)

    def _levels_heard(self, run: Run, data: bytes) -> None:
        """Compare the raw column first: power changes at every poll, levels rarely."""
        column = run.column(data)
        raw = raw_column(run.point, column, run.count)
        if raw == self._raw.get(run.first):
            return
        self._raw[run.first] = raw
        self.table.observe(run.first - 1, column, run.count)
        self._command.due = self.table.levels.due()

    def _round_done(self) -> None:
        self.period_s = self._normal.achieved_s
        self.table.levels.judge(self.around.wire())

    def _sample(self) -> None:
        if self.at is not None:
            self._give(BankSamples(self.name, self.at, self.table.rows(self.image)))
