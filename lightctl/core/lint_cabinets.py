"""What every cabinet does with its nights: rows of its stored plan, and how often its contactors switch."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from lightctl.core.fallback import Fallback
from lightctl.core.lint import Mark, Remark, Weight
from lightctl.core.night import NightPlan
from lightctl.core.plant import Cabinet, Plant
from lightctl.core.stored_plan import PlanRow, compile_plan

MOST_SWITCHINGS = 6
"""Closings and openings of one contactor in a night, by plan alone."""
NO_FALLBACK = Fallback(0, 0)
PLENTY = 10_000

Told = tuple[Remark, tuple[str, ...]]
"""A remark, and the groups it concerns."""


@dataclass(frozen=True, slots=True)
class CabinetLimits:
    """What a cabinet's driver declares; None where it declares nothing."""

    rows: int | None = None
    """Rows of a stored plan that it has room for."""
    writes: int | None = None
    """How often a contactor's coil may be written in 24 hours."""


class Cabinets:
    """All cabinets of a plant; nights of the same shape are worked out once."""

    def __init__(self, plant: Plant, limits: Mapping[str, CabinetLimits], mark: Mark) -> None:
        self._plant, self._limits, self._mark = plant, limits, mark
        self._groups = {cabinet: groups_of(plant, cabinet) for cabinet in plant.cabinets}
        self._known: dict[tuple[str, object], list[Told]] = {}

    def night(self, plans: Mapping[str, NightPlan]) -> Iterator[Told]:
        """What the plans of one night, by group, make of every cabinet all of whose groups have one."""
        for cabinet, groups in self._groups.items():
            if not groups or any(group not in plans for group in groups):
                continue
            key = (cabinet, _shape([plans[group] for group in groups]))
            if key not in self._known:
                self._known[key] = list(self._remarks(self._plant.cabinets[cabinet], plans))
            yield from self._known[key]

    def _remarks(self, cabinet: Cabinet, plans: Mapping[str, NightPlan]) -> Iterator[Told]:
        stored = compile_plan(self._plant, cabinet, [plans.__getitem__], PLENTY, NO_FALLBACK, "")
        limits = self._limits.get(cabinet.id, CabinetLimits())
        groups = self._groups[cabinet.id]
        if limits.rows is not None and len(stored.rows) > limits.rows:
            yield self._no_room(cabinet, plans[groups[0]], len(stored.rows), limits.rows), groups
        counts = switchings(stored.rows)
        if not counts:
            return
        ((output, most),) = counts.most_common(1)
        fed = _fed(self._plant, cabinet, output)
        if most > MOST_SWITCHINGS:
            yield self._restless(cabinet, plans[fed[0]], output, most), fed
        if limits.writes is not None and most > limits.writes:
            yield self._worn(cabinet, plans[fed[0]], most, limits.writes), fed

    def _no_room(self, cabinet: Cabinet, plan: NightPlan, rows: int, room: int) -> Remark:
        message = f"a night of its plan takes {rows} rows, and its controller has room for {room}"
        advice = "fewer steps for the streets it feeds, or it cannot keep its plan while the master is silent"
        return self._remark("plan-room", f"cabinet {cabinet.name}", plan, message, advice)

    def _restless(self, cabinet: Cabinet, plan: NightPlan, output: int, most: int) -> Remark:
        message = (
            f"contactor {output} of cabinet {cabinet.name} switches {most} times that night by plan alone, "
            f"and {MOST_SWITCHINGS} are enough"
        )
        advice = "fewer steps, or fewer dark hours, for streets that contactors switch"
        return self._remark("switchings", f"profile {plan.profile.id}", plan, message, advice)

    def _worn(self, cabinet: Cabinet, plan: NightPlan, most: int, limit: int) -> Remark:
        message = (
            f"a contactor of cabinet {cabinet.name} is written {most} times that night, and driver "
            f"{cabinet.address.driver} allows {limit} a day"
        )
        advice = "fewer steps, or fewer dark hours, for streets that contactors switch"
        return self._remark("write-limit", f"profile {plan.profile.id}, contactors", plan, message, advice)

    def _remark(self, code: str, subject: str, plan: NightPlan, message: str, advice: str) -> Remark:
        where = self._mark(f"profiles/{plan.profile.id}", "plan")
        return Remark(Weight.WARNING, code, where, subject, message, advice)


def groups_of(plant: Plant, cabinet: str) -> tuple[str, ...]:
    """Groups with lamps on it, in plant order."""
    lamps = (
        plant.lamps[lamp]
        for circuit in plant.cabinets[cabinet].circuits
        for lamp in plant.lamps_of_circuit[circuit.id]
    )
    return tuple(dict.fromkeys(lamp.group for lamp in lamps))


def switchings(rows: Sequence[PlanRow]) -> Counter[int]:
    """How often each output (from 1) closes or opens in the course of a plan."""
    counts: Counter[int] = Counter()
    for before, after in pairwise(rows):
        changed = before.outputs ^ after.outputs
        counts.update(bit + 1 for bit in range(changed.bit_length()) if changed >> bit & 1)
    return counts


def _fed(plant: Plant, cabinet: Cabinet, output: int) -> tuple[str, ...]:
    """Groups with lamps behind one contactor."""
    circuit = next(one.id for one in cabinet.circuits if one.output == output)
    return tuple(dict.fromkeys(plant.lamps[lamp].group for lamp in plant.lamps_of_circuit[circuit]))


def _shape(plans: Sequence[NightPlan]) -> object:
    """What makes two nights of a cabinet alike: profiles, floors, and levels in their order."""
    alike = {id(plan): plan for plan in plans}
    order = {one: index for index, one in enumerate(alike)}
    at: dict[datetime, list[tuple[int, float]]] = {}
    for one, plan in alike.items():
        for instant, level in zip(plan.plan.times, plan.plan.levels, strict=True):
            at.setdefault(instant, []).append((order[one], level))
    told = tuple((plan.profile.id, plan.floor) for plan in alike.values())
    return told, tuple(order[id(plan)] for plan in plans), tuple(tuple(at[one]) for one in sorted(at))
