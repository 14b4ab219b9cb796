"""One lamp's node behind a broker: it hears commands, obeys later, and reports what it really does."""

from collections import deque
from datetime import datetime, timedelta

from lightctl.errors import BadFrame
from lightctl.simulation.cabinet import CabinetTruth
from lightctl.simulation.lamp import LampTruth
from lightctl.simulation.lamp_unit import STATUS, reachable
from lightctl.wire.driver import Driver
from lightctl.wire.levels import level_of_number, number_of_level
from lightctl.wire.node_json import NodeReport, read_command, report_json

REMEMBERED = 16
"""Ids of commands that it knows again."""
GRAIN = timedelta(milliseconds=1)
"""No two reports of a node are of the same instant."""


class Node:
    """A node is deaf and dumb without mains and while it boots, and forgets everything with the mains."""

    def __init__(
        self, name: str, lamp: LampTruth, cabinet: CabinetTruth, driver: Driver, began: datetime
    ) -> None:
        if driver.topics is None:
            raise ValueError(f"driver {driver.id} has no topics")
        self.name = name
        self.lamp = lamp
        self.rules = driver.topics
        self.refused: list[str] = []
        """Why commands were refused, latest last; only so many."""
        self._scale = driver.level_scale
        self._cabinet = cabinet
        self._began = began
        self._ids: deque[str] = deque(maxlen=REMEMBERED)
        self._issued: datetime | None = None
        self._reported = began - timedelta(days=1)

    def hears(self, t: float) -> bool:
        """Whether it has mains and has booted; without mains it forgets."""
        self._cabinet.advance(t)
        if not self.lamp.powered:
            self._ids.clear()
            self._issued = None
        return reachable(self.lamp, t)

    def hear(self, t: float, payload: bytes, *, retained: bool) -> bool:
        """A command came in; whether it was taken."""
        if not self.hears(t):
            return False
        try:
            self._take(t, payload, retained=retained)
        except BadFrame as error:
            self.refused = [*self.refused[1 - REMEMBERED :], str(error)]
            return False
        return True

    def report(self, t: float) -> bytes | None:
        """What it says of itself now; None while it is not there."""
        if not self.hears(t):
            return None
        lamp = self.lamp
        self._reported = max(self._now(t), self._reported + GRAIN)
        status = sum(
            1 << bit for bit, name in self.rules.status.items() if name in STATUS and STATUS[name](lamp, t)
        )
        report = NodeReport(
            at=self._reported,
            level=round(number_of_level(self._scale, lamp.level), 3),
            power=round(lamp.watts(t), 1),
            energy=round(lamp.counter_wh(t), 1),
            burning_hours=round(lamp.hours_s(t) / 3600.0, 2),
            status=status,
            command=self._ids[-1] if self._ids else "",
        )
        return report_json(self.rules, report)

    def _take(self, t: float, payload: bytes, *, retained: bool) -> None:
        """Obey a command that is new and still counts; raises BadFrame for any other."""
        if retained:
            raise BadFrame("a command that waited at the broker")
        command = read_command(payload)
        if command.expires_at < self._now(t):
            raise BadFrame(f"command {command.id} has expired")
        if command.id in self._ids:
            raise BadFrame(f"command {command.id} came twice")
        if self._issued is not None and command.issued_at < self._issued:
            raise BadFrame(f"command {command.id} is older than the last")
        level = level_of_number(self._scale, command.level)
        if level is None:
            raise BadFrame(f"command {command.id} names no level")
        self._ids.append(command.id)
        self._issued = command.issued_at
        self._cabinet.order(t, self.lamp, level)

    def _now(self, t: float) -> datetime:
        return self._began + timedelta(seconds=t)
