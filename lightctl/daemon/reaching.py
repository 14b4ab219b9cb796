"""Whom the overrides in force reach."""

from collections.abc import Iterable

from lightctl.core.commands import Override, Scope
from lightctl.core.image import Reach
from lightctl.core.plant import Plant
from lightctl.core.target import groups_of, lamps_of

_BY_LAMP = frozenset({Scope.CABINET, Scope.LAMP})


def reach_of(plant: Plant, overrides: Iterable[Override]) -> Reach:
    """Overrides by whole group, and by single lamp where the target cuts through groups."""
    groups: dict[str, tuple[Override, ...]] = {}
    lamps: dict[str, tuple[Override, ...]] = {}
    for override in overrides:
        by_lamp = override.target.scope in _BY_LAMP
        table = lamps if by_lamp else groups
        for thing in (lamps_of if by_lamp else groups_of)(override.target, plant):
            table[thing] = (*table.get(thing, ()), override)
    return Reach(groups, lamps)


def groups_reached(plant: Plant, overrides: Iterable[Override]) -> frozenset[str]:
    """Every group with at least one lamp that one of them reaches."""
    reached: set[str] = set()
    for override in overrides:
        reached.update(groups_of(override.target, plant))
    return frozenset(reached)
