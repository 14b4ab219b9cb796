"""Lamps that changed without our command, told apart: one lamp, all of a device, or a start at full."""

from collections.abc import Iterable, Mapping
from math import inf

from lightctl.core.units import Level
from lightctl.field.drift import DriftBook
from lightctl.field.levels import Levels

GATHER_S = 60.0
"""Where lamps are read one by one, so long others may still show the same before it is told."""
MANY, SHARE = 3, 0.5
"""From so many lamps, and so great a part of those with power, it is one change of their device."""
BOOT_LEVEL = 99.5
"""A lamp controller that starts shows full."""


class DriftTeller:
    """Tells the drifts of one device's lamps; `device` names all of them together."""

    def __init__(self, device: str, names: Mapping[int, str], levels: Levels, book: DriftBook) -> None:
        self._device = device
        self._names = names
        self._levels = levels
        self._book = book
        self._since = inf
        levels.judged = self._judged

    def _judged(self, now: float, everyone: bool) -> None:
        self._book.settle()
        if not self._levels.story.drifted:
            return
        self._since = min(self._since, now)
        if everyone or now - self._since >= GATHER_S:
            self._since = inf
            self._say(now)

    def _say(self, now: float) -> None:
        levels = self._levels
        drifted = dict(levels.story.drifted)
        levels.story.drifted.clear()
        powered = sum(not levels.dark[slot] for slot in self._names)
        if len(drifted) >= max(MANY, SHARE * powered):
            self._say_one(self._device, drifted, f"{len(drifted)} of {powered} lamps: ", now)
            return
        for slot, change in drifted.items():
            self._say_one(self._names[slot], {slot: change}, "", now)

    def _say_one(self, thing: str, drifted: Mapping[int, tuple[Level, Level]], who: str, now: float) -> None:
        were, read = _range(old for old, _ in drifted.values()), _range(new for _, new in drifted.values())
        boot = all(new >= BOOT_LEVEL for _, new in drifted.values())
        maybe = "as after a start" if boot else "written by someone else"
        self._book.changed(thing, f"{who}was {were}, reads {read} without our command, {maybe}", restart=boot)
        self._book.held(thing, any(self._levels.story.left_until(slot) > now for slot in drifted))


def _range(levels: Iterable[Level]) -> str:
    known = sorted(levels)
    return f"{known[0]:g} %" if known[0] == known[-1] else f"{known[0]:g} to {known[-1]:g} %"
