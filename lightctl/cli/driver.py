"""`lightctl driver`: device models of the site and of the shipped library."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from lightctl.cli.lazy import LazyGroup
from lightctl.cli.options import json_option, site_option
from lightctl.cli.output import say_json, say_table
from lightctl.errors import SiteError, TargetError

if TYPE_CHECKING:
    from lightctl.site.library import Library
    from lightctl.wire.driver import Driver


@click.group(
    cls=LazyGroup,
    lazily={
        "list": ("lightctl.cli.driver:list_drivers", "List every device model."),
        "show": ("lightctl.cli.driver:show", "Show one device model, point by point."),
        "try": ("lightctl.cli.driver_try:try_driver", "Try one driver file against a device."),
        "probe": ("lightctl.cli.driver_probe:probe", "Find out who answers on a line."),
    },
)
def driver() -> None:
    """Device models and how they are spoken to.

    Example: lightctl driver show meters/eastron-sdm630
    """


@click.command("list")
@json_option
@site_option
def list_drivers(site: Path, as_json: bool) -> None:
    """List every device model, the site's own and the shipped ones.

    Example: lightctl driver list
    """
    library = _library(site)
    rows = [
        {"driver": name, "title": model.title, "speaks": model.speaks, "proven": model.proven,
         "points": len(model.points) + len(model.bank), "origin": origin}
        for name in sorted(library.names("drivers"))
        for model, origin in [_read(library, name)]
    ]  # fmt: skip
    if as_json:
        say_json(rows)
        return
    heads = ("driver", "title", "speaks", "proven", "points", "origin")
    say_table(heads, [tuple(row[head] for head in heads) for row in rows], empty="no drivers")


@click.command()
@click.argument("name")
@json_option
@site_option
def show(site: Path, name: str, as_json: bool) -> None:
    """Show one device model: its limits and every point with address, type and meaning.

    NAME is folder/file, or the file's name alone.

    Example: lightctl driver show dcu-reference
    """
    from lightctl.wire.describe import HEADINGS, facts, rows

    library = _library(site)
    found = _find(library, name)
    model, origin = _read(library, found)
    about = [*facts(model), ("file", f"drivers/{found}.yaml, {origin}")]
    if as_json:
        points = [dict(zip(HEADINGS, row, strict=True)) for row in rows(model)]
        say_json({**dict(about), "points": points})
        return
    width = max(len(word) for word, _ in about)
    for word, value in about:
        click.echo(f"{word:<{width}}  {value}")
    click.echo()
    say_table(HEADINGS, rows(model), empty="no points")


def _library(site: Path) -> "Library":
    from lightctl.site.library import Library

    return Library(site.resolve())


def _find(library: "Library", name: str) -> str:
    """The driver that a name means, with its folder; raises TargetError."""
    from lightctl.site.problems import did_you_mean

    names = library.names("drivers")
    found = [known for known in sorted(names) if name in {known, known.rpartition("/")[2]}]
    if len(found) == 1:
        return found[0]
    if found:
        raise TargetError(f"several drivers are called '{name}': {', '.join(found)}")
    hint = did_you_mean(name, names | {known.rpartition("/")[2] for known in names})
    raise TargetError(f"no driver is called '{name}'{f'; {hint}' if hint else ''}")


def _read(library: "Library", name: str) -> "tuple[Driver, str]":
    """The driver and whose file it is; raises SiteError for a file with mistakes."""
    from lightctl.site.problems import Spot
    from lightctl.site.reader import Reader

    reader = Reader(library)
    parsed = reader.driver(name, Spot("drivers"))
    if parsed is None or reader.problems.errors:
        raise SiteError(reader.problems.errors)
    file = library.find(f"drivers/{name}.yaml")
    return parsed.model.driver(name), file.origin if file else ""
