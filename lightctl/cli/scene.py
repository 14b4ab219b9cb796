"""`lightctl scene`: levels for several targets that begin and end together."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import click

from lightctl.cli.afterwards import covered
from lightctl.cli.client import Client
from lightctl.cli.options import daemon_of, duration, json_option, site_option, state_option
from lightctl.cli.output import Column, minute, percent, say_json, say_rows, say_table
from lightctl.errors import TargetError


@click.group()
def scene() -> None:
    """Scenes: several targets at their levels, started and stopped together.

    They are files in schedules/scenes. A scene gives way wherever somebody sets a level later.

    Example: lightctl scene list
    """


@scene.command("list")
@json_option
@state_option
@site_option
def list_scenes(site: Path, state: Path | None, as_json: bool) -> None:
    """List the site's scenes, and which of them run.

    Example: lightctl scene list
    """
    rows = Client(daemon_of(site, state)).get("/scenes")
    columns: dict[str, Column] = {
        "scene": "id", "title": "title", "at most": lambda r: f"{r['longest_minutes']:g} min",
        "runs until": lambda r: minute(r["until"]), "by": "owner",
    }  # fmt: skip
    nothing = "this site has no scenes: write one into schedules/scenes/NAME.yaml"
    say_rows(rows, columns, as_json=as_json, empty=nothing)


@scene.command()
@click.argument("name")
@json_option
@state_option
@site_option
def show(site: Path, state: Path | None, as_json: bool, name: str) -> None:
    """Show what a scene does.

    Example: lightctl scene show riverside-walk
    """
    rows = Client(daemon_of(site, state)).get("/scenes")
    row = next((one for one in rows if one["id"] == name), None)
    if row is None:
        raise TargetError(f"no scene is called {name!r}: {', '.join(one['id'] for one in rows) or 'none'}")
    if as_json:
        say_json(row)
        return
    low = ", and goes under the floor" if row["below_floor"] else ""
    click.echo(f"{row['title']}: lasts at most {row['longest_minutes']:g} min{low}")
    say_table(
        ("target", "level", "lamps"),
        [(t, percent(level), lamps) for t, level, lamps in row["rows"]],
        empty="",
    )
    if row["until"]:
        click.echo(f"runs until {minute(row['until'])}, started by {row['owner']}")


@scene.command()
@click.argument("name")
@click.option("--for", "lasting", default=None, metavar="TIME",
              help="How long; 2h unless told, and never longer than its file says.")  # fmt: skip
@click.option("--reason", default="", help="Why; kept in the audit.")
@click.option("--below-floor", is_flag=True, help="Yes, this scene goes under the floor.")
@json_option
@state_option
@site_option
def start(
    site: Path, state: Path | None, as_json: bool, name: str, lasting: str | None, reason: str,
    below_floor: bool,
) -> None:  # fmt: skip
    """Start a scene: all of its rows or none. It ends by itself.

    Example: lightctl scene start riverside-walk --for 3h --reason "festival"
    """
    minutes = None if lasting is None else duration(lasting) / timedelta(minutes=1)
    rows = Client(daemon_of(site, state)).post(
        "/scenes/start", scene=name, minutes=minutes, reason=reason, below_floor=below_floor
    )
    if as_json:
        say_json(rows)
        return
    click.echo(f"scene {name} is on until {minute(rows[0]['until'])}:")
    for row in rows:
        click.echo(f"  {row['target']} at {percent(row['level'])}")
        for line in covered(row):
            click.echo(f"    {line}")


@scene.command()
@click.argument("name")
@click.option("--reason", default="", help="Why; kept in the audit.")
@json_option
@state_option
@site_option
def stop(site: Path, state: Path | None, as_json: bool, name: str, reason: str) -> None:
    """Stop a scene before its end.

    Example: lightctl scene stop riverside-walk --reason "rain"
    """
    rows: list[dict[str, Any]] = Client(daemon_of(site, state)).post(
        "/scenes/stop", scene=name, reason=reason
    )
    if as_json:
        say_json(rows)
    else:
        targets = ", ".join(row["target"] for row in rows)
        click.echo(f"scene {name} is off; back to what else rules {targets}")
