"""Checked rows as the frozen plant."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from lightctl.core.lamp_kind import ConstantLight, Discharge, KeptBy
from lightctl.core.plant import (
    Cabinet,
    Circuit,
    Concentrator,
    CountingPlace,
    DeviceAddress,
    Fitted,
    Group,
    Lamp,
    Line,
    LineKind,
    Luminaire,
    Plant,
    Street,
    SwitchPattern,
)
from lightctl.core.units import Level, Watts
from lightctl.site.lamp_rows import LampRow
from lightctl.site.luminaire_row import LuminaireRow
from lightctl.site.plant_file import CabinetRow, LineRow, StreetRow
from lightctl.site.plant_rows import PlantRows
from lightctl.wire.driver import Driver

WARM_UP, RESTRIKE = timedelta(minutes=15), timedelta(minutes=10)
"""Of discharge lamps of which nothing else is said: full power 15 min before dimming (NEMA LSD 14)."""


def build_plant(rows: PlantRows) -> Plant:
    """The plant of rows without mistakes."""
    cabinets = {c.row.id: _cabinet(c.row) for c in rows.cabinets}
    lamps = _lamps(rows, cabinets)
    streets = {s.row.id: _street(s.row) for s in rows.streets}
    return Plant(
        lines={line.row.id: _line(line.row) for line in rows.lines},
        streets=streets,
        groups=_groups(rows, streets, lamps),
        cabinets=cabinets,
        concentrators={dcu.id: dcu for c in rows.cabinets for dcu in _concentrators(c.row)},
        lamps=lamps,
        luminaires={one.row.id: _luminaire(one.row) for one in rows.luminaires},
        places={
            p.row.id: CountingPlace(p.row.id, p.row.name, p.row.street, dict(p.row.weights))
            for p in rows.places
        },
    )


def with_patterns(plant: Plant, drivers: Mapping[str, Driver]) -> Plant:
    """The plant, its cabinets knowing what their controllers can only switch together."""
    cabinets = {
        name: replace(cabinet, patterns=_patterns(drivers[cabinet.address.driver]))
        for name, cabinet in plant.cabinets.items()
    }
    return replace(plant, cabinets=cabinets)


def _patterns(driver: Driver) -> tuple[SwitchPattern, ...]:
    return tuple(SwitchPattern(one.level, one.outputs) for one in driver.patterns)


def _line(row: LineRow) -> Line:
    if row.rtu or row.serial:
        kind = LineKind.RTU if row.rtu else LineKind.SERIAL
        return Line(row.id, kind, device=row.rtu or row.serial, baud=row.baud, parity=row.parity)
    host, _, port = (row.tcp or row.rtu_over_tcp or row.mqtt).rpartition(":")
    kind = LineKind.TCP if row.tcp else LineKind.MQTT if row.mqtt else LineKind.RTU_OVER_TCP
    return Line(row.id, kind, host=host.strip("[]"), port=int(port), baud=row.baud, parity=row.parity)


def _street(row: StreetRow) -> Street:
    return Street(
        id=row.id,
        name=row.name,
        lighting_class=row.lighting_class,
        service_flow=row.service_flow,
        never_below=Level(row.never_below),
        baseline=row.baseline,
        district=row.district or "",
        place=row.place or "",
        follows=row.follows or "",
        typical=row.typical or "",
        luminance=row.measured_luminance or row.calculated_luminance,
        luminance_from=luminance_from(row.calculated_luminance, row.measured_luminance),
    )


def luminance_from(calculated: float | None, measured: float | None) -> str:
    """How a luminance is known; empty where it is not."""
    return "measured" if measured else "calculated" if calculated else ""


def _luminaire(row: LuminaireRow) -> Luminaire:
    curve = tuple(sorted((float(level), float(watts)) for level, watts in row.power_curve.items()))
    return Luminaire(
        row.id, row.title, curve, Watts(row.standby_w), Level(row.minimum_level), row.source,
        virtual_output=Level(row.virtual_output), constant_light=_constant_light(row),
        discharge=_discharge(row), ramp_down=row.ramp_down,
    )  # fmt: skip


def _constant_light(row: LuminaireRow) -> ConstantLight | None:
    if row.clo is None:
        return None
    return ConstantLight(KeptBy(row.clo.by), tuple(sorted(row.clo.lumen_curve.items())))


def _discharge(row: LuminaireRow) -> Discharge | None:
    if row.kind != "discharge":
        return None
    return Discharge(row.warm_up or WARM_UP, row.restrike or RESTRIKE)


def _cabinet(row: CabinetRow) -> Cabinet:
    meter = row.meter
    return Cabinet(
        id=row.id,
        name=row.name,
        street=row.street,
        address=DeviceAddress(row.driver, row.line, row.unit),
        circuits=tuple(Circuit(circuit, row.id, i) for i, circuit in enumerate(row.circuits, start=1)),
        meter=DeviceAddress(meter.driver, meter.line or row.line, meter.unit) if meter else None,
        metered=row.metered,
    )


def _concentrators(row: CabinetRow) -> list[Concentrator]:
    return [
        Concentrator(dcu.id, row.id, DeviceAddress(dcu.driver, dcu.line or row.line, dcu.unit))
        for dcu in row.concentrators
    ]


def _lamps(rows: PlantRows, cabinets: Mapping[str, Cabinet]) -> dict[str, Lamp]:
    homes = {circuit.id: cabinet.id for cabinet in cabinets.values() for circuit in cabinet.circuits}
    changed: dict[str, list[tuple[date, str, Fitted]]] = {}
    for change in rows.changes:
        row = change.row
        if row.luminaire:
            new = (row.since, "luminaire", Fitted(row.since, row.luminaire, row.serial))
            changed.setdefault(row.lamp, []).append(new)
        if row.controller:
            new = (row.since, "controller", Fitted(row.since, row.controller, row.serial))
            changed.setdefault(row.lamp, []).append(new)
    shared: dict[tuple[date, str], tuple[Fitted, ...]] = {}
    lamps: dict[str, Lamp] = {}
    for lamp in rows.lamps:
        fitted = shared.setdefault((lamp.since, lamp.luminaire), (Fitted(lamp.since, lamp.luminaire),))
        lamps[lamp.id] = _lamp(
            lamp, homes[lamp.circuit], fitted, sorted(changed.get(lamp.id, ()), key=lambda c: c[0])
        )
    return lamps


def _lamp(
    row: LampRow, cabinet: str, first: tuple[Fitted, ...], changes: list[tuple[date, str, Fitted]]
) -> Lamp:
    return Lamp(
        id=row.id,
        pole=row.pole,
        street=row.street,
        group=row.group,
        circuit=row.circuit,
        cabinet=cabinet,
        luminaires=(*first, *(new for _, what, new in changes if what == "luminaire")),
        controllers=(*row.controllers, *(new for _, what, new in changes if what == "controller")),
        concentrator=row.concentrator,
        slot=row.slot,
        direct=row.direct,
        where=row.where,
    )


def _groups(rows: PlantRows, streets: Mapping[str, Street], lamps: Mapping[str, Lamp]) -> dict[str, Group]:
    """Declared groups and, for lamps without one, each street's own."""
    members: dict[str, list[str]] = {}
    for lamp in lamps.values():
        members.setdefault(lamp.group, []).append(lamp.id)
    floors = {g.row.id: g.row.never_below or 0.0 for g in rows.groups}
    owners = {g.row.id: g.row.street for g in rows.groups}
    groups: dict[str, Group] = {}
    for group, ids in members.items():
        street = streets[owners.get(group, group)]
        floor = max(floors.get(group, 0.0), street.never_below)
        groups[group] = Group(group, street.id, Level(floor), tuple(ids))
    return groups
