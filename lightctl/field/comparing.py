"""What the field already knows to differ from the inventory, without asking anybody."""

from collections.abc import Iterable, Iterator

from lightctl.core.plant import Lamp, Plant
from lightctl.field.board import Board
from lightctl.field.device import Device
from lightctl.field.finding import Found, What
from lightctl.field.frames_concentrator import FramesConcentrator
from lightctl.field.node_group import NodeGroup
from lightctl.field.reports import LampState


def never_answered(devices: Iterable[Device]) -> Iterator[Found]:
    """Cabinets, concentrators and meters that are declared and never answered since the start."""
    for device in devices:
        if device.at is None and device.peer.unit and device.failures:
            told = (
                f"{device.name} is declared as unit {device.peer.unit} and never answered: {device.trouble}"
            )
            yield Found(device.line, What.MISSING, device.name, told, device.peer.unit)


def never_heard(board: Board, plant: Plant, lines: frozenset[str]) -> Iterator[Found]:
    """Lamps of these lines that have power, and of which nobody has any data."""
    for lamp in plant.lamps.values():
        line = line_of(plant, lamp)
        if line not in lines or board.circuit(lamp.circuit).closed is not True:
            continue
        report = board.lamp(lamp.id)
        if report.measured is None and report.state is not LampState.UNPOWERED:
            yield Found(line, What.NEVER_HEARD, lamp.id, _told(lamp), slot=lamp.slot)


def heard_by_frames(device: FramesConcentrator) -> Iterator[Found]:
    """Controllers that a framed concentrator heard under no number, or under one that nobody declared."""
    declared = {slot + 1 for slot in device.table.lamps}
    for one in device.keeping.heard:
        if one.lamp not in declared:
            where = f"as lamp {one.lamp}" if one.lamp else "without a number"
            told = f"{device.name} hears controller {one.serial} {where}, signal {one.signal} %"
            yield Found(device.line, What.UNKNOWN, device.name, told, slot=one.lamp, serial=str(one.serial))


def heard_by_broker(line: str, group: NodeGroup, plant: Plant) -> Iterator[Found]:
    """Nodes that report and that nobody declared."""
    declared = {lamp.direct.node for lamp in plant.lamps.values() if lamp.direct and lamp.direct.line == line}
    for node in (one for one in group.undeclared if one not in declared):
        yield Found(line, What.UNKNOWN, "", f"node {node} reports, nobody declared it", node=node)


def line_of(plant: Plant, lamp: Lamp) -> str:
    """The line on which a lamp is reached; its cabinet's for one that only a contactor switches."""
    if lamp.concentrator:
        return plant.concentrators[lamp.concentrator].address.line
    return lamp.direct.line if lamp.direct else plant.cabinets[lamp.cabinet].address.line


def _told(lamp: Lamp) -> str:
    where = f"slot {lamp.slot} of {lamp.concentrator}" if lamp.concentrator else "its own address"
    return f"{lamp.id} has power, and {where} has no data of it"
