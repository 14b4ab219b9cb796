"""Past days as the demo's screen has room for: a headline, a line for each day, and their sum."""

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from lightctl.figures import SavingsReport, SavingsRow
from lightctl.render.numbers import number, percent
from lightctl.render.text import headline_text

_HEADS = ("day", "old, declared", "metered", "saved kWh", "%", "saved đồng", "measured")


def days_at_a_glance(report: SavingsReport, lines: int) -> RenderableType:
    """At most so many lines; where the days do not all fit, the latest are shown."""
    table = Table.grid(padding=(0, 2))
    for number_of, _ in enumerate(_HEADS):
        table.add_column(justify="right" if number_of else "left", no_wrap=True)
    rows = report.by_day.rows
    room = max(0, lines - 3)
    table.add_row(*(Text(head, style="grey62") for head in _HEADS))
    for row in rows[len(rows) - room :] if room < len(rows) else rows:
        table.add_row(*_cells(row, row.key))
    sum_of = "1 day" if len(rows) == 1 else f"{len(rows)} days"
    table.add_row(*_cells(report.by_day.total, sum_of), style="bold")
    headline = Text(headline_text(report.headline, "en"), style="bold", no_wrap=True, overflow="ellipsis")
    return Group(headline, table)


def _cells(row: SavingsRow, name: str) -> list[str]:
    share = percent(100 * row.coverage.share, "en")
    if row.blank:
        return [name, "–", "–", "–", "–", "–", share]
    energy = [number(value, "en", 1) for value in (row.kwh.base, row.kwh.metered, row.kwh.saved)]
    return [name, *energy, percent(row.saved_percent, "en"), number(row.vnd.saved, "en"), share]
