"""From the ledger to a report's pages: the terminal's, or a file by its suffix."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import click
from rich.console import Console, RenderableType

from lightctl.clock import SystemClock
from lightctl.errors import LightctlError, TargetError
from lightctl.figures import By, savings_report, savings_table
from lightctl.figures.rows import Gap, LedgerSum
from lightctl.render.csv_file import savings_csv
from lightctl.render.energy import Energy, energy_csv, energy_html, energy_json, energy_text
from lightctl.render.facts import Facts
from lightctl.render.html import savings_html
from lightctl.render.json_file import savings_json
from lightctl.render.numbers import Language
from lightctl.render.text import savings_text
from lightctl.site.model import Site
from lightctl.store.history import History

_NARROW = 140
"""Columns where no terminal says how wide it is."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """What the history holds of the days from `first` to `last`, and what a report says beside it."""

    site: Site
    first: date
    last: date
    days: list[LedgerSum]
    gaps: list[Gap]
    facts: Facts


@dataclass(frozen=True, slots=True)
class Pages:
    """One report in every shape; a shape is made when it is asked for."""

    text: Callable[[], RenderableType]
    files: Mapping[str, Callable[[], bytes]]
    """By suffix."""


def ledger_of(site: Site, state: Path, first: date, last: date) -> Ledger:
    """Read the days' ledger; raises StoreError where there is no history."""
    after = last + timedelta(days=1)
    with History.open(state) as history:
        start, end = (datetime.combine(on, time(), history.zone).astimezone(UTC) for on in (first, after))
        streets = {street.id: street.name for street in site.plant.streets.values()}
        cabinets = {cabinet.id: cabinet.name for cabinet in site.plant.cabinets.values()}
        facts = Facts(
            site=site.settings.name, made=SystemClock().now(), zone=history.zone,
            names={**cabinets, **streets},
            editions=tuple(history.editions_between(start, end)),
        )  # fmt: skip
        return Ledger(
            site, first, last, history.day_sums(first, after), history.gaps_between(start, end), facts
        )


def savings_pages(ledger: Ledger, by: str, language: Language) -> Pages:
    """The savings report."""
    accounts, after = ledger.site.accounts, ledger.last + timedelta(days=1)
    report = savings_report(ledger.days, ledger.gaps, accounts, ledger.first, after)
    table = savings_table(ledger.days, accounts, By(by))
    return Pages(
        lambda: savings_text(report, table, ledger.facts, language),
        {
            ".html": lambda: savings_html(report, ledger.facts, language).encode(),
            ".csv": lambda: savings_csv(table, ledger.facts),
            ".json": lambda: savings_json(report, ledger.facts).encode(),
        },
    )


def energy_pages(ledger: Ledger, by: str, language: Language) -> Pages:
    """The energy report."""
    table = savings_table(ledger.days, ledger.site.accounts, By(by))
    held = (ledger.days[0].day, ledger.days[-1].day) if ledger.days else None
    energy = Energy(table, ledger.first, ledger.last, held)
    return Pages(
        lambda: energy_text(energy, ledger.facts, language),
        {
            ".html": lambda: energy_html(energy, ledger.facts, language).encode(),
            ".csv": lambda: energy_csv(energy, ledger.facts),
            ".json": lambda: energy_json(energy, ledger.facts).encode(),
        },
    )


def write_page(pages: Pages, output: Path | None, *, as_json: bool) -> None:
    """Print a report, or write the file; raises TargetError for a file of another kind."""
    if output is None and as_json:
        click.echo(pages.files[".json"]().decode())
        return
    if output is None:
        console = Console(highlight=False)
        wide = console if console.is_terminal else Console(highlight=False, width=max(console.width, _NARROW))
        wide.print(pages.text())
        return
    make = pages.files.get(output.suffix.lower())
    if make is None:
        raise TargetError(f"cannot write {output.name}: name it .html, .csv or .json")
    try:
        output.write_bytes(make())
    except OSError as error:
        raise LightctlError(f"{output}: cannot be written: {error.strerror}") from error
    click.echo(f"wrote {output}", err=True)
