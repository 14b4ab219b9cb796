"""What a cabinet's lamps draw when its groups are decided at given levels."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from lightctl.core.lamp_power import obtainable, power_at
from lightctl.core.pattern import closed_circuits
from lightctl.core.plant import Cabinet, Lamp, Plant
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
    """Answers for one cabinet with the luminaires of one day; `groups` orders the levels asked with."""

    def __init__(self, plant: Plant, cabinet: Cabinet, day: date) -> None:
        self._lamps = [lamp for circuit in cabinet.circuits for lamp in _on(plant, circuit.id)]
        self._luminaires = {lamp.id: plant.luminaires[lamp.luminaire_on(day)] for lamp in self._lamps}
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
        watts = [self._luminaires[lamp.id].full_w for lamp in self._lamps if lamp.group == group]
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
        luminaire = self._luminaires[lamp.id]
        level = obtainable(luminaire, asked) if lamp.dimmable else FULL
        load.watts += power_at(luminaire, level)
        if level > DARK:
            load.full_w += luminaire.full_w
            load.lamps[band_of(level)] += 1


def _on(plant: Plant, circuit: str) -> list[Lamp]:
    return [plant.lamps[lamp] for lamp in plant.lamps_of_circuit[circuit]]
