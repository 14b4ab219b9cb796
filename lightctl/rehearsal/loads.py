"""What a cabinet's lamps draw when its groups are decided at given levels."""

from collections.abc import Mapping
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
        night_h = longest_night_h(place)
        self._gears = {lamp.id: _gear(plant, lamp, (day, aged), night_h) for lamp in self._lamps}
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
        watts = [_full_w(lamp, self._gears[lamp.id]) for lamp in self._lamps if lamp.group == group]
        return Fitted(len(watts), sum(watts))

    def _work_out(self, levels: Mapping[str, Level]) -> dict[str, Load]:
        wanted = ((lamp, levels[lamp.group]) for lamp in self._lamps)
        closed = closed_circuits(self._circuits, wanted, self._patterns)
        loads = {group: Load() for group in self.groups}
        for lamp in self._lamps:
            if lamp.circuit in closed:
                self._add(loads[lamp.group], lamp, levels[lamp.group])
        return loads

    def _add(self, load: Load, lamp: Lamp, asked: Level) -> None:
        gear = self._gears[lamp.id]
        level = given(gear, asked) if lamp.dimmable else FULL
        load.watts += power_of(gear, level) if lamp.dimmable else _full_w(lamp, gear)
        if level > DARK:
            load.full_w += _full_w(lamp, gear)
            load.lamps[band_of(level)] += 1


def _gear(plant: Plant, lamp: Lamp, days: tuple[date, date], night_h: float) -> Gear:
    fitted = fitted_on(lamp.luminaires, days[0])
    return gear_of(plant.luminaires[fitted.model], by_calendar(fitted.since, days[1], night_h))


def _full_w(lamp: Lamp, gear: Gear) -> float:
    """At the design output; a lamp that can only be switched burns as its driver does at its most."""
    return design_power(gear) if lamp.dimmable else gear.luminaire.full_w


def _on(plant: Plant, circuit: str) -> list[Lamp]:
    return [plant.lamps[lamp] for lamp in plant.lamps_of_circuit[circuit]]
