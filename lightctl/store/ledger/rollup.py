"""Days from hours, months from days: rebuilt whole, never added to. Unknown hours count on neither side."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from lightctl.store.ledger.write import slot_of
from lightctl.store.schema_ledger import COLUMNS
from lightctl.store.sqlite import Connection

_DAY = timedelta(days=1)
_BITS = (*(1 << bit for bit in range(10)), 2048)
_OR = " | ".join(f"max(quality & {bit})" for bit in _BITS)
_KNOWN_HOUR = "(metered_dwh IS NOT NULL OR quality & 2177 = 128)"
"""Metered, or of a cabinet without a meter (128) whose circuits were heard (not 1); not tested (2048)."""
_NIGHT_HOUR = "(base_full_night_dwh > 0 OR (lit_min > 0 AND NOT quality & 2048))"
"""The light of a test is no night: by day its hour was never to be covered."""

_FROM_HOURS = ", ".join(f"sum(iif({_KNOWN_HOUR}, {column}, 0))" for column in COLUMNS)
_FROM_DAYS = ", ".join(f"sum({column})" for column in ("metered_dwh", *COLUMNS, "partial_dwh"))
_HOURS = ", ".join(
    f"sum({column})" for column in ("hours", "night_hours", "known_hours", "known_night_hours")
)

_DAY_SQL = (
    f"INSERT INTO ledger_day SELECT ?1, cabinet, street, coalesce(sum(metered_dwh), 0), {_FROM_HOURS}, "  # noqa: S608
    f"sum(partial_dwh), max(lamps), count(*), sum({_NIGHT_HOUR}), sum(iif({_KNOWN_HOUR}, 1, 0)), "
    f"sum(iif({_KNOWN_HOUR} AND {_NIGHT_HOUR}, 1, 0)), {_OR}, sum(tested_dwh) "
    "FROM ledger WHERE slot >= ?2 AND slot < ?3 GROUP BY cabinet, street"
)
_MONTH_SQL = (
    f"INSERT INTO ledger_month SELECT ?1, cabinet, street, {_FROM_DAYS}, max(lamps), {_HOURS}, {_OR}, "  # noqa: S608
    "sum(tested_dwh) FROM ledger_day WHERE day >= ?2 AND day < ?3 GROUP BY cabinet, street"
)


def day_start(day: date, zone: ZoneInfo) -> datetime:
    """Local midnight, in UTC."""
    return datetime.combine(day, time(0), zone).astimezone(UTC)


def days_touched(start: datetime, end: datetime, zone: ZoneInfo) -> list[date]:
    """Local days that [start, end) touches."""
    first = start.astimezone(zone).date()
    last = (end - timedelta(microseconds=1)).astimezone(zone).date()
    return [first + n * _DAY for n in range((last - first).days + 1)]


def roll_up(main: Connection, days: list[date], zone: ZoneInfo) -> None:
    """Rebuild the days and their months; call inside the transaction that changed their hours."""
    for day in days:
        main.execute("DELETE FROM ledger_day WHERE day = ?", (day.toordinal(),))
        stretch = (slot_of(day_start(day, zone)), slot_of(day_start(day + _DAY, zone)))
        main.execute(_DAY_SQL, (day.toordinal(), *stretch))
    for first, after in _months(days):
        month = first.year * 100 + first.month
        main.execute("DELETE FROM ledger_month WHERE month = ?", (month,))
        main.execute(_MONTH_SQL, (month, first.toordinal(), after.toordinal()))


def _months(days: list[date]) -> Iterator[tuple[date, date]]:
    for first in sorted({day.replace(day=1) for day in days}):
        yield first, (first + 31 * _DAY).replace(day=1)
