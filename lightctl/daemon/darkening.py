"""What was decided to go dark and waits for its turn in its street."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from lightctl.core.pacing import Pacing
from lightctl.core.plant import Plant
from lightctl.core.units import Level


class Darkening:
    """Lamps to be dimmed to nothing, and circuits of lamps that only their contactor switches."""

    def __init__(self, plant: Plant, steps: int, gap: timedelta) -> None:
        self._rule = Counter(lamp.street for lamp in plant.lamps.values()), steps, gap
        self._pacing = Pacing(*self._rule)
        self._weights = _weights(plant)
        self.lamps: dict[str, tuple[Level, str]] = {}
        """Lamp → its level and the reason."""
        self.circuits: set[str] = set()

    def adopt(self, plant: Plant, steps: int, gap: timedelta) -> None:
        """Go on with another plant of the same wiring: who waits, and whose turn was last."""
        rule = Counter(lamp.street for lamp in plant.lamps.values()), steps, gap
        if rule != self._rule:
            self._rule, self._pacing = rule, Pacing(*rule)
        self._weights = _weights(plant)

    @property
    def waiting(self) -> bool:
        """Whether anything waits."""
        return bool(self.lamps or self.circuits)

    def at_once(self, circuit: str) -> bool:
        """Whether opening it takes light from no lamp that was not dimmed before."""
        return not self._weights[circuit]

    def due(self) -> datetime | None:
        """When somebody waiting may have his turn; None where nobody waits, or at once."""
        streets = {street for thing in (*self.lamps, *self.circuits) for street in self._weights[thing]}
        return self._pacing.next(streets) if streets else None

    def lamps_now(self, now: datetime) -> Iterable[tuple[str, Level, str]]:
        """Lamps that go dark now, with level and reason; they wait no more."""
        for lamp in self._pacing.go(((lamp, self._weights[lamp]) for lamp in self.lamps), now):
            yield lamp, *self.lamps.pop(lamp)

    def circuits_now(self, now: datetime) -> list[str]:
        """Circuits that open now; they wait no more."""
        going = self._pacing.go(((one, self._weights[one]) for one in sorted(self.circuits)), now)
        self.circuits.difference_update(going)
        return going


def _weights(plant: Plant) -> dict[str, Mapping[str, int]]:
    """How many lamps of which street go dark with a lamp, or with a circuit."""
    weights: dict[str, Mapping[str, int]] = {
        lamp.id: {lamp.street: 1} for lamp in plant.lamps.values() if lamp.dimmable
    }
    for circuit, lamps in plant.lamps_of_circuit.items():
        switched = (plant.lamps[lamp] for lamp in lamps if not plant.lamps[lamp].dimmable)
        weights[circuit] = Counter(lamp.street for lamp in switched)
    return weights
