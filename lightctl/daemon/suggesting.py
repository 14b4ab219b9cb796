"""The row that would make a find part of the site, as an engineer would type it."""

from lightctl.core.plant import Lamp, Plant
from lightctl.field.finding import Found, What


def suggestion(found: Found, plant: Plant) -> str:
    """A row for the inventory table or for a plant file; empty where there is nothing to write."""
    if found.what is What.OTHER:
        lamp = plant.lamps[found.thing]
        model = lamp.controllers[-1].model if lamp.controllers else "MODEL"
        return f"lightctl commission replace {found.thing} --controller {model!r} --serial {found.serial}"
    if found.what is not What.UNKNOWN:
        return ""
    if found.node:
        return _node(found, plant)
    if found.thing:
        return _slot(found, plant)
    return _unit(found)


def _slot(found: Found, plant: Plant) -> str:
    concentrator = plant.concentrators[found.thing]
    lamps = plant.lamps_of_concentrator[found.thing]
    like = plant.lamps[lamps[-1]] if lamps else None
    circuit = like.circuit if like else plant.cabinets[concentrator.cabinet].circuits[0].id
    slot = str(found.slot) if found.slot else "1"
    units = f'concentrator: {found.thing}, slots: "{slot}"'
    return _range(like, circuit, units)


def _node(found: Found, plant: Plant) -> str:
    like = next((la for la in plant.lamps.values() if la.direct and la.direct.line == found.line), None)
    driver = like.direct.driver if like and like.direct else "lamps/node-reference"
    reached = f"direct: {{driver: {driver}, line: {found.line}, nodes: {found.node}}}"
    return _range(like, like.circuit if like else "CIRCUIT", reached)


def _range(like: Lamp | None, circuit: str, reached: str) -> str:
    street = like.street if like else "STREET"
    luminaire = like.luminaires[-1].model if like else "LUMINAIRE"
    return (
        f"- {{range: NEW-LAMP, street: {street}, circuits: [{circuit}], {reached}, "
        f"luminaire: {luminaire}, since: YYYY-MM-DD}}"
    )


def _unit(found: Found) -> str:
    return (
        f"- {{range: NEW-LAMP, street: STREET, circuits: [CIRCUIT], "
        f'direct: {{driver: DRIVER, line: {found.line}, units: "{found.unit}"}}, '
        f"luminaire: LUMINAIRE, since: YYYY-MM-DD}}   # or a concentrator: "
        f"{{id: NEW-CONCENTRATOR, driver: DRIVER, unit: {found.unit}}}"
    )
