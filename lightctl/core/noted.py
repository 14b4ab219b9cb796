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
from lightctl.core.typical import Usual
from lightctl.core.units import Level
from lightctl.core.water import WaterState

UNREADABLE = (AttributeError, KeyError, OverflowError, TypeError, ValueError)
"""What a text raises that nobody here wrote."""


@dataclass(frozen=True, slots=True)
class Noted:
    """What was known, and the exact instant of the decision; what the site says is not repeated."""

    at: datetime
    inputs: Inputs


def write_noted(inputs: Inputs, at: datetime, known: dict[int, str]) -> str:
    """As JSON; `known` holds the texts of states by identity, which many groups share."""
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


def read_noted(text: str, plant: Plant, sensors: Sensors, group: str) -> Noted:
    """With what the site says of the group; one of UNREADABLE for a text that cannot be read."""
    row: dict[str, Any] = json.loads(text)
    thing = plant.groups[group]
    light: dict[str, LightState] = {one.sensor: one for one in map(light_of, row.get("light", ()))}
    water: dict[str, WaterState] = {one.station: one for one in map(water_of, row.get("water", ()))}
    sensed = Sensed(sensors, light, water)
    inputs = Inputs(
        traffic=traffic_of(row["traffic"]) if "traffic" in row else None,
        traffic_upwards_only=not plant.streets[thing.street].place,
        weather=weather_of(row["weather"]) if "weather" in row else None,
        overrides=tuple(_overrides(row.get("overrides", ()))),
        never_below=thing.never_below, light=sensed.light_at(group), water=sensed.water_at(group),
        typical=Usual(**instants(row["typical"])) if "typical" in row else None,
    )  # fmt: skip
    return Noted(datetime.fromisoformat(row["at"]), inputs)


def _text(state: object, known: dict[int, str]) -> str:
    text = known.get(id(state))
    if text is None:
        text = known[id(state)] = json.dumps(state, default=plain, ensure_ascii=False, separators=(",", ":"))
    return text


def _overrides(rows: list[Row]) -> Iterator[Override]:
    for row in rows:
        target = Target(Scope(row["target"]["scope"]), row["target"]["id"])
        yield Override(**{**instants(row), "target": target, "level": Level(row["level"])})
