"""A part of a city that is a city: some of its cabinets with everything they feed, polled at a calm pace."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import timedelta

from lightctl.core.plant import Cabinet, Lamp, Plant
from lightctl.site.model import Polling, Site
from lightctl.wire.driver import Driver, Kind

CALM = Polling(
    lamps=timedelta(minutes=15), cabinets=timedelta(minutes=5), energy=timedelta(hours=2),
    dark=timedelta(hours=1),
)  # fmt: skip
_PLAN_KINDS = {kind for kind in Kind if kind.value.startswith(("plan-", "fallback-"))}


def sampled(site: Site, most: int) -> tuple[str, ...]:
    """So many cabinets, spread over the plant; those of devices and profiles that differ come first."""
    cabinets = list(site.plant.cabinets.values())
    seen: dict[object, str] = {}
    for cabinet in cabinets:
        seen.setdefault(_character(site, cabinet), cabinet.id)
    chosen = list(seen.values())[:most]
    step = max(1, len(cabinets) // max(1, most))
    spread = [cabinet.id for cabinet in cabinets[::step] if cabinet.id not in chosen]
    picked = {*chosen, *spread[: most - len(chosen)]}
    return tuple(cabinet.id for cabinet in cabinets if cabinet.id in picked)


def part_of(site: Site, cabinets: Collection[str]) -> Site:
    """The site with these cabinets alone, and calmer polling; what it lights is decided as ever."""
    settings = replace(site.settings, polling=CALM)
    return replace(site, settings=settings, plant=_part_of_plant(site.plant, set(cabinets)))


def without_plans(site: Site) -> Site:
    """The same with cabinets that can hold no plan."""
    drivers = {name: _without_plan(driver) for name, driver in site.drivers.items()}
    return replace(site, drivers=drivers)


def _without_plan(driver: Driver) -> Driver:
    return replace(driver, points=tuple(p for p in driver.points if p.kind not in _PLAN_KINDS))


def _character(site: Site, cabinet: Cabinet) -> object:
    plant = site.plant
    lamps = [plant.lamps[lamp] for circuit in cabinet.circuits for lamp in plant.lamps_of_circuit[circuit.id]]
    reached = {
        plant.concentrators[lamp.concentrator].address.driver if lamp.concentrator
        else lamp.direct.driver if lamp.direct else ""
        for lamp in lamps
    }  # fmt: skip
    return cabinet.address.driver, frozenset(reached)


def _part_of_plant(plant: Plant, cabinets: set[str]) -> Plant:
    lamps = {lamp.id: lamp for lamp in plant.lamps.values() if lamp.cabinet in cabinets}
    reached = {lamp.concentrator for lamp in lamps.values()}
    concentrators = {name: one for name, one in plant.concentrators.items() if name in reached}
    kept = {name: one for name, one in plant.cabinets.items() if name in cabinets | {
        concentrator.cabinet for concentrator in concentrators.values()}}  # fmt: skip
    groups = {
        group.id: replace(group, lamps=tuple(lamp for lamp in group.lamps if lamp in lamps))
        for group in plant.groups.values()
        if any(lamp in lamps for lamp in group.lamps)
    }
    lines = set(_lines(kept, lamps.values(), plant, set(concentrators)))
    return Plant(
        lines={name: line for name, line in plant.lines.items() if name in lines},
        streets=plant.streets, groups=groups, cabinets=kept, concentrators=concentrators, lamps=lamps,
        luminaires=plant.luminaires, places={},
    )  # fmt: skip


def _lines(
    cabinets: dict[str, Cabinet], lamps: Collection[Lamp], plant: Plant, concentrators: set[str]
) -> Iterator[str]:
    for cabinet in cabinets.values():
        yield cabinet.address.line
        if cabinet.meter is not None:
            yield cabinet.meter.line
    yield from (plant.concentrators[name].address.line for name in concentrators)
    yield from (lamp.direct.line for lamp in lamps if lamp.direct)
