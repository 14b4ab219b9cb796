"""A decision as it grows, layer by layer."""

from datetime import datetime

from lightctl.core.decision import Fact, Layer, Reason
from lightctl.core.night import NightPlan
from lightctl.core.units import DARK, Level

Facts = tuple[tuple[str, Fact], ...]


class Story:
    """The level so far, who said what, and the next instant that may change it."""

    __slots__ = ("dark_by_plan", "floor", "floor_of", "level", "lit", "now", "plan", "reasons", "valid_until")

    def __init__(self, plan: NightPlan, now: datetime) -> None:
        reason = plan.reason_at(now)
        self.plan = plan
        self.now = now
        self.reasons = [reason]
        self.level = reason.level
        self.lit = plan.lit(now)
        self.dark_by_plan = self.lit and reason.level == DARK and plan.profile.part_night
        self.valid_until = plan.next_change(now)
        self.floor = DARK
        self.floor_of = ""

    def say(self, layer: Layer, rule: str, level: Level, facts: Facts) -> None:
        """Add a layer's word; the level is that after it."""
        self.level = level
        self.reasons.append(Reason(layer, rule, level, facts))

    def until(self, instant: datetime | None) -> None:
        """The decision must be made again at that instant, if it lies ahead."""
        if instant is not None and self.now < instant < self.valid_until:
            self.valid_until = instant


def iso(instant: datetime | None) -> str | None:
    """As a fact."""
    return instant.isoformat() if instant is not None else None
