"""Which light sensors and water stations speak for which group."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from lightctl.core.light_sensor import LightSensor, LightState
from lightctl.core.water import WaterState, WaterStation


class _Serving(Protocol):
    @property
    def serves(self) -> frozenset[str]: ...


S = TypeVar("S", bound=_Serving)


@dataclass(frozen=True, slots=True)
class Sensors:
    """What is declared, by id, and by the group it speaks for."""

    light: Mapping[str, LightSensor] = field(default_factory=dict)
    water: Mapping[str, WaterStation] = field(default_factory=dict)
    light_of: Mapping[str, tuple[LightSensor, ...]] = field(default_factory=dict)
    water_of: Mapping[str, tuple[WaterStation, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sensed:
    """What the sensors of an image say, by their ids."""

    sensors: Sensors = field(default_factory=Sensors)
    light: Mapping[str, LightState] = field(default_factory=dict)
    water: Mapping[str, WaterState] = field(default_factory=dict)

    def light_at(self, group: str) -> tuple[tuple[LightSensor, LightState], ...]:
        """The light sensors of a group with what they say."""
        rows = self.sensors.light_of.get(group, ())
        return tuple((one, self.light.get(one.id) or LightState(one.id)) for one in rows)

    def water_at(self, group: str) -> tuple[tuple[WaterStation, WaterState], ...]:
        """The water stations of a group with what they say."""
        rows = self.sensors.water_of.get(group, ())
        return tuple((one, self.water.get(one.id) or WaterState(one.id)) for one in rows)


def sensors_of(light: Iterable[LightSensor], water: Iterable[WaterStation]) -> Sensors:
    """Both kinds by id and by group."""
    lights, waters = tuple(light), tuple(water)
    return Sensors(
        {one.id: one for one in lights}, {one.id: one for one in waters}, _by_group(lights), _by_group(waters)
    )


def _by_group(rows: Iterable[S]) -> dict[str, tuple[S, ...]]:
    found: dict[str, tuple[S, ...]] = {}
    for row in rows:
        for group in row.serves:
            found[group] = (*found.get(group, ()), row)
    return found
