"""The last counts of every place: an edited rule judges them again instead of waiting for others."""

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from lightctl.core.conditions import TrafficReading
from lightctl.core.profile import TrafficRule
from lightctl.core.traffic import Around, Quality, TrafficState, step_traffic

KEPT_FOR = timedelta(minutes=30)
"""Before the newest: longer than a brighter class is held, so nothing older could still hold one."""
FEWEST = 2
"""However old: so many must agree before a street is dimmed, and some counters speak once an hour."""
MOST = 600
"""The ten minutes that must be counted before a street is dimmed, of a counter that speaks every second."""

_WHATEVER_THE_RULE = {Quality.BLIND, Quality.ABSURD, Quality.SILENT}


class RecentCounts:
    """Counts by place, in time order."""

    def __init__(self) -> None:
        self._counts: dict[str, deque[TrafficReading]] = {}

    def take(self, reading: TrafficReading) -> None:
        """Keep a count that is newer than the last of its place."""
        rows = self._counts.setdefault(reading.place, deque(maxlen=MOST))
        if rows and reading.at <= rows[-1].at:
            return
        rows.append(reading)
        while len(rows) > FEWEST and rows[0].at < reading.at - KEPT_FOR:
            rows.popleft()

    def judged(
        self, before: TrafficState, rule: TrafficRule, service_flow: float, stale_after: timedelta,
        around: Callable[[str, datetime], Around],
    ) -> TrafficState:  # fmt: skip
        """What the rule makes of a place's last counts, given its state `before` by another rule.

        A place that nobody remembers a count of is silent, which asks for full light.
        """
        state = TrafficState(before.place)
        for reading in self._counts.get(before.place, ()):
            known = around(reading.place, reading.at)
            state = step_traffic(state, reading, service_flow, rule, stale_after=stale_after, around=known)
        return _with_what_no_rule_changes(state, before)


def _with_what_no_rule_changes(state: TrafficState, before: TrafficState) -> TrafficState:
    """A counter may be blind since long before the counts that are left."""
    if state.at is None or state.at != before.at:
        return state
    if state.empty_at is not None and before.empty_at is not None:
        state = replace(state, empty_at=min(state.empty_at, before.empty_at))
    if before.quality in _WHATEVER_THE_RULE:
        state = replace(
            state, drop=0, previous_drop=None, counted_s=(), quality=before.quality, flow=before.flow,
            since=before.since, flow_then=before.flow_then,
        )  # fmt: skip
    return state
