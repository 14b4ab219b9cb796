"""Lanes, directions and kinds of vehicle that report one by one, summed for their place.

A sum counts only when every part known for the place is in it. Where one is missing when the next period
begins, the flow of that period is not known, which is full light: a dead lane is not an empty one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from lightctl.core.conditions import TrafficReading
from lightctl.feeds.fiware import LaneCount

MOST_PARTS = 256
LEARNING = 2
"""Periods after which the parts of a place are taken as known."""


@dataclass(slots=True)
class _Period:
    since: datetime
    until: datetime
    lanes: dict[tuple[str, ...], LaneCount] = field(default_factory=dict)
    told: bool = False


class Lanes:
    """`declared` says how many parts a place has; without it a place has those that it ever reported.

    Undeclared ones are learned: the first period may have begun before we listened, so it is not known, and
    the second is told only when it is over.
    """

    def __init__(self, declared: Mapping[str, int]) -> None:
        self._declared = declared
        self._known: dict[str, set[tuple[str, ...]]] = {}
        self._closed: dict[str, int] = {}
        self._open: dict[str, _Period] = {}

    def take(self, lane: LaneCount) -> list[TrafficReading]:
        """Go on with one count; the readings that it completes or that it finds left behind, oldest first."""
        period = self._open.get(lane.place)
        if period is not None and lane.until < period.until:
            return []  # too late: its period has been told
        told: list[TrafficReading] = []
        if period is None or lane.until > period.until:
            told = self._close(lane.place)
            period = self._open[lane.place] = _Period(lane.since, lane.until)
        period.lanes[lane.part] = lane
        known = self._known.setdefault(lane.place, set())
        if len(known) < MOST_PARTS:
            known.add(lane.part)
        if self._learned(lane.place) and not period.told and self._complete(lane.place, period):
            period.told = True
            told.append(self._sum(period))
        return told

    def _close(self, place: str) -> list[TrafficReading]:
        period = self._open.get(place)
        if period is None:
            return []
        told = [] if period.told else [self._sum(period)]
        self._closed[place] = self._closed.get(place, 0) + 1
        return told

    def _learned(self, place: str) -> bool:
        return place in self._declared or self._closed.get(place, 0) >= LEARNING

    def _complete(self, place: str, period: _Period) -> bool:
        return len(period.lanes) >= max(self._declared.get(place, 1), len(self._known[place]))

    def _sum(self, period: _Period) -> TrafficReading:
        lanes = list(period.lanes.values())
        place, seconds = lanes[0].place, (period.until - period.since).total_seconds()
        units = [lane.units for lane in lanes if lane.units is not None]
        whole = len(units) == len(lanes) and self._complete(place, period) and self._trusted(place)
        fullest = max((lane.occupancy for lane in lanes if lane.occupancy is not None), default=None)
        slowest = min((lane.speed for lane in lanes if lane.speed is not None and lane.units), default=None)
        return TrafficReading(
            place, period.until, sum(units) * 3600 / seconds if whole else None, seconds, fullest, slowest,
            any(lane.congested for lane in lanes),
        )  # fmt: skip

    def _trusted(self, place: str) -> bool:
        return place in self._declared or self._closed.get(place, 0) > 0
