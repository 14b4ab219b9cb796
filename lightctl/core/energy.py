"""Energy from counters: what passed between two readings, and which hours it belongs to.

Values and shares are whole numbers of one unit (Wh, or tenths of it); nothing is ever rounded twice.
Hours are those of `lightctl.core.hours`. Everything is recomputed from the raw readings, so the order
in which they arrived, and how often, does not matter.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum
from itertools import pairwise

from lightctl.core.hours import hour_after, hour_of

_MICROSECOND = timedelta(microseconds=1)
_GAP = timedelta(minutes=30)


class SpanKind(StrEnum):
    """What the difference of two neighbouring readings is worth."""

    GOOD = "good"
    GLITCH = "glitch"
    """Zeros in between were dropped: the counter came back above its old value."""
    ROLLOVER = "rollover"
    """The counter passed its modulus; the difference is known."""
    GAP = "gap"
    """Too long without a reading: the energy passed, but nobody knows in which hours."""
    RESET = "reset"
    """The counter fell: a reset or another meter; what passed is lost."""
    ABSURD = "absurd"
    """More than the feeder could carry; never billed, never a saving."""


_KNOWN = frozenset({SpanKind.GOOD, SpanKind.GLITCH, SpanKind.ROLLOVER})


@dataclass(frozen=True, slots=True)
class Counter:
    """What is known of a counter: its unit is the unit of its readings, per hour for `max_per_hour`."""

    max_per_hour: float
    """The most that can pass in an hour (Wh counters: the feeder's greatest power in W)."""
    modulus: int | None = None
    """The value at which it starts again from 0; None where it is not known."""
    resolution: int = 1
    """The smallest step it shows."""
    gap: timedelta = _GAP

    def plausible(self, energy: int, lasting: timedelta) -> bool:
        """Whether so much can have passed in that time; one step of the display is forgiven."""
        most = self.max_per_hour * lasting.total_seconds() / 3600 + self.resolution
        return 0 <= energy <= most


@dataclass(frozen=True, slots=True)
class CounterReading:
    """A counter's value at an instant; None where the device said that it has no data."""

    at: datetime
    value: int | None


@dataclass(frozen=True, slots=True)
class Span:
    """Between two readings: how much passed; None where that is not known."""

    start: datetime
    end: datetime
    kind: SpanKind
    energy: int | None

    @property
    def known(self) -> bool:
        """Whether the energy may be laid upon hours."""
        return self.kind in _KNOWN and self.energy is not None


@dataclass(frozen=True, slots=True)
class HourEnergy:
    """One ledger hour: the energy of its known part, and how much of it is known."""

    hour: datetime
    ends: datetime
    energy: int
    known: timedelta
    kinds: frozenset[SpanKind]

    @property
    def complete(self) -> bool:
        """Whether every instant of the hour is known; otherwise it counts on neither side."""
        return self.known == self.ends - self.hour


def spans(readings: Iterable[CounterReading], counter: Counter) -> list[Span]:
    """Differences of neighbouring readings in time order; of two at one instant the greater value counts."""
    return _between(_in_order(readings), counter)


def steps(points: Iterable[tuple[datetime, int]], counter: Counter) -> list[Span]:
    """Differences of neighbours in the order given, of points on an axis that may stand still.

    What passed while it stood still belongs to no span; each span depends on its own two points alone.
    """
    return [span for span in _between(list(points), counter) if span.start < span.end]


def share(span: Span, start: datetime, end: datetime) -> int:
    """The part of a known span's energy in [start, end); parts of a cut-up span sum to it exactly."""
    return _until(span, end) - _until(span, start)


def by_hour(history: Iterable[Span], zone: tzinfo) -> dict[datetime, HourEnergy]:
    """Ledger hours touched by the spans, ascending; an hour partly outside them is incomplete."""
    rows: dict[datetime, HourEnergy] = {}
    for span in history:
        for hour, ends in _hours(span, zone):
            row = rows.get(hour) or HourEnergy(hour, ends, 0, timedelta(0), frozenset())
            rows[hour] = _with_span(row, span)
    return rows


def _between(points: "list[_Point]", counter: Counter) -> list[Span]:
    kept = _without_glitches(points, counter)
    return [_span(left, right, glitch, counter) for (left, _), (right, glitch) in pairwise(kept)]


def _in_order(readings: Iterable[CounterReading]) -> list[tuple[datetime, int]]:
    values: dict[datetime, int] = {}
    for reading in readings:
        if reading.value is not None:
            values[reading.at] = max(reading.value, values.get(reading.at, 0))
    return sorted(values.items())


_Point = tuple[datetime, int]


def _without_glitches(points: list[_Point], counter: Counter) -> list[tuple[_Point, bool]]:
    """Drop zeros from which the counter returned; each kept point says whether some stood before it."""
    kept: list[tuple[_Point, bool]] = []
    skip = 0
    for index, point in enumerate(points):
        if index < skip:
            continue
        back = _return_from_zero(kept[-1][0], points, index, counter) if kept and point[1] == 0 else None
        if back is None:
            kept.append((point, False))
        else:
            kept.append((points[back], True))
            skip = back + 1
    return kept


def _return_from_zero(last: _Point, points: list[_Point], index: int, counter: Counter) -> int | None:
    """Index of the reading that shows that the zeros from `index` on were a glitch."""
    if last[1] == 0:
        return None
    back = next((i for i in range(index, len(points)) if points[i][1] > 0), None)
    if back is None or not counter.plausible(points[back][1] - last[1], points[back][0] - last[0]):
        return None
    return back


def _span(left: _Point, right: _Point, glitch: bool, counter: Counter) -> Span:
    (start, first), (end, last) = left, right
    kind, energy = _difference(last - first, end - start, counter)
    if end - start > counter.gap:
        kind = SpanKind.GAP
    elif glitch and kind is SpanKind.GOOD:
        kind = SpanKind.GLITCH
    return Span(start, end, kind, energy)


def _difference(passed: int, lasting: timedelta, counter: Counter) -> tuple[SpanKind, int | None]:
    if passed >= 0:
        good = counter.plausible(passed, lasting)
        return (SpanKind.GOOD, passed) if good else (SpanKind.ABSURD, None)
    if counter.modulus is not None and counter.plausible(passed + counter.modulus, lasting):
        return SpanKind.ROLLOVER, passed + counter.modulus
    return SpanKind.RESET, None


def _until(span: Span, at: datetime) -> int:
    """Energy of the span up to `at`: the floor of its even spread, so that differences sum exactly."""
    if span.energy is None:
        return 0
    inside = min(max(at, span.start), span.end) - span.start
    return span.energy * (inside // _MICROSECOND) // ((span.end - span.start) // _MICROSECOND)


def _hours(span: Span, zone: tzinfo) -> Iterator[tuple[datetime, datetime]]:
    hour = hour_of(span.start, zone)
    while hour < span.end:
        after = hour_after(hour, zone)
        yield hour, after
        hour = after


def _with_span(row: HourEnergy, span: Span) -> HourEnergy:
    kinds = row.kinds | {span.kind}
    if not span.known:
        return HourEnergy(row.hour, row.ends, row.energy, row.known, kinds)
    energy = row.energy + share(span, row.hour, row.ends)
    known = row.known + (min(span.end, row.ends) - max(span.start, row.hour))
    return HourEnergy(row.hour, row.ends, energy, known, kinds)
