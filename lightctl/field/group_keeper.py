"""Keeps a device's groups as the plant has them: read, written where they differ, read back, then rarely."""

import logging

from lightctl.errors import Refused
from lightctl.field.device import PASSING, Device, Duty, Urgency
from lightctl.field.groups import Groups
from lightctl.field.reading import plan_readings
from lightctl.field.transaction import Guard
from lightctl.field.write_limits import WriteLimits
from lightctl.wire.blocks import plan_writes, spots_of
from lightctl.wire.codec import raw_column, stride
from lightctl.wire.driver import Driver

READ_BACK_S = 5.0
MOST_ROUNDS = 3
"""Of writing and reading back; what is wrong then is left until the next look."""

log = logging.getLogger(__name__)


class GroupKeeper(Duty):
    """One turn reads one block, or writes one."""

    __slots__ = ("_device", "_driver", "_groups", "_limits", "_position", "_rare_s", "_readings", "_rounds")

    def __init__(
        self, device: Device, driver: Driver, groups: Groups, limits: WriteLimits, rare_s: float
    ) -> None:
        super().__init__(Urgency.HOUSEKEEPING, self._keep)
        self._device = device
        self._driver = driver
        self._groups = groups
        self._limits = limits
        self._rare_s = rare_s
        point = groups.readable if groups.level is not None else None
        spots = spots_of([point], [slot + 1 for slot in groups.slots]) if point is not None else []
        self._readings = plan_readings(spots, driver.limits, device.peer.unit)
        self._position = 0
        self._rounds = 0

    def look_again(self, at: float) -> None:
        """Read everything anew, from that wire time on."""
        if self._readings:
            self._position = self._rounds = 0
            self.due = min(self.due, at)

    def forget(self) -> None:
        """What answers now may be another device."""
        self._groups.forget()
        self.look_again(self._device.around.wire())

    async def _keep(self, guard: Guard) -> None:
        try:
            if self._position < len(self._readings):
                await self._read(guard)
            elif not await self._wrote(guard):
                self._end_of_look()
        except Refused as refusal:
            if refusal.code in PASSING:
                raise
            log.warning("%s: %s; its groups are not used", self._device.name, refusal)
            self._groups.forget()
            self._rest()

    async def _read(self, guard: Guard) -> None:
        reading = self._readings[self._position]
        data = await self._device.ask(guard, reading.request, reading.pdu)
        self._position += 1
        for run in reading.block.runs if data is not None else ():
            self._groups.hear(run.first - 1, raw_column(run.point, run.column(data or b""), run.count))

    async def _wrote(self, guard: Guard) -> bool:
        """Write the first memberships that are wrong and may be written; False where there is none."""
        point, now = self._groups.writable, self._device.around.wire()
        if point is None or self._rounds >= MOST_ROUNDS:
            return False
        wrong = [
            (point, slot + 1, data)
            for slot, data in self._groups.changes()
            if self._limits.ready_at(point, slot + 1) <= now
        ]
        if not wrong:
            return False
        request = plan_writes(self._device.peer.unit, wrong, self._driver.limits)[0]
        first = (request.address - point.address) // stride(point) + 1
        indexes = range(first, first + max(1, request.count // stride(point)))
        self._limits.wrote(point, indexes)
        self._groups.forget([index - 1 for index in indexes])
        await self._device.ask(guard, request)
        return True

    def _end_of_look(self) -> None:
        """Nothing more to write: read back what was written, or leave it for long."""
        unproven = any(mask is None for mask in self._groups.held.values())
        if unproven and self._rounds < MOST_ROUNDS:
            self._rounds += 1
            self._position = 0
            self.due = self._device.around.wire() + READ_BACK_S
        else:
            self._rest()

    def _rest(self) -> None:
        self._position = self._rounds = 0
        self.due = self._device.around.wire() + self._rare_s
