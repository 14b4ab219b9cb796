"""The cycle: freeze what is known, decide what is due, write the difference as wishes. Awaits nothing."""

import heapq
from collections.abc import Callable, Iterable
from datetime import datetime

from lightctl.core.decision import Decision
from lightctl.core.image import GroupDecision, Image, decide_group
from lightctl.core.nights import Nights
from lightctl.core.plant import Plant
from lightctl.daemon.wishing import Wishing

OnDecision = Callable[[Decision], None]


class Cycle:
    """Rings every city second; a group is decided again only when touched or when its decision ran out."""

    def __init__(self, plant: Plant, nights: Nights, wishing: Wishing, on_decision: OnDecision) -> None:
        self._plant = plant
        self._nights = nights
        self._wishing = wishing
        self._on_decision = on_decision
        self._due: list[tuple[datetime, str]] = []
        self._due_of: dict[str, datetime] = {}
        self._touched: set[str] = set(plant.groups)
        self._decided: dict[str, GroupDecision] = {}

    def touch(self, groups: Iterable[str]) -> None:
        """Have these groups decided at the next ring."""
        self._touched.update(groups)

    def touch_all(self) -> None:
        """Have everything decided at the next ring."""
        self._touched.update(self._plant.groups)

    def idle(self, now: datetime) -> bool:
        """Whether a ring at this instant would have nothing to do."""
        nobody = not self._touched and not (self._due and self._due[0][0] <= now)
        return nobody and not self._wishing.due(now)

    def ring(self, image: Image) -> int:
        """Decide every group that is touched or due; returns how many were."""
        groups = self._take(image.now)
        changed = [lamp for group in groups for lamp in self._decide(group, image)]
        self._wishing.settle(changed)
        self._wishing.darken(image.now)
        return len(groups)

    def decision_of(self, lamp_id: str) -> Decision | None:
        """The decision that rules a lamp now; None before the first ring."""
        decided = self._decided.get(self._plant.lamps[lamp_id].group)
        return decided.of(lamp_id) if decided else None

    def _take(self, now: datetime) -> list[str]:
        while self._due and self._due[0][0] <= now:
            instant, group = heapq.heappop(self._due)
            if self._due_of.get(group) == instant:
                self._touched.add(group)
        groups = sorted(self._touched)
        self._touched.clear()
        return groups

    def _decide(self, group: str, image: Image) -> list[str]:
        plan = self._nights.at(group, image.now)
        decided = decide_group(self._plant, plan, image)
        before = self._decided.get(group)
        self._decided[group] = decided
        self._due_of[group] = min(decided.due, plan.ends)
        heapq.heappush(self._due, (self._due_of[group], group))
        self._record(decided, before)
        return self._wishing.take(group, decided)

    def _record(self, decided: GroupDecision, before: GroupDecision | None) -> None:
        if before is None or not decided.group.same_light(before.group):
            self._on_decision(decided.group)
        for lamp, decision in decided.lamps.items():
            if before is None or not decision.same_light(before.lamps.get(lamp)):
                self._on_decision(decision)
        for lamp in before.lamps if before else ():
            if lamp not in decided.lamps:
                self._on_decision(_again_as_group(decided.group, lamp))


def _again_as_group(decision: Decision, lamp: str) -> Decision:
    return Decision(lamp, decision.at, decision.level, decision.reasons, decision.valid_until)
