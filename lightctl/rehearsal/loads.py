"""What a cabinet's lamps draw when its groups are decided at given levels."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from lightctl.core.lamp_hours import by_calendar, longest_night_h
from lightctl.core.lamp_level import Gear, design_power, gear_of, given, power_of
from lightctl.core.pattern import closed_circuits
from lightctl.core.place import Place
from lightctl.core.plant import Cabinet, Lamp, Plant, fitted_on
from lightctl.core.units import DARK, FULL, Level
from lightctl.rehearsal.sums import BANDS, band_of

Levels = tuple[Level, ...]


@dataclass(slots=True)
class Load:
    """One group's lamps on one cabinet: watts as lit, watts of the lit ones at full, lit lamps by band."""

    watts: float = 0.0
    full_w: float = 0.0
    lamps: list[int] = field(default_factory=lambda: [0] * len(BANDS))
    """Lit lamps in each of BANDS, by the level they really give."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """One group's lamps on one cabinet, all of them at full."""

    lamps: int
    full_w: float


class CabinetLoad:
    """Answers for one cabinet with the luminaires of one day; `groups` orders the levels asked with.

    Lamps are as old as the calendar makes them at its worst on the day `aged`.
    """

    def __init__(self, plant: Plant, cabinet: Cabinet, day: date, aged: date, place: Place) -> None:
        self._lamps = [lamp for circuit in cabinet.circuits for lamp in _on(plant, circuit.id)]
        self._alike = _alike(plant, self._lamps, (day, aged), longest_night_h(place))
        self._circuits = tuple(circuit.id for circuit in cabinet.circuits)
        self._patterns = cabinet.patterns
        self.groups = tuple(dict.fromkeys(lamp.group for lamp in self._lamps))
        self.fitted = {group: self._fit(group) for group in self.groups}
        self._known: dict[Levels, dict[str, Load]] = {}

    def of(self, levels: Levels) -> Mapping[str, Load]:
        """Load by group, for levels in the order of `groups`; the same question is worked out once."""
        if levels not in self._known:
            self._known[levels] = self._work_out(dict(zip(self.groups, levels, strict=True)))
        return self._known[levels]

    def _fit(self, group: str) -> Fitted:
        mine = [one for one in self._alike if one.lamp.group == group]
        return Fitted(sum(one.count for one in mine), sum(one.count * one.full_w for one in mine))

    def _work_out(self, levels: Mapping[str, Level]) -> dict[str, Load]:
        wanted = ((lamp, levels[lamp.group]) for lamp in self._lamps)
        closed = closed_circuits(self._circuits, wanted, self._patterns)
        loads = {group: Load() for group in self.groups}
        for alike in self._alike:
            if alike.lamp.circuit in closed:
                _add(loads[alike.lamp.group], alike, levels[alike.lamp.group])
        return loads


@dataclass(slots=True)
class _Alike:
    """Lamps of one group on one circuit that always draw the same; one of them stands for all."""

    lamp: Lamp
    gear: Gear
    full_w: float
    count: int = 0


def _alike(plant: Plant, lamps: Sequence[Lamp], days: tuple[date, date], night_h: float) -> list[_Alike]:
    """With the luminaires of the first day, as old as on the second."""
    found: dict[tuple[object, ...], _Alike] = {}
    for lamp in lamps:
        fitted = fitted_on(lamp.luminaires, days[0])
        key = lamp.group, lamp.circuit, lamp.dimmable, fitted.model, fitted.since
        if key not in found:
            gear = gear_of(plant.luminaires[fitted.model], by_calendar(fitted.since, days[1], night_h))
            found[key] = _Alike(lamp, gear, _full_w(lamp, gear))
        found[key].count += 1
    return list(found.values())


def _add(load: Load, alike: _Alike, asked: Level) -> None:
    dimmable, count = alike.lamp.dimmable, alike.count
    level = given(alike.gear, asked) if dimmable else FULL
    load.watts += count * (power_of(alike.gear, level) if dimmable else alike.full_w)
    if level > DARK:
        load.full_w += count * alike.full_w
        load.lamps[band_of(level)] += count


def _full_w(lamp: Lamp, gear: Gear) -> float:
    """At the design output; a lamp that can only be switched burns as its driver does at its most."""
    return design_power(gear) if lamp.dimmable else gear.luminaire.full_w


def _on(plant: Plant, circuit: str) -> list[Lamp]:
    return [plant.lamps[lamp] for lamp in plant.lamps_of_circuit[circuit]]
