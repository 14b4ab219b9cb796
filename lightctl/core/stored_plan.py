"""A cabinet's coming nights as rows that its controller can run by itself while the master is silent.

A row counts from its instant until the next; the last one only ends the plan. Overrides and lockouts are
not in it: the first end with the daemon that holds them, the second take outputs out of the cabinet's mask.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from struct import pack

from lightctl.core.decide import Inputs, decide
from lightctl.core.fallback import Fallback
from lightctl.core.night import NightPlan
from lightctl.core.pattern import closed_circuits
from lightctl.core.plant import Cabinet, Plant
from lightctl.core.units import Level

NightOf = Callable[[str], NightPlan]
"""A group's plan of one night."""


@dataclass(frozen=True, slots=True)
class PlanRow:
    """From this instant (UTC, whole seconds) on these outputs are closed: bit 0 is output 1."""

    at: datetime
    outputs: int


@dataclass(frozen=True, slots=True)
class StoredPlan:
    """What a cabinet does by itself: whole nights in ascending rows, and what comes after them."""

    rows: tuple[PlanRow, ...]
    nights: int
    asked: int
    """Nights that were to be held; more than `nights` where the device has no room for them."""
    fallback: Fallback
    stamp: int
    """32 bits of the digest of site, rows and fallback."""

    @property
    def until(self) -> datetime | None:
        """When the last night that it holds ends."""
        return self.rows[-1].at if self.rows else None

    def outputs_at(self, at: datetime) -> int | None:
        """Outputs closed at an instant; None before the first row and from the last on."""
        index = bisect_right(self.rows, at, key=lambda row: row.at)
        return self.rows[index - 1].outputs if 0 < index < len(self.rows) else None


def compile_plan(
    plant: Plant, cabinet: Cabinet, nights: Sequence[NightOf], room: int, fallback: Fallback, digest: str
) -> StoredPlan:
    """The nights in order, as many whole ones as `room` rows hold."""
    groups = _groups_of(plant, cabinet)
    known: dict[tuple[Level, ...], int] = {}
    rows: list[PlanRow] = []
    held, ends = 0, None
    for night_of in nights if groups else ():
        plans = {group: night_of(group) for group in groups}
        more = _joined(rows, _rows_of_night(plant, cabinet, plans, known))
        if len(more) + 1 > room:
            break
        rows, held, ends = more, held + 1, next(iter(plans.values())).ends
    whole = (*rows, PlanRow(ends, 0)) if ends is not None else ()
    asked = len(nights) if groups else 0
    return StoredPlan(whole, held, asked, fallback, _stamp(whole, fallback, digest))


def outputs_by_plan(
    plant: Plant, cabinet: Cabinet, plans: Mapping[str, NightPlan], at: datetime,
    known: dict[tuple[Level, ...], int] | None = None,
) -> int:  # fmt: skip
    """Outputs to close at an instant as the cycle would with nothing but the plan; `known` remembers them."""
    levels = {name: level_by_plan(plant, plan, at) for name, plan in plans.items()}
    key = tuple(levels.values())
    memory = {} if known is None else known
    if key not in memory:
        circuits = [circuit.id for circuit in cabinet.circuits]
        lamps = (plant.lamps[lamp] for circuit in circuits for lamp in plant.lamps_of_circuit[circuit])
        closed = closed_circuits(circuits, ((lamp, levels[lamp.group]) for lamp in lamps), cabinet.patterns)
        memory[key] = sum(1 << circuit.output - 1 for circuit in cabinet.circuits if circuit.id in closed)
    return memory[key]


def level_by_plan(plant: Plant, plan: NightPlan, at: datetime) -> Level:
    """What a group's lamps get with nothing but the plan and its floors."""
    return decide(plan.group, plan, Inputs(never_below=plant.groups[plan.group].never_below), at).level


def _groups_of(plant: Plant, cabinet: Cabinet) -> tuple[str, ...]:
    lamps = (lamp for circuit in cabinet.circuits for lamp in plant.lamps_of_circuit[circuit.id])
    return tuple(dict.fromkeys(plant.lamps[lamp].group for lamp in lamps))


def _rows_of_night(
    plant: Plant, cabinet: Cabinet, plans: Mapping[str, NightPlan], known: dict[tuple[Level, ...], int]
) -> Iterator[PlanRow]:
    """Every instant of the night at which any group's plan may change, from its noon on."""
    starts = next(iter(plans.values())).starts
    changes = {at for plan in plans.values() for at in plan.plan.times if starts < at < plan.ends}
    for at in (starts, *sorted(changes)):
        yield PlanRow(at, outputs_by_plan(plant, cabinet, plans, at, known))


def _joined(rows: Sequence[PlanRow], night: Iterator[PlanRow]) -> list[PlanRow]:
    """Only rows that change something; the very first stays."""
    joined = list(rows)
    for row in night:
        if not joined or joined[-1].outputs != row.outputs:
            joined.append(row)
    return joined


def _stamp(rows: Sequence[PlanRow], fallback: Fallback, digest: str) -> int:
    told = [pack(">QQ", int(row.at.timestamp()), row.outputs) for row in rows]
    text = digest.encode() + pack(">HH", fallback.on, fallback.off) + b"".join(told)
    return int.from_bytes(sha256(text).digest()[:4], "big")
