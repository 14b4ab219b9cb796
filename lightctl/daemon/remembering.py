"""Traffic, weather and sensor states over a restart, as JSON."""

import json
import logging
from dataclasses import asdict, fields, is_dataclass
from datetime import datetime, timedelta
from typing import Any

from lightctl.core.light_sensor import Change, LightQuality, LightState
from lightctl.core.profile import TrafficRule
from lightctl.core.traffic import Quality, TrafficState
from lightctl.core.water import WaterState
from lightctl.core.weather import Raise, Sight, WeatherState
from lightctl.core.weather_rule import WeatherSense
from lightctl.daemon.conditions import Conditions, TrafficKey

KEY = "conditions"

log = logging.getLogger("lightctl.daemon")


def remembered(conditions: Conditions) -> str:
    """The states as a JSON text."""
    traffic = [
        {"place": place, "rule": asdict(rule), "state": state}
        for (place, rule), state in conditions.traffic.items()
    ]
    weather = [
        {"sense": {**asdict(sense), "hold": sense.hold.total_seconds()}, "state": state}
        for sense, state in conditions.weather.items()
    ]
    light, water = list(conditions.light.values()), list(conditions.water.values())
    rain = conditions.heavy_rain_until
    states = {
        "heavy_rain_until": rain, "traffic": traffic, "weather": weather, "light": light, "water": water,
    }  # fmt: skip
    return json.dumps(states, default=_plain)


def recall(conditions: Conditions, text: str) -> None:
    """Put the states of a JSON text back; a text that another version wrote differently is left out."""
    try:
        rows = json.loads(text)
        traffic = [_traffic(row) for row in rows["traffic"]]
        weather = [_weather(row) for row in rows["weather"]]
        light = [_light(row) for row in rows.get("light", ())]
        water = [WaterState(**_instants(row)) for row in rows.get("water", ())]
        rain = _instants({"heavy_rain_until": rows.get("heavy_rain_until")})["heavy_rain_until"]
    except (AttributeError, KeyError, OverflowError, TypeError, ValueError) as trouble:
        log.warning("traffic, weather and sensors begin anew, the stored states cannot be read: %s", trouble)
        return
    conditions.heavy_rain_until = rain
    conditions.restore(traffic, weather, light, water)
    _say_what_fits_no_more(conditions, {key for key, _ in traffic})


def _say_what_fits_no_more(conditions: Conditions, keys: set[TrafficKey]) -> None:
    """A place whose rule was edited while nobody was there to judge its counts again."""
    places = {place for place, _ in keys}
    anew = sorted({key[0] for key in conditions.traffic if key[0] in places and key not in keys})
    if anew:
        log.warning(
            "rules for traffic were edited since the last stop: streets of %s are fully lit until they are "
            "counted again", ", ".join(anew),
        )  # fmt: skip


def _traffic(row: dict[str, Any]) -> tuple[TrafficKey, TrafficState]:
    drops = tuple((share, classes) for share, classes in row["rule"]["drops"])
    rule = TrafficRule(**{**row["rule"], "drops": drops})
    state = {**_instants(row["state"]), "quality": Quality(row["state"]["quality"])}
    return (row["place"], rule), TrafficState(**state)


def _weather(row: dict[str, Any]) -> tuple[WeatherSense, WeatherState]:
    sense = WeatherSense(**{**row["sense"], "hold": timedelta(seconds=row["sense"]["hold"])})
    state = row["state"]
    raises = tuple(Raise(**_instants(one)) for one in state["raises"])
    sights = tuple(Sight(datetime.fromisoformat(one["at"]), tuple(one["kinds"])) for one in state["sights"])
    return sense, WeatherState(**{**_instants(state), "raises": raises, "sights": sights})


def _light(state: dict[str, Any]) -> LightState:
    changes = tuple(Change(**_instants(one)) for one in state["changes"])
    quality = LightQuality(state["quality"])
    return LightState(**{**_instants(state), "changes": changes, "quality": quality})


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    raise TypeError(f"{value!r} is no state")


def _instants(state: dict[str, Any]) -> dict[str, Any]:
    return {
        name: datetime.fromisoformat(value) if isinstance(value, str) and _is_instant(name) else value
        for name, value in state.items()
    }


def _is_instant(name: str) -> bool:
    return name in {"at", "since", "until"} or name.endswith(("_at", "_until", "_since"))
