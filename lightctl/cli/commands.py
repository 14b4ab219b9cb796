"""Commands that act: set, resume, lockout, release; done when the daemon has stored them."""

import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import click

from lightctl.cli.afterwards import changes, covered, resumed
from lightctl.cli.client import Client
from lightctl.cli.options import daemon_of, duration, json_option, site_option, state_option
from lightctl.cli.output import percent, say_json
from lightctl.errors import TargetError

SEEN_OPEN_S = 6
"""How long `lockout` waits for the contactors' feedback."""


@click.command("set")
@click.argument("target")
@click.argument("level")
@click.option("--for", "lasting", default="2h", show_default=True, metavar="TIME",
              help="How long, at most 24h: 45min, 2h.")  # fmt: skip
@click.option("--reason", default="", help="Why; kept in the audit.")
@click.option("--below-floor", is_flag=True, help="Allow less light than the street's floor.")
@click.option("--emergency", is_flag=True, help="All on, over every command but a lockout; level 100 only.")
@json_option
@state_option
@site_option
def set_level(
    site: Path, state: Path | None, as_json: bool, target: str, level: str, lasting: str, reason: str,
    below_floor: bool, emergency: bool,
) -> None:  # fmt: skip
    """Hold TARGET at LEVEL percent of light for a time; it then returns to its plan.

    Example: lightctl set street:tran-hung-dao 80 --for 90min --reason "concert"
    """
    minutes = duration(lasting) / timedelta(minutes=1)
    row = Client(daemon_of(site, state)).post(
        "/set", target=target, level=_level(level), minutes=minutes, reason=reason, below_floor=below_floor,
        emergency=emergency,
    )  # fmt: skip
    if as_json:
        say_json(row)
    else:
        held = "EMERGENCY: " if row["emergency"] else ""
        click.echo(f"{held}{row['target']} is held at {percent(row['level'])} until {_until(row['until'])}")
        click.echo("\n".join(covered(row)))


@click.command()
@click.argument("target")
@click.option("--all", "everything", is_flag=True, help="Also what is set on parts of TARGET.")
@click.option("--dry-run", is_flag=True, help="Only show what it would be resumed to.")
@click.option("--reason", default="", help="Why; kept in the audit.")
@json_option
@state_option
@site_option
def resume(
    site: Path, state: Path | None, as_json: bool, target: str, everything: bool, dry_run: bool, reason: str
) -> None:
    """End the overrides on that very TARGET, and show the level that each group has without them.

    A scene ends whole: lightctl scene stop NAME.

    \b
    Examples:
      lightctl resume street:tran-hung-dao
      lightctl resume city --all --dry-run
    """
    client = Client(daemon_of(site, state))
    before = client.get("/resume", target=target, everything="true" if everything else "false")
    rows = before["overrides"] if dry_run else client.post(
        "/resume", target=target, reason=reason, everything=everything
    )  # fmt: skip
    if as_json:
        say_json(before if dry_run else rows)
        return
    click.echo("\n".join(dict.fromkeys(resumed(row, dry_run=dry_run) for row in rows)))
    click.echo("\n".join(f"  {line}" for line in changes(before["then"])))


@click.command()
@click.argument("target", metavar="CIRCUIT|CABINET")
@click.option("--crew", default="", help="Who works there; needed, unless you refuse.")
@click.option("--reason", default="", help="Why; kept in the audit. Needed, unless a proposal says it.")
@click.option("--accept", is_flag=True, help="It is a circuit or a station of lockouts --proposed.")
@click.option("--refuse", is_flag=True, help="Propose it no more for as long as this flood lasts.")
@json_option
@state_option
@site_option
def lockout(
    site: Path, state: Path | None, as_json: bool, target: str, crew: str, reason: str, accept: bool,
    refuse: bool,
) -> None:  # fmt: skip
    """Keep a circuit, or all circuits of a cabinet, dead until you release it.

    It has no end of its own and survives restarts. It never replaces the padlock.

    \b
    Examples:
      lightctl lockout td-001-2 --crew "team 3" --reason "new cable"
      lightctl lockout td-013-1 --accept --crew "team 3"
      lightctl lockout td-013-1 --refuse --reason "the pillar stands on a dam"
    """
    client = Client(daemon_of(site, state))
    if refuse:
        if accept or crew:
            raise click.UsageError("--refuse locks nothing out: neither --accept nor --crew goes with it")
        _say_refused(client.post("/refuse", target=target, reason=reason), as_json=as_json)
        return
    if not crew:
        raise click.MissingParameter(param_hint="'--crew'", param_type="option")
    made = client.post("/lockout", target=target, crew=crew, reason=reason, accept=accept)
    rows = _seen_open(client, made)
    if as_json:
        say_json(rows)
    else:
        click.echo(
            "\n".join(f"{row['circuit']} is locked out for {row['crew']}: {_contactor(row)}" for row in rows)
        )
        for own_plan, words in _OWN_PLAN.items():
            if circuits := ", ".join(row["circuit"] for row in rows if row["own_plan"] == own_plan):
                click.echo(f"{circuits}: {words}; should lightctl fall silent, it may switch the circuit on.")
        click.echo("Hang your padlock: software does not make a cable dead.")


def _say_refused(rows: list[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        say_json(rows)
        return
    for row in rows:
        click.echo(f"{row['circuit']} stays as it is; {row['station']} proposes it again in the next flood")


_OWN_PLAN = {
    "cannot be disabled": "what the cabinet does by itself CANNOT BE DISABLED from here",
    "unproven": "the cabinet has NOT CONFIRMED that its own plan leaves it open",
}


def _seen_open(client: Client, made: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same lockouts once all is seen to be safe, or after some seconds as they are then."""
    ids, rows = {row["id"] for row in made}, made
    for _ in range(SEEN_OPEN_S):
        if all(row["closed"] is False and row["own_plan"] != "unproven" for row in rows):
            break
        time.sleep(1.0)  # noqa: TID251 - no event loop here: a person waits
        rows = [row for row in client.get("/lockouts") if row["id"] in ids]
    return rows


def _contactor(row: dict[str, Any]) -> str:
    words = {True: "ITS CONTACTOR IS STILL CLOSED", None: "NOBODY KNOWS WHETHER ITS CONTACTOR IS OPEN"}
    return words.get(row["closed"], "its contactor is open")


@click.command()
@click.argument("target", metavar="CIRCUIT|CABINET")
@click.option("--reason", required=True, help="Why it is safe now; kept in the audit.")
@json_option
@state_option
@site_option
def release(site: Path, state: Path | None, as_json: bool, target: str, reason: str) -> None:
    """Release a lockout that is yours; an administrator may release any.

    Example: lightctl release td-001-2 --reason "cable tested, team 3 has left"
    """
    rows = Client(daemon_of(site, state)).post("/release", target=target, reason=reason)
    if as_json:
        say_json(rows)
    else:
        click.echo("\n".join(f"{row['circuit']} may be energised again" for row in rows))


def _level(text: str) -> float:
    """Percent of light as people type it, `80` or `80%`; raises TargetError."""
    try:
        level = float(text.removesuffix("%"))
    except ValueError:
        raise TargetError(f"{text!r} is not a level: write a number from 0 to 100") from None
    if not 0 <= level <= 100:
        raise TargetError(f"level {level:g} is not between 0 and 100 percent")
    return level


def _until(instant: str) -> str:
    return instant[:16].replace("T", " ")
