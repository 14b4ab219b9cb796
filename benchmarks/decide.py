"""Deciding for a hundred thousand lamps in two thousand groups: an ordinary ring, and everything anew."""

import statistics
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from benchmarks.figure import Figure, median_figure
from lightctl.core.image import Image
from lightctl.core.nights import Nights
from lightctl.core.plant import Cabinet, Circuit, DeviceAddress, Fitted, Group, Lamp, Plant
from lightctl.core.schedule import Schedule
from lightctl.daemon.conditions import Conditions
from lightctl.daemon.cycle import Cycle
from lightctl.daemon.wishing import Wishing
from lightctl.site.loader import load_site
from lightctl.site.model import Site
from tests.conftest import REPOSITORY
from tests.nights.deciding import NoField
from tests.nights.one_street import ZONE

GROUPS, LAMPS_EACH, LAMPS_A_CABINET = 2000, 50, 500
EVENING = datetime(2026, 11, 20, 19, 0, tzinfo=ZONE)
RAMPS = EVENING + timedelta(hours=3)
ROUNDS = 15


def figures() -> Iterator[Figure]:
    """Processor time of rings: each second of an hour with ramps, and touching everything."""
    site = load_site(REPOSITORY)
    plant = big_plant(site)
    conditions = Conditions(plant, site.profiles, counted=True)
    nights = Nights(plant, site.profiles, schedule_of(site, plant), site.settings.place)
    cycle = Cycle(plant, nights, Wishing(plant, NoField(), EVENING.date()), lambda _: None)

    def ring(now: datetime) -> float:
        began = time.process_time()
        if not cycle.idle(now):
            cycle.ring(Image(now, conditions.traffic, conditions.weather))
        return (time.process_time() - began) * 1000

    def settle(now: datetime) -> list[float]:
        slices = [ring(now)]
        while not cycle.idle(now):
            slices.append(ring(now))
        return slices

    settle(EVENING)
    whole, longest = [], []
    for n in range(1, ROUNDS + 1):
        cycle.touch_all()
        slices = settle(EVENING + timedelta(seconds=n))
        whole.append(sum(slices))
        longest.append(max(slices))
    what = f"deciding all {GROUPS:,} groups of {len(plant.lamps):,} lamps anew"
    yield median_figure(what, whole, "ms", "100 ms")
    yield median_figure("of it the longest slice", longest, "ms", "20 ms")
    settle(RAMPS)
    rings = [settle(RAMPS + timedelta(seconds=n)) for n in range(1, 1200)]
    each = sorted(sum(slices) for slices in rings)
    worst = max(max(slices) for slices in rings)
    yield Figure("a ring in an ordinary hour, median", statistics.median(each), "ms", "3 ms")
    yield Figure("its longest slice (every group steps down a ramp at once)", worst, "ms", "20 ms")


def big_plant(site: Site) -> Plant:
    """Groups on the reference city's streets in turn, ten of them to a cabinet with a concentrator."""
    streets = list(site.plant.streets)
    groups: dict[str, Group] = {}
    lamps: dict[str, Lamp] = {}
    cabinets: dict[str, Cabinet] = {}
    fitted = (Fitted(EVENING.date(), next(iter(site.plant.luminaires))),)
    for n in range(GROUPS):
        street, cabinet = streets[n % len(streets)], f"c{n * LAMPS_EACH // LAMPS_A_CABINET}"
        address = DeviceAddress("cabinets/mcu-reference", "tcp", 1)
        circuits = tuple(Circuit(f"{cabinet}-{k}", cabinet, k) for k in (1, 2, 3))
        cabinets.setdefault(cabinet, Cabinet(cabinet, cabinet, street, address, circuits))
        names = tuple(f"g{n}-{k}" for k in range(LAMPS_EACH))
        groups[f"g{n}"] = Group(f"g{n}", street, site.plant.streets[street].never_below, names)
        for k, name in enumerate(names):
            circuit = circuits[k % 3].id
            lamps[name] = Lamp(name, name, street, f"g{n}", circuit, cabinet, fitted, concentrator="d")
    return replace(site.plant, groups=groups, cabinets=cabinets, lamps=lamps)


def schedule_of(site: Site, plant: Plant) -> Schedule:
    """The city's own rules, each for the new groups on the streets that it was written for."""
    rows = site.plant.groups
    rules = []
    for rule in site.schedule.rules:
        streets = {rows[group].street for group in rule.groups}
        mine = frozenset(group for group, row in plant.groups.items() if row.street in streets)
        rules.append(replace(rule, groups=mine))
    return replace(site.schedule, rules=tuple(rules), events=())
