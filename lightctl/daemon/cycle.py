"""The cycle: freeze what is known, decide what is due, write the difference as wishes. Awaits nothing."""

import heapq
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from lightctl.clock import WireClock
from lightctl.core.decision import Decision
from lightctl.core.image import GroupDecision, Image, decide_group
from lightctl.core.nights import Nights
from lightctl.core.plant import Plant
from lightctl.core.units import DARK, Level
from lightctl.daemon.wishing import Wishing

OnDecision = Callable[[Decision], None]

SLICE_LAMPS = 10_000
"""Lamps of the groups that one ring decides at most."""
SLICE_S = 0.008
"""Of the wire's clock: after so long a ring leaves the rest to the next one, and the event loop to others."""


class Cycle:
    """Rings every city second; a group is decided again only when touched or when its decision ran out."""

    def __init__(
        self, plant: Plant, nights: Nights, wishing: Wishing, on_decision: OnDecision, *,
        wire: WireClock = float, slice_lamps: int = SLICE_LAMPS,
    ) -> None:  # fmt: skip
        self._plant = plant
        self._nights = nights
        self._wishing = wishing
        self._on_decision = on_decision
        self._wire = wire
        self._slice_lamps = slice_lamps
        self._due: list[tuple[datetime, str]] = []
        """With reminders that count no more, because the group was decided otherwise since."""
        self._due_of: dict[str, datetime] = {}
        self._touched: set[str] = set(plant.groups)
        self._queue: list[str] | None = None
        """Those touched, the next one last; None while they are to be put in order."""
        self._decided: dict[str, GroupDecision] = {}
        self._unrecorded: set[str] = set()
        """Groups whose next decision is recorded even if it is the same light."""
        self._changed: dict[str, None] = {}
        """Cabinets whose contactors are to be looked at."""

    def adopt(self, plant: Plant, nights: Nights) -> None:
        """Have everything decided, and recorded, by another plant of the same wiring and other nights."""
        self._plant, self._nights = plant, nights
        self._decided = {name: one for name, one in self._decided.items() if name in plant.groups}
        self._due_of = {name: at for name, at in self._due_of.items() if name in plant.groups}
        self._touched, self._queue = set(plant.groups), None
        self._unrecorded = set(plant.groups)

    def touch(self, groups: Iterable[str]) -> None:
        """Have these groups decided at the next ring."""
        self._touched.update(groups)
        self._queue = None

    def touch_all(self) -> None:
        """Have everything decided at the next ring."""
        self.touch(self._plant.groups)

    def idle(self, now: datetime) -> bool:
        """Whether a ring at this instant would have nothing to do."""
        nobody = not self._touched and not (self._due and self._due[0][0] <= now)
        return nobody and not self._changed and not self._wishing.due(now)

    @property
    def unfinished(self) -> bool:
        """Whether the last ring left something for another one at the same instant."""
        return bool(self._touched or self._changed) or self._wishing.unfinished

    def ring(self, image: Image) -> int:
        """Decide groups that are touched or due, one slice of them; returns how many were.

        Ring again while it is `unfinished`, with an image of then: nobody is decided from an old one.
        Contactors wait until everybody is decided, so that none opens for a group that is still to be lit.
        """
        ends = self._wire() + SLICE_S
        decided = self._decide_some(image, ends)
        if not self._touched:
            self._follow(image.now, ends)
        return decided

    def decision_of(self, lamp_id: str) -> Decision | None:
        """The decision that rules a lamp now; None before the first ring."""
        decided = self._decided.get(self._plant.lamps[lamp_id].group)
        return decided.of(lamp_id) if decided else None

    def _decide_some(self, image: Image, ends: float) -> int:
        """Whom one slice has time for; returns how many, at least one where anybody is touched."""
        groups, lamps, decided = self._take(image.now), 0, 0
        while groups and (not decided or self._wire() < ends):
            lamps += len(self._plant.groups[groups[-1]].lamps)
            if decided and lamps > self._slice_lamps:
                break
            group = groups.pop()
            self._touched.discard(group)
            for circuit in self._decide(group, image):
                self._changed[self._plant.circuits[circuit].cabinet] = None
            decided += 1
        return decided

    def _follow(self, now: datetime, ends: float) -> None:
        """Switch what the decisions ask of contactors, and let go dark whose turn has come."""
        while self._changed:
            cabinet = next(iter(self._changed))
            del self._changed[cabinet]
            self._wishing.settle_cabinet(cabinet)
            if self._changed and self._wire() >= ends:
                return
        self._wishing.darken(now, lambda: self._wire() < ends)

    def _take(self, now: datetime) -> list[str]:
        """Whom to decide, the first one last: the darkest first, whom light may reach soonest."""
        while self._due and self._due[0][0] <= now:
            instant, group = heapq.heappop(self._due)
            if self._due_of.get(group) == instant:
                del self._due_of[group]
                self.touch([group])
        if self._queue is None:
            self._queue = sorted(self._touched, key=lambda group: (self._shown(group), group), reverse=True)
        return self._queue

    def _shown(self, group: str) -> Level:
        decided = self._decided.get(group)
        return decided.group.level if decided else DARK

    def _decide(self, group: str, image: Image) -> list[str]:
        plan = self._nights.at(group, image.now)
        decided = decide_group(self._plant, plan, image)
        before = self._decided.get(group)
        self._decided[group] = decided
        self._remind(group, min(decided.due, plan.ends))
        self._record(decided, None if group in self._unrecorded else before)
        self._unrecorded.discard(group)
        return self._wishing.take(group, decided)

    def _remind(self, group: str, due: datetime) -> None:
        """Once for each instant, however often it is decided until then."""
        if self._due_of.get(group) != due:
            self._due_of[group] = due
            heapq.heappush(self._due, (due, group))

    def _record(self, decided: GroupDecision, before: GroupDecision | None) -> None:
        """What changed; lamps apart again with their group, for the newest row of either is what rules."""
        anew = before is None or not decided.group.same_light(before.group)
        if anew:
            self._on_decision(decided.group)
        for lamp, decision in decided.lamps.items():
            if before is None or anew or not decision.same_light(before.lamps.get(lamp)):
                self._on_decision(decision)
        for lamp in before.lamps if before else ():
            if lamp not in decided.lamps:
                self._on_decision(replace(decided.group, thing=lamp))
