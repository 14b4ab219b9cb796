"""The typical day of a counting place: the median flow of an hour over many days of the same kind.

A gap teaches nothing: an hour counts only where most of it was counted.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from statistics import median

LEAST_DAYS = 5
"""Days of a kind from which an hour has a median worth the name."""
COUNTED_SHARE = 0.75
"""Of an hour, from which its flow is known."""
KEPT_DAYS = 60
"""So far back a day still teaches."""


LEARNED_AT = timedelta(hours=12, minutes=15)
"""Local time of day at which the medians are taken."""
_QUARTER = timedelta(minutes=15)
"""Local hours begin at one of its multiples, everywhere."""


class DayKind(StrEnum):
    """Days whose traffic is alike."""

    WORKDAY = "workday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


@dataclass(frozen=True, slots=True)
class HourCount:
    """What a place counted in a local hour: the mean flow, veh/h."""

    place: str
    day: date
    hour: int
    flow: float


@dataclass(frozen=True, slots=True)
class Typical:
    """Median flows in veh/h by place, kind of day and local hour; what was not learned is missing."""

    flows: Mapping[tuple[str, DayKind, int], float] = field(default_factory=dict)

    def flow_at(self, place: str, at: datetime, zone: tzinfo) -> float | None:
        """The usual flow at an instant; None while nobody knows."""
        local = at.astimezone(zone)
        return self.flows.get((place, kind_of_day(local.date()), local.hour))


@dataclass(frozen=True, slots=True)
class Usual:
    """The usual flow of a place, veh/h and as a share of its street's service flow, until an instant.

    Both are None while nobody knows, which is to be asked again then.
    """

    place: str
    flow: float | None
    share: float | None
    until: datetime


def usual_of(place: str, flow: float | None, service_flow: float, now: datetime) -> Usual:
    """A usual flow as it is known now, until the quarter in which another local hour may begin."""
    until = now.replace(minute=now.minute // 15 * 15, second=0, microsecond=0) + _QUARTER
    return Usual(place, flow, None if flow is None else flow / service_flow, until)


def kind_of_day(day: date) -> DayKind:
    """By the weekday."""
    return {5: DayKind.SATURDAY, 6: DayKind.SUNDAY}.get(day.weekday(), DayKind.WORKDAY)


def learn(hours: Iterable[HourCount], *, least_days: int = LEAST_DAYS) -> Typical:
    """The medians of what was counted; an hour of fewer days than that is not known."""
    found: dict[tuple[str, DayKind, int], dict[date, float]] = defaultdict(dict)
    for one in hours:
        found[one.place, kind_of_day(one.day), one.hour][one.day] = one.flow
    return Typical({key: median(days.values()) for key, days in found.items() if len(days) >= least_days})


@dataclass(slots=True)
class Hours:
    """Counts gathered into local hours, the last sixty days of each place."""

    zone: tzinfo
    closed: dict[tuple[str, date, int], float] = field(default_factory=dict)
    _open: dict[str, tuple[datetime, float, float]] = field(default_factory=dict)
    """Place → hour, seconds counted in it, vehicles."""
    _last: dict[str, datetime] = field(default_factory=dict)

    def take(self, place: str, at: datetime, flow: float, period_s: float) -> None:
        """Go on with a believed count; one that is not newer than the last teaches nothing."""
        if (place in self._last and at <= self._last[place]) or not 0 < period_s <= 3600:
            return
        self._last[place] = at
        middle = (at - timedelta(seconds=period_s / 2)).astimezone(self.zone)
        hour = middle.replace(minute=0, second=0, microsecond=0)
        begun, seconds, vehicles = self._open.get(place, (hour, 0.0, 0.0))
        if begun != hour:
            self._close(place, begun, seconds, vehicles)
            seconds, vehicles = 0.0, 0.0
        self._open[place] = (hour, seconds + period_s, vehicles + flow * period_s / 3600)

    def counted(self) -> list[HourCount]:
        """Every hour that was counted."""
        return [HourCount(place, day, hour, flow) for (place, day, hour), flow in self.closed.items()]

    def forget(self, today: date) -> None:
        """Let go of days that are too long ago to teach."""
        oldest = today - timedelta(days=KEPT_DAYS)
        self.closed = {key: flow for key, flow in self.closed.items() if key[1] >= oldest}

    def _close(self, place: str, begun: datetime, seconds: float, vehicles: float) -> None:
        if seconds >= COUNTED_SHARE * 3600:
            flow = round(vehicles * 3600 / seconds, 1)  # as it is kept over a restart
            self.closed[place, begun.date(), begun.hour] = flow
