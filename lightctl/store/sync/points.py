"""Chunks as points: all fields always, whole numbers always, few tags that never change."""

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from lightctl.figures.rows import LedgerHour, LedgerSum, Quality
from lightctl.store.chunks import Chunk
from lightctl.store.ledger.read import day_sums, hours_between
from lightctl.store.ledger.rollup import day_start
from lightctl.store.ledger.write import SLOT_S
from lightctl.store.sqlite import Connection
from lightctl.store.sync.line_protocol import line
from lightctl.store.times import from_s, to_s


def lines_of(main: Connection, chunks: Sequence[Chunk], zone: ZoneInfo) -> list[tuple[Chunk, str]]:
    """Each chunk's line; a chunk whose row is gone has none and may be forgotten."""
    made = {**_ledger_lines(main, chunks), **_saving_lines(main, chunks, zone)}
    return [(chunk, made[_key(chunk)]) for chunk in chunks if _key(chunk) in made]


_Key = tuple[str, int, str]


def _key(chunk: Chunk) -> _Key:
    return chunk.stream, chunk.slot, chunk.part


def _ledger_lines(main: Connection, chunks: Sequence[Chunk]) -> dict[_Key, str]:
    slots = [chunk.slot for chunk in chunks if chunk.stream == "ledger"]
    if not slots:
        return {}
    rows = hours_between(main, from_s(min(slots) * SLOT_S), from_s((max(slots) + 1) * SLOT_S))
    return {("ledger", to_s(row.hour) // SLOT_S, row.cabinet): ledger_line(row) for row in rows}


def ledger_line(row: LedgerHour) -> str:
    """A cabinet's hour; an unknown hour is sent as such, so that it replaces what was sent before."""
    known = row.metered_dwh is not None
    fields = {
        "metered_dwh": row.metered_dwh or 0, "known": int(known), "attributed_dwh": row.attributed_dwh,
        "new_full_dwh": row.new_full_dwh, "new_old_hours_dwh": row.new_old_hours_dwh,
        "base_dwh": row.base_dwh, "base_full_night_dwh": row.base_full_night_dwh, "lit_min": row.lit_min,
        "lamps": row.lamps, "quality": int(row.quality), "tested_dwh": row.tested_dwh,
    }  # fmt: skip
    return line("ledger", {"cabinet": row.cabinet}, fields, to_s(row.hour))


def _saving_lines(main: Connection, chunks: Sequence[Chunk], zone: ZoneInfo) -> dict[_Key, str]:
    days = [chunk.slot for chunk in chunks if chunk.stream == "saving"]
    if not days:
        return {}
    sums = day_sums(main, date.fromordinal(min(days)), date.fromordinal(max(days) + 1))
    groups: dict[_Key, list[LedgerSum]] = {}
    for row in sums:
        groups.setdefault(("saving", row.day.toordinal(), saving_part(row)), []).append(row)
    return {key: _saving_line(key, rows, zone) for key, rows in groups.items()}


def saving_part(row: LedgerSum | LedgerHour) -> str:
    """Whose saving a row is: its street's, or its own cabinet's."""
    return f"street:{row.street}" if row.street else f"cabinet:{row.cabinet}"


def _saving_line(key: _Key, rows: Sequence[LedgerSum], zone: ZoneInfo) -> str:
    metered = [row for row in rows if not row.quality & Quality.UNMETERED]
    names = ("metered_dwh", "new_full_dwh", "new_old_hours_dwh", "base_dwh", "base_full_night_dwh")
    fields = {name: sum(getattr(row, name) for row in metered) for name in names}
    fields["known_night_hours"] = sum(row.known_night_hours for row in metered)
    fields["night_hours"] = sum(row.night_hours for row in metered)
    kind, _, name = key[2].partition(":")
    return line("saving", {kind: name}, fields, to_s(day_start(date.fromordinal(key[1]), zone)))
