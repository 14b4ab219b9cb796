"""Replacing the ledger's rows of a stretch of hours, and marking them for the time-series server."""

from datetime import datetime

from lightctl.figures.rows import Gap, LampHour, LedgerHour
from lightctl.store.ledger.account import Accounted
from lightctl.store.names import Names
from lightctl.store.sqlite import Connection
from lightctl.store.times import to_s

SLOT_S = 900


def slot_of(instant: datetime) -> int:
    """The slot that begins at the instant."""
    return to_s(instant) // SLOT_S


def replace_rows(main: Connection, names: Names, start: datetime, end: datetime, rows: Accounted) -> None:
    """Put these rows in place of whatever [start, end) held; call inside a transaction."""
    stretch = (slot_of(start), slot_of(end))
    main.execute("DELETE FROM ledger WHERE slot >= ? AND slot < ?", stretch)
    main.execute("DELETE FROM lamp_hour WHERE slot >= ? AND slot < ?", stretch)
    main.execute("DELETE FROM gap WHERE since < ? AND until > ?", (to_s(end), to_s(start)))
    main.executemany(_LEDGER, [_ledger_cells(names, row) for row in rows.hours])
    main.executemany(_LAMP_HOUR, [_lamp_cells(names, row) for row in rows.lamps])
    main.executemany(_GAP, [_gap_cells(names, row) for row in rows.gaps])


def _ledger_cells(names: Names, row: LedgerHour) -> tuple[int | None, ...]:
    street = names.number(row.street) if row.street else 0
    return (
        slot_of(row.hour), names.number(row.cabinet), street, row.metered_dwh, row.attributed_dwh,
        row.new_full_dwh, row.new_old_hours_dwh, row.base_dwh, row.base_full_night_dwh, row.lit_min,
        row.partial_dwh, row.lamps, int(row.quality), row.tested_dwh,
    )  # fmt: skip


def _lamp_cells(names: Names, row: LampHour) -> tuple[int | None, ...]:
    return slot_of(row.hour), names.number(row.lamp), row.attributed_dwh, row.lit_min, int(row.quality)


def _gap_cells(names: Names, row: Gap) -> tuple[int | None, ...]:
    return names.number(row.cabinet), to_s(row.since), to_s(row.until), row.passed_dwh


_LEDGER = "INSERT INTO ledger VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
_LAMP_HOUR = "INSERT INTO lamp_hour VALUES (?,?,?,?,?)"
_GAP = "INSERT OR REPLACE INTO gap VALUES (?,?,?,?)"
