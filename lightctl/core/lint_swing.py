"""How often contactors may switch on the worst night, when traffic and weather move the light to and fro.

A brighter class stays for a while (traffic ten minutes, weather its hold time), so a night has only so many
changes. Lamps that are told a level do not count: their contactor stays closed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby, pairwise

from lightctl.core.lint import Mark, Remark, Weight
from lightctl.core.lint_cabinets import groups_of
from lightctl.core.night import NightPlan
from lightctl.core.pattern import closed_circuits
from lightctl.core.plant import Cabinet, Plant, Street
from lightctl.core.traffic import HOLD
from lightctl.core.units import DARK, Level

MOST_ON_THE_WORST_NIGHT = 24
"""Switchings of one contactor: one in half an hour all night long."""


@dataclass(frozen=True, slots=True)
class Worst:
    """The contactor that may switch most in a cabinet's nights so far."""

    cabinet: str
    output: int
    times: int
    plan: NightPlan


class Swings:
    """The worst nights of all cabinets with lamps that only contactors switch."""

    def __init__(self, plant: Plant, mark: Mark) -> None:
        self._plant, self._mark = plant, mark
        self._worst: dict[str, Worst] = {}
        switched = (lamp for lamp in plant.lamps.values() if not lamp.dimmable)
        self._cabinets = {lamp.cabinet: groups_of(plant, lamp.cabinet) for lamp in switched}
        self._closed: dict[tuple[str, tuple[Level, ...]], frozenset[str]] = {}

    def night(self, plans: Mapping[str, NightPlan]) -> None:
        """Look at one night's plans, by group."""
        for cabinet, groups in self._cabinets.items():
            if any(group not in plans for group in groups):
                continue
            mine = {group: plans[group] for group in groups}
            holds = {group: _hold(plan, self._street(group)) for group, plan in mine.items()}
            moved = [(hold, group) for group, hold in holds.items() if hold]
            if moved:
                hold, group = min(moved)
                self._look(self._plant.cabinets[cabinet], mine, hold, plans[group])

    def remarks(self) -> Iterator[tuple[Remark, tuple[str, ...]]]:
        """The worst night of each cabinet where it is too much, the worst cabinet first."""
        for worst in sorted(self._worst.values(), key=lambda one: -one.times):
            if worst.times <= MOST_ON_THE_WORST_NIGHT:
                continue
            profile = worst.plan.profile
            where = self._mark(f"profiles/{profile.id}", "traffic" if profile.traffic else "weather")
            message = (
                f"traffic and weather may make contactor {worst.output} of cabinet "
                f"{self._plant.cabinets[worst.cabinet].name} switch up to {worst.times} times "
                f"in the night of {worst.plan.night}, and {MOST_ON_THE_WORST_NIGHT} are enough"
            )
            advice = (
                "a least nearer to full, a longer hold, or a profile without traffic where contactors switch"
            )
            remark = Remark(Weight.WARNING, "swings", where, f"profile {profile.id}", message, advice)
            yield remark, self._cabinets[worst.cabinet]

    def _street(self, group: str) -> Street:
        return self._plant.streets[self._plant.groups[group].street]

    def _look(
        self, cabinet: Cabinet, plans: Mapping[str, NightPlan], hold: timedelta, moved: NightPlan
    ) -> None:
        states = list(self._states(cabinet, plans))
        for circuit in cabinet.circuits:
            pieces = [(circuit.id in low, circuit.id in high, lasts) for low, high, lasts in states]
            times = times_of_swings(pieces, hold)
            known = self._worst.get(cabinet.id)
            if known is None or times > known.times:
                self._worst[cabinet.id] = Worst(cabinet.id, circuit.output, times, moved)

    def _states(
        self, cabinet: Cabinet, plans: Mapping[str, NightPlan]
    ) -> Iterator[tuple[frozenset[str], frozenset[str], timedelta]]:
        """Circuits closed at the least and at the most light, piece by piece, and how long each lasts."""
        first = next(iter(plans.values()))
        changes = {at for plan in plans.values() for at in (*plan.plan.times, *plan.least.times)}
        instants = [first.starts, *sorted(at for at in changes if first.starts < at < first.ends), first.ends]
        for at, until in pairwise(instants):
            swings = {group: swing_at(plan, self._street(group), at) for group, plan in plans.items()}
            low, high = ({group: swing[end] for group, swing in swings.items()} for end in (0, 1))
            yield self._closing(cabinet, low), self._closing(cabinet, high), until - at

    def _closing(self, cabinet: Cabinet, levels: Mapping[str, Level]) -> frozenset[str]:
        key = (cabinet.id, tuple(levels.values()))
        if key not in self._closed:
            circuits = [circuit.id for circuit in cabinet.circuits]
            fed = (one for circuit in circuits for one in self._plant.lamps_of_circuit[circuit])
            lamps = (self._plant.lamps[one] for one in fed)
            wanted = ((lamp, levels[lamp.group]) for lamp in lamps)
            self._closed[key] = frozenset(closed_circuits(circuits, wanted, cabinet.patterns))
        return self._closed[key]


def swing_at(plan: NightPlan, street: Street, at: datetime) -> tuple[Level, Level]:
    """The least and the most light that plan, traffic and weather may give at an instant."""
    if not plan.lit(at) or plan.dark_by_plan(at):
        return DARK, DARK
    level, rule, weather = plan.plan_at(at), plan.profile.traffic, plan.profile.weather
    low = plan.least_at(at) if rule and street.place else level
    tops = [low, level, plan.floor]
    if rule and (street.place or street.follows or street.typical):
        tops.append(plan.profile.full)
    if weather:
        tops += [plan.level_after(weather.rain_classes), plan.level_after(weather.fog_classes)]
    return max(low, plan.floor), max(tops)


def _hold(plan: NightPlan, street: Street) -> timedelta | None:
    """How long a raise lasts at least; None where nothing moves the light."""
    traffic = plan.profile.traffic and (street.place or street.follows or street.typical)
    weather = plan.profile.weather
    holds = ([HOLD] if traffic else []) + ([weather.hold] if weather else [])
    return max(min(holds), HOLD) if holds else None


def times_of_swings(pieces: Sequence[tuple[bool, bool, timedelta]], hold: timedelta) -> int:
    """Switchings of one contactor through pieces of (closed at least, closed at most, how long)."""
    runs = [
        (state, sum((lasts for _, _, lasts in run), timedelta(0)))
        for state, run in groupby(pieces, key=lambda piece: piece[:2])
    ]
    total, closed = 0, False
    for (state, lasts), following in zip(runs, [*runs[1:], ((False, False), timedelta(0))], strict=True):
        (low, high), after = state, following[0][0]
        if low == high:
            total += closed != low
            closed = low
        else:
            total += 2 * -(-lasts // hold) - (closed != after)
            closed = after
    return total
