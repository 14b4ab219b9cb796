"""Devices against their drivers: a cabinet that switches so many circuits, a concentrator with that slot."""

from collections.abc import Iterator, Mapping

from lightctl.site.lamp_rows import LampRow
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


def check_devices(rows: PlantRows, drivers: Mapping[str, Driver], problems: Problems) -> None:
    """Note devices that their drivers cannot serve; drivers that could not be read are passed over."""
    sizes: dict[str, int] = {}
    for cabinet in rows.cabinets:
        driver = drivers.get(cabinet.row.driver)
        outputs = sum(p.count for p in driver.points if p.kind is Kind.CONTACTOR) if driver else 0
        if driver and len(cabinet.row.circuits) > outputs:
            message = f"{len(cabinet.row.circuits)} circuits; driver {driver.id!r} switches {outputs}"
            problems.error(cabinet.spot("circuits"), message)
        for i, dcu in enumerate(cabinet.row.concentrators):
            found = drivers.get(dcu.driver)
            if found:
                sizes[dcu.id] = found.bank_size
            if found and not found.bank_size:
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
        if driver and not driver.point(Kind.LEVEL_COMMAND):
            told.add(lamp.row)
            spot = lamp.row.of("direct" if "direct" in lamp.row.cells else "driver")
            problems.error(spot, f"driver {driver.id!r} takes no level")
