"""Lamps that only a contactor switches: which circuits of a cabinet to close for a level.

Every second lamp off breaks uniformity, so this is what such a cabinet can do, not what a road deserves.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lightctl.core.plant import Lamp, SwitchPattern
from lightctl.core.units import DARK, Level

_NEARLY = 1e-9


@dataclass(frozen=True, slots=True)
class Feeder:
    """A circuit and the light of its contactor-only lamps, in any common measure (lamps, lumens)."""

    circuit: str
    light: float


def closed_for(feeders: Sequence[Feeder], level: Level) -> tuple[str, ...]:
    """The first circuits, in the given order, whose share of all light is at least the level in percent.

    Sets for rising levels contain each other, so that a small change moves few contactors.
    """
    if level <= DARK:
        return ()
    needed = sum(feeder.light for feeder in feeders) * level / 100
    closed: list[str] = []
    given = 0.0
    for feeder in feeders:
        if closed and given >= needed - _NEARLY:
            break
        closed.append(feeder.circuit)
        given += feeder.light
    return tuple(closed)


def closed_circuits(
    circuits: Sequence[str], wanted: Iterable[tuple[Lamp, Level]], patterns: Sequence[SwitchPattern] = ()
) -> set[str]:
    """Of a cabinet's circuits, in order of output, those to close for the levels wanted of its lamps.

    A circuit with a dimmable lamp to light; and where only contactors switch, the first circuits whose share
    of a group's lamps that want one level gives at least that level. Lamps that shall be dark do not count.
    Where the cabinet has patterns, only these are used: the first whose own level and whose share suffice.
    """
    lit = [(lamp, level) for lamp, level in wanted if level > DARK]
    closed = {lamp.circuit for lamp, _ in lit if lamp.dimmable}
    switched: dict[tuple[str, Level], Counter[str]] = {}
    for lamp, level in lit:
        if not lamp.dimmable:
            switched.setdefault((lamp.group, level), Counter())[lamp.circuit] += 1
    for (_, level), lamps in switched.items():
        feeders = [Feeder(one, lamps[one]) for one in circuits if one in lamps]
        closed.update(closed_of(circuits, feeders, level, patterns))
    return closed


def closed_of(
    circuits: Sequence[str], feeders: Sequence[Feeder], level: Level, patterns: Sequence[SwitchPattern] = ()
) -> set[str]:
    """Of a cabinet's circuits those to close for one level of lamps that only contactors switch."""
    if level <= DARK:
        return set()
    return _by_pattern(circuits, feeders, level, patterns) if patterns else set(closed_for(feeders, level))


def _by_pattern(
    circuits: Sequence[str], feeders: Sequence[Feeder], level: Level, patterns: Sequence[SwitchPattern]
) -> set[str]:
    """The circuits of the first pattern that gives these feeders the level; all of them where none does."""
    own = {feeder.circuit for feeder in feeders}
    for pattern in patterns:
        closed = own & {one for output, one in enumerate(circuits, 1) if output in pattern.outputs}
        if pattern.level >= level - _NEARLY and level_of(feeders, tuple(closed)) >= level - _NEARLY:
            return closed
    return own


def level_of(feeders: Sequence[Feeder], closed: Sequence[str]) -> Level:
    """Share of all light, in percent, that the closed circuits give."""
    everything = sum(feeder.light for feeder in feeders)
    given = sum(feeder.light for feeder in feeders if feeder.circuit in closed)
    return Level(100 * given / everything) if everything else DARK
