"""Counts that change nothing but the clock: told without making a state for each of a year of them."""

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from lightctl.core.conditions import TrafficReading
from lightctl.core.profile import TrafficRule
from lightctl.core.traffic import ABSURD_SHARE, Quality, TrafficState, drop_of

NOWHERE = (math.inf, -math.inf)
NEVER = datetime(9000, 1, 1, tzinfo=UTC)


class Steady:
    """Takes readings after a state as long as they only confirm it, exactly as `step_traffic` would."""

    __slots__ = ("_at", "_flow", "_fresh_until", "_high", "_low", "_rule", "_service", "_stale", "_state")

    def __init__(
        self, state: TrafficState, service_flow: float, rule: TrafficRule, stale_after: timedelta
    ) -> None:
        self._state, self._service, self._rule, self._stale = state, service_flow, rule, stale_after
        self._at, self._fresh_until = state.at or NEVER, state.fresh_until or NEVER
        self._flow = state.flow
        self._low, self._high = _band(state, service_flow, rule)

    def takes(self, reading: TrafficReading) -> bool:
        """Whether the reading confirms the state; it is then counted in."""
        flow, at = reading.flow, reading.at
        if not flow or not self._low <= flow / self._service < self._high or reading.congested:
            return False
        if not self._at < at < self._fresh_until:
            return False
        if reading.occupancy is not None and not 0 <= reading.occupancy <= min(self._rule.jam_occupancy, 1):
            return False
        if reading.speed is not None and not max(self._rule.jam_speed_kmh, 0) <= reading.speed < math.inf:
            return False
        self._flow, self._at, self._fresh_until = flow, at, at + self._stale
        return True

    def state(self) -> TrafficState:
        """The state with everything counted in."""
        if self._state.at is None or self._at == self._state.at:
            return self._state
        return replace(self._state, at=self._at, flow=self._flow, fresh_until=self._fresh_until)


def _band(state: TrafficState, service_flow: float, rule: TrafficRule) -> tuple[float, float]:
    """Shares of the service flow, from and below, that ask for the drop that holds; none while it moves.

    A counter that counts nothing is watched more closely: an empty street confirms nothing.
    """
    if state.quality is not Quality.GOOD or state.drop != state.previous_drop or not service_flow > 0:
        return NOWHERE
    share = (state.flow or 0.0) / service_flow
    if not share:
        return NOWHERE
    edges = sorted({0.0, *(below for below, _ in rule.drops), ABSURD_SHARE})
    bands = ((low, high) for low, high in pairwise(edges) if low <= share < high)
    return next((band for band in bands if drop_of(band[0], rule) == state.drop), NOWHERE)
