"""`lightctl lint`: what a year of nights says against a site's profiles and schedules."""

from collections import Counter
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lightctl.cli.days import day, tonight
from lightctl.cli.exits import FAILED
from lightctl.cli.night_progress import progress
from lightctl.cli.options import json_option, site_of, site_option
from lightctl.cli.output import say_json
from lightctl.core.words import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lightctl.core.lint import Finding
    from lightctl.core.lint_year import Verdict
    from lightctl.site.model import Site

MOST_NIGHTS = 3660
MOST_NAMES = 3


@click.command()
@click.option(
    "--from", "first", type=day, default=None, metavar="DATE", help="First night (default: tonight)."
)
@click.option(
    "--nights", type=click.IntRange(1, MOST_NIGHTS), default=366, show_default=True, help="How many nights."
)
@click.argument("directory", type=click.Path(path_type=Path), metavar="[DIR]", default=None, required=False)
@json_option
@site_option
def lint(site: Path, directory: Path | None, as_json: bool, first: date | None, nights: int) -> None:
    """Look at every plan on every night of a year, before a street gets it.

    What must not be is refused, and the exit code is 1: dark while the sun is down, light by day. What is
    probably not meant is a warning. A whole year gets the next leap day besides.

    Example: lightctl lint --from 2028-01-01
    """
    from lightctl.core.lint_year import lint_year
    from lightctl.site.lint import year_of
    from lightctl.site.loader import load_site

    loaded = load_site(site_of(directory or site))
    year = year_of(loaded, first or tonight(loaded), nights)
    with progress(nights + len(year.also)) as on_night:
        verdict = lint_year(year, on_night)
    if as_json:
        say_json(_data(verdict, loaded))
    else:
        _say(verdict, loaded)
    if verdict.refused:
        click.get_current_context().exit(FAILED)


def _say(verdict: "Verdict", site: "Site") -> None:
    nights = (verdict.last - verdict.first).days + 1
    leap = " and those around the next leap day" if verdict.nights > nights else ""
    for finding in verdict.findings:
        click.echo(f"{finding.where}: {finding.weight}: {finding.message}")
        when = f"first {finding.first}, {finding.nights} of {verdict.nights} nights" if finding.first else ""
        more = "; ".join(part for part in (when, _whom(finding.groups, site)) if part)
        if more:
            click.echo(f"    {more}")
        click.echo(f"    {finding.advice}")
    if verdict.findings:
        click.echo()
    click.echo(
        f"{counted(nights, 'night')} from {verdict.first} to {verdict.last}{leap}, "
        f"{counted(verdict.plans, 'plan')} evaluated"
    )
    click.echo(f"among them: {_landmarks(verdict)}")
    click.echo(_counted(verdict.findings))


def _whom(groups: "Sequence[str]", site: "Site") -> str:
    names = list(dict.fromkeys(site.plant.streets[site.plant.groups[g].street].name for g in groups))
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    return ", ".join(names[:MOST_NAMES]) + more


def _landmarks(verdict: "Verdict") -> str:
    marks = verdict.landmarks
    rows = (
        ("leap day", marks.leap_day),
        ("clock changes", marks.clock_changes),
        ("equinoxes", marks.equinoxes),
        ("longest night", (marks.longest,)),
        ("shortest night", (marks.shortest,)),
    )
    return "; ".join(f"{name} {', '.join(map(str, nights))}" for name, nights in rows if nights)


def _counted(findings: "Sequence[Finding]") -> str:
    counts = Counter(finding.weight.value for finding in findings)
    warnings = counted(counts["warning"], "warning")
    return f"{counts['refused']} refused, {warnings}" if counts["refused"] else f"nothing refused, {warnings}"


def _data(verdict: "Verdict", site: "Site") -> dict[str, Any]:
    marks = asdict(verdict.landmarks)
    return {
        "ok": not verdict.refused,
        "digest": site.digest,
        "from": verdict.first.isoformat(),
        "to": verdict.last.isoformat(),
        "nights": verdict.nights,
        "plans": verdict.plans,
        "among": {name: _dates(nights) for name, nights in marks.items()},
        "findings": [
            asdict(one) | {"first": one.first.isoformat() if one.first else None} for one in verdict.findings
        ],
    }


def _dates(nights: date | tuple[date, ...]) -> str | list[str]:
    return nights.isoformat() if isinstance(nights, date) else [night.isoformat() for night in nights]
