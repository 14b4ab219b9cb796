"""When what a scenario says happens: local times of a night, noon to noon, as instants."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_NOON = time(12)
_DAY = timedelta(days=1)


def night_at(instant: datetime, zone: ZoneInfo) -> date:
    """The night, noon to noon local, that the instant lies in."""
    local = instant.astimezone(zone)
    return local.date() if local.time() >= _NOON else local.date() - _DAY


def instant_in(night: date, at: time, zone: ZoneInfo) -> datetime:
    """The UTC instant of a local time of that night."""
    day = night if at >= _NOON else night + _DAY
    return datetime.combine(day, at, tzinfo=zone).astimezone(UTC)


def occurrences(
    at: time, lasts: timedelta | None, only: date | None, *, since: datetime, zone: ZoneInfo
) -> Iterator[tuple[datetime, datetime | None]]:
    """Beginnings and ends, in order and without end; those that were over before `since` are left out.

    What never ends happens once: it is still so on the following nights.
    """
    night = only or night_at(since, zone) - _DAY
    while True:
        begins = instant_in(night, at, zone)
        ends = begins + lasts if lasts is not None else None
        # What never ends and began before this city did is no concern of its first night.
        if (ends is None and (begins >= since or only)) or (ends is not None and ends > since):
            yield begins, ends
            if ends is None:
                return
        if only:
            return
        night += _DAY
