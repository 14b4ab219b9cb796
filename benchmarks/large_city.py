"""A hundred thousand lamps in two thousand groups, on the streets and by the rules of the reference city."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from lightctl.core.lamp_kind import ConstantLight, KeptBy
from lightctl.core.plant import (
    Cabinet,
    Circuit,
    Concentrator,
    DeviceAddress,
    Fitted,
    Group,
    Lamp,
    Line,
    LineKind,
    Plant,
)
from lightctl.core.schedule import Schedule
from lightctl.core.units import Level
from lightctl.site.model import Site

GROUPS, LAMPS_EACH, GROUPS_A_CABINET, GROUPS_A_BANK = 2000, 50, 10, 2
DAY = date(2026, 11, 20)
AGED_H = 50_000.0
SLOW, SWITCHED = 7, 9
"""Of ten groups one hangs lamps that may be dimmed only slowly, one lamps that only a contactor switches."""


def large_city(site: Site) -> Site:
    """The same rules for as many groups, ten of them to a cabinet with five concentrators.

    Lamps that can be dimmed are driven at 90 % when old, at less while they are new, never under 10 %.
    """
    model, streets = next(iter(site.plant.luminaires.values())), list(site.plant.streets)
    kept = replace(
        model, id="kept", virtual_output=Level(90.0), minimum_level=Level(10.0),
        constant_light=ConstantLight(KeptBy.LIGHTCTL, ((0.0, 100.0), (AGED_H, 80.0))),
    )  # fmt: skip
    cabinets = {f"c{n}": _cabinet(f"c{n}", streets[0]) for n in range(GROUPS // GROUPS_A_CABINET)}
    groups = {group.id: group for group in _groups(site.plant, streets)}
    banks = (
        Concentrator(f"b{n}", _cabinet_of(n * GROUPS_A_BANK), _bank(n))
        for n in range(GROUPS // GROUPS_A_BANK)
    )
    plant = replace(
        site.plant,
        lines={f"tcp-{one}": Line(f"tcp-{one}", LineKind.TCP, "127.0.0.1", 15000) for one in cabinets},
        cabinets=cabinets,
        concentrators={bank.id: bank for bank in banks},
        groups=groups,
        lamps={lamp.id: lamp for n, group in enumerate(groups.values()) for lamp in _lamps(n, group)},
        luminaires={"kept": kept, "slow": replace(kept, id="slow", ramp_down=1.0)},
    )
    return replace(site, plant=plant, schedule=_schedule_of(site, plant), scenes={})


def hours_of(plant: Plant) -> dict[str, float]:
    """Burning hours of every lamp that can be dimmed, all different."""
    step = AGED_H / len(plant.lamps)
    return {lamp.id: n * step for n, lamp in enumerate(plant.lamps.values()) if lamp.dimmable}


def _cabinet_of(group: int) -> str:
    return f"c{group // GROUPS_A_CABINET}"


def _cabinet(name: str, street: str) -> Cabinet:
    address = DeviceAddress("cabinets/mcu-reference", f"tcp-{name}", 1)
    return Cabinet(name, name, street, address, tuple(Circuit(f"{name}-{k}", name, k) for k in (1, 2, 3)))


def _bank(number: int) -> DeviceAddress:
    line = f"tcp-{_cabinet_of(number * GROUPS_A_BANK)}"
    return DeviceAddress("concentrators/dcu-reference", line, 2 + number % GROUPS_A_CABINET)


def _groups(plant: Plant, streets: list[str]) -> Iterator[Group]:
    for n in range(GROUPS):
        street = streets[n % len(streets)]
        lamps = tuple(f"g{n}-{k}" for k in range(LAMPS_EACH))
        yield Group(f"g{n}", street, plant.streets[street].never_below, lamps)


def _lamps(number: int, group: Group) -> Iterator[Lamp]:
    kind, cabinet = number % 10, _cabinet_of(number)
    bank = "" if kind == SWITCHED else f"b{number // GROUPS_A_BANK}"
    fitted = (Fitted(DAY, "slow" if kind == SLOW else "kept"),)
    for k, name in enumerate(group.lamps):
        slot = number % GROUPS_A_BANK * LAMPS_EACH + k + 1 if bank else 0
        yield Lamp(
            name, name, group.street, group.id, f"{cabinet}-{k % 3 + 1}", cabinet, fitted,
            concentrator=bank, slot=slot,
        )  # fmt: skip


def _schedule_of(site: Site, plant: Plant) -> Schedule:
    """The city's own rules, each for the new groups on the streets that it was written for."""
    rows = site.plant.groups
    rules = []
    for rule in site.schedule.rules:
        streets = {rows[group].street for group in rule.groups}
        mine = frozenset(group for group, row in plant.groups.items() if row.street in streets)
        rules.append(replace(rule, groups=mine))
    return replace(site.schedule, rules=tuple(rules), events=())
