"""A decision made again from the inputs that were noted beside it, by the site that ruled then."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import zip_longest

from lightctl.core.decide import decide, protect
from lightctl.core.decision import Decision, Layer, Reason
from lightctl.core.light_sensor import LightQuality, judge_light
from lightctl.core.nights import Nights
from lightctl.core.noted import UNREADABLE, Noted, read_noted
from lightctl.core.plant import Plant
from lightctl.core.sensing import Sensors
from lightctl.core.traffic import Quality, judge
from lightctl.core.units import Level
from lightctl.core.water import WaterQuality, judge_water
from lightctl.core.weather import CALM

_STORED_TO = timedelta(milliseconds=1)


class Verdict(StrEnum):
    """What a recomputation showed."""

    AGREES = "agrees"
    DIFFERS = "differs"
    CANNOT = "cannot be recomputed"


class Missing(StrEnum):
    """Why nothing could be recomputed."""

    INPUTS = "inputs"
    """Not kept: decided before inputs were."""
    DAMAGED = "damaged"
    SITE = "site"
    """The site that ruled is not kept."""
    GROUP = "group"
    """The site that ruled does not know the thing."""


@dataclass(frozen=True, slots=True)
class Retold:
    """The verdict; `why` is the first layer that differs, or what is missing; `level` the recomputed one."""

    verdict: Verdict
    why: str = ""
    level: Level | None = None


@dataclass(frozen=True, slots=True)
class Age:
    """An input of a decision: when it last said something, and since when it says so; None: never."""

    layer: Layer
    kind: str
    """counter, neighbour, typical, weather, light or water."""
    what: str
    heard: datetime | None
    since: datetime | None
    age: timedelta | None
    says: str = ""
    """flow, calm, rain, fog, storm, dark, light, level (metres), or why it is not believed: stale, jam, …"""
    value: float | None = None
    """The flow, veh/h, or the level, metres."""


def cannot(why: Missing) -> Retold:
    """There is nothing to compare with."""
    return Retold(Verdict.CANNOT, why.value)


def retell(decision: Decision, known: Noted, plant: Plant, nights: Nights, sensors: Sensors) -> Retold:
    """Decide again by plan, floors and what was noted, and compare level and reasons."""
    if abs(known.at - decision.at) >= _STORED_TO:
        return cannot(Missing.DAMAGED)
    lamp = plant.lamps.get(decision.thing)
    group = lamp.group if lamp else decision.thing
    if group not in plant.groups:
        return cannot(Missing.GROUP)
    inputs = known.inputs(plant, sensors, group)
    again = decide(decision.thing, nights.at(group, known.at), inputs, known.at)
    held = next((reason for reason in decision.reasons if reason.layer is Layer.PROTECTION), None)
    if held is not None:
        again = protect(again, held.rule, held.facts)
    return _compared(decision, again)


def retell_text(decision: Decision, text: str, plant: Plant, nights: Nights, sensors: Sensors) -> Retold:
    """The same from the text beside a stored decision; a text that nobody here wrote is damaged."""
    if not text:
        return cannot(Missing.INPUTS)
    try:
        return retell(decision, read_noted(text), plant, nights, sensors)
    except UNREADABLE:
        return cannot(Missing.DAMAGED)


def ages_of(known: Noted, reasons: tuple[Reason, ...], *, neighbour: bool) -> Iterator[Age]:
    """How old each input was when it was noted, weakest layer first."""
    traffic, weather, usual = known.traffic, known.weather, known.typical
    if traffic is not None:
        kind = "neighbour" if neighbour else "counter"
        quality = judge(traffic, known.at)[0]
        yield Age(
            Layer.TRAFFIC, kind, traffic.place, traffic.at, traffic.since, _age(traffic.at, known.at),
            "flow" if quality is Quality.GOOD else quality.value, traffic.flow,
        )  # fmt: skip
    elif usual is not None and any(reason.rule == "typical" for reason in reasons):
        yield Age(Layer.TRAFFIC, "typical", usual.place, None, None, None)
    if weather is not None:
        raised = next(iter(weather.in_force(known.at)), None)
        since, says = (raised.since, raised.kind) if raised else (None, CALM)
        age = _age(weather.at, known.at)
        yield Age(Layer.WEATHER, "weather", weather.source, weather.at, since, age, says)
    for light in known.light:
        since = light.changes[-1].at if light.changes else None
        worth = judge_light(light, known.at)[0]
        says = worth.value if worth is not LightQuality.GOOD else "dark" if light.dark else "light"
        age = _age(light.at, known.at)
        yield Age(Layer.SENSOR, "light", light.sensor, light.at, since, age, says)
    for water in known.water:
        since = water.flooded_since if water.floods(known.at) else None
        state = judge_water(water, known.at)
        says = "level" if state is WaterQuality.GOOD else state.value
        age = _age(water.at, known.at)
        yield Age(Layer.SENSOR, "water", water.station, water.at, since, age, says, water.value)


def _age(heard: datetime | None, at: datetime) -> timedelta | None:
    return None if heard is None else at - heard


def _compared(decision: Decision, again: Decision) -> Retold:
    for stored, made in zip_longest(decision.reasons, again.reasons):
        if stored != made:
            return Retold(Verdict.DIFFERS, (stored or made).layer.value, again.level)
    if again.level != decision.level:
        return Retold(Verdict.DIFFERS, decision.reasons[-1].layer.value, again.level)
    return Retold(Verdict.AGREES, level=again.level)
