"""Light sensors and photocells: what one says of the sky, debounced, and whether it can be believed.

A word counts as dark below `dark_below` and as light above `light_above`; between them the last one
stays. One that contradicts the sun by far, or that never changes over a dusk or a dawn, is not believed.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from lightctl.core.conditions import SensorReading

DEEP_NIGHT = -6.0
"""The sun's altitude, degrees, under which no sensor makes a street dark: civil dusk."""
NO_TWILIGHT = -9.0
"""The sun's altitude under which what says light lies; between the two a keen sensor may still see some."""
HIGH_DAY = 15.0
"""The sun's altitude over which no cloud makes it as dark as a street needs lamps."""
SUN_UP = 6.0
MOST_LUX = 200_000.0
"""No daylight is brighter."""
AHEAD = timedelta(minutes=2)
"""How far a sensor's clock may run ahead of ours."""
KEPT = timedelta(hours=6)
"""How long a change is remembered: longer than any window."""

_MOST_CHANGES = 400


class LightQuality(StrEnum):
    """What a sensor is worth; everything but good leaves switching to the plan."""

    GOOD = "good"
    UNSURE = "unsure"
    STALE = "stale"
    STUCK = "stuck"
    ABSURD = "absurd"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class LightSensor:
    """One sensor or photocell as declared; `before` and `after` bound what it may shift around on and off."""

    id: str
    serves: frozenset[str]
    """Ids of the groups it may switch."""
    photocell: bool = False
    dark_below: float = 20.0
    """Lux; 0.5 suits a photocell's 0 and 1."""
    light_above: float = 40.0
    before: timedelta = timedelta(minutes=30)
    after: timedelta = timedelta(minutes=30)
    debounce: timedelta = timedelta(minutes=2)
    stale_after: timedelta = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Change:
    """From this instant on the sensor called it dark, or light."""

    at: datetime
    dark: bool


@dataclass(frozen=True, slots=True)
class LightState:
    """What is concluded from a sensor's words so far."""

    sensor: str
    at: datetime | None = None
    value: float | None = None
    dark: bool | None = None
    """None until it was clearly one or the other for the debounce time."""
    other_at: datetime | None = None
    """Since when its words say otherwise than `dark`."""
    changes: tuple[Change, ...] = ()
    """Of `dark`, in time order."""
    lowest: float = 90.0
    """The sun's lowest and highest altitude since the value last changed."""
    highest: float = -90.0
    lie: bool | None = None
    """What it called a sky that was clearly otherwise; not believed again until it sees such a sky right."""
    quality: LightQuality = LightQuality.SILENT
    since: datetime | None = None
    """When quality last changed."""
    fresh_until: datetime | None = None
    deep_at: datetime | None = None
    """From then on the sun is too deep for its last word to make a street dark, fresh as it may be."""


def step_light(
    state: LightState, reading: SensorReading, sensor: LightSensor, altitude: float,
    deep_at: datetime | None = None,
) -> LightState:  # fmt: skip
    """The state after one more word, given the sun's altitude (degrees) then; older words change nothing.

    `deep_at` is when the sun sinks under DEEP_NIGHT while the word is fresh, as `sinks_at` tells.
    """
    if state.at is not None and reading.at <= state.at:
        return state
    word = _word(reading, sensor, state.dark)
    if state.fresh_until is not None and reading.at >= state.fresh_until:
        state = replace(state, other_at=None)  # nobody knows what it said in between
    if word is None:
        quality = LightQuality.SILENT if reading.value is None else LightQuality.ABSURD
        after = replace(state, other_at=None)
    else:
        after = _heard(state, reading, sensor, word, altitude)
        after = replace(after, lie=_lie(after, altitude))
        quality = _quality(after, altitude)
    since = state.since if quality is state.quality else reading.at
    return replace(
        after, at=reading.at, value=reading.value, quality=quality, since=since,
        fresh_until=reading.at + sensor.stale_after, deep_at=deep_at,
    )  # fmt: skip


def sinks_at(altitude: Callable[[datetime], float], start: datetime, end: datetime) -> datetime | None:
    """The second from which the sun, over DEEP_NIGHT at `start`, stands under it; None if not by `end`."""
    if altitude(start) <= DEEP_NIGHT or altitude(end) > DEEP_NIGHT:
        return None
    above, under = math.floor(start.timestamp()), math.ceil(end.timestamp())
    while under - above > 1:
        middle = (above + under) // 2
        if altitude(datetime.fromtimestamp(middle, UTC)) > DEEP_NIGHT:
            above = middle
        else:
            under = middle
    return datetime.fromtimestamp(under, UTC)


def judge_light(state: LightState, now: datetime) -> tuple[LightQuality, datetime | None]:
    """What the state is worth now, and until when if nothing new comes."""
    if state.at is None or state.fresh_until is None:
        return LightQuality.SILENT, None
    if state.at > now + AHEAD:
        return LightQuality.ABSURD, state.at - AHEAD
    if now >= state.fresh_until:
        return LightQuality.STALE, None
    if state.dark is False and state.deep_at is not None:
        if now >= state.deep_at:
            return LightQuality.ABSURD, state.fresh_until
        return state.quality, min(state.deep_at, state.fresh_until)
    return state.quality, state.fresh_until


def first_change(state: LightState, start: datetime, now: datetime, *, dark: bool) -> datetime | None:
    """When, from `start` to `now`, it first said so: `start` itself if it did so already; None if never."""
    at_start = _dark_at(state, start)
    if at_start is dark:
        return start
    return next((c.at for c in state.changes if start <= c.at <= now and c.dark is dark), None)


def _dark_at(state: LightState, at: datetime) -> bool | None:
    before = [change for change in state.changes if change.at <= at]
    return before[-1].dark if before else None


def _word(reading: SensorReading, sensor: LightSensor, before: bool | None) -> bool | None:
    """Whether a value means dark; None where it means nothing."""
    value = reading.value
    if value is None or not math.isfinite(value) or not 0 <= value <= MOST_LUX:
        return None
    if sensor.photocell:
        return value < 0.5 if value in {0.0, 1.0} else None
    if value < sensor.dark_below:
        return True
    if value > sensor.light_above:
        return False
    return before if before is not None else value < (sensor.dark_below + sensor.light_above) / 2


def _heard(
    state: LightState, reading: SensorReading, sensor: LightSensor, word: bool, altitude: float
) -> LightState:
    moved = state.value != reading.value or state.at is None
    lowest = altitude if moved else min(state.lowest, altitude)
    highest = altitude if moved else max(state.highest, altitude)
    state = replace(state, lowest=lowest, highest=highest)
    if word is state.dark:
        return replace(state, other_at=None)
    since = state.other_at or reading.at
    if reading.at - since < sensor.debounce:
        return replace(state, other_at=since)
    kept = tuple(change for change in state.changes[-_MOST_CHANGES:-1] if reading.at - change.at < KEPT)
    changes = (*kept, *state.changes[-1:], Change(reading.at, word))
    return replace(state, dark=word, other_at=None, changes=changes)


def _lie(state: LightState, altitude: float) -> bool | None:
    """By night nothing is light, by high day nothing is dark: a lamp shines on it, or it is covered."""
    if altitude <= NO_TWILIGHT and state.dark is not None:
        truth = True
    elif altitude >= HIGH_DAY and state.dark is not None:
        truth = False
    else:
        return state.lie
    if state.dark is not truth:
        return state.dark
    return None if state.lie is not truth else state.lie


def _quality(state: LightState, altitude: float) -> LightQuality:
    if state.lowest <= DEEP_NIGHT and state.highest >= SUN_UP:
        return LightQuality.STUCK
    if state.lie is not None or (state.dark is False and altitude <= DEEP_NIGHT):
        return LightQuality.ABSURD
    return LightQuality.UNSURE if state.dark is None else LightQuality.GOOD
