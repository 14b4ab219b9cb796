"""The cycle: freeze what is known, decide what is due, write the difference as wishes. Awaits nothing."""

import heapq
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from itertools import accumulate

from lightctl.core.decision import Decision
from lightctl.core.image import GroupDecision, Image, decide_group
from lightctl.core.nights import Nights
from lightctl.core.plant import Plant
from lightctl.core.units import DARK, Level
from lightctl.daemon.wishing import Wishing

OnDecision = Callable[[Decision], None]

SLICE_LAMPS = 10_000
"""Lamps of the groups that one ring decides at most: the event loop is held for less than 20 ms."""


class Cycle:
    """Rings every city second; a group is decided again only when touched or when its decision ran out."""

    def __init__(
        self, plant: Plant, nights: Nights, wishing: Wishing, on_decision: OnDecision, *,
        slice_lamps: int = SLICE_LAMPS,
    ) -> None:  # fmt: skip
        self._plant = plant
        self._nights = nights
        self._wishing = wishing
        self._on_decision = on_decision
        self._due: list[tuple[datetime, str]] = []
        self._due_of: dict[str, datetime] = {}
        self._touched: set[str] = set(plant.groups)
        self._decided: dict[str, GroupDecision] = {}
        self._unrecorded: set[str] = set()
        """Groups whose next decision is recorded even if it is the same light."""
        self._changed: dict[str, None] = {}
        self._slice_lamps = slice_lamps

    def adopt(self, plant: Plant, nights: Nights) -> None:
        """Have everything decided, and recorded, by another plant of the same wiring and other nights."""
        self._plant, self._nights = plant, nights
        self._decided = {name: one for name, one in self._decided.items() if name in plant.groups}
        self._due_of = {name: at for name, at in self._due_of.items() if name in plant.groups}
        self._touched = set(plant.groups)
        self._unrecorded = set(plant.groups)

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

    @property
    def unfinished(self) -> bool:
        """Whether the last ring left groups for another one at the same instant."""
        return bool(self._touched)

    def ring(self, image: Image) -> int:
        """Decide groups that are touched or due, one slice of them; returns how many were.

        Ring again while it is `unfinished`, with an image of then: nobody is decided from an old one.
        Contactors wait for the last slice, so that none opens for a group that is still to be lit.
        """
        groups = self._take(image.now)
        for group in groups:
            self._changed.update(dict.fromkeys(self._decide(group, image)))
        if not self._touched:
            self._wishing.settle(self._changed)
            self._changed.clear()
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
        groups = self._slice(sorted(self._touched))
        self._touched.difference_update(groups)
        return groups

    def _slice(self, groups: list[str]) -> list[str]:
        """As many groups as the event loop has time for; the darkest first, whom light may reach soonest."""
        if sum(len(self._plant.groups[group].lamps) for group in groups) <= self._slice_lamps:
            return groups
        groups.sort(key=self._shown)
        sizes = accumulate(len(self._plant.groups[group].lamps) for group in groups)
        return groups[: max(1, sum(size <= self._slice_lamps for size in sizes))]

    def _shown(self, group: str) -> Level:
        decided = self._decided.get(group)
        return decided.group.level if decided else DARK

    def _decide(self, group: str, image: Image) -> list[str]:
        plan = self._nights.at(group, image.now)
        decided = decide_group(self._plant, plan, image)
        before = self._decided.get(group)
        self._decided[group] = decided
        self._due_of[group] = min(decided.due, plan.ends)
        heapq.heappush(self._due, (self._due_of[group], group))
        self._record(decided, None if group in self._unrecorded else before)
        self._unrecorded.discard(group)
        return self._wishing.take(group, decided)

    def _record(self, decided: GroupDecision, before: GroupDecision | None) -> None:
        if before is None or not decided.group.same_light(before.group):
            self._on_decision(decided.group)
        for lamp, decision in decided.lamps.items():
            if before is None or not decision.same_light(before.lamps.get(lamp)):
                self._on_decision(decision)
        for lamp in before.lamps if before else ():
            if lamp not in decided.lamps:
                self._on_decision(replace(decided.group, thing=lamp))
