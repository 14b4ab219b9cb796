"""Nights and local times: noon to noon local, held as UTC instants; and which rule governs a night."""

from datetime import UTC, date, datetime, time, timedelta

from lightctl.core.hours import clock_change
from lightctl.core.place import Place
from lightctl.core.schedule import LAST, Conditions, HolidayNights, NightRange, Rule, Schedule
from lightctl.errors import Problem, SiteError

_NOON = time(12)
_DAY = timedelta(days=1)


def night_of(place: Place, instant: datetime) -> date:
    """The night that an instant belongs to; it bears the date of its noon."""
    local = instant.astimezone(place.zone)
    night = local.date() if local.time() >= _NOON else local.date() - _DAY
    return night if _exists(place, night) else night - _DAY


def night_bounds(place: Place, night: date) -> tuple[datetime, datetime]:
    """Local noon of that date and of the next, in UTC; 23, 24 or 25 hours apart.

    A date that a zone left out (Samoa's 30 December 2011) has no night: its bounds are the same instant.
    """
    ends = _instant(place, _day_after(place, night), _NOON)
    return (_instant(place, night, _NOON) if _exists(place, night) else ends), ends


def local_instant(place: Place, night: date, clock: time) -> datetime:
    """When a clock in that night shows the time; before noon it is the next date.

    A time that the spring change skips is the change itself; one that autumn repeats is the first.
    """
    return _instant(place, night if clock >= _NOON else _day_after(place, night), clock)


def choose_profile(schedule: Schedule, group_id: str, night: date) -> Rule:
    """First rule that matches the group and the night; SiteError where none does."""
    for rule in schedule.rules:
        if matches(rule, group_id, night):
            return rule
    message = f"no rule matches group {group_id} on the night of {night.isoformat()}"
    hint = "end the schedule with a rule without conditions"
    raise SiteError([Problem("schedules", 0, 0, message, hint)])


def _exists(place: Place, day: date) -> bool:
    """Whether the day has a noon; no clock change lies there, but whole days were left out."""
    noon = datetime.combine(day, _NOON, place.zone)
    return noon.astimezone(UTC).astimezone(place.zone).date() == day


def _day_after(place: Place, day: date) -> date:
    following = day + _DAY
    return following if _exists(place, following) else following + _DAY


def _instant(place: Place, day: date, clock: time) -> datetime:
    wall = datetime.combine(day, clock.replace(tzinfo=None), place.zone)
    instant = wall.astimezone(UTC)
    if instant.astimezone(place.zone).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return instant
    return clock_change(wall.replace(fold=1).astimezone(UTC) - timedelta(seconds=1), instant, place.zone)


def wall_instant(place: Place, wall: datetime) -> datetime:
    """When a clock in the street shows this date and time; skipped and doubled times as `local_instant`."""
    return _instant(place, wall.date(), wall.time())


def matches(rule: Conditions, group_id: str, night: date) -> bool:
    """Whether every condition of the rule holds for the group on that night."""
    if rule.groups and group_id not in rule.groups:
        return False
    if rule.weekdays and night.isoweekday() not in rule.weekdays:
        return False
    if rule.nth and not rule.nth & occurrences(night):
        return False
    if not rule.nights and not rule.holidays:
        return True
    return any(_within(nights, night) for nights in rule.nights) or holiday_of(rule, night) is not None


def occurrences(night: date) -> frozenset[int]:
    """Which one of its weekday it is in the month of its date: a number from 1, and LAST where it is."""
    number = (night.day - 1) // 7 + 1
    return frozenset({number, LAST} if (night + 7 * _DAY).month != night.month else {number})


def holiday_of(rule: Conditions, night: date) -> HolidayNights | None:
    """The first holiday of a rule that names this night."""
    return next((row for row in rule.holidays if _celebrated(row, night)), None)


def _celebrated(row: HolidayNights, night: date) -> bool:
    return any(_offset_by(days, night, offset) for days in row.holiday.days for offset in row.offsets)


def _offset_by(days: NightRange, night: date, offset: int) -> bool:
    """The night itself is moved, not the days: the eve of 1 March is 28 or 29 February."""
    if not offset:
        return _within(days, night)
    edge, day = (days.first if offset < 0 else days.last), night - offset * _DAY
    return (edge.month, edge.day) == (day.month, day.day) if days.yearly else edge == day


def _within(nights: NightRange, night: date) -> bool:
    if not nights.yearly:
        return nights.first <= night <= nights.last
    day = (night.month, night.day)
    first = (nights.first.month, nights.first.day)
    last = (nights.last.month, nights.last.day)
    return first <= day <= last if first <= last else day >= first or day <= last
