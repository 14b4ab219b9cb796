"""What the old installation would have burned, from calendar and sun alone, never from what lightctl did."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from lightctl.core.accounts import Baseline
from lightctl.core.anchors import lit_hours
from lightctl.core.calendar import local_instant
from lightctl.core.place import Place
from lightctl.core.sun import Sun

_MICROSECOND = timedelta(microseconds=1)
_MICROSECONDS_PER_HOUR = Decimal(3_600_000_000)


@dataclass(frozen=True, slots=True)
class Burning:
    """From `start` to `end` (UTC) this share of the old lamps burned, 0–1."""

    start: datetime
    end: datetime
    share: Decimal


def baseline_on(baselines: Iterable[Baseline], baseline_id: str, night: date) -> Baseline:
    """The newest row of that id that holds on the night, the first row before it; LookupError if none."""
    rows = sorted((row for row in baselines if row.id == baseline_id), key=lambda row: row.since)
    if not rows:
        raise LookupError(f"no baseline {baseline_id}")
    return next((row for row in reversed(rows) if row.since <= night), rows[0])


def burning(
    baseline: Baseline, place: Place, sun: Sun, night: date, *, full_night: bool = False
) -> tuple[Burning, ...]:
    """When which share of the old lamps burned that night, availability included, ascending.

    With `full_night` every old lamp burned all night: no half-night pattern, availability 1.
    """
    old = baseline.switching
    hours = lit_hours(old.on, old.off, place, sun.events(night), night)
    if hours is None:
        return ()
    start, end = hours
    if full_night:
        return (Burning(start, end, Decimal(1)),)
    all_lamps, fewer = baseline.availability, baseline.availability * (1 - old.half_share)
    if old.half_from is None or old.half_to is None:
        return (Burning(start, end, all_lamps),)
    first = min(max(local_instant(place, night, old.half_from), start), end)
    last = min(max(local_instant(place, night, old.half_to), first), end)
    pieces = (Burning(start, first, all_lamps), Burning(first, last, fewer), Burning(last, end, all_lamps))
    return tuple(piece for piece in pieces if piece.start < piece.end)


def lamp_hours(intervals: Iterable[Burning], start: datetime, end: datetime) -> Decimal:
    """Hours that one lamp burned on average in [start, end)."""
    total = Decimal(0)
    for piece in intervals:
        overlap = min(end, piece.end) - max(start, piece.start)
        if overlap > timedelta(0):
            total += piece.share * (overlap // _MICROSECOND)
    return total / _MICROSECONDS_PER_HOUR


def old_wh(
    baseline: Baseline, intervals: Iterable[Burning], lamps: int, start: datetime, end: datetime
) -> Decimal:
    """Wh of so many old lamps with their ballasts in [start, end)."""
    return lamps * (baseline.lamp_w + baseline.ballast_w) * lamp_hours(intervals, start, end)
