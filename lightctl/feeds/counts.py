"""Recorded counts column by column: the year of a city is millions of them, too many for an object each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

from lightctl.core.conditions import TrafficReading


@dataclass(slots=True)
class Counts:
    """One place's counts; the same position in every column is one count, as in a TrafficReading."""

    place: str
    at: list[datetime] = field(default_factory=list)
    flow: list[float | None] = field(default_factory=list)
    period_s: list[float] = field(default_factory=list)
    occupancy: list[float | None] = field(default_factory=list)
    speed: list[float | None] = field(default_factory=list)
    congested: list[bool] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.at)

    def reading(self, index: int) -> TrafficReading:
        """One of them by itself."""
        return TrafficReading(
            self.place, self.at[index], self.flow[index], self.period_s[index], self.occupancy[index],
            self.speed[index], self.congested[index],
        )  # fmt: skip

    def in_order(self) -> "Counts":
        """By instant; counts of one instant stay as they were written."""
        if all(before <= after for before, after in pairwise(self.at)):
            return self
        order = sorted(range(len(self.at)), key=self.at.__getitem__)
        sorted_ = Counts(self.place)
        sorted_.extend(self, order)
        return sorted_

    def extend(self, other: "Counts", positions: Iterable[int]) -> None:
        """Take over some counts of another set of columns, whatever places those are of."""
        wanted = list(positions)
        self.at.extend(map(other.at.__getitem__, wanted))
        self.flow.extend(map(other.flow.__getitem__, wanted))
        self.period_s.extend(map(other.period_s.__getitem__, wanted))
        self.occupancy.extend(map(other.occupancy.__getitem__, wanted))
        self.speed.extend(map(other.speed.__getitem__, wanted))
        self.congested.extend(map(other.congested.__getitem__, wanted))


CountsByPlace = Mapping[str, Counts]


def counts_of(readings: Iterable[TrafficReading]) -> dict[str, Counts]:
    """Readings as columns, by place."""
    found: dict[str, Counts] = {}
    for one in readings:
        counts = found.setdefault(one.place, Counts(one.place))
        counts.at.append(one.at)
        counts.flow.append(one.flow)
        counts.period_s.append(one.period_s)
        counts.occupancy.append(one.occupancy)
        counts.speed.append(one.speed)
        counts.congested.append(one.congested)
    return found


def readings_of(counts: CountsByPlace) -> list[TrafficReading]:
    """Columns as readings, place after place."""
    return [of_place.reading(index) for of_place in counts.values() for index in range(len(of_place))]
