"""A lamp node behind a broker: told by commands that expire, known by what it reports itself."""

from collections.abc import Callable
from datetime import datetime, timedelta
from math import inf

from lightctl.core.plant import Lamp
from lightctl.core.units import Level
from lightctl.errors import BadFrame
from lightctl.field.circuits import CircuitState
from lightctl.field.device import Device
from lightctl.field.lamps import LampTable
from lightctl.field.levels import BOOT_S, SETTLE_S
from lightctl.field.node_values import NodeValues
from lightctl.field.pace import Pace
from lightctl.field.peer import Peer
from lightctl.field.reports import BankSamples, LampReport, LampState
from lightctl.wire.codec import decode
from lightctl.wire.levels import level_of_number
from lightctl.wire.node_json import MOST_AHEAD, NodeCommand, NodeReport, check_age
from lightctl.wire.topic_rules import TopicRules

MISSED_REPORTS = 2.5
"""Times the promised period without a report, and a node with power is silent."""


class NodeLamp(Device):
    """One node; its slot is in the table of its group."""

    def __init__(
        self, lamp: Lamp, slot: int, table: LampTable, rules: TopicRules, pace: Pace,
        give: Callable[[BankSamples], None],
    ) -> None:  # fmt: skip
        if lamp.direct is None:
            raise ValueError(f"lamp {lamp.id} has no node")
        super().__init__(lamp.id, lamp.direct.line, Peer(0, 0.0, 0.0, ()), table.around)
        self.node = lamp.direct.node
        self._slot = slot
        self._table = table
        self._rules = rules
        self._energy_s = pace.energy_s
        self._give = give
        self._values = NodeValues()
        self._command: NodeCommand | None = None
        self._reported: datetime | None = None
        self._named = ""
        """Id of the command that its last report named."""
        self._powered: datetime | None = None
        self._sample_due = 0.0
        self.silent_at = inf
        """Wire time at which its silence is a fault; inf while it is excused or known."""

    @property
    def due(self) -> float:
        """Wire time from which it has to be told something."""
        return self._table.levels.due_of(self._slot)

    def begin(self, now: float) -> None:
        self.silent_at = now + self._patience_s()

    def reconnected(self) -> None:
        """Nothing that an earlier session was given counts: what is not verified is told anew."""
        self._table.levels.doubt(self._slot)
        if self.silent_since is None and not self._table.levels.dark[self._slot]:
            self.silent_at = self.around.wire() + self._patience_s()

    def command(self, name: str) -> NodeCommand | None:
        """The wish as a command that expires; None when nothing is wished. It counts as this node's last."""
        data = self._table.levels.data(self._slot)
        number = None if data is None else decode(self._table.command, data)
        if number is None:
            return None
        now = self.around.clock.now()
        lifetime_s = self._rules.lifetime_s * max(1.0, self.around.clock.rate)
        self._command = NodeCommand(name, number, now, now + timedelta(seconds=lifetime_s))
        return self._command

    def sent(self, aim: Level | None) -> None:
        """The broker has its last command."""
        levels = self._table.levels
        levels.sent({self._slot: aim}, self.around.wire(), acknowledged=self._taken())

    def heard(self, report: NodeReport, *, retained: bool) -> None:
        """A report came in; raises BadFrame when it is no news or cannot be right."""
        now = self.around.clock.now()
        rate = max(1.0, self.around.clock.rate)
        check_age(report, now, oldest=timedelta(seconds=self._rules.report_s * rate), ahead=rate * MOST_AHEAD)
        if self._reported is not None and report.at <= self._reported <= now + rate * MOST_AHEAD:
            # A last report from the future was believed while the city's own clock was wrong.
            raise BadFrame("the report is not newer than the last")
        scale = self._table.driver.level_scale
        level = None if report.level is None else level_of_number(scale, report.level)
        if report.level is not None and level is None:
            raise BadFrame(f"level {report.level:g} is none of this driver's scale")
        self._reported, self._named = report.at, report.command
        self.at = min(report.at, now)
        self._values.take(report)
        self._lives(retained=retained)
        self._observe(report, level)
        self._sample(self.at)

    def report(self) -> LampReport:
        """What is known of the lamp."""
        return self._table.report(self._slot, self, self._values, 1)

    def state(self) -> LampState:
        """How far the lamp's wish has come."""
        return self._table.state(self._slot, self)

    def power_changed(self, circuit: CircuitState) -> None:
        """Without power nobody reports; with it, first let it boot."""
        levels = self._table.levels
        if circuit.dark != levels.dark[self._slot]:
            self._powered = self.around.clock.now()
            self._command = None
            levels.power(self._slot, circuit.dark, self.around.wire())
        if circuit.dark:
            self.excuse()
            self.silent_at = inf
        else:
            self.silent_at = self.around.wire() + BOOT_S + self._patience_s()
        self.wake()

    def fell_silent(self, trouble: str) -> None:
        """Call it silent, unless it has no power anyway; what it did is no longer known."""
        self.silent_at = inf
        if not self._table.levels.dark[self._slot]:
            super().fell_silent(trouble)
            self._table.levels.observe(self._slot, [None])

    def _patience_s(self) -> float:
        return self.around.wire_s(MISSED_REPORTS * self._rules.report_s) + SETTLE_S

    def _taken(self) -> bool:
        """Whether it says itself that it took its last command."""
        return self._command is not None and self._named == self._command.id

    def _lives(self, *, retained: bool) -> None:
        """A sign of life; one that waited at the broker says only that it lived."""
        self.silent_at = self.around.wire() + self._patience_s()
        if not retained and self.silent_since is not None:
            self._returned()

    def _observe(self, report: NodeReport, level: float | None) -> None:
        """Its level in effect, unless the report was made before what we know now."""
        levels, last = self._table.levels, self._command
        if self._taken():
            levels.acknowledge(self._slot, self.around.wire())
        elif (last is not None and report.at < last.issued_at) or (
            self._powered is not None and report.at < self._powered
        ):
            return
        levels.observe(self._slot, [level], self.around.wire())
        if level is not None:
            levels.judge_one(self._slot, self.around.wire())
        self.wake()

    def _sample(self, at: datetime) -> None:
        now = self.around.wire()
        if now >= self._sample_due:
            self._sample_due = max(self._sample_due + self._energy_s, now + self._energy_s / 2)
            self._give(BankSamples(self.name, at, (self._table.row(self._slot, self._values),)))
