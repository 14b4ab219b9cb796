"""`lightctl reload`: the running daemon takes over what was edited."""

from pathlib import Path
from typing import Any

import click

from lightctl.cli.client import Client
from lightctl.cli.options import daemon_of, json_option, site_option, state_option
from lightctl.cli.output import say_json
from lightctl.core.words import counted

MOST_SAID = 20


@click.command()
@click.option("--reason", default="", help="Why; kept in the audit.")
@json_option
@state_option
@site_option
def reload(site: Path, state: Path | None, as_json: bool, reason: str) -> None:
    """Have the daemon read its site again and rule by it at once.

    A site with a mistake is refused whole (exit code 3), and the last good one goes on. Profiles,
    schedules, floors, streets, groups, luminaires, sensors and accounts change without a flicker;
    devices, lines, drivers and sources need a restart, and then nothing is reloaded. Overrides,
    lockouts and tests stay in force.

    Example: lightctl check && lightctl diff && lightctl reload --reason "new evening profile"
    """
    row = Client(daemon_of(site, state)).post("/reload", reason=reason)
    if as_json:
        say_json(row)
    else:
        click.echo("\n".join(lines(row)))


def lines(row: dict[str, Any]) -> list[str]:
    """What changed, as a person reads it."""
    if row["before"] == row["digest"]:
        return [f"nothing was edited; site {row['digest'][:12]} goes on"]
    told = [f"site {row['digest'][:12]} rules now, {row['before'][:12]} before"]
    told += [f"  {change}" for change in row["changed"][:MOST_SAID]]
    more = len(row["changed"]) - MOST_SAID
    told += [f"  and {more} more changes"] if more > 0 else []
    if row["streets"]:
        streets = ", ".join(row["streets"][:MOST_SAID])
        told.append(f"tonight is another night for {counted(row['lamps'], 'lamp')}: {streets}")
    else:
        told.append("tonight's plans are the same")
    return told
