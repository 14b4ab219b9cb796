"""Where a circuit is, whatever it is called: a lockout stays with its cable when the plant is edited."""

import json
from collections.abc import Mapping

from lightctl.core.commands import Lockout
from lightctl.core.plant import Plant

KEY = "lockout-places"
"""Of the daemon's state: lockout id → the places of its circuit when it was made, as JSON."""

Places = Mapping[str, tuple[str, ...]]
"""Lockout id → places."""


def places_of(circuit: str, plant: Plant) -> tuple[str, ...]:
    """Its output by the cabinet's id, and by the cabinet's address; an edit seldom changes both."""
    found = plant.circuits[circuit]
    cabinet = plant.cabinets[found.cabinet]
    address = cabinet.address
    return f"{cabinet.id} {found.output}", f"{address.line}/{address.unit} {found.output}"


def circuits_at(lockout: Lockout, places: Places, plant: Plant) -> tuple[str, ...]:
    """Every circuit that the lockout may mean: by its name, and by where it was; empty when it has left."""
    then = set(places.get(lockout.id, ()))
    return tuple(
        circuit
        for circuit in plant.circuits
        if circuit == lockout.circuit or not then.isdisjoint(places_of(circuit, plant))
    )


def read_places(text: str) -> dict[str, tuple[str, ...]]:
    """From JSON; a text that cannot be read leaves lockouts with their names alone."""
    try:
        rows = json.loads(text)
        return {str(lockout): tuple(map(str, found)) for lockout, found in rows.items()}
    except (AttributeError, TypeError, ValueError):
        return {}
