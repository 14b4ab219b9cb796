"""How things break in the simulated city, and how they are mended."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from lightctl.simulation.agenda import Happening
from lightctl.simulation.cabinet import CabinetTruth, CircuitTruth, Stuck
from lightctl.simulation.calendar import occurrences
from lightctl.simulation.concentrator import ConcentratorTruth
from lightctl.simulation.lamp import LampTruth
from lightctl.simulation.node_server import NodeServer
from lightctl.simulation.served import ServedLine
from lightctl.site.scenario import Mishap, MishapKind


@dataclass(frozen=True)
class Things:
    """Everything that can break, by id."""

    cabinets: Mapping[str, CabinetTruth]
    feeders: Mapping[str, CabinetTruth]
    """The cabinet of each circuit and of each lamp."""
    circuits: Mapping[str, CircuitTruth]
    concentrators: Mapping[str, ConcentratorTruth]
    lamps: Mapping[str, LampTruth]
    lines: Mapping[str, ServedLine | NodeServer]


Effect = Callable[[Things, Mishap, float, bool], None]
"""Breaks (True) or mends (False) what a mishap names, at a city second."""


def happenings(
    things: Things, mishap: Mishap, *, since: datetime, zone: ZoneInfo
) -> Iterator[tuple[float, Happening]]:
    """The series of a mishap's beginnings and ends in city seconds."""
    effect = _EFFECTS[mishap.what]

    def happen(broken: bool, t: float) -> None:
        effect(things, mishap, t, broken)

    for begins, ends in occurrences(mishap.at, mishap.lasts, mishap.night, since=since, zone=zone):
        yield max(0.0, (begins - since).total_seconds()), partial(happen, True)
        if ends is not None:
            yield (ends - since).total_seconds(), partial(happen, False)


def _cabinet(change: Callable[[CabinetTruth, bool], None]) -> Effect:
    def effect(things: Things, mishap: Mishap, t: float, broken: bool) -> None:
        cabinet = things.cabinets[mishap.thing]
        change(cabinet, broken)
        cabinet.settle(t)

    return effect


def _circuit(change: Callable[[CircuitTruth, bool], None]) -> Effect:
    """Of a circuit, or of all circuits of a cabinet."""

    def effect(things: Things, mishap: Mishap, t: float, broken: bool) -> None:
        whole = things.cabinets.get(mishap.thing)
        for circuit in whole.circuits if whole else [things.circuits[mishap.thing]]:
            change(circuit, broken)
        (whole or things.feeders[mishap.thing]).settle(t)

    return effect


def _silence_cabinet(cabinet: CabinetTruth, broken: bool) -> None:
    cabinet.silent = broken


def _silence_meter(cabinet: CabinetTruth, broken: bool) -> None:
    cabinet.meter_silent = broken


def _open_door(cabinet: CabinetTruth, broken: bool) -> None:
    cabinet.door_open = broken


def _go_local(cabinet: CabinetTruth, broken: bool) -> None:
    cabinet.local = broken


def _trip(circuit: CircuitTruth, broken: bool) -> None:
    circuit.tripped = broken


def _leak(circuit: CircuitTruth, broken: bool) -> None:
    circuit.leaking = broken


def _weld(stuck: Stuck, circuit: CircuitTruth, broken: bool) -> None:
    circuit.stuck = stuck if broken else None


def _silence_concentrator(things: Things, mishap: Mishap, _t: float, broken: bool) -> None:
    things.concentrators[mishap.thing].silent = broken


def _exchange(things: Things, mishap: Mishap, _t: float, broken: bool) -> None:
    """Another device answers in its place, over the same connection."""
    truth = things.cabinets.get(mishap.thing) or things.concentrators[mishap.thing]
    truth.stranger = broken


def _cut_line(things: Things, mishap: Mishap, _t: float, broken: bool) -> None:
    things.lines[mishap.thing].set_down(broken)


def _kill_lamp(things: Things, mishap: Mishap, t: float, broken: bool) -> None:
    cabinet = things.feeders[mishap.thing]
    cabinet.advance(t)
    things.lamps[mishap.thing].fail(t, broken)
    cabinet.changes += 1


def _drift(things: Things, mishap: Mishap, t: float, broken: bool) -> None:
    """The clock jumps ahead; only somebody who sets it mends it."""
    cabinet = things.cabinets[mishap.thing]
    if broken:
        cabinet.set_clock(t, cabinet.clock.ahead_s(t) + mishap.ahead.total_seconds())


_EFFECTS: dict[MishapKind, Effect] = {
    MishapKind.CABINET_SILENT: _cabinet(_silence_cabinet),
    MishapKind.METER_SILENT: _cabinet(_silence_meter),
    MishapKind.DOOR_OPEN: _cabinet(_open_door),
    MishapKind.LOCAL_MODE: _cabinet(_go_local),
    MishapKind.BREAKER_TRIPPED: _circuit(_trip),
    MishapKind.EARTH_LEAKAGE: _circuit(_leak),
    MishapKind.CONTACTOR_STUCK_OPEN: _circuit(partial(_weld, Stuck.OPEN)),
    MishapKind.CONTACTOR_STUCK_CLOSED: _circuit(partial(_weld, Stuck.CLOSED)),
    MishapKind.CONCENTRATOR_SILENT: _silence_concentrator,
    MishapKind.LINE_DOWN: _cut_line,
    MishapKind.LAMP_DEAD: _kill_lamp,
    MishapKind.CLOCK_DRIFT: _drift,
    MishapKind.STRANGER: _exchange,
}
