"""Typical days as the daemon would have learned them by each day of a recording, never from later ones."""

from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from lightctl.core.typical import KEPT_DAYS, LEARNED_AT, DayKind, HourCount, Hours, kind_of_day, learn

_KEPT = timedelta(days=KEPT_DAYS)
_AROUND = timedelta(days=2)
"""More than an offset from UTC and an hour that was closed late."""
Closed = tuple[datetime, date, float]
"""When an hour was known, whose it is, and its flow."""


@dataclass(slots=True)
class Learned:
    """One place's hours with the instants at which they were known, ascending, by kind of day and hour."""

    place: str
    zone: tzinfo
    hours: dict[tuple[DayKind, int], list[Closed]] = field(default_factory=dict)
    _medians: dict[tuple[date, DayKind, int], float | None] = field(default_factory=dict)

    def usual(self, at: datetime) -> float | None:
        """The flow that the daemon would have called usual at an instant; None while nobody knew."""
        local = at.astimezone(self.zone)
        key = (local - LEARNED_AT).date(), kind_of_day(local.date()), local.hour
        if key not in self._medians:
            self._medians[key] = self._median(*key)
        return self._medians[key]

    def _median(self, learned_on: date, kind: DayKind, hour: int) -> float | None:
        by = learned_at(learned_on, self.zone)
        rows, oldest = self.hours.get((kind, hour), []), learned_on - _KEPT
        first, end = bisect_left(rows, (by - _KEPT - _AROUND,)), bisect_left(rows, (by,))
        counted = [
            HourCount(self.place, day, hour, flow) for _, day, flow in rows[first:end] if day >= oldest
        ]
        return learn(counted).flows.get((self.place, kind, hour))


def learned_at(day: date, zone: tzinfo) -> datetime:
    """The instant of a day at which typical days are learned, UTC."""
    return (datetime.combine(day, time(), zone) + LEARNED_AT).astimezone(UTC)


class Learner:
    """Gathers believed counts of one place, oldest first."""

    def __init__(self, place: str, zone: tzinfo) -> None:
        self.learned = Learned(place, zone)
        self._journal = _Journal(self.learned)
        self._hours = Hours(zone, self._journal)

    def heard(self, at: datetime, flow: float, period_s: float) -> None:
        """Go on with a believed count."""
        self._journal.now = at
        self._hours.take(self.learned.place, at, flow, period_s)


class _Journal(dict[tuple[str, date, int], float]):
    """Notes each closed hour with the instant of the count that closed it; keeps nothing else."""

    def __init__(self, learned: Learned) -> None:
        self.now = datetime.min.replace(tzinfo=UTC)
        self._learned = learned

    def __setitem__(self, key: tuple[str, date, int], flow: float) -> None:
        _, day, hour = key
        self._learned.hours.setdefault((kind_of_day(day), hour), []).append((self.now, day, flow))
