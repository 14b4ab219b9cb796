"""`lightctl commission replace`: a dated row in the site's files, shown before it counts."""

import difflib
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lightctl.cli.days import day
from lightctl.cli.options import json_option, site_option
from lightctl.cli.output import say_json
from lightctl.errors import TargetError

if TYPE_CHECKING:
    from lightctl.core.plant import Lamp


@click.command()
@click.argument("lamp")
@click.option("--luminaire", default="", metavar="ID", help="The luminaire that hangs there now.")
@click.option("--controller", default="", metavar="MODEL", help="The lamp controller that is there now.")
@click.option("--serial", default="", help="Serial number of the new luminaire or controller.")
@click.option("--on", "since", type=day, default=None, metavar="DATE", help="From when on (default: today).")
@click.option("--dry-run", is_flag=True, help="Show the change, write nothing.")
@json_option
@site_option
def replace(
    site: Path, as_json: bool, lamp: str, luminaire: str, controller: str, serial: str, since: date | None,
    dry_run: bool,
) -> None:  # fmt: skip
    """Write down that LAMP has another luminaire or controller from a date on.

    The row goes into config/plant-changes.yaml, if the site is right with it. Power curves and savings follow
    the date; the new controller's energy counter begins where it begins, and nothing before it is changed.

    Example: lightctl commission replace thd-012 --luminaire led-75 --on 2026-11-20
    """
    from lightctl.clock import SystemClock
    from lightctl.core.target import parse_target
    from lightctl.site.changing import CHANGES, change_row, checked_with, with_row, write_whole
    from lightctl.site.loader import load_site
    from lightctl.site.wired import restart_needed

    if bool(luminaire) == bool(controller):
        raise click.UsageError("name what is new: --luminaire ID or --controller MODEL")
    loaded = load_site(site)
    found = parse_target(lamp if ":" in lamp else f"lamp:{lamp}", loaded.plant)
    if found.id not in loaded.plant.lamps:
        raise TargetError(f"{lamp} is no lamp: replace is done pole by pole")
    when = since or SystemClock().now().astimezone(loaded.settings.place.zone).date()
    _refuse_twice(loaded.plant.lamps[found.id], bool(luminaire), when)
    words = {"luminaire": luminaire, "controller": controller, "serial": serial, "since": when.isoformat()}
    row = change_row(found.id, {name: word for name, word in words.items() if word})
    path = site / CHANGES
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    after = with_row(before, row)
    restart = bool(restart_needed(loaded, checked_with(site, CHANGES, after)))
    if not dry_run:
        write_whole(path, after)
    change = {"lamp": found.id, "row": row.strip(), "diff": _diff(before, after), "written": not dry_run,
              "restart": restart}  # fmt: skip
    _say(change, as_json)


def _refuse_twice(lamp: "Lamp", luminaire: bool, day: date) -> None:
    """Raise TargetError where the lamp has a row of that kind and day already: which one would hold?"""
    fitted = lamp.luminaires if luminaire else lamp.controllers
    if any(one.since == day for one in fitted):
        what = "luminaire" if luminaire else "controller"
        raise TargetError(
            f"{lamp.id} has a {what} since {day} already: correct that row, or take another day"
        )


def _diff(before: str, after: str) -> str:
    from lightctl.site.changing import CHANGES

    lines = difflib.unified_diff(
        before.splitlines(), after.splitlines(), f"a/{CHANGES}", f"b/{CHANGES}", lineterm=""
    )
    return "\n".join(lines)


def _say(change: dict[str, Any], as_json: bool) -> None:
    if as_json:
        say_json(change)
        return
    taken = (
        "a running daemon takes it over when it is restarted"
        if change["restart"]
        else "lightctl reload takes it over"
    )
    click.echo(change["diff"])
    click.echo(f"written; {taken}" if change["written"] else "nothing is written")
