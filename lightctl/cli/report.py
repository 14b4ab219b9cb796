"""`lightctl report`: what was metered, what it cost and what it saved."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

from lightctl.cli.days import day, month, period
from lightctl.cli.options import json_option, site_option, state_of, state_option

F = TypeVar("F", bound=Callable[..., Any])


def _report_options(command: F) -> F:
    """What every report is asked for: days, cut, language and file."""
    for option in (
        click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), default=None,
                     metavar="FILE", help="Write FILE.html, FILE.csv or FILE.json instead."),
        click.option("--lang", type=click.Choice(("vi", "en")), default=None,
                     help="Language (default: the site's first)."),
        click.option("--by", type=click.Choice(("street", "cabinet", "day", "month")), default="street",
                     show_default=True, help="One line for each."),
        click.option("--to", "last", type=day, default=None, metavar="DATE", help="Last day."),
        click.option("--from", "first", type=day, default=None, metavar="DATE", help="First day."),
        click.option("--month", "whole", type=month, default=None, metavar="MONTH", help="A whole month."),
        json_option,
        state_option,
        site_option,
    ):  # fmt: skip
        command = option(command)
    return command


@click.group()
def report() -> None:
    """What it cost and what it saved, from the history beside the site; no daemon is needed.

    Example: lightctl report savings --month 2026-10
    """


@report.command()
@_report_options
def savings(**asked: Any) -> None:
    """Report what was saved against the declared old installation: lamps, hours and dimming apart.

    Hours that the meters do not cover wholly count on neither side; where too many are missing,
    no figure is named.

    Example: lightctl report savings --month 2026-10 --lang vi -o october.html
    """
    from lightctl.cli.report_pages import savings_pages

    _write(savings_pages, **asked)


@report.command()
@_report_options
def energy(**asked: Any) -> None:
    """Report what the meters counted, how much of it the lamps explain, and what it costs.

    Example: lightctl report energy --from 2026-10-01 --to 2026-10-07 --by day
    """
    from lightctl.cli.report_pages import energy_pages

    _write(energy_pages, **asked)


def _write(
    pages: Callable[..., Any], *, site: Path, state: Path | None, as_json: bool, whole: date | None,
    first: date | None, last: date | None, by: str, lang: str | None, output: Path | None,
) -> None:  # fmt: skip
    from lightctl.cli.report_pages import read_ledger, write_page
    from lightctl.site.loader import load_site

    days = period(whole, first, last)
    loaded = load_site(site)
    read = read_ledger(loaded, state_of(site, state), *days)
    shown = pages(read, loaded.accounts, by, lang or loaded.settings.languages[0])
    write_page(shown, output, as_json=as_json)
