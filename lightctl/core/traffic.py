"""Flow of vehicles to a lighting class: brighter at once, dimmer after two agreeing samples.

The closed-loop rule of UNI 11248, whose samples are of ten minutes: a counter that reports more often needs
as many agreeing samples as make ten minutes of counting. Whatever cannot be believed gives the design class:
a silent, stale or absurd counter, and a jam, which looks like emptiness.
"""

import math
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from lightctl.core.conditions import TrafficReading
from lightctl.core.profile import TrafficRule

HOLD = timedelta(minutes=10)
"""A brighter class stays at least this long."""
STALE_AFTER = timedelta(minutes=20)
COUNTED_S = 570.0
"""So long must be counted before a street is dimmed: ten minutes, less a twentieth for clocks that jitter."""

BLIND_AFTER = timedelta(minutes=30)
"""So long may a counter count nothing at an hour at which it usually counts."""
USUALLY_BUSY = 20.0
"""Vehicles an hour, in the median of the same hours before, from which counting nothing is a fault."""

_AHEAD = timedelta(minutes=2)
"""How far a counter's clock may run ahead of ours."""
ABSURD_SHARE = 5.0
BUSY_SHARE = 0.25
_BUSY_COUNT = 10.0


class Quality(StrEnum):
    """What a counter is worth; everything but good means the design class."""

    GOOD = "good"
    STALE = "stale"
    JAM = "jam"
    ABSURD = "absurd"
    BLIND = "blind"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class TrafficState:
    """What is concluded from a place's counts so far."""

    place: str
    drop: int = 0
    """Classes below the design class."""
    previous_drop: int | None = None
    """What the last good sample alone would have asked for."""
    at: datetime | None = None
    """End of the last counting period."""
    quality: Quality = Quality.SILENT
    flow: float | None = None
    """Last believed flow, veh/h."""
    fresh_until: datetime | None = None
    since: datetime | None = None
    """When drop or quality last changed."""
    flow_then: float | None = None
    """Flow of the sample that changed them."""
    brighter_at: datetime | None = None
    empty_at: datetime | None = None
    """Since when it has counted nothing; None while it counts."""
    counted_s: tuple[float, ...] = ()
    """Seconds of counting without a break, at most COUNTED_S, that allow to drop one class, two, …"""


@dataclass(frozen=True, slots=True)
class Around:
    """What else is known when a count comes in."""

    usual: float | None = None
    """The flow that the place usually has at this hour, veh/h; None while nobody knows."""
    heavy_rain: bool = False
    """Cameras see less in it, so a count may raise the light, but not lower it."""


NOTHING_ELSE = Around()


def step_traffic(
    state: TrafficState,
    reading: TrafficReading,
    service_flow: float,
    rule: TrafficRule,
    *,
    stale_after: timedelta = STALE_AFTER,
    around: Around = NOTHING_ELSE,
) -> TrafficState:
    """The state after one more reading; one that is not newer than the last changes nothing."""
    if state.at is not None and reading.at <= state.at:
        return state
    before = state
    if state.fresh_until is None or reading.at >= state.fresh_until:
        state = TrafficState(state.place, since=state.since, flow_then=state.flow_then)
    empty_at = _empty_at(state, reading)
    if empty_at != state.empty_at:
        state = replace(state, empty_at=empty_at)
    quality = _quality(state, reading, service_flow, rule, around)
    if quality is Quality.GOOD:
        after = _good(state, reading, service_flow, rule, around)
    else:
        after = replace(state, drop=0, previous_drop=None, counted_s=())
    since, flow_then = after.since, after.flow_then
    if (after.drop, quality) != (before.drop, before.quality):
        since, flow_then = reading.at, reading.flow
    return replace(
        after, at=reading.at, quality=quality, fresh_until=reading.at + stale_after, since=since,
        flow_then=flow_then,
    )  # fmt: skip


def judge(state: TrafficState, now: datetime) -> tuple[Quality, datetime | None]:
    """What the state is worth now, and until when if nothing new comes."""
    if state.at is None or state.fresh_until is None:
        return Quality.SILENT, None
    if state.at > now + _AHEAD:
        return Quality.ABSURD, state.at - _AHEAD
    if now >= state.fresh_until:
        return Quality.STALE, None
    return state.quality, state.fresh_until


def drop_of(share: float, rule: TrafficRule) -> int:
    """Classes that a flow, as a share of the service flow, would allow to drop."""
    return max((classes for below, classes in rule.drops if share < below), default=0)


def _good(
    state: TrafficState, reading: TrafficReading, service_flow: float, rule: TrafficRule, around: Around
) -> TrafficState:
    flow = reading.flow or 0.0
    wanted = drop_of(flow / service_flow, rule)
    drop, previous, brighter_at = state.drop, state.previous_drop, state.brighter_at
    if around.heavy_rain:
        wanted = min(wanted, drop)
    counted_s = _counted(state, reading, wanted)
    if wanted < drop:
        drop, brighter_at = wanted, reading.at
    elif previous is not None and (brighter_at is None or reading.at - brighter_at >= HOLD):
        enough = sum(seconds >= COUNTED_S for seconds in counted_s)
        drop = max(drop, min(wanted, previous, enough))
    return replace(
        state, drop=drop, previous_drop=wanted, counted_s=counted_s, flow=flow, brighter_at=brighter_at
    )


def _counted(state: TrafficState, reading: TrafficReading, wanted: int) -> tuple[float, ...]:
    """The seconds by class after a reading; what two readings both counted counts once."""
    since_s = (reading.at - state.at).total_seconds() if state.at is not None else math.inf
    seconds = max(min(reading.period_s, since_s), 0.0)
    before = (*state.counted_s[:wanted], *(0.0 for _ in range(wanted - len(state.counted_s))))
    return tuple(min(known + seconds, COUNTED_S) for known in before)


def _empty_at(state: TrafficState, reading: TrafficReading) -> datetime | None:
    if reading.flow != 0:
        return None
    seconds = min(reading.period_s, 86_400.0) if reading.period_s > 0 else 0.0
    return state.empty_at or reading.at - timedelta(seconds=seconds)


def _quality(
    state: TrafficState, reading: TrafficReading, service_flow: float, rule: TrafficRule, around: Around
) -> Quality:
    if _garbage(reading, service_flow):
        return Quality.ABSURD
    if _jam(reading, rule):
        return Quality.JAM
    if reading.flow is None:
        return Quality.SILENT
    empty = reading.at - state.empty_at if state.empty_at is not None else timedelta(0)
    if empty > BLIND_AFTER and (around.usual or 0.0) >= USUALLY_BUSY:
        return Quality.BLIND
    return Quality.ABSURD if _blinded(state, reading, service_flow) else Quality.GOOD


def _garbage(reading: TrafficReading, service_flow: float) -> bool:
    numbers = [x for x in (reading.flow, reading.occupancy, reading.speed) if x is not None]
    if any(not math.isfinite(x) or x < 0 for x in numbers) or not service_flow > 0:
        return True
    too_full = reading.occupancy is not None and reading.occupancy > 1
    return too_full or (reading.flow is not None and reading.flow > ABSURD_SHARE * service_flow)


def _jam(reading: TrafficReading, rule: TrafficRule) -> bool:
    if reading.congested or (reading.occupancy is not None and reading.occupancy > rule.jam_occupancy):
        return True
    return bool(reading.flow) and reading.speed is not None and reading.speed < rule.jam_speed_kmh


def _blinded(state: TrafficState, reading: TrafficReading, service_flow: float) -> bool:
    """A busy street is not empty one sample later: the counter sees nothing any more."""
    if reading.flow != 0 or state.flow is None or state.flow < BUSY_SHARE * service_flow:
        return False
    return state.flow * reading.period_s / 3600 >= _BUSY_COUNT
