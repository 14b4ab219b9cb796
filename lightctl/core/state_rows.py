"""What was concluded from counts, weather and sensors, as rows of JSON and back.

Readers raise AttributeError, KeyError, TypeError or ValueError for a row that nobody here wrote.
"""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from math import isfinite
from typing import Any

from lightctl.core.light_sensor import Change, LightQuality, LightState
from lightctl.core.traffic import Quality, TrafficState
from lightctl.core.water import WaterState
from lightctl.core.weather import Raise, Sight, WeatherState

Row = Mapping[str, Any]


def plain(value: object) -> object:
    """What `json.dumps` asks about instants and states; TypeError for anything else.

    A number that is none, as a broken device may say, is left out: JSON has no word for it.
    """
    if isinstance(value, datetime):
        return value.isoformat()
    if is_dataclass(value):
        return {field.name: _finite(getattr(value, field.name)) for field in fields(value)}
    raise TypeError(f"{value!r} is no state")


def traffic_of(row: Row) -> TrafficState:
    """A counting place's state."""
    counted_s = tuple(row.get("counted_s", ()))
    return TrafficState(**{**instants(row), "quality": Quality(row["quality"]), "counted_s": counted_s})


def weather_of(row: Row) -> WeatherState:
    """The weather's state."""
    raises = tuple(Raise(**instants(one)) for one in row["raises"])
    sights = tuple(Sight(datetime.fromisoformat(one["at"]), tuple(one["kinds"])) for one in row["sights"])
    return WeatherState(**{**instants(row), "raises": raises, "sights": sights})


def light_of(row: Row) -> LightState:
    """A light sensor's state."""
    changes = tuple(Change(**instants(one)) for one in row["changes"])
    return LightState(**{**instants(row), "changes": changes, "quality": LightQuality(row["quality"])})


def water_of(row: Row) -> WaterState:
    """A water station's state."""
    return WaterState(**instants(row))


def _finite(value: object) -> object:
    return None if isinstance(value, float) and not isfinite(value) else value


def instants(row: Row) -> dict[str, Any]:
    """The row with its instants read."""
    return {
        name: datetime.fromisoformat(value) if isinstance(value, str) and _is_instant(name) else value
        for name, value in row.items()
    }


def _is_instant(name: str) -> bool:
    return name in {"at", "since", "until"} or name.endswith(("_at", "_until", "_since"))
