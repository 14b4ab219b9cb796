"""Reading the ledger back as rows for figures."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from lightctl.figures.rows import Gap, LampHour, LedgerHour, LedgerSum, Quality
from lightctl.store.ledger.write import SLOT_S, slot_of
from lightctl.store.sqlite import Connection, told
from lightctl.store.times import from_s, to_s

Row = tuple[Any, ...]

_NAMED = "JOIN thing c ON c.id = l.cabinet LEFT JOIN thing s ON s.id = l.street "
_AMOUNTS = (
    "l.metered_dwh, l.attributed_dwh, l.new_full_dwh, l.new_old_hours_dwh, l.base_dwh, "
    "l.base_full_night_dwh, l.lit_min, l.partial_dwh, l.lamps, "
)
_SUMS = "l.hours, l.night_hours, l.known_hours, l.known_night_hours, l.quality, l.tested_dwh "
_OF_HOUR = "SELECT l.slot, c.uid, coalesce(s.uid, ''), "
_OF_DAY = "SELECT l.day, c.uid, coalesce(s.uid, ''), "
_OF_MONTH = "SELECT l.month, c.uid, coalesce(s.uid, ''), "
_HOUR = _OF_HOUR + _AMOUNTS + "l.quality, l.tested_dwh FROM ledger l " + _NAMED
_DAY = _OF_DAY + _AMOUNTS + _SUMS + "FROM ledger_day l " + _NAMED
_MONTH = _OF_MONTH + _AMOUNTS + _SUMS + "FROM ledger_month l " + _NAMED


def hours_between(
    main: Connection, start: datetime, end: datetime, cabinet: str | None = None
) -> list[LedgerHour]:
    """Hours that begin in [start, end), of one cabinet or all, in time order."""
    sql = _HOUR + "WHERE l.slot >= ?1 AND l.slot < ?2 AND (?3 IS NULL OR c.uid = ?3) ORDER BY l.slot, c.uid"
    with told(main):
        rows = main.execute(sql, (slot_of(start), slot_of(end), cabinet)).fetchall()
    return [_hour(row) for row in rows]


def day_sums(main: Connection, first: date, after: date) -> list[LedgerSum]:
    """Local days in [first, after), in order of day and cabinet."""
    sql = _DAY + "WHERE l.day >= ? AND l.day < ? ORDER BY l.day, c.uid, s.uid"
    with told(main):
        rows = main.execute(sql, (first.toordinal(), after.toordinal())).fetchall()
    return [_sum(date.fromordinal(row[0]), row) for row in rows]


def month_sums(main: Connection, first: date, after: date) -> list[LedgerSum]:
    """Months whose first day lies in [first, after), in order of month and cabinet."""
    sql = _MONTH + "WHERE l.month >= ? AND l.month < ? ORDER BY l.month, c.uid, s.uid"
    with told(main):
        rows = main.execute(sql, (_month(first), _month(after) + (after.day > 1))).fetchall()
    return [_sum(date(row[0] // 100, row[0] % 100, 1), row) for row in rows]


def gaps_between(main: Connection, start: datetime, end: datetime) -> list[Gap]:
    """Gaps that touch [start, end), in time order."""
    sql = (
        "SELECT c.uid, l.since, l.until, l.passed_dwh FROM gap l JOIN thing c ON c.id = l.cabinet "
        "WHERE l.since < ? AND l.until > ? ORDER BY l.since, c.uid"
    )
    with told(main):
        rows: Iterable[Row] = main.execute(sql, (to_s(end), to_s(start))).fetchall()
    return [Gap(cabinet, from_s(since), from_s(until), passed) for cabinet, since, until, passed in rows]


def lamp_hours_between(main: Connection, start: datetime, end: datetime, lamp: str) -> list[LampHour]:
    """One lamp's lit hours that begin in [start, end)."""
    sql = (
        "SELECT l.slot, l.attributed_dwh, l.lit_min, l.quality FROM lamp_hour l "
        "JOIN thing t ON t.id = l.lamp "
        "WHERE l.slot >= ? AND l.slot < ? AND t.uid = ? ORDER BY l.slot"
    )
    with told(main):
        rows = main.execute(sql, (slot_of(start), slot_of(end), lamp)).fetchall()
    return [LampHour(from_s(slot * SLOT_S), lamp, energy, lit, Quality(q)) for slot, energy, lit, q in rows]


def lit_hours(main: Connection, start: datetime, end: datetime) -> dict[str, float]:
    """Hours lit in [start, end) by lamp, of those of which all of it is known."""
    sql = (
        "SELECT t.uid, sum(l.lit_min), max(l.quality & ?) FROM lamp_hour l JOIN thing t ON t.id = l.lamp "
        "WHERE l.slot >= ? AND l.slot < ? GROUP BY l.lamp"
    )
    with told(main):
        rows = main.execute(sql, (int(Quality.LAMP_GAP), slot_of(start), slot_of(end))).fetchall()
    return {lamp: minutes / 60 for lamp, minutes, gap in rows if not gap}


def _hour(row: Row) -> LedgerHour:
    slot, cabinet, street, *amounts, quality, tested = row
    values: Row = (*amounts, Quality(quality), tested)
    return LedgerHour(from_s(slot * SLOT_S), cabinet, street, *values)


def _sum(day: date, row: Row) -> LedgerSum:
    _, cabinet, street, *amounts, quality, tested = row
    values: Row = (*amounts, Quality(quality), tested)
    return LedgerSum(day, cabinet, street, *values)


def _month(day: date) -> int:
    return day.year * 100 + day.month
