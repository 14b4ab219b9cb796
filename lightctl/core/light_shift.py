"""How light sensors shift switching on and off, each within its window around the planned instant.

Evening: dark before the window switches at its start, inside at once, never at its end; morning
likewise with light, while none calls it dark again. Of several the darker one wins: one that says dark
is enough to be lit, and only where all of them work and say light is a street dark while its plan has light.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from lightctl.core.light_sensor import LightQuality, LightSensor, LightState, first_change, judge_light

DARK_EARLY, DARK_LATE, LIGHT_LATE, LIGHT_EARLY = "dark-early", "dark-late", "light-late", "light-early"

Pairs = Sequence[tuple[LightSensor, LightState]]


@dataclass(frozen=True, slots=True)
class Shift:
    """What a sensor moves: `dark-early` and `dark-late` light, `light-late` and `light-early` darken."""

    rule: str
    sensor: LightSensor
    since: datetime
    """When it saw what it acts on."""
    planned: datetime
    """When the plan switches."""
    until: datetime
    """The end of what it asks: the planned instant, or the end of the window."""

    @property
    def darkens(self) -> bool:
        """Whether it takes light that the plan gives."""
        return self.rule in {LIGHT_LATE, LIGHT_EARLY}


def shift_of(on: datetime, off: datetime, pairs: Pairs, now: datetime) -> Shift | None:
    """What the sensors ask for now against a plan that is lit in [on, off); None: the plan as it is."""
    if now < on:
        return _dark_early(on, pairs, now)
    if now >= off:
        return _dark_late(off, pairs, now)
    middle = on + (off - on) / 2
    return _light_late(on, pairs, now) if now < middle else _light_early(off, pairs, now)


def doubted(on: datetime, off: datetime, pairs: Pairs, now: datetime) -> Iterator[tuple[LightState, str]]:
    """Sensors that may act now but are not believed, with what ails them."""
    for sensor, state in pairs:
        quality = judge_light(state, now)[0]
        if quality is not LightQuality.GOOD and _in_window(on, off, sensor, now):
            yield state, quality.value


def turns(on: datetime, off: datetime, pairs: Pairs, now: datetime) -> Iterator[datetime]:
    """Instants at which the answer may change though no sensor says anything new."""
    for sensor, state in pairs:
        yield from (on - sensor.before, on + sensor.after, off - sensor.before, off + sensor.after)
        yield on + (off - on) / 2
        yield from (change.at for change in state.changes[-2:])  # by a clock that runs ahead of ours
        until = judge_light(state, now)[1]
        if until is not None and _in_window(on, off, sensor, now):
            yield until


def _in_window(on: datetime, off: datetime, sensor: LightSensor, now: datetime) -> bool:
    return any(instant - sensor.before <= now < instant + sensor.after for instant in (on, off))


def _dark_early(on: datetime, pairs: Pairs, now: datetime) -> Shift | None:
    """One that has fallen silent since it saw the dark goes on to be believed: lamps do not flicker."""
    for sensor, state in pairs:
        start = on - sensor.before
        quality = judge_light(state, now)[0]
        spoke = state.at is not None and state.at >= start and state.quality is LightQuality.GOOD
        believed = quality is LightQuality.GOOD or (quality is LightQuality.STALE and spoke)
        since = first_change(state, start, now, dark=True) if believed and now >= start else None
        if since is not None:
            return Shift(DARK_EARLY, sensor, since, on, on)
    return None


def _dark_late(off: datetime, pairs: Pairs, now: datetime) -> Shift | None:
    for sensor, state in pairs:
        end = off + sensor.after
        if now >= end or not _good(state, now) or not state.dark:
            continue
        if first_change(state, off - sensor.before, now, dark=False) is None:
            return Shift(DARK_LATE, sensor, state.changes[-1].at, off, end)
    return None


def _light_late(on: datetime, pairs: Pairs, now: datetime) -> Shift | None:
    for sensor, state in pairs:
        waits = now < on + sensor.after and _good(state, now) and state.dark is False
        if not waits or first_change(state, on - sensor.before, now, dark=True) is not None:
            return None
    if not pairs:
        return None
    sensor, state = min(pairs, key=lambda pair: pair[0].after)
    return Shift(LIGHT_LATE, sensor, state.changes[-1].at, on, on + sensor.after)


def _light_early(off: datetime, pairs: Pairs, now: datetime) -> Shift | None:
    """One that calls it dark again was misled, by a torch or by the very lamps: then the plan goes on."""
    latest: Shift | None = None
    for sensor, state in pairs:
        start = off - sensor.before
        since = first_change(state, start, now, dark=False) if now >= start and _good(state, now) else None
        if since is None or first_change(state, since, now, dark=True) is not None:
            return None
        if latest is None or since > latest.since:
            latest = Shift(LIGHT_EARLY, sensor, since, off, off)
    return latest


def _good(state: LightState, now: datetime) -> bool:
    return judge_light(state, now)[0] is LightQuality.GOOD
