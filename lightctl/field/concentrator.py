"""A concentrator: many lamps in one bank, told in blocks or all at once, and read back."""

import logging
from collections.abc import Callable, Sequence

from lightctl.core.plant import Concentrator, Lamp
from lightctl.errors import FieldError, Refused
from lightctl.field.bank import Bank
from lightctl.field.circuits import CircuitState
from lightctl.field.device import Surroundings
from lightctl.field.fades import Fade, write_fade
from lightctl.field.group_keeper import GroupKeeper
from lightctl.field.groups import Groups
from lightctl.field.levels import BOOT_S
from lightctl.field.orders import Order, Orders
from lightctl.field.pace import Pace, share_of
from lightctl.field.peer import peer_of
from lightctl.field.reading import Image, Reading, Round, plan_readings, read_together
from lightctl.field.reports import BankSamples
from lightctl.field.together import lasting, worst, write_together
from lightctl.field.transaction import Guard
from lightctl.wire.blocks import Run, spots_of
from lightctl.wire.codec import raw_column
from lightctl.wire.driver import Access, Driver, Kind

_READ = {Kind.LEVEL_IN_EFFECT, Kind.LAMP_POWER, Kind.LAMP_STATUS, Kind.LAMP_ENERGY}

log = logging.getLogger(__name__)


class ConcentratorDevice(Bank):
    """One concentrator on its line."""

    _levels: list[Reading]

    def __init__(
        self, concentrator: Concentrator, driver: Driver, lamps: Sequence[tuple[Lamp, CircuitState]],
        around: Surroundings, pace: Pace, give: Callable[[BankSamples], None],
    ) -> None:  # fmt: skip
        unit = concentrator.address.unit
        super().__init__(concentrator, peer_of(driver, unit), driver, lamps, around, pace, give)
        self._driver = driver
        self._effect = driver.point(Kind.LEVEL_IN_EFFECT)
        groups = Groups(driver, {lamp.slot - 1: lamp for lamp, _ in lamps})
        self._orders = Orders(driver, unit, self.table, groups)
        self._fade = Fade(driver, unit, pace.fade_s, self.table.limits)
        self._raw: dict[int, list[float | None]] = {}
        used = [slot + 1 for slot in sorted(self.table.lamps)]
        normal, energy = self._plan("normal", used), self._plan("energy", used)
        self.image = Image([*normal, *energy])
        self._levels = self.image.readings_of(self._effect) if self._effect else []
        self._normal = Round(self, normal, pace.lamps_s, self._heard, self._round_done)
        self._energy = Round(self, energy, pace.energy_s, self._heard, self._sample)
        self._keeper = GroupKeeper(self, driver, groups, self.table.limits, pace.rare_s)
        self.duties = [self._command, self._verify, self._normal, self._energy, self._keeper]

    def begin(self, now: float) -> None:
        super().begin(now)
        self._keeper.look_again(now + share_of(self.line, "poll"))

    def reconnected(self) -> None:
        super().reconnected()
        self._fade.forget()
        self._keeper.forget()

    def _plan(self, every: str, used: list[int]) -> list[Reading]:
        points = [
            p
            for p in self._driver.bank
            if p.kind in _READ and p.every == every and p.access is not Access.WRITE
        ]
        return plan_readings(spots_of(points, used), self._driver.limits, self.peer.unit)

    def _forget(self) -> None:
        super()._forget()
        self._raw.clear()

    def _lit(self, now: float) -> None:
        super()._lit(now)
        self._keeper.look_again(now + BOOT_S)

    async def _tell(self, guard: Guard, slots: list[int]) -> float:
        levels = self.table.levels
        await write_fade(self, guard, self._fade, raises=any(levels.raises(slot) for slot in slots))
        await self._order(guard, self._orders.several(slots, self.around.wire(), guard.at_once(self.peer)))
        return self._fade.longest_s

    async def _order(self, guard: Guard, orders: list[Order]) -> None:
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
            elif lasting(answer):
                self._refused(order, answer)
            else:
                passing.append(answer)
        if passing:
            raise worst(passing)

    def _refused(self, order: Order, refusal: Refused) -> None:
        log.warning("%s: %s", self.name, refusal)
        if not self._orders.refused(order, self.around.wire()):
            self.table.levels.sent(order.told, self.around.wire(), acknowledged=False)

    async def _look(self, guard: Guard, parts: Sequence[Reading]) -> int:
        """One block, or as many as the device takes at once."""
        together = parts[: guard.at_once(self.peer)]
        errors = await read_together(self, guard, together, self._heard)
        if passing := [error for error in errors if error and not lasting(error)]:
            raise worst(passing)
        return len(together)

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
