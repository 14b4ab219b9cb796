"""How long each street was dark in its lit hours, and burned outside them, by what the lamps really did."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from lightctl.cli.drill.night import Changes
from lightctl.core.night import NightPlan
from lightctl.core.plant import Cabinet, Plant
from lightctl.core.stored_plan import level_by_plan, outputs_by_plan
from lightctl.core.units import DARK

Spans = list[tuple[datetime, datetime]]


@dataclass(frozen=True, slots=True)
class StreetRow:
    """Minutes of one street: of its worst lamp, and summed over its lamps."""

    street: str
    lamps: int
    dark_worst_min: float
    dark_lamp_min: float
    day_worst_min: float
    day_lamp_min: float


def street_rows(
    plant: Plant, plans: dict[str, NightPlan], changes: Changes, hours: tuple[datetime, datetime]
) -> list[StreetRow]:
    """The darkest street first; `plans` are the night's, by group."""
    light: dict[str, list[tuple[datetime, float]]] = defaultdict(list)
    for at, lamp, level in changes:
        light[lamp].append((at, level))
    dark: dict[str, list[float]] = defaultdict(list)
    day: dict[str, list[float]] = defaultdict(list)
    for lamp, wanted in wanted_spans(plant, plans).items():
        lit = _lit(light[lamp], hours)
        both = _common(wanted, lit)
        street = plant.lamps[lamp].street
        dark[street].append(max(0.0, _minutes(wanted) - both))
        day[street].append(max(0.0, _minutes(lit) - both))
    rows = [StreetRow(s, len(dark[s]), max(dark[s]), sum(dark[s]), max(day[s]), sum(day[s])) for s in dark]
    return sorted(rows, key=lambda row: (-row.dark_worst_min, -row.day_worst_min, row.street))


def total_of(rows: Sequence[StreetRow]) -> StreetRow:
    """All streets together."""
    return StreetRow(
        "", sum(r.lamps for r in rows), max((r.dark_worst_min for r in rows), default=0.0),
        sum(r.dark_lamp_min for r in rows), max((r.day_worst_min for r in rows), default=0.0),
        sum(r.day_lamp_min for r in rows),
    )  # fmt: skip


def wanted_spans(plant: Plant, plans: dict[str, NightPlan]) -> dict[str, Spans]:
    """When each lamp shall shine by plan alone; what only a contactor switches, when its pattern closes."""
    spans: dict[str, Spans] = {lamp: [] for lamp in plant.lamps}
    for cabinet in plant.cabinets.values():
        _add_cabinet(plant, cabinet, plans, spans)
    return spans


def _add_cabinet(
    plant: Plant, cabinet: Cabinet, plans: dict[str, NightPlan], spans: dict[str, Spans]
) -> None:
    lamps = [plant.lamps[lamp] for c in cabinet.circuits for lamp in plant.lamps_of_circuit[c.id]]
    own = {lamp.group: plans[lamp.group] for lamp in lamps}
    instants = sorted({at for plan in own.values() for at in (*plan.plan.times, plan.ends)})
    for at, until in pairwise(instants):
        closed = outputs_by_plan(plant, cabinet, own, at)
        levels = {name: level_by_plan(plant, plan, at) for name, plan in own.items()}
        for lamp in lamps:
            fed = closed >> plant.circuits[lamp.circuit].output - 1 & 1
            if fed and levels[lamp.group] > DARK:
                spans[lamp.id].append((at, until))


def _lit(rows: Sequence[tuple[datetime, float]], hours: tuple[datetime, datetime]) -> Spans:
    ends = [at for at, _ in rows[1:]] + [hours[1]]
    return [(at, until) for (at, level), until in zip(rows, ends, strict=False) if level > 0 and until > at]


def _common(left: Spans, right: Spans) -> float:
    return sum(
        max(0.0, (min(a[1], b[1]) - max(a[0], b[0])).total_seconds()) / 60 for a in left for b in right
    )


def _minutes(spans: Iterable[tuple[datetime, datetime]]) -> float:
    return sum((until - at).total_seconds() for at, until in spans) / 60
