"""Lamps that only a contactor switches: which circuits of a cabinet to close for a level.

Every second lamp off breaks uniformity, so this is what such a cabinet can do, not what a road deserves.
"""

from collections.abc import Sequence
from dataclasses import dataclass

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


def level_of(feeders: Sequence[Feeder], closed: Sequence[str]) -> Level:
    """Share of all light, in percent, that the closed circuits give."""
    everything = sum(feeder.light for feeder in feeders)
    given = sum(feeder.light for feeder in feeders if feeder.circuit in closed)
    return Level(100 * given / everything) if everything else DARK
