"""From the ledger to a report's pages: the terminal's, or a file by its suffix."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import click
from rich.console import Console, RenderableType

from lightctl.cli.reporting import Read, read_report
from lightctl.clock import SystemClock
from lightctl.core.accounts import Accounts
from lightctl.errors import LightctlError, TargetError
from lightctl.figures import By, savings_table
from lightctl.render.csv_file import savings_csv
from lightctl.render.energy import Energy, energy_csv, energy_html, energy_json, energy_text
from lightctl.render.html import savings_html
from lightctl.render.json_file import savings_json
from lightctl.render.numbers import Language
from lightctl.render.text import savings_text
from lightctl.site.model import Site
from lightctl.store.history import History

_NARROW = 140
"""Columns where no terminal says how wide it is."""


@dataclass(frozen=True, slots=True)
class Pages:
    """One report in every shape; a shape is made when it is asked for."""

    text: Callable[[], RenderableType]
    files: Mapping[str, Callable[[], bytes]]
    """By suffix."""


def read_ledger(site: Site, state: Path, first: date, last: date) -> Read:
    """Read the ledger of the local days from first to last; raises StoreError where there is no history."""
    with History.open(state) as history:
        return read_report(site, history, first, last + timedelta(days=1), SystemClock().now())


def savings_pages(read: Read, accounts: Accounts, by: str, language: Language) -> Pages:
    """The savings report."""
    report, facts = read.report, read.facts
    table = savings_table(read.days, accounts, By(by))
    return Pages(
        lambda: savings_text(report, table, facts, language),
        {
            ".html": lambda: savings_html(report, facts, language).encode(),
            ".csv": lambda: savings_csv(table, report.period, facts),
            ".json": lambda: savings_json(report, facts).encode(),
        },
    )


def energy_pages(read: Read, accounts: Accounts, by: str, language: Language) -> Pages:
    """The energy report."""
    facts = read.facts
    energy = Energy(savings_table(read.days, accounts, By(by)), read.report.period)
    return Pages(
        lambda: energy_text(energy, facts, language),
        {
            ".html": lambda: energy_html(energy, facts, language).encode(),
            ".csv": lambda: energy_csv(energy, facts),
            ".json": lambda: energy_json(energy, facts).encode(),
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
