"""What was decided to go dark and waits for its turn in its street."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import islice

from lightctl.core.pacing import Pacing
from lightctl.core.plant import Plant
from lightctl.core.units import Level


class Darkening:
    """Lamps to be dimmed to nothing, and circuits of lamps that only their contactor switches."""

    def __init__(self, plant: Plant, steps: int, gap: timedelta) -> None:
        self._plant = plant
        self._rule = _sizes(plant), steps, gap
        self._pacing = Pacing(*self._rule)
        self._weights: dict[str, Mapping[str, int]] = {}
        self._lamps: dict[str, dict[str, tuple[Level, str]]] = {}
        """By street: lamp → its level and the reason; no street without lamps."""
        self.circuits: set[str] = set()

    def adopt(self, plant: Plant, steps: int, gap: timedelta) -> None:
        """Go on with another plant of the same wiring: who waits, and whose turn was last."""
        rule = _sizes(plant), steps, gap
        if rule != self._rule:
            self._rule, self._pacing = rule, Pacing(*rule)
        waiting = [row for lamps in self._lamps.values() for row in lamps.items()]
        self._plant, self._weights, self._lamps = plant, {}, {}
        for lamp, (level, reason) in waiting:
            self.wait(lamp, level, reason)

    @property
    def waiting(self) -> bool:
        """Whether anything waits."""
        return bool(self._lamps or self.circuits)

    @property
    def lamps_waiting(self) -> bool:
        """Whether a lamp does."""
        return bool(self._lamps)

    def wait(self, lamp: str, level: Level, reason: str) -> None:
        """Let it go dark when its turn comes."""
        self._lamps.setdefault(self._plant.lamps[lamp].street, {})[lamp] = level, reason

    def stay(self, lamp: str) -> None:
        """It does not go dark."""
        street = self._plant.lamps[lamp].street
        lamps = self._lamps.get(street)
        if lamps is None:
            return
        lamps.pop(lamp, None)
        if not lamps:
            del self._lamps[street]

    def at_once(self, circuit: str) -> bool:
        """Whether opening it takes light from no lamp that was not dimmed before."""
        return not self._weight(circuit)

    def due(self) -> datetime | None:
        """When somebody waiting may have his turn; None where nobody waits, or at once."""
        streets = {*self._lamps, *(street for circuit in self.circuits for street in self._weight(circuit))}
        return self._pacing.next(streets) if streets else None

    def lamps_now(self, now: datetime, most: int) -> list[tuple[str, Level, str]]:
        """Lamps that go dark now, with level and reason, so many at most; they wait no more."""
        going: list[tuple[str, Level, str]] = []
        for street in list(self._lamps):
            lamps = self._lamps[street]
            many = min(len(lamps), self._pacing.room(street, now), most - len(going))
            going += [(lamp, *lamps.pop(lamp)) for lamp in list(islice(lamps, many))]
            self._pacing.took(street, many, now)
            if not lamps:
                del self._lamps[street]
        return going

    def circuits_now(self, now: datetime) -> list[str]:
        """Circuits that open now; they wait no more."""
        going = self._pacing.go(((one, self._weight(one)) for one in sorted(self.circuits)), now)
        self.circuits.difference_update(going)
        return going

    def _weight(self, circuit: str) -> Mapping[str, int]:
        """How many lamps of which street go dark with a circuit."""
        found = self._weights.get(circuit)
        if found is None:
            lamps = (self._plant.lamps[lamp] for lamp in self._plant.lamps_of_circuit[circuit])
            found = self._weights[circuit] = Counter(lamp.street for lamp in lamps if not lamp.dimmable)
        return found


def _sizes(plant: Plant) -> dict[str, int]:
    return {street: len(lamps) for street, lamps in plant.lamps_of_street.items()}
