"""`lightctl check`: whether a site is right, and what it resolves to."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lightctl.cli.days import day, tonight
from lightctl.cli.exits import SITE_INVALID
from lightctl.cli.options import json_option, site_of, site_option
from lightctl.cli.output import say_json
from lightctl.core.words import counted
from lightctl.errors import Problem

if TYPE_CHECKING:
    from lightctl.site.model import Site
    from lightctl.site.problems import Problems


@click.command()
@click.argument("directory", type=click.Path(path_type=Path), metavar="[DIR]", default=None, required=False)
@click.option("--night", type=day, default=None, metavar="DATE", help="Which night (default: tonight).")
@json_option
@site_option
def check(site: Path, directory: Path | None, night: date | None, as_json: bool) -> None:
    """Check a site, and print what it resolves to and what happens tonight.

    Every mistake is told as file:line:column; then the exit code is 3.

    Example: lightctl check --site my-city
    """
    from lightctl.clock import SystemClock
    from lightctl.site.loader import check_site

    clock = SystemClock()
    began = clock.now()
    loaded, problems = check_site(site_of(directory or site))
    took_s = (clock.now() - began).total_seconds()
    if loaded is None:
        _refuse(problems, as_json)
        return
    when = night or tonight(loaded)
    if as_json:
        say_json({"ok": True, **_facts(loaded, when), "took_s": took_s, **_told(problems)})
        return
    _say(loaded, when, problems.warnings)
    click.echo(f"\n{_verdict(problems.warnings)}, checked in {took_s:.2f} s")


def _refuse(problems: "Problems", as_json: bool) -> None:
    """Tell every mistake and leave with the code for an invalid site."""
    if as_json:
        say_json({"ok": False, **_told(problems)})
    else:
        _say_warnings(problems.warnings)
        for problem in sorted(problems.errors):
            click.echo(str(problem), err=True)
        click.echo(f"lightctl: the site is refused: {counted(len(problems.errors), 'mistake')}", err=True)
    click.get_current_context().exit(SITE_INVALID)


def _say(site: "Site", night: date, warnings: Sequence[Problem]) -> None:
    from lightctl.site.describe import describe

    _say_warnings(warnings)
    for line in describe(site, night):
        click.echo(line)


def _say_warnings(warnings: Sequence[Problem]) -> None:
    for problem in sorted(warnings):
        click.echo(f"warning: {problem}", err=True)


def _verdict(warnings: Sequence[Problem]) -> str:
    if not warnings:
        return "no mistakes, no warnings"
    return f"no mistakes, {counted(len(warnings), 'warning')}"


def _told(problems: "Problems") -> dict[str, Any]:
    return {
        "errors": [asdict(problem) for problem in sorted(problems.errors)],
        "warnings": [asdict(problem) for problem in sorted(problems.warnings)],
    }


def _facts(site: "Site", night: date) -> dict[str, Any]:
    from lightctl.site.describe import tonight as night_of_site
    from lightctl.site.shadows import shadows

    plant = site.plant
    counted = (
        ("streets", plant.streets), ("groups", plant.groups), ("cabinets", plant.cabinets),
        ("circuits", plant.circuits), ("concentrators", plant.concentrators), ("lamps", plant.lamps),
        ("lines", plant.lines), ("places", plant.places), ("profiles", site.profiles),
    )  # fmt: skip
    return {
        "site": site.settings.id,
        "name": site.settings.name,
        "digest": site.digest,
        "counts": {name: len(things) for name, things in counted},
        "files": dict(site.origins),
        "shadows": {shadow.path: list(shadow.differences) for shadow in shadows(site)},
        "night": night.isoformat(),
        "profiles": [asdict(row) for row in night_of_site(site, night)],
    }
