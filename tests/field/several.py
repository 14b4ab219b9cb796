"""Devices that are read without a pause, and count who is served at once."""

from datetime import UTC, datetime
from typing import ClassVar

from lightctl.clock import RunningClock, loop_clock
from lightctl.core.plant import Line
from lightctl.field.device import Device, Duty, Surroundings, Urgency
from lightctl.field.line import LineOwner
from lightctl.field.peer import Peer
from lightctl.field.transaction import Guard
from lightctl.links import Dialer
from lightctl.wire.driver import Table
from lightctl.wire.request import read


class Counting(Device):
    """A unit that is always due."""

    now: ClassVar[int] = 0
    most: ClassVar[int] = 0
    """Units served at once, of all."""

    def __init__(self, unit: int, around: Surroundings) -> None:
        super().__init__(f"unit {unit}", "tcp", Peer(unit, 1.0, 0.0, ()), around)
        self.duties = [Duty(Urgency.POLL, self._read, 0.0)]
        self.at_once = self.most_at_once = 0

    async def _read(self, guard: Guard) -> None:
        self.at_once += 1
        Counting.now += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        Counting.most = max(Counting.most, Counting.now)
        await self.ask(guard, read(self.peer.unit, Table.HOLDING, 0, 1))
        self.at_once -= 1
        Counting.now -= 1


def owner_of(line: Line, dialer: Dialer, connections: int) -> tuple[LineOwner, list[Counting]]:
    """Six such units on a line with so many connections."""
    around = Surroundings(RunningClock(datetime(2026, 1, 1, tzinfo=UTC)), loop_clock(), lambda _: None)
    devices = [Counting(unit, around) for unit in range(1, 7)]
    first, *more = (Guard(line, dialer, around.wire) for _ in range(connections))
    return LineOwner(line, first, around, devices, more), devices
