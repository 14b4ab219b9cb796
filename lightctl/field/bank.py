"""What every concentrator is: lamps behind one unit, told in few commands, looked at, polled and sampled."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from functools import partial
from math import inf
from typing import Any

from lightctl.core.plant import Concentrator, Lamp
from lightctl.core.units import Level
from lightctl.field.circuits import CircuitState
from lightctl.field.device import Device, Duty, Surroundings, Urgency
from lightctl.field.lamps import LampTable
from lightctl.field.levels import BOOT_S
from lightctl.field.pace import Pace, effect_s, share_of
from lightctl.field.peer import Peer
from lightctl.field.reading import Image
from lightctl.field.reports import BankSamples, LampReport, LampState
from lightctl.field.rounds import Rounds
from lightctl.wire.driver import Driver

READ_BACK_S = 3.0
"""After an acknowledgement lamps need 1 to 4 s; the first look comes then, if no driver knows better."""


class Bank(Device, ABC):
    """The lamps of a concentrator, whatever it speaks; slot s of the table is index s + 1 of the image."""

    image: Image
    _normal: Rounds[Any]
    """Of levels, power and status."""
    _energy: Rounds[Any]
    _levels: Sequence[Any]
    """The parts of the image that tell levels in effect."""

    def __init__(
        self, concentrator: Concentrator, peer: Peer, driver: Driver,
        lamps: Sequence[tuple[Lamp, CircuitState]], around: Surroundings, pace: Pace,
        give: Callable[[BankSamples], None],
    ) -> None:  # fmt: skip
        super().__init__(concentrator.id, concentrator.address.line, peer, around)
        rows = [(lamp.slot - 1, lamp, circuit) for lamp, circuit in lamps]
        self.table = LampTable(driver, rows, around, concentrator.id)
        self._pace = pace
        self._give = give
        self._effect_s = effect_s(driver.limits, READ_BACK_S)
        self._looked = 0
        """How many parts a look at all levels has behind it."""
        self._command = Duty(Urgency.COMMAND, self._send)
        self._verify = Duty(Urgency.VERIFY, self._read_back)
        self._circuits = {id(circuit): circuit for _, circuit in lamps}
        for circuit in self._circuits.values():
            circuit.on_power.append(partial(self._power_changed, circuit))

    def begin(self, now: float) -> None:
        share = share_of(self.line, "poll")
        self._normal.begin(now + share, share)
        # Levels first: the first energy sample speaks of them too.
        self._energy.begin(now + share, share)

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

    @abstractmethod
    async def _tell(self, guard: Any, slots: list[int]) -> float:
        """Tell some of these lamps, at least; how many seconds they fade. Raises FieldError."""

    @abstractmethod
    async def _look(self, guard: Any, parts: Sequence[Any]) -> int:
        """Read some of these parts, the first at least; how many. A lasting refusal is none of its errors."""

    def _forget(self) -> None:
        """What was read of levels says nothing now, even if the next bytes are the same."""
        for part in self._levels:
            part.data = b""

    async def _send(self, guard: Any) -> None:
        levels = self.table.levels
        slots = levels.to_send(self.around.wire())
        if slots:
            fade_s = await self._tell(guard, slots)
            self._verify.due = min(self._verify.due, self.around.wire() + self._effect_s + fade_s)
        self._command.due = levels.due()

    async def _read_back(self, guard: Any) -> None:
        """Look at the levels in effect, a few parts a turn; again soon while any lamp is awaited."""
        if parts := self._levels[self._looked :]:
            self._looked += await self._look(guard, parts)
        if self._looked >= len(self._levels):
            self._looked = 0
            now = self.around.wire()
            awaited = self._levels and self.table.levels.settling(now)
            self._verify.due = now + READ_BACK_S if awaited else inf

    def _power_changed(self, circuit: CircuitState) -> None:
        now = self.around.wire()
        for slot, feeding in self.table.circuits.items():
            if feeding is circuit:
                self.table.levels.power(slot, circuit.dark, now)
        self._forget()
        dark = all(known.dark for known in self._circuits.values())
        self._normal.period_s = self._pace.dark_s if dark else self._pace.lamps_s
        if not dark:
            self._lit(now)
        self._command.due = self.table.levels.due()
        self.wake()

    def _lit(self, now: float) -> None:
        """Some have power: look at them when they have booted."""
        self._normal.due = min(self._normal.due, now + self._pace.lamps_s)
        self._verify.due = min(self._verify.due, now + BOOT_S)

    def _round_done(self) -> None:
        self.period_s = self._normal.achieved_s
        self.table.levels.judge(self.around.wire())

    def _sample(self) -> None:
        if self.at is not None:
            self._give(BankSamples(self.name, self.at, self.table.rows(self.image)))
