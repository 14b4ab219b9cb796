"""Devices against their drivers: a cabinet that switches so many circuits, a concentrator with that slot."""

from collections.abc import Iterator, Mapping

from lightctl.site.lamp_rows import LampRow
from lightctl.site.plant_file import LineRow
from lightctl.site.plant_rows import PlantRows
from lightctl.site.problems import Problems, Spot
from lightctl.wire.driver import Driver, Kind


def driver_references(rows: PlantRows) -> Iterator[tuple[str, Spot]]:
    """Every driver the plant names, once for each declaration."""
    for cabinet in rows.cabinets:
        yield cabinet.row.driver, cabinet.spot("driver")
        for i, dcu in enumerate(cabinet.row.concentrators):
            yield dcu.driver, cabinet.spot("concentrators", i, "driver")
        if cabinet.row.meter:
            yield cabinet.row.meter.driver, cabinet.spot("meter", "driver")
    for lamp in {lamp.row: lamp for lamp in rows.lamps if lamp.direct}.values():
        if lamp.direct:
            yield lamp.direct.driver, lamp.row.of("direct" if "direct" in lamp.row.cells else "driver")


_LINES_OF = {
    "modbus": {"tcp", "rtu", "rtu_over_tcp"},
    "dcu-frames": {"serial"},
    "mqtt-json": {"mqtt"},
}


def check_dialogues(rows: PlantRows, drivers: Mapping[str, Driver], problems: Problems) -> None:
    """Note devices on a line that does not carry their dialogue."""
    kinds = {line.row.id: _kind(line.row) for line in rows.lines}
    for driver_id, line, spot in _placements(rows):
        driver, kind = drivers.get(driver_id), kinds.get(line)
        if driver and kind and kind not in _LINES_OF[driver.speaks]:
            fits = " or ".join(sorted(word.replace("_", "-") for word in _LINES_OF[driver.speaks]))
            is_kind = kind.replace("_", "-")
            message = f"driver {driver_id!r} speaks {driver.speaks}, but line {line!r} is {is_kind}"
            problems.error(spot, message, f"a line of kind {fits}")


def _kind(row: LineRow) -> str:
    return next(kind for kind in ("tcp", "rtu", "rtu_over_tcp", "serial", "mqtt") if getattr(row, kind))


def _placements(rows: PlantRows) -> Iterator[tuple[str, str, Spot]]:
    """(driver, line, place) of each declaration of a device."""
    for cabinet in rows.cabinets:
        row = cabinet.row
        yield row.driver, row.line, cabinet.spot("driver")
        for i, dcu in enumerate(row.concentrators):
            yield dcu.driver, dcu.line or row.line, cabinet.spot("concentrators", i, "driver")
        if row.meter:
            yield row.meter.driver, row.meter.line or row.line, cabinet.spot("meter", "driver")
    for lamp in {lamp.row: lamp for lamp in rows.lamps if lamp.direct}.values():
        if lamp.direct:
            spot = lamp.row.of("direct" if "direct" in lamp.row.cells else "driver")
            yield lamp.direct.driver, lamp.direct.line, spot


def check_devices(rows: PlantRows, drivers: Mapping[str, Driver], problems: Problems) -> None:
    """Note devices that their drivers cannot serve; drivers that could not be read are passed over."""
    check_dialogues(rows, drivers, problems)
    sizes: dict[str, int] = {}
    for cabinet in rows.cabinets:
        driver = drivers.get(cabinet.row.driver)
        outputs = sum(p.count for p in driver.points if p.kind is Kind.CONTACTOR) if driver else 0
        if driver and len(cabinet.row.circuits) > outputs:
            message = f"{len(cabinet.row.circuits)} circuits; driver {driver.id!r} switches {outputs}"
            problems.error(cabinet.spot("circuits"), message)
        if (
            driver
            and outputs
            and not (driver.point(Kind.CONTACTOR_FEEDBACK) or driver.readable(Kind.CONTACTOR))
        ):
            message = f"driver {driver.id!r} tells nowhere whether a contactor is closed"
            problems.error(
                cabinet.spot("driver"), message, "a contactor-feedback, or a contactor that can be read"
            )
        for i, dcu in enumerate(cabinet.row.concentrators):
            found = drivers.get(dcu.driver)
            if found:
                sizes[dcu.id] = found.lamps
            if found and not found.lamps:
                spot = cabinet.spot("concentrators", i, "driver")
                problems.error(spot, f"driver {found.id!r} has no bank of lamps")
        meter = cabinet.row.meter and drivers.get(cabinet.row.meter.driver)
        if meter and not meter.point(Kind.ENERGY):
            problems.error(cabinet.spot("meter", "driver"), f"driver {meter.id!r} has no energy counter")
    _lamps(rows.lamps, sizes, drivers, problems)


def _lamps(
    lamps: list[LampRow], sizes: Mapping[str, int], drivers: Mapping[str, Driver], problems: Problems
) -> None:
    told = set()
    for lamp in lamps:
        if lamp.row in told:
            continue
        size = sizes.get(lamp.concentrator, lamp.slot)
        if size and not 0 < lamp.slot <= size and lamp.slot:
            told.add(lamp.row)
            spot = lamp.row.of("slots" if "slots" in lamp.row.cells else "slot")
            problems.error(spot, f"slot {lamp.slot}; concentrator {lamp.concentrator!r} has {size}")
        driver = drivers.get(lamp.direct.driver) if lamp.direct else None
        if driver and lamp.direct and (driver.topics is None) == bool(lamp.direct.node):
            told.add(lamp.row)
            wants = "nodes by their names" if driver.topics else "units by their numbers"
            spot = lamp.row.of("direct" if "direct" in lamp.row.cells else "driver")
            problems.error(spot, f"driver {driver.id!r} wants {wants}")
            continue
        if driver and driver.topics is None and not driver.point(Kind.LEVEL_COMMAND):
            told.add(lamp.row)
            spot = lamp.row.of("direct" if "direct" in lamp.row.cells else "driver")
            problems.error(spot, f"driver {driver.id!r} takes no level")
