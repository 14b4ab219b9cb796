"""Flow of vehicles to a lighting class: brighter at once, dimmer after two agreeing samples.

The closed-loop rule of UNI 11248. Whatever cannot be believed gives the design class:
a silent, stale or absurd counter, and a jam, which looks like emptiness.
"""

import math
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from lightctl.core.conditions import TrafficReading
from lightctl.core.profile import TrafficRule

JAM_OCCUPANCY = 0.25
JAM_SPEED_KMH = 20.0
HOLD = timedelta(minutes=10)
"""A brighter class stays at least this long."""
STALE_AFTER = timedelta(minutes=20)

_AHEAD = timedelta(minutes=2)
"""How far a counter's clock may run ahead of ours."""
_ABSURD_SHARE = 5.0
_BUSY_SHARE = 0.25
_BUSY_COUNT = 10.0


class Quality(StrEnum):
    """What a counter is worth; everything but good means the design class."""

    GOOD = "good"
    STALE = "stale"
    JAM = "jam"
    ABSURD = "absurd"
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


def step_traffic(
    state: TrafficState,
    reading: TrafficReading,
    service_flow: float,
    rule: TrafficRule,
    *,
    stale_after: timedelta = STALE_AFTER,
) -> TrafficState:
    """The state after one more reading; one that is not newer than the last changes nothing."""
    if state.at is not None and reading.at <= state.at:
        return state
    before = state
    if state.fresh_until is None or reading.at >= state.fresh_until:
        state = TrafficState(state.place, since=state.since, flow_then=state.flow_then)
    quality = _quality(state, reading, service_flow)
    if quality is Quality.GOOD:
        after = _good(state, reading, service_flow, rule)
    else:
        after = replace(state, drop=0, previous_drop=None)
    after = replace(after, at=reading.at, quality=quality, fresh_until=reading.at + stale_after)
    if (after.drop, after.quality) != (before.drop, before.quality):
        after = replace(after, since=reading.at, flow_then=reading.flow)
    return after


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
    state: TrafficState, reading: TrafficReading, service_flow: float, rule: TrafficRule
) -> TrafficState:
    flow = reading.flow or 0.0
    wanted = drop_of(flow / service_flow, rule)
    drop, previous, brighter_at = state.drop, state.previous_drop, state.brighter_at
    if wanted < drop:
        drop, brighter_at = wanted, reading.at
    elif previous is not None and (brighter_at is None or reading.at - brighter_at >= HOLD):
        drop = max(drop, min(wanted, previous))
    return replace(state, drop=drop, previous_drop=wanted, flow=flow, brighter_at=brighter_at)


def _quality(state: TrafficState, reading: TrafficReading, service_flow: float) -> Quality:
    if _garbage(reading, service_flow):
        return Quality.ABSURD
    if _jam(reading):
        return Quality.JAM
    if reading.flow is None:
        return Quality.SILENT
    return Quality.ABSURD if _blinded(state, reading, service_flow) else Quality.GOOD


def _garbage(reading: TrafficReading, service_flow: float) -> bool:
    numbers = [x for x in (reading.flow, reading.occupancy, reading.speed) if x is not None]
    if any(not math.isfinite(x) or x < 0 for x in numbers) or not service_flow > 0:
        return True
    too_full = reading.occupancy is not None and reading.occupancy > 1
    return too_full or (reading.flow is not None and reading.flow > _ABSURD_SHARE * service_flow)


def _jam(reading: TrafficReading) -> bool:
    if reading.congested or (reading.occupancy is not None and reading.occupancy > JAM_OCCUPANCY):
        return True
    return bool(reading.flow) and reading.speed is not None and reading.speed < JAM_SPEED_KMH


def _blinded(state: TrafficState, reading: TrafficReading, service_flow: float) -> bool:
    """A busy street is not empty one sample later: the counter sees nothing any more."""
    if reading.flow != 0 or state.flow is None or state.flow < _BUSY_SHARE * service_flow:
        return False
    return state.flow * reading.period_s / 3600 >= _BUSY_COUNT
