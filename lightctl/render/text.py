"""The savings report for a terminal."""

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from lightctl.figures import Headline, SavingsReport, SavingsRow, SavingsTable
from lightctl.render.facts import Facts
from lightctl.render.labels import (
    missing_text,
    period_text,
    row_name,
    simulated_text,
    tested_text,
    total_name,
)
from lightctl.render.numbers import Language, number, percent
from lightctl.render.sureness import parts_text, rests_on_text
from lightctl.render.words import say

_NUMBERS = ("base", "metered", "swap", "switching", "dimming", "saved")


def savings_text(
    report: SavingsReport, table: SavingsTable, facts: Facts, language: Language
) -> RenderableType:
    """A headline or its refusal, and one table; print it with rich."""
    heading = Text(headline_text(report.headline, language), style="bold")
    gaps = f"{say('gaps', language)}: {number(len(report.gaps), language)}" if report.gaps else ""
    known = () if report.headline.refused else (parts_text(report, language), rests_on_text(report, language))
    missing, tested = missing_text(report.period, facts, language), tested_text(report.tested_kwh, language)
    beside = (*known, missing, tested, period_text(report.period, language))
    lines = [heading, *(Text(line) for line in beside if line)]
    shown = _table(table, total_name(report, language), facts, language)
    return Group(*simulated_lines(facts, language), *lines, shown, Text(gaps))


def simulated_lines(facts: Facts, language: Language) -> list[Text]:
    """The line above everything else, where the devices are simulated."""
    said = simulated_text(facts, language)
    return [Text(said, style="bold red")] if said else []


def headline_text(headline: Headline, language: Language) -> str:
    """One sentence."""
    total = headline.total
    share = percent(100 * total.coverage.share, language)
    if headline.refused:
        needed = percent(100 * headline.coverage_needed, language)
        return say("refused", language, share=share, needed=needed)
    saved = f"{say('saved', language)} {number(total.kwh.saved, language, 1)} kWh"
    money = f"{number(total.vnd.saved, language)} {say('dong', language)} {say('money', language)}"
    return (
        f"{saved} = {percent(total.saved_percent, language)} {say('of_old', language)}; {money}; "
        f"{say('coverage', language)}: {share}"
    )


def _table(table: SavingsTable, total: str, facts: Facts, language: Language) -> Table:
    out = Table(show_footer=False)
    out.add_column(say(table.by.value, language), no_wrap=True)
    headings = (*_NUMBERS, "%", "saved_vnd", "coverage")
    widest = _cells(table.total, Text(total), language)[1:]
    for name, cell in zip(headings, widest, strict=True):
        heading = name if name == "%" else say(name, language)
        out.add_column(heading, justify="right", overflow="fold", min_width=len(str(cell)))
    for row in table.rows:
        out.add_row(*_cells(row, Text(row_name(row, table.by, facts, language)), language))
    out.add_section()
    out.add_row(*_cells(table.total, Text(total), language), style="bold")
    return out


def _cells(row: SavingsRow, name: Text, language: Language) -> list[RenderableType]:
    share = percent(100 * row.coverage.share, language)
    if row.blank:
        return [name, *["–"] * (len(_NUMBERS) + 2), share]
    energy = [number(getattr(row.kwh, column), language, 1) for column in _NUMBERS]
    return [name, *energy, percent(row.saved_percent, language), number(row.vnd.saved, language), share]
