"""Traffic and weather states over a restart, as JSON."""

import json
import logging
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

from lightctl.core.profile import TrafficRule
from lightctl.core.traffic import Quality, TrafficState
from lightctl.core.weather import Raise, WeatherState
from lightctl.daemon.conditions import Conditions, TrafficKey

KEY = "conditions"

log = logging.getLogger("lightctl.daemon")


def remembered(conditions: Conditions) -> str:
    """The states as a JSON text."""
    traffic = [
        {"place": place, "drops": rule.drops, "state": state}
        for (place, rule), state in conditions.traffic.items()
    ]
    weather = [{"hold_s": hold.total_seconds(), "state": state} for hold, state in conditions.weather.items()]
    return json.dumps({"traffic": traffic, "weather": weather}, default=_plain)


def recall(conditions: Conditions, text: str) -> None:
    """Put the states of a JSON text back; a text that another version wrote differently is left out."""
    try:
        traffic, weather = _read(json.loads(text))
    except (KeyError, TypeError, ValueError) as trouble:
        log.warning("traffic and weather begin anew, the stored states cannot be read: %s", trouble)
        return
    conditions.restore(traffic, weather)


def _read(
    rows: dict[str, Any],
) -> tuple[list[tuple[TrafficKey, TrafficState]], list[tuple[timedelta, WeatherState]]]:
    traffic: list[tuple[TrafficKey, TrafficState]] = []
    for row in rows["traffic"]:
        rule = TrafficRule(tuple((share, classes) for share, classes in row["drops"]))
        state = {**_instants(row["state"]), "quality": Quality(row["state"]["quality"])}
        traffic.append(((row["place"], rule), TrafficState(**state)))
    weather = [(timedelta(seconds=row["hold_s"]), _weather(row["state"])) for row in rows["weather"]]
    return traffic, weather


def _weather(state: dict[str, Any]) -> WeatherState:
    raises = tuple(Raise(**_instants(row)) for row in state["raises"])
    return WeatherState(**{**_instants(state), "raises": raises})


def _plain(value: datetime | TrafficState | WeatherState | Raise) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    return {field.name: getattr(value, field.name) for field in fields(value)}


def _instants(state: dict[str, Any]) -> dict[str, Any]:
    return {
        name: datetime.fromisoformat(value) if isinstance(value, str) and _is_instant(name) else value
        for name, value in state.items()
    }


def _is_instant(name: str) -> bool:
    return name in {"at", "since", "until"} or name.endswith(("_at", "_until"))
