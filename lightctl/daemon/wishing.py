"""From decisions to wishes: lamp levels over their minimum, contactors closed where light is wanted."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from lightctl.core.decision import Decision
from lightctl.core.image import GroupDecision
from lightctl.core.pattern import closed_circuits
from lightctl.core.plant import Lamp, Plant
from lightctl.core.units import DARK, Level
from lightctl.daemon.darkening import Darkening
from lightctl.daemon.ports import Wishes


class Wishing:
    """Remembers what was wished last and wishes only the difference; never waits.

    A circuit is wished closed while any lamp on it shall be lit, open otherwise. Lamps that only
    have a contactor get the pattern of their cabinet's circuits that gives at least the level.
    What shall go dark waits for its turn in its street (`off_steps` of them, `off_gap` apart); light never.
    """

    def __init__(
        self, plant: Plant, field: Wishes, day: date, *, off_steps: int = 1, off_gap: timedelta = timedelta(0)
    ) -> None:
        self._plant = plant
        self._field = field
        self._lowest = {lamp.id: _lowest(plant, lamp, day) for lamp in plant.lamps.values() if lamp.dimmable}
        self._levels: dict[str, Level] = {}
        self._closed: dict[str, bool] = {}
        self._darkening = Darkening(plant, off_steps, off_gap)

    def take(self, group: str, decided: GroupDecision) -> list[str]:
        """Wish the levels of a group's lamps; returns the circuits on which something changed."""
        circuits: dict[str, None] = {}
        for lamp_id in self._plant.groups[group].lamps:
            decision = decided.of(lamp_id)
            level = self._raised(lamp_id, decision.level)
            if level == DARK and lamp_id in self._lowest and self._levels.get(lamp_id) != DARK:
                self._darkening.lamps[lamp_id] = level, _reason(decision)
                continue
            self._darkening.lamps.pop(lamp_id, None)
            if self._levels.get(lamp_id) != level:
                circuits[self._plant.lamps[lamp_id].circuit] = None
                self._wish(lamp_id, level, _reason(decision))
        return list(circuits)

    def darken(self, now: datetime) -> None:
        """Let go dark whose turn it is."""
        if not self._darkening.waiting:
            return
        circuits: dict[str, None] = {}
        for lamp, level, reason in self._darkening.lamps_now(now):
            circuits[self._plant.lamps[lamp].circuit] = None
            self._wish(lamp, level, reason)
        self.settle(circuits)
        for circuit in self._darkening.circuits_now(now):
            self._switch(circuit, closed=False)

    def due(self, now: datetime) -> bool:
        """Whether somebody's turn to go dark has come."""
        if not self._darkening.waiting:
            return False
        at = self._darkening.due()
        return at is None or at <= now

    def settle(self, circuits: Iterable[str]) -> None:
        """Wish the contactors of the cabinets to which these circuits belong, where they changed."""
        cabinets = dict.fromkeys(self._plant.circuits[circuit].cabinet for circuit in circuits)
        for cabinet in cabinets:
            for circuit, closed in self._contactors(cabinet).items():
                self._darkening.circuits.discard(circuit)
                if self._closed.get(circuit) == closed:
                    continue
                if closed or self._darkening.at_once(circuit):
                    self._switch(circuit, closed=closed)
                else:
                    self._darkening.circuits.add(circuit)

    def level(self, lamp_id: str) -> Level | None:
        """The level wished last; None before the first decision."""
        return self._levels.get(lamp_id)

    def describe(self, lamps: tuple[str, ...]) -> str:
        """The light of these lamps in a few words, for the audit."""
        levels = [self._levels[lamp] for lamp in lamps if lamp in self._levels]
        if not levels:
            return "undecided"
        low, high = min(levels), max(levels)
        return f"{low:g} %" if low == high else f"{low:g} to {high:g} %"

    def _wish(self, lamp: str, level: Level, reason: str) -> None:
        self._levels[lamp] = level
        self._field.wish_lamp(lamp, level, reason)

    def _switch(self, circuit: str, *, closed: bool) -> None:
        self._closed[circuit] = closed
        self._field.wish_circuit(circuit, closed, "light wanted" if closed else "no light wanted")

    def _raised(self, lamp_id: str, level: Level) -> Level:
        return max(level, self._lowest.get(lamp_id, DARK)) if level > DARK else DARK

    def _contactors(self, cabinet: str) -> dict[str, bool]:
        plant, levels = self._plant, self._levels
        circuits = [circuit.id for circuit in plant.cabinets[cabinet].circuits]
        lamps = [lamp for circuit in circuits for lamp in plant.lamps_of_circuit[circuit]]
        wanted = ((plant.lamps[lamp], levels.get(lamp, DARK)) for lamp in lamps)
        closed = closed_circuits(circuits, wanted, plant.cabinets[cabinet].patterns)
        return {circuit: circuit in closed for circuit in circuits}


def _lowest(plant: Plant, lamp: Lamp, day: date) -> Level:
    return plant.luminaires[lamp.luminaire_on(day)].minimum_level


def _reason(decision: Decision) -> str:
    last = decision.reasons[-1]
    return last.layer if last.layer == last.rule else f"{last.layer}: {last.rule}"
