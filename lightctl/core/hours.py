"""Hours of the ledger: they begin at local minute 0 and are keyed by their UTC instant.

Some zones lie 30 or 45 minutes off, so an hour of UTC would split a local day. Where a clock
change is not a whole hour (Lord Howe), one shorter bucket stands beside it.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo

_HOUR = timedelta(hours=1)
_SECOND = timedelta(seconds=1)


def hour_of(at: datetime, zone: tzinfo) -> datetime:
    """Start (UTC) of the ledger hour that holds `at`."""
    instant = at.astimezone(UTC)
    local = instant.astimezone(zone)
    start = instant - timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    if start.astimezone(zone).utcoffset() == local.utcoffset():
        return start
    return clock_change(start, instant, zone)


def hour_after(start: datetime, zone: tzinfo) -> datetime:
    """Start (UTC) of the hour that follows the one starting at `start`."""
    local = start.astimezone(zone)
    end = start.astimezone(UTC) + _HOUR - timedelta(minutes=local.minute)
    inside = end - _SECOND
    if inside.astimezone(zone).utcoffset() == local.utcoffset():
        return end
    return clock_change(start, inside, zone)


def hours_between(start: datetime, end: datetime, zone: tzinfo) -> Iterator[datetime]:
    """Starts of every ledger hour that touches [start, end), ascending."""
    if start >= end:
        return
    hour = hour_of(start, zone)
    while hour < end:
        yield hour
        hour = hour_after(hour, zone)


def clock_change(before: datetime, after: datetime, zone: tzinfo) -> datetime:
    """First whole second (UTC) in (before, after] at which the zone's offset is that of `after`."""
    low, high = before.astimezone(UTC), after.astimezone(UTC)
    offset = high.astimezone(zone).utcoffset()
    seconds = int((high - low).total_seconds())
    first, last = 0, seconds
    while last - first > 1:
        middle = (first + last) // 2
        if (low + middle * _SECOND).astimezone(zone).utcoffset() == offset:
            last = middle
        else:
            first = middle
    return low + last * _SECOND
