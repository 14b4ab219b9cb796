"""Counts that change nothing but the age of what is known: stepped over without a state for each of them."""

import math
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from lightctl.core.profile import TrafficRule
from lightctl.core.traffic import ABSURD_SHARE, Quality, TrafficState, drop_of
from lightctl.feeds.counts import Counts

NOWHERE = (math.inf, -math.inf)
NEVER = datetime(9000, 1, 1, tzinfo=UTC)


class Steady:
    """Goes on from a state over the counts that only confirm it, exactly as `step_traffic` would."""

    def __init__(
        self, state: TrafficState, service_flow: float, rule: TrafficRule, stale_after: timedelta
    ) -> None:
        self._service, self._stale = service_flow, stale_after
        self._fullest, self._slowest = min(rule.jam_occupancy, 1), max(rule.jam_speed_kmh, 0)
        self._bands = _bands(rule) if service_flow > 0 else {}
        self.begin(state)

    def begin(self, state: TrafficState) -> None:
        """Go on from another state."""
        self._state = state
        self._at, self._fresh_until, self._flow = state.at or NEVER, state.fresh_until or NEVER, state.flow
        good = state.quality is Quality.GOOD
        self._low, self._high = self._bands.get(state.drop, NOWHERE) if good else NOWHERE

    def over(self, counts: Counts, start: int, end: int) -> int:
        """The first of counts[start:end] that says something else, or `end`; those before are counted in."""
        if self._high < self._low:
            return start
        low, high, service, stale = self._low, self._high, self._service, self._stale
        ats, flows, fullest, slowest = counts.at, counts.flow, self._fullest, self._slowest
        last, fresh_until, index = self._at, self._fresh_until, start
        while index < end:
            at, flow = ats[index], flows[index]
            if not flow or not low <= flow / service < high or not last < at < fresh_until:
                break
            occupancy, speed = counts.occupancy[index], counts.speed[index]
            if occupancy is not None and not 0 <= occupancy <= fullest:
                break
            if (speed is not None and not slowest <= speed < math.inf) or counts.congested[index]:
                break
            last, fresh_until = at, at + stale
            index += 1
        if index > start:
            self._at, self._fresh_until, self._flow = last, fresh_until, flows[index - 1]
        return index

    @property
    def fresh_until(self) -> datetime | None:
        """Until when the state is worth something, with everything counted in."""
        return None if self._fresh_until is NEVER else self._fresh_until

    def state(self) -> TrafficState:
        """The state with everything counted in."""
        state = self._state
        if state.at is None or self._at == state.at:
            return state
        return TrafficState(
            state.place, state.drop, state.drop, self._at, state.quality, self._flow, self._fresh_until,
            state.since, state.flow_then, state.brighter_at, None, state.counted_s[: state.drop],
        )  # fmt: skip


def _bands(rule: TrafficRule) -> dict[int, tuple[float, float]]:
    """By drop, the shares of the service flow, from and below, that ask for it."""
    edges = sorted({0.0, *(below for below, _ in rule.drops), ABSURD_SHARE})
    found: dict[int, tuple[float, float]] = {}
    for low, high in pairwise(edge for edge in edges if edge <= ABSURD_SHARE):
        drop = drop_of(low, rule)
        before = found.get(drop, (low, low))
        if before[1] == low:  # drops that do not descend could leave a hole between two bands
            found[drop] = before[0], high
    return found
