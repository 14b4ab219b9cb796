"""Which contactors of a cabinet shall be closed for the light that is wished of its lamps."""

from collections.abc import Mapping
from dataclasses import dataclass

from lightctl.core.pattern import closed_circuits
from lightctl.core.plant import Lamp, Plant
from lightctl.core.units import DARK, Level
from lightctl.daemon.paces import Paces


@dataclass(frozen=True, slots=True)
class _Fed:
    """A cabinet's circuits with their lamps that can be dimmed, and all its lamps that only it switches."""

    dimmed: Mapping[str, tuple[str, ...]]
    switched: tuple[Lamp, ...]


class Contacting:
    """Knows what hangs on which cabinet; looked up once."""

    def __init__(self, plant: Plant) -> None:
        self._plant = plant
        self._fed: dict[str, _Fed] = {}

    def wanted(self, cabinet: str, levels: Mapping[str, Level], paces: Paces) -> dict[str, bool]:
        """Closed or not, by circuit; a lamp without a level is dark, and so is one that has to cool down."""
        fed = self._fed.get(cabinet) or self._look_up(cabinet)
        closed = {
            one for one, lamps in fed.dimmed.items() if any(_lit(lamp, levels, paces) for lamp in lamps)
        }
        if fed.switched:
            lamps = ((lamp, levels.get(lamp.id, DARK)) for lamp in fed.switched)
            patterns = self._plant.cabinets[cabinet].patterns
            closed |= closed_circuits(list(fed.dimmed), lamps, patterns)
        return {circuit: circuit in closed for circuit in fed.dimmed}

    def _look_up(self, cabinet: str) -> _Fed:
        plant = self._plant
        rows = {
            circuit.id: [plant.lamps[lamp] for lamp in plant.lamps_of_circuit[circuit.id]]
            for circuit in plant.cabinets[cabinet].circuits
        }
        dimmed = {one: tuple(lamp.id for lamp in lamps if lamp.dimmable) for one, lamps in rows.items()}
        switched = tuple(lamp for lamps in rows.values() for lamp in lamps if not lamp.dimmable)
        found = self._fed[cabinet] = _Fed(dimmed, switched)
        return found


def _lit(lamp: str, levels: Mapping[str, Level], paces: Paces) -> bool:
    return levels.get(lamp, DARK) > DARK and not paces.cooling(lamp)
