"""What dated conditions have to do with a period: whether they are over, still to come, or never hold."""

from collections.abc import Sequence
from datetime import date
from enum import Enum

from lightctl.core.schedule import Conditions, NightRange


class Outlook(Enum):
    """Why a period finds no night for a rule or an event."""

    OVER = "over"
    TO_COME = "to come"
    NEVER = "never"


def dates_of(when: Conditions) -> tuple[NightRange, ...]:
    """Every night and holiday that it names."""
    holidays = (days for row in when.holidays for days in row.holiday.days)
    return (*when.nights, *holidays)


def outlook(when: Conditions, first: date, last: date) -> Outlook:
    """Of conditions that hold on no night from `first` to `last`."""
    days = dates_of(when)
    if any(one.yearly or one.last > last for one in days):
        return Outlook.TO_COME
    return Outlook.OVER if days and all(one.last < first for one in days) else Outlook.NEVER


def ends_of(when: Conditions) -> date | None:
    """The last of several dated nights that somebody wrote one by one; None where there is no such table."""
    dated = [nights for nights in when.nights if not nights.yearly]
    return max(nights.last for nights in dated) if len(dated) > 1 else None


def ends_of_days(days: Sequence[NightRange]) -> date | None:
    """The last day of a feast that is written year by year; None for one that comes every year or once."""
    dated = [one.last for one in days if not one.yearly]
    return max(dated) if len(dated) > 1 and len(dated) == len(days) else None
