"""What became of the latest command to each lamp, and what changed a lamp without one; by slot from 0."""

from array import array
from math import inf, isnan, nan

from lightctl.core.units import Level
from lightctl.field.drift import Patience

SLOW_S = 300.0
"""A command may come into effect minutes late: what we told a lamp in this time is no drift of it."""
STEPS = ("sent", "accepted", "in_effect", "verified")
"""Of a command to a lamp: it left, its controller acknowledged it, reported it, and it is still the wish."""
_NEAR = 0.5
"""Percent; two levels closer than this are told apart by nobody."""


class LevelStory:
    """Instants are the wire's; nan where a step has not come so far."""

    def __init__(self, count: int) -> None:
        self.times = {step: array("d", [nan]) * count for step in STEPS}
        self.drifted: dict[int, tuple[Level, Level]] = {}
        """Slots that changed without our command: verified before, read now; whoever tells it clears it."""
        self._were: dict[int, tuple[float, Level, Level]] = {}
        """Slots told something else lately: when, and the lowest and highest level told before."""
        self._patience: dict[int, Patience] = {}

    def sent(
        self, slot: int, before: Level | None, level: Level | None, began: float, accepted: float
    ) -> None:
        """A command left: its steps begin anew, and what was told before may still come into effect."""
        if before is not None and before != level:
            since, low, high = self._were.get(slot, (-inf, before, before))
            if began - since >= SLOW_S:
                low = high = before
            self._were[slot] = began, min(low, before), max(high, before)
        for step, at in zip(STEPS, (began, accepted, nan, nan), strict=True):
            self.times[step][slot] = at

    def acknowledged(self, slot: int, now: float) -> None:
        """Its controller says that it took the command."""
        self.times["accepted"][slot] = now

    def read(
        self, slot: int, effective: Level | None, told: Level | None, now: float, *, wished: bool
    ) -> None:
        """Note the first reading that shows what the latest command said, and that it is still the wish."""
        times = self.times
        if not isnan(times["verified"][slot]) or isnan(times["sent"][slot]):
            return
        if told is None or effective is None or abs(effective - told) > _NEAR:
            return
        for step in ("accepted", "in_effect", *(("verified",) if wished else ())):
            times[step][slot] = now if isnan(times[step][slot]) else times[step][slot]

    def changed(self, slot: int, before: Level, read: Level, now: float, sent_at: float) -> None:
        """It was as wished and is not: by another hand, unless an older command of ours comes late."""
        since, low, high = self._were.get(slot, (-inf, before, before))
        if now - since < SLOW_S and low - _NEAR <= read <= high + _NEAR:
            return
        self.drifted[slot] = before, read
        self._patience.setdefault(slot, Patience()).spend(now, sent_at)

    def left_until(self, slot: int) -> float:
        """Wire time before which it is left as someone else wants it, because that happened so often."""
        patience = self._patience.get(slot)
        return -inf if patience is None else patience.until
