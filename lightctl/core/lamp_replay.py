"""Whether a lamp was warming up, cooling down or on its way at a past instant: the steps of then, again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from lightctl.core.decision import Decision, Layer
from lightctl.core.lamp_level import Gear, given, to_driver
from lightctl.core.lamp_pace import Step, Told, after, next_step, paced
from lightctl.core.units import DARK

BEFORE = timedelta(hours=6)
"""How far back to look: no lamp warms up, cools down or dims for longer."""


@dataclass(slots=True)
class _Lamp:
    gear: Gear
    told: Told
    decision: Decision
    step: Step

    def ask(self, now: datetime) -> None:
        """What its driver was told at that instant."""
        driver = to_driver(self.gear, given(self.gear, self.decision.level))
        urgent = self.decision.ruled_by is Layer.EMERGENCY
        self.step = next_step(self.gear.luminaire, self.told, driver, now, urgent=urgent)
        if self.step.driver != self.told.driver:
            self.told = after(self.told, self.step.driver, now)

    def go_on(self, end: datetime) -> None:
        """Take the steps that were due by then."""
        while self.step.until is not None and self.step.until <= end:
            self.ask(self.step.until)


def held_at(gear: Gear, decisions: Sequence[Decision], starts: Iterable[datetime], at: datetime) -> Step:
    """What its driver was told at an instant and what held it there, from the decisions that ruled it.

    The first one is taken as long settled; a start of the daemon forgets what was told before.
    """
    if not decisions or not paced(gear.luminaire):
        return Step(DARK)
    first = decisions[0]
    driver, long_ago = to_driver(gear, given(gear, first.level)), first.at - BEFORE
    told = Told(driver, long_ago, long_ago if driver > DARK else None, None)
    lamp = _Lamp(gear, told, first, Step(driver))
    begun = [(start, None) for start in starts if start > first.at]
    for instant, decision in sorted([*begun, *((one.at, one) for one in decisions[1:])], key=_order):
        if instant > at:
            break
        lamp.go_on(instant)
        if decision is None:
            lamp.told, lamp.step = Told(), Step(lamp.step.driver)
        else:
            lamp.decision = decision
            lamp.ask(instant)
    lamp.go_on(at)
    return lamp.step


def _order(row: tuple[datetime, Decision | None]) -> tuple[datetime, bool]:
    return row[0], row[1] is not None
