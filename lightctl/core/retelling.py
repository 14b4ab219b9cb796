"""A stored decision made again from the inputs that it noted, by the site that ruled then."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from lightctl.core.commands import Override, Scope, Target
from lightctl.core.decide import Inputs, decide, protect
from lightctl.core.decision import Decision, Fact, Layer, Reason
from lightctl.core.nights import Nights
from lightctl.core.plant import Plant
from lightctl.core.sensing import Sensors
from lightctl.core.traffic import Quality, TrafficState
from lightctl.core.units import Level
from lightctl.core.water import WaterState, WaterStation
from lightctl.core.weather import Raise, WeatherState

_LATER = timedelta(hours=1)
"""How long an input is taken to have gone on counting; the level at the instant does not depend on it."""
_COMMANDS = frozenset({Layer.SCENE, Layer.OVERRIDE, Layer.EMERGENCY})
_DARK_SKY = frozenset({"dark-sky-early", "dark-sky-late"})


class Verdict(StrEnum):
    """What a recomputation showed."""

    AGREES = "agrees"
    DIFFERS = "differs"
    CANNOT = "cannot be recomputed"


@dataclass(frozen=True, slots=True)
class Retold:
    """The verdict; `why` names the layer that differs, or what is missing; `level` is the recomputed one."""

    verdict: Verdict
    why: str = ""
    level: Level | None = None


@dataclass(frozen=True, slots=True)
class Age:
    """An input of a decision: since when it stood when somebody asks about `at`."""

    layer: str
    what: str
    since: datetime
    age: timedelta


def retell(decision: Decision, plant: Plant, nights: Nights, sensors: Sensors) -> Retold:
    """Decide again by plan, floors and the noted inputs, and compare level and reasons."""
    lamp = plant.lamps.get(decision.thing)
    group = lamp.group if lamp else decision.thing
    if group not in plant.groups:
        return Retold(Verdict.CANNOT, decision.thing)
    rows = {reason.layer: reason for reason in decision.reasons}
    if unknown := _unknown(rows):
        return Retold(Verdict.CANNOT, unknown)
    now, thing = decision.at, plant.groups[group]
    street = plant.streets[thing.street]
    inputs = Inputs(
        traffic=_traffic(rows.get(Layer.TRAFFIC), now), traffic_upwards_only=not street.place,
        weather=_weather(rows.get(Layer.WEATHER), now), never_below=thing.never_below,
        overrides=tuple(_override(reason) for reason in decision.reasons if reason.layer in _COMMANDS),
        water=tuple(_water(rows.get(Layer.SENSOR), now, sensors)),
    )  # fmt: skip
    again = decide(decision.thing, nights.at(group, now), inputs, now)
    if held := rows.get(Layer.PROTECTION):
        again = protect(again, held.rule, held.facts)
    return _compared(decision, again)


def ages_of(decision: Decision, at: datetime) -> Iterator[Age]:
    """How long the inputs that a decision noted had stood at an instant, weakest layer first."""
    for reason in decision.reasons:
        facts = dict(reason.facts)
        what = next((facts[key] for key in ("place", "source", "sensor", "station") if key in facts), None)
        since = facts.get("since")
        if what is not None and isinstance(since, str):
            instant = datetime.fromisoformat(since)
            yield Age(reason.layer.value, str(what), instant, at - instant)


def _compared(decision: Decision, again: Decision) -> Retold:
    if again.level == decision.level and again.reasons == decision.reasons:
        return Retold(Verdict.AGREES, level=again.level)
    pairs = zip(decision.reasons, again.reasons, strict=False)
    layer = next((stored.layer for stored, made in pairs if stored != made), None)
    if layer is None:
        longer = max(decision.reasons, again.reasons, key=len)
        layer = longer[min(len(decision.reasons), len(again.reasons))].layer
    return Retold(Verdict.DIFFERS, layer.value, again.level)


def _unknown(rows: Mapping[Layer, Reason]) -> str:
    """The layer whose inputs are more than the decision noted; empty where there is none."""
    sensor, traffic = rows.get(Layer.SENSOR), rows.get(Layer.TRAFFIC)
    if sensor is not None and sensor.rule != "flood":
        return Layer.SENSOR
    known = {"flow", "neighbour", *Quality}
    return Layer.TRAFFIC if traffic is not None and traffic.rule not in known else ""


def _traffic(reason: Reason | None, now: datetime) -> TrafficState | None:
    if reason is None:
        return None
    facts = dict(reason.facts)
    place, since = str(facts["place"]), _instant(facts["since"])
    if reason.rule == Quality.SILENT:
        return TrafficState(place, since=since)
    if reason.rule == Quality.STALE:
        return TrafficState(place, at=since, quality=Quality.GOOD, fresh_until=since, since=since)
    quality = Quality(reason.rule) if reason.rule in set(Quality) else Quality.GOOD
    return TrafficState(
        place, drop=int(_number(facts.get("drop")) or 0), at=now, quality=quality, fresh_until=now + _LATER,
        since=since, flow_then=_number(facts.get("flow")),
    )  # fmt: skip


def _weather(reason: Reason | None, now: datetime) -> WeatherState | None:
    if reason is None:
        return None
    facts = dict(reason.facts)
    source = str(facts["source"])
    if reason.rule in _DARK_SKY:
        return WeatherState(now, source, dark_sky_until=now + _LATER)
    since = _instant(facts["since"]) or now
    return WeatherState(now, source, (Raise(reason.rule, since, now + _LATER),))


def _water(
    reason: Reason | None, now: datetime, sensors: Sensors
) -> Iterator[tuple[WaterStation, WaterState]]:
    if reason is not None:
        facts = dict(reason.facts)
        station = sensors.water.get(str(facts["station"]))
        if station is not None:
            since = _instant(facts["since"])
            yield station, WaterState(station.id, flooded_since=since, flooded_until=now + _LATER)


def _override(reason: Reason) -> Override:
    facts = dict(reason.facts)
    scope, _, name = str(facts["target"]).partition(":")
    since, until = (datetime.fromisoformat(str(facts[key])) for key in ("since", "until"))
    return Override(
        str(facts["id"]), Target(Scope[scope.upper()], name), reason.level, since, until, str(facts["owner"]),
        str(facts["reason"]), below_floor=bool(facts["below_floor"]),
        emergency=reason.layer is Layer.EMERGENCY, scene=str(facts.get("scene", "")),
    )  # fmt: skip


def _instant(fact: Fact) -> datetime | None:
    return datetime.fromisoformat(fact) if isinstance(fact, str) else None


def _number(fact: Fact) -> float | None:
    return float(fact) if isinstance(fact, float | int) else None
