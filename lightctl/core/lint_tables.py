"""Tables that run out inside a period: holidays, prices, grid factors, the time zone's clock changes."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from lightctl.core.accounts import Accounts, GridFactor, Tariff
from lightctl.core.lint import Mark, Remark, Weight
from lightctl.core.lint_dates import ends_of, ends_of_days
from lightctl.core.lint_rules import subject_of
from lightctl.core.lint_sky import clock_changes
from lightctl.core.place import Place
from lightctl.core.schedule import Conditions, HolidayTable, Schedule

ACCOUNTS = "config/accounts"
OLD = timedelta(days=731)
"""A price or factor older than two years is to be looked at again."""
YEAR = 366
LONGEST_YEAR = timedelta(days=400)
"""By no calendar does a feast come later than so long after the last."""


def remarks_of_tables(
    schedule: Schedule,
    accounts: Accounts,
    place: Place,
    period: tuple[date, date],
    mark: Mark,
) -> Iterator[Remark]:
    """What the period's first and last night find missing or old."""
    for rule in schedule.rules:
        yield from _dated(rule, rule.where, subject_of(rule.profile), period)
    for event in schedule.events:
        yield from _dated(event, event.where, f"event {event.title!r}", period)
    for table in schedule.tables.values():
        yield from _table(table, period)
    yield from _rows("tariffs", accounts.tariffs, period, mark)
    yield from _rows("grid_factors", accounts.grid_factors, period, mark)
    yield from _zone(place, period[0], mark)


def _dated(when: Conditions, where: str, subject: str, period: tuple[date, date]) -> Iterator[Remark]:
    """Several dated ranges are a table that somebody must write on; a single one is over when it is over."""
    last = ends_of(when)
    if last is not None and period[0] <= last < period[1]:
        message = f"its last nights end {last}, before the period does on {period[1]}"
        yield Remark(
            Weight.WARNING, "table-ends", where, subject, message, "write the next years' nights into it"
        )


def _table(table: HolidayTable, period: tuple[date, date]) -> Iterator[Remark]:
    for holiday in table.holidays.values():
        last = ends_of_days(holiday.days)
        if last is not None and last + LONGEST_YEAR < min(period[1], table.valid_to):
            message = f"has no day after {last}, though the table is valid until {table.valid_to}"
            subject, advice = f"holiday {table.id}/{holiday.id}", "write its days of the next years into it"
            yield Remark(Weight.WARNING, "table-ends", table.where, subject, message, advice)
    if table.valid_to < period[1]:
        message = f"says nothing about days after {table.valid_to}, and the period ends on {period[1]}"
        subject, advice = f"holidays {table.id}", "write the next years' days into it"
        yield Remark(Weight.WARNING, "table-ends", table.where, subject, message, advice)


def _rows(
    section: str, rows: Sequence[Tariff] | Sequence[GridFactor], period: tuple[date, date], mark: Mark
) -> Iterator[Remark]:
    word = section.removesuffix("s").replace("_", " ")
    subject = f"{word} rows"
    if not rows or rows[0].since > period[0]:
        where = mark(ACCOUNTS, section, 0, "since") if rows else mark(ACCOUNTS)
        message = f"none holds on {period[0]}"
        yield Remark(Weight.WARNING, "table-ends", where, subject, message, f"write the {word} of that day")
    elif rows[-1].since + OLD < period[1]:
        where = mark(ACCOUNTS, section, len(rows) - 1, "since")
        message = f"the last, since {rows[-1].since}, is older than two years when the period ends"
        yield Remark(
            Weight.WARNING, "table-ends", where, subject, message, f"look whether the {word} still holds"
        )


def _zone(place: Place, first: date, mark: Mark) -> Iterator[Remark]:
    """Clock changes in the year before and none in the year from `first`: rules ended, or their table did."""
    days = timedelta(days=1)
    if any(clock_changes(place, first + i * days) for i in range(YEAR)):
        return
    earlier = [first - i * days for i in range(1, YEAR) if clock_changes(place, first - i * days)]
    if earlier:
        message = f"its clocks changed on the night of {earlier[0]} and never again"
        advice = "look whether that is so; if not, bring the system's time zone data up to date"
        where = mark("config/settings", "place", "timezone")
        yield Remark(Weight.WARNING, "table-ends", where, f"time zone {place.zone.key}", message, advice)
