"""Whom the overrides in force reach."""

from collections.abc import Iterable

from lightctl.core.commands import Override, Scope
from lightctl.core.image import Reach
from lightctl.core.plant import Plant
from lightctl.core.target import groups_of, lamps_of


def reach_of(plant: Plant, overrides: Iterable[Override]) -> Reach:
    """Overrides by whole group, and by single lamp or cabinet where the target cuts through groups."""
    groups: dict[str, tuple[Override, ...]] = {}
    lamps: dict[str, tuple[Override, ...]] = {}
    cabinets: dict[str, tuple[Override, ...]] = {}
    for override in overrides:
        target = override.target
        match target.scope:
            case Scope.CABINET:
                _add(cabinets, (target.id,), override)
            case Scope.LAMP:
                _add(lamps, lamps_of(target, plant), override)
            case _:
                _add(groups, groups_of(target, plant), override)
    return Reach(groups, lamps, cabinets)


def groups_reached(plant: Plant, overrides: Iterable[Override]) -> frozenset[str]:
    """Every group with at least one lamp that one of them reaches."""
    reached: set[str] = set()
    for override in overrides:
        reached.update(groups_of(override.target, plant))
    return frozenset(reached)


def _add(table: dict[str, tuple[Override, ...]], things: Iterable[str], override: Override) -> None:
    for thing in things:
        table[thing] = (*table.get(thing, ()), override)
