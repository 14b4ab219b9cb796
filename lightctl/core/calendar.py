"""Nights and local times: noon to noon local, held as UTC instants; and which rule governs a night."""

from datetime import UTC, date, datetime, time, timedelta

from lightctl.core.hours import clock_change
from lightctl.core.place import Place
from lightctl.core.schedule import NightRange, Rule, Schedule
from lightctl.errors import Problem, SiteError

_NOON = time(12)
_DAY = timedelta(days=1)


def night_of(place: Place, instant: datetime) -> date:
    """The night that an instant belongs to; it bears the date of its noon."""
    local = instant.astimezone(place.zone)
    return local.date() if local.time() >= _NOON else local.date() - _DAY


def night_bounds(place: Place, night: date) -> tuple[datetime, datetime]:
    """Local noon of that date and of the next, in UTC; 23, 24 or 25 hours apart."""
    return _instant(place, night, _NOON), _instant(place, night + _DAY, _NOON)


def local_instant(place: Place, night: date, clock: time) -> datetime:
    """When a clock in that night shows the time; before noon it is the next date.

    A time that the spring change skips is the change itself; one that autumn repeats is the first.
    """
    return _instant(place, night if clock >= _NOON else night + _DAY, clock)


def choose_profile(schedule: Schedule, group_id: str, night: date) -> Rule:
    """First rule that matches the group and the night; SiteError where none does."""
    for rule in schedule.rules:
        if matches(rule, group_id, night):
            return rule
    message = f"no rule matches group {group_id} on the night of {night.isoformat()}"
    hint = "end the schedule with a rule without conditions"
    raise SiteError([Problem("schedules", 0, 0, message, hint)])


def _instant(place: Place, day: date, clock: time) -> datetime:
    wall = datetime.combine(day, clock.replace(tzinfo=None), place.zone)
    instant = wall.astimezone(UTC)
    if instant.astimezone(place.zone).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return instant
    return clock_change(wall.replace(fold=1).astimezone(UTC) - timedelta(seconds=1), instant, place.zone)


def matches(rule: Rule, group_id: str, night: date) -> bool:
    """Whether every condition of the rule holds for the group on that night."""
    if rule.groups and group_id not in rule.groups:
        return False
    if rule.weekdays and night.isoweekday() not in rule.weekdays:
        return False
    return not rule.nights or any(_within(nights, night) for nights in rule.nights)


def _within(nights: NightRange, night: date) -> bool:
    if not nights.yearly:
        return nights.first <= night <= nights.last
    day = (night.month, night.day)
    first = (nights.first.month, nights.first.day)
    last = (nights.last.month, nights.last.day)
    return first <= day <= last if first <= last else day >= first or day <= last
