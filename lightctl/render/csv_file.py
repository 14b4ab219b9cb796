"""A savings table for a spreadsheet: UTF-8 with a mark, decimal points, and names that cannot be formulas."""

import csv
import io

from lightctl.figures import Period, SavingsRow, SavingsTable
from lightctl.render.facts import Facts, flags

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")

LAST_HEADS = ("days_asked", "days_missing", "simulated")

_HEADER = (
    "key", "name", "base_full_night_kwh", "base_kwh", "metered_kwh", "saved_by_swap_kwh",
    "saved_by_switching_kwh", "saved_by_dimming_kwh", "saved_kwh", "saved_percent", "saved_net_vnd",
    "saved_vat_vnd", "saved_vnd", "saved_co2_kg", "known_hours", "hours_of_light", "notes",
    *LAST_HEADS,
)  # fmt: skip


def savings_csv(table: SavingsTable, period: Period, facts: Facts) -> bytes:
    """A header, a line for each row, and the total, which also tells how many days are missing."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(_HEADER)
    for row in (*table.rows, table.total):
        writer.writerow([*_cells(row, facts), *last_cells(row, period, facts)])
    return out.getvalue().encode("utf-8-sig")


def last_cells(row: SavingsRow, period: Period, facts: Facts) -> list[str]:
    """Days asked for and days missing, beside the total; in every line whether devices are simulated."""
    days = ["", ""] if row.key else [str(period.asked), str(period.missing)]
    return [*days, "yes" if facts.simulated else "no"]


def harmless(text: str) -> str:
    """A text that a spreadsheet will show and not run."""
    return f"'{text}" if text.startswith(_STARTS_A_FORMULA) else text


def _cells(row: SavingsRow, facts: Facts) -> list[str]:
    percent = row.saved_percent
    e = row.kwh
    numbers: tuple[object, ...] = (
        e.base_full_night, e.base, e.metered, e.swap, e.switching, e.dimming, e.saved,
        "" if percent is None else f"{percent:.1f}", row.net_vnd.saved, row.vat_vnd.saved, row.vnd.saved,
        row.co2_kg.saved, row.coverage.known, row.coverage.hours,
    )  # fmt: skip
    if row.blank:
        numbers = (*[""] * 12, row.coverage.known, row.coverage.hours)
    name = facts.name(row.key) if row.key else "total"
    notes = " ".join(flags(row.quality))
    return [harmless(row.key), harmless(name), *(str(number) for number in numbers), notes]
