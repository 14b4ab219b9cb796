"""A decision's inputs as a text beside it, and back: what it takes to decide the same again years later."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lightctl.core.commands import Override, Scope, Target
from lightctl.core.inputs import Inputs
from lightctl.core.light_sensor import LightState
from lightctl.core.plant import Plant
from lightctl.core.sensing import Sensed, Sensors
from lightctl.core.state_rows import Row, instants, light_of, plain, traffic_of, water_of, weather_of
from lightctl.core.traffic import TrafficState
from lightctl.core.typical import Usual
from lightctl.core.units import Level
from lightctl.core.water import WaterState
from lightctl.core.weather import WeatherState

UNREADABLE = (AttributeError, KeyError, OverflowError, TypeError, ValueError)
"""What a text raises that nobody here wrote."""

Known = dict[int, tuple[object, str]]
"""States by identity, each kept so that its place is not taken by another, with its text."""


@dataclass(frozen=True, slots=True)
class Noted:
    """What was known at an instant; what the site says of a group is not repeated."""

    at: datetime
    traffic: TrafficState | None = None
    weather: WeatherState | None = None
    typical: Usual | None = None
    overrides: tuple[Override, ...] = ()
    light: tuple[LightState, ...] = ()
    water: tuple[WaterState, ...] = ()

    def inputs(self, plant: Plant, sensors: Sensors, group: str) -> Inputs:
        """With what the site says of the group; KeyError for a group that it does not know."""
        thing = plant.groups[group]
        light = {state.sensor: state for state in self.light}
        sensed = Sensed(sensors, light, {state.station: state for state in self.water})
        return Inputs(
            traffic=self.traffic, traffic_upwards_only=not plant.streets[thing.street].place,
            weather=self.weather, overrides=self.overrides, never_below=thing.never_below,
            light=sensed.light_at(group), water=sensed.water_at(group), typical=self.typical,
        )  # fmt: skip


def noted(inputs: Inputs, at: datetime) -> Noted:
    """Inputs as they are kept."""
    light = tuple(state for _, state in inputs.light)
    water = tuple(state for _, state in inputs.water)
    return Noted(at, inputs.traffic, inputs.weather, inputs.typical, inputs.overrides, light, water)


def write_noted(inputs: Inputs, at: datetime, known: Known) -> str:
    """As JSON; `known` keeps the texts of states that many groups share."""
    parts: dict[str, object] = {
        "traffic": inputs.traffic, "weather": inputs.weather, "typical": inputs.typical,
    }  # fmt: skip
    said = [f'"at":"{at.isoformat()}"']
    said += [f'"{name}":{_text(state, known)}' for name, state in parts.items() if state is not None]
    rows: dict[str, Sequence[object]] = {
        "light": [state for _, state in inputs.light], "water": [state for _, state in inputs.water],
        "overrides": inputs.overrides,
    }  # fmt: skip
    for name, many in rows.items():
        if many:
            said.append(f'"{name}":[{",".join(_text(one, known) for one in many)}]')
    return "{" + ",".join(said) + "}"


def read_noted(text: str) -> Noted:
    """As it was written; one of UNREADABLE for a text that cannot be read."""
    row: dict[str, Any] = json.loads(text)
    return Noted(
        at=datetime.fromisoformat(row["at"]),
        traffic=traffic_of(row["traffic"]) if "traffic" in row else None,
        weather=weather_of(row["weather"]) if "weather" in row else None,
        typical=Usual(**instants(row["typical"])) if "typical" in row else None,
        overrides=tuple(_overrides(row.get("overrides", ()))),
        light=tuple(map(light_of, row.get("light", ()))),
        water=tuple(map(water_of, row.get("water", ()))),
    )


def _text(state: object, known: Known) -> str:
    found = known.get(id(state))
    if found is None:
        text = json.dumps(state, default=plain, ensure_ascii=False, separators=(",", ":"))
        found = known[id(state)] = state, text
    return found[1]


def _overrides(rows: Sequence[Row]) -> Iterator[Override]:
    for row in rows:
        target = Target(Scope(row["target"]["scope"]), row["target"]["id"])
        yield Override(**{**instants(row), "target": target, "level": Level(row["level"])})
