"""Water over the street: full light while it stands there, and a lockout proposed for flooded pillars.

A proposal locks nothing: whether people or pumps are at work in the water, only a person can know.
"""

import math
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from lightctl.core.conditions import SensorReading

AHEAD = timedelta(minutes=2)
_LOWEST_M, _HIGHEST_M = -10.0, 30.0


class WaterQuality(StrEnum):
    """What a station is worth now."""

    GOOD = "good"
    STALE = "stale"
    ABSURD = "absurd"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class WaterStation:
    """One station as declared; levels in metres above its own zero."""

    id: str
    serves: frozenset[str]
    """Ids of the groups that get full light."""
    flood_from: float
    """The street stands under water from this level on."""
    flood_ends: float
    """Hysteresis: the water has gone only below this."""
    pillars: tuple[str, ...] = ()
    """Circuits to propose a lockout for."""
    lockout_from: float = math.inf
    hold: timedelta = timedelta(minutes=60)
    stale_after: timedelta = timedelta(minutes=20)


@dataclass(frozen=True, slots=True)
class WaterState:
    """What is concluded from a station's words so far."""

    station: str
    at: datetime | None = None
    value: float | None = None
    """The last believed level, metres."""
    fresh_until: datetime | None = None
    flooded: bool = False
    flooded_since: datetime | None = None
    flooded_until: datetime | None = None
    """Ends by time, when no further word says that the water stands."""
    proposed_since: datetime | None = None
    """Since when a lockout is proposed; a silent station keeps it."""
    highest: float | None = None
    """The highest level since then."""
    absurd: bool = False

    def floods(self, now: datetime) -> bool:
        """Whether it counts now."""
        return self.flooded_until is not None and now < self.flooded_until


def step_water(state: WaterState, reading: SensorReading, station: WaterStation) -> WaterState:
    """The state after one more word; an absurd one changes no light and no proposal."""
    if state.at is not None and reading.at <= state.at:
        return state
    level = reading.value
    if level is None or not math.isfinite(level) or not _LOWEST_M <= level <= _HIGHEST_M:
        return replace(state, at=reading.at, absurd=level is not None)
    fresh_until = reading.at + station.stale_after
    after = replace(state, at=reading.at, value=level, absurd=False, fresh_until=fresh_until)
    return _proposing(_flooding(after, level, reading.at, station), level, reading.at, station)


def proposed_by(state: WaterState, station: WaterStation) -> WaterState:
    """The state under another declaration of the station; what it would not have proposed is withdrawn."""
    if state.highest is None or state.highest >= station.lockout_from:
        return state
    return replace(state, proposed_since=None, highest=None)


def judge_water(state: WaterState, now: datetime) -> WaterQuality:
    """What the state is worth now."""
    if state.at is None or state.fresh_until is None:
        return WaterQuality.SILENT
    if state.absurd or state.at > now + AHEAD:
        return WaterQuality.ABSURD
    return WaterQuality.GOOD if now < state.fresh_until else WaterQuality.STALE


def _flooding(state: WaterState, level: float, at: datetime, station: WaterStation) -> WaterState:
    stands = level >= station.flood_from or (state.flooded and level >= station.flood_ends)
    if not stands:
        return replace(state, flooded=False)
    since = state.flooded_since if state.floods(at) else at
    return replace(state, flooded=True, flooded_since=since, flooded_until=at + station.hold)


def _proposing(state: WaterState, level: float, at: datetime, station: WaterStation) -> WaterState:
    if level >= station.lockout_from:
        highest = max(level, state.highest if state.highest is not None else level)
        return replace(state, proposed_since=state.proposed_since or at, highest=highest)
    if level < station.flood_ends:
        return replace(state, proposed_since=None, highest=None)
    return state
