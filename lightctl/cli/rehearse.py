"""`lightctl rehearse`: nights computed without devices."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lightctl.cli.days import day, month, period
from lightctl.cli.night_progress import progress
from lightctl.cli.options import json_option, site_option
from lightctl.cli.output import say_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from lightctl.rehearsal import Known
    from lightctl.render.numbers import Language
    from lightctl.site.model import Site

    Page = Callable[[Language], str]

CUTS = ("street", "profile", "day", "month")


@click.command()
@click.option("--from", "first", type=day, default=None, metavar="DATE", help="First night.")
@click.option("--to", "last", type=day, default=None, metavar="DATE", help="Last night.")
@click.option("--month", "whole", type=month, default=None, metavar="MONTH", help="All nights of a month.")
@click.option("--by", type=click.Choice(CUTS), default="street", show_default=True, help="One line for each.")
@click.option("--compare", is_flag=True, help="Compare the profiles of FILES with today's.")
@click.option("--instead-of", default="", metavar="PROFILE", help="Which profile those of FILES replace.")
@click.option("--html", type=click.Path(dir_okay=False, path_type=Path), help="Write a picture there.")
@click.option(
    "--lang",
    type=click.Choice(("vi", "en")),
    default=None,
    help="Of the picture (default: the site's first language).",
)
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--without-sensors", is_flag=True, help="Leave the site's recordings out: plans alone.")
@json_option
@site_option
def rehearse(
    site: Path, as_json: bool, first: date | None, last: date | None, whole: date | None, by: str,
    without_sensors: bool, compare: bool, instead_of: str, html: Path | None, lang: str | None,
    files: tuple[Path, ...],
) -> None:  # fmt: skip
    """Compute nights ahead or back: light, energy and the saving against the old lamps.

    Figures come from plans, the site's own recordings and power curves. They are computed, not
    measured: losses, failures and slow devices are not in them. With --compare, each of FILES is a
    profile that takes the place of the one of its name.

    Example: lightctl rehearse --from 2027-01-01 --to 2027-12-31 --by month
    """
    from lightctl.rehearsal import LEFT_OUT, Known
    from lightctl.site.loader import load_site

    if bool(files) != compare:
        raise click.UsageError("--compare and files with profiles belong together")
    if html and not html.absolute().parent.is_dir():
        raise click.UsageError(f"{html}: there is no folder {html.absolute().parent}")
    nights, loaded = period(whole, first, last), load_site(site)
    nothing = Known(notes=(LEFT_OUT,))
    know = (lambda one: nothing) if without_sensors else _reading(loaded)
    if compare:
        page = _compare(loaded, nights, know, (files, instead_of), as_json=as_json)
    else:
        page = _rehearse(loaded, nights, know, by, as_json=as_json)
    if html:
        language: Language = "vi" if (lang or loaded.settings.languages[0]) == "vi" else "en"
        _write(html, page(language))


def _reading(site: "Site") -> "Callable[[Site], Known]":
    """What a site makes of the recordings, which are read when first asked for, and once."""
    from lightctl.rehearsal import Recordings

    read: list[Recordings] = []

    def know(one: "Site") -> "Known":
        if not read:
            read.append(Recordings.of(site))
        return read[0].known(one)

    return know


def _rehearse(
    site: "Site", nights: tuple[date, date], know: "Callable[[Site], Known]", by: str, *, as_json: bool
) -> "Page":
    from lightctl.cli.rehearse_page import as_data, say_rehearsal
    from lightctl.rehearsal import By, rehearse

    with progress(_count(nights), watched=not as_json) as on_night:
        done = rehearse(site, *nights, By(by), know(site), on_night)
    if as_json:
        say_json(as_data(done, site))
    else:
        say_rehearsal(done, site)

    def page(language: "Language") -> str:
        from lightctl.cli.rehearse_html import page_of

        return page_of(site, done, language)

    return page


def _compare(
    site: "Site", nights: tuple[date, date], know: "Callable[[Site], Known]",
    asked: tuple[tuple[Path, ...], str], *, as_json: bool,
) -> "Page":  # fmt: skip
    from lightctl.cli.rehearse_compare import as_rows, compare, say_comparison, variants_of

    variants = variants_of(site, *asked, nights)
    with progress(_count(nights) * len(variants), watched=not as_json) as on_night:
        outcomes = compare(variants, nights, know, on_night)
    if as_json:
        say_json(as_rows(outcomes))
    else:
        say_comparison(outcomes, site)

    def page(language: "Language") -> str:
        from lightctl.cli.rehearse_html import comparison_of

        return comparison_of(site, outcomes, language)

    return page


def _write(path: Path, page: str) -> None:
    try:
        path.write_text(page, encoding="utf-8")
    except OSError as error:
        raise click.ClickException(f"{path}: cannot be written: {error.strerror}") from error


def _count(nights: tuple[date, date]) -> int:
    return (nights[1] - nights[0]).days + 1
