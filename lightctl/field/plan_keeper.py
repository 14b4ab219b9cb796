"""A cabinet's own plan: written, read back, and kept as it shall be; what is locked out leaves it."""

import logging
from collections import deque
from collections.abc import Mapping
from math import inf
from typing import Any

from lightctl.core.stored_plan import StoredPlan
from lightctl.errors import Refused
from lightctl.field.circuits import CircuitState
from lightctl.field.device import PASSING, Device, Duty, Urgency, back_off_s
from lightctl.field.housekeeping import HEARTBEAT_S
from lightctl.field.pace import Pace, share_of
from lightctl.field.plan_image import PlanImage
from lightctl.field.plan_mask import PlanMask
from lightctl.field.reading import Reading, read_once
from lightctl.field.reports import PlanReport, PlanState
from lightctl.field.transaction import Guard
from lightctl.wire.driver import Driver
from lightctl.wire.request import Request

PLAN_AFTER_S = 3 * HEARTBEAT_S
"""Three missed heartbeats, and the cabinet runs its plan."""
SEND_AGAIN_S, SEND_AGAIN_AT_MOST_S = 600.0, 21_600.0
"""A plan that does not stay is sent again later and later (city seconds): memories endure few writes."""
log = logging.getLogger(__name__)


class PlanKeeper:
    """Part of a cabinet: does one transaction at a time, and lets everything urgent pass but the mask."""

    def __init__(
        self, device: Device, driver: Driver, circuits: Mapping[int, CircuitState], pace: Pace
    ) -> None:
        self._device = device
        self._driver = driver
        self._pace = pace
        self._image = PlanImage(driver, device.peer.unit, max(circuits, default=1))
        self._wish: StoredPlan | None = None
        self._wished = False
        self._proven = False
        """Whether every row of the plan wished now was read back."""
        self._differed = False
        self._wanted_by_device = False
        self._sent, self._not_before = 0, -inf
        self._looks: deque[Reading] = deque()
        self._writes: deque[Request] = deque()
        self._proofs: deque[Reading] = deque()
        self.running: bool | None = None
        """Whether the cabinet runs its plan by itself; None where it does not say."""
        self._mask = PlanMask(device, driver, circuits, self._image, self._look_now)
        self._look = Duty(Urgency.POLL, self._look_next)
        self._work = Duty(Urgency.HOUSEKEEPING, self._work_on)
        self.duties = [self._mask.duty, self._look, self._work]

    @property
    def room(self) -> int:
        """Rows that the cabinet holds; 0 where it cannot hold a plan."""
        return self._image.table.room if self._image.table else 0

    def begin(self, now: float) -> None:
        """Set the first due instants: what is locked out goes first."""
        if self._image.readings:
            self._look.due = now + share_of(self._device.name, "plan")
        self.reconsider()

    def doubt(self) -> None:
        """Another device may answer from now on, or this one after a power cut: look at once."""
        self._mask.doubt()
        if self._look.due < inf or self._looks:
            self._looks.clear()
            self._look_now()

    def reconsider(self) -> None:
        """Look again at what is locked out."""
        self._mask.reconsider()

    def store(self, plan: StoredPlan | None) -> None:
        """From now on the cabinet shall hold this plan; None: no plan."""
        if self._wished and plan == self._wish:
            return
        self._wish, self._wished, self._proven = plan, True, False
        self._sent, self._not_before = 0, -inf
        if self.room:
            self._look_soon()

    def signals(self, *, running: bool | None, wanted: bool | None) -> None:
        """What the cabinet says of itself."""
        self.running = running
        if wanted and not self._wanted_by_device and self._wished and self.room:
            self._proven = False
            self._look_soon()
        self._wanted_by_device = bool(wanted)

    def disabled(self, output: int) -> bool | None:
        """Whether the plan cannot close it; None while unproven, False where nobody can forbid it."""
        return self._mask.disabled(output)

    def report(self) -> PlanReport:
        """What is known of the plan."""
        wish = self._wish
        held = wish if self._proven and wish is not None else None
        return PlanReport(
            self._state(), held.until if held else None, held.nights if held else 0,
            wish.asked if wish else 0, self.running, self._mask.exists,
        )  # fmt: skip

    def _state(self) -> PlanState:
        if not self.room:
            return PlanState.UNABLE
        if self._differed:
            return PlanState.DIFFERS
        return PlanState.STORED if self._proven and self._wish is not None else PlanState.NONE

    def _look_now(self) -> None:
        self._look.due = self._device.around.wire()

    def _look_soon(self) -> None:
        self._writes.clear()
        self._proofs.clear()
        self._work.due = inf
        self._look.due = min(self._look.due, max(self._device.around.wire(), self._not_before))
        self._device.wake()

    async def _look_next(self, guard: Guard) -> None:
        if not self._looks:
            self._looks.extend(self._image.readings)
        looked = self._looks[0]
        if not await self._read(guard, looked):
            self._looks.clear()
            self._look.due = self._device.around.wire() + self._pace.rare_s
        elif _done(looked, self._looks) and not self._looks:
            every_s = self._pace.cabinets_s if self._mask.locked else self._pace.rare_s
            self._look.due = self._device.around.wire() + every_s
            self._mask.heard()
            self._judge_plan()

    async def _read(self, guard: Guard, reading: Reading) -> bool:
        """Whether the device has such registers at all."""
        try:
            await read_once(self._device, guard, reading, lambda _reading, _changed: None)
        except Refused as refusal:
            if refusal.code in PASSING:
                raise
            log.warning("%s: its plan cannot be read: %s", self._device.name, refusal)
            return False
        return True

    def _judge_plan(self) -> None:
        """Compare what the device says of its plan with what it shall hold."""
        if not (self._wished and self.room) or self._writes or self._proofs:
            return
        agrees = self._image.says(self._wish, PLAN_AFTER_S)
        if agrees and not self._wanted_by_device:
            self._proofs.extend([] if self._proven else self._image.row_readings(self._wish))
            if not self._proofs:
                self._agree()
                return
        else:
            if self._proven and not self._wanted_by_device:
                self._differ("another plan than ours lies in the cabinet")
            self._send()
        self._work.due = self._device.around.wire()

    def _send(self) -> None:
        self._proven = False
        if (now := self._device.around.wire()) < self._not_before:
            self._look.due = self._not_before
            return
        again_s = back_off_s(self._sent + 1, SEND_AGAIN_S, SEND_AGAIN_AT_MOST_S)
        self._sent += 1
        self._not_before = now + self._device.around.wire_s(again_s)
        self._writes.extend(self._image.requests(self._wish, PLAN_AFTER_S))
        self._proofs.extend([*self._image.readings, *self._image.row_readings(self._wish)])

    async def _work_on(self, guard: Guard) -> None:
        if not self._device.around.time_trusted:
            self._work.due = self._device.around.wire() + self._device.around.wire_s(SEND_AGAIN_S)
        elif self._writes:
            await self._write_next(guard)
        elif self._proofs:
            proof = self._proofs[0]
            await self._read(guard, proof)
            if _done(proof, self._proofs) and not self._proofs:
                self._prove()
        else:
            self._work.due = inf

    async def _write_next(self, guard: Guard) -> None:
        request = self._writes[0]
        try:
            await self._device.ask(guard, request)
        except Refused as refusal:
            if refusal.code in PASSING:
                raise
            self._give_up(f"the cabinet refuses its plan: {refusal}")
            return
        _done(request, self._writes)

    def _prove(self) -> None:
        if self._image.says(self._wish, PLAN_AFTER_S) and self._image.holds(self._wish):
            self._agree()
        else:
            self._give_up("the cabinet does not hold what was written to it")

    def _give_up(self, why: str) -> None:
        self._differ(why)
        self._writes.clear()
        self._proofs.clear()
        self._work.due = inf
        self._look.due = min(self._look.due, self._not_before)

    def _differ(self, why: str) -> None:
        self._proven = False
        if not self._differed:
            self._differed = True
            self._device.around.tell("plan-differs", self._device.name, why)

    def _agree(self) -> None:
        self._proven, self._sent = True, 0
        self._work.due = inf
        if self._differed:
            self._differed = False
            self._device.around.tell("plan-agrees", self._device.name, "the cabinet holds its plan again")


def _done(one: object, queue: deque[Any]) -> bool:
    """Take it off the front; False where meanwhile, while the line was waited for, all was begun anew."""
    if not queue or queue[0] is not one:
        return False
    queue.popleft()
    return True
