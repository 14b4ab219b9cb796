"""Traffic, weather and sensor states over a restart, as JSON."""

import json
import logging
from dataclasses import asdict
from datetime import timedelta

from lightctl.core.profile import TrafficRule
from lightctl.core.state_rows import Row, instants, light_of, plain, traffic_of, water_of, weather_of
from lightctl.core.traffic import TrafficState
from lightctl.core.weather import WeatherState
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
    return json.dumps(states, default=plain)


def recall(conditions: Conditions, text: str) -> None:
    """Put the states of a JSON text back; a text that another version wrote differently is left out."""
    try:
        rows = json.loads(text)
        traffic = [_traffic(row) for row in rows["traffic"]]
        weather = [_weather(row) for row in rows["weather"]]
        light = [light_of(row) for row in rows.get("light", ())]
        water = [water_of(row) for row in rows.get("water", ())]
        rain = instants({"heavy_rain_until": rows.get("heavy_rain_until")})["heavy_rain_until"]
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


def _traffic(row: Row) -> tuple[TrafficKey, TrafficState]:
    drops = tuple((share, classes) for share, classes in row["rule"]["drops"])
    rule = TrafficRule(**{**row["rule"], "drops": drops})
    return (row["place"], rule), traffic_of(row["state"])


def _weather(row: Row) -> tuple[WeatherSense, WeatherState]:
    sense = WeatherSense(**{**row["sense"], "hold": timedelta(seconds=row["sense"]["hold"])})
    return sense, weather_of(row["state"])
