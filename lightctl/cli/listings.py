"""Live lists: cabinets, lamps, overrides and lockouts."""

from pathlib import Path
from typing import Any

import click

from lightctl.cli.afterwards import changes, then
from lightctl.cli.client import Client
from lightctl.cli.options import daemon_of, json_option, site_option, state_option
from lightctl.cli.output import Column, clock_time, minute, percent, say_rows, say_table, shown


def own_plan(row: dict[str, Any]) -> str:
    """A cabinet's own plan in a word: until when it lasts, and whether it rules now."""
    if row["plan"] == "stored":
        rules = "RULES, " if row["autonomous"] else ""
        return f"{rules}until {row['plan_until'][:10]}" if row["plan_until"] else f"{rules}no night"
    return "RULES, " + row["plan"] if row["autonomous"] else str(row["plan"])


_FEEDBACK = {True: "CLOSED", False: "open", None: "unknown"}


@click.command()
@click.option("--circuits", is_flag=True, help="A row for each contactor: wanted, accepted and measured.")
@json_option
@state_option
@site_option
def cabinets(site: Path, state: Path | None, as_json: bool, circuits: bool) -> None:
    """List every cabinet as it reports itself.

    Example: lightctl cabinets --circuits
    """
    rows = Client(daemon_of(site, state)).get("/cabinets")
    if circuits and not as_json:
        _say_circuits(rows)
        return
    columns: dict[str, Column] = {
        "cabinet": "id", "name": "name", "answers": "answering",
        "circuits": lambda r: f"{r['circuits_closed']}/{r['circuits_total']}", "W": "power_w",
        "kWh": lambda r: None if r["energy_wh"] is None else r["energy_wh"] / 1000,
        "V": lambda r: "/".join(f"{v:.0f}" for v in r["voltage_v"]), "door open": "door_open",
        "unserved": "unserved", "own plan": own_plan, "last heard": lambda r: clock_time(r["at"]),
    }  # fmt: skip
    say_rows(rows, columns, as_json=as_json, empty="this site has no cabinets")


@click.command()
@click.argument("target", default="city")
@json_option
@state_option
@site_option
def lamps(site: Path, state: Path | None, as_json: bool, target: str) -> None:
    """List lamps: decided, asked for, accepted and measured; of one lamp also when each step came.

    Example: lightctl lamps street:tran-hung-dao
    """
    rows = Client(daemon_of(site, state)).get("/lamps", target=target)
    if len(rows) == 1 and not as_json:
        click.echo("\n".join(_one_lamp(rows[0])))
        return
    columns: dict[str, Column] = {
        "lamp": "id", "decided": lambda r: percent(r["decided"]), "by": "layer",
        "asked": lambda r: percent(r["desired"]), "accepted": lambda r: percent(r["accepted"]),
        "measured": lambda r: percent(r["measured"]), "W": "power_w", "state": "state", "flags": "flags",
        "last heard": lambda r: clock_time(r["at"]),
    }  # fmt: skip
    say_rows(rows, columns, as_json=as_json, empty="no lamps there")


@click.command()
@click.option("--then", "each", is_flag=True, help="Also the level of every group without each of them.")
@json_option
@state_option
@site_option
def overrides(site: Path, state: Path | None, as_json: bool, each: bool) -> None:
    """List the overrides in force, and what their lamps will be resumed to.

    Example: lightctl overrides --then
    """
    rows = Client(daemon_of(site, state)).get("/overrides/then")
    columns: dict[str, Column] = {
        "target": "target", "level": lambda r: percent(r["level"]), "then": lambda r: then(r["then"]),
        "lamps": "lamps", "until": lambda r: minute(r["until"]), "by": "owner",
        "why": lambda r: _kind(r) + r["reason"],
    }  # fmt: skip
    say_rows(rows, columns, as_json=as_json, empty="no overrides: every lamp follows its plan")
    for row in rows if each and not as_json else ():
        click.echo(f"without {row['target']} at {percent(row['level'])}:")
        click.echo("\n".join(f"  {line}" for line in changes(row["then"])))


def _kind(row: dict[str, Any]) -> str:
    if row["emergency"]:
        return "emergency: "
    return f"scene {row['scene']}: " if row["scene"] else ""


@click.command()
@click.option("--proposed", is_flag=True, help="What water stations propose to lock out, instead.")
@json_option
@state_option
@site_option
def lockouts(site: Path, state: Path | None, as_json: bool, proposed: bool) -> None:
    """List the circuits that must stay dead.

    Example: lightctl lockouts
    """
    if proposed:
        _say_proposed(Client(daemon_of(site, state)).get("/lockouts/proposed"), as_json=as_json)
        return
    rows = Client(daemon_of(site, state)).get("/lockouts")
    columns: dict[str, Column] = {
        "circuit": "circuit", "contactor": lambda r: _FEEDBACK[r["closed"]], "own plan": "own_plan",
        "since": lambda r: minute(r["since"]), "by": "owner", "crew": "crew", "why": "reason",
    }  # fmt: skip
    say_rows(rows, columns, as_json=as_json, empty="no lockouts")


def _say_circuits(rows: list[dict[str, Any]]) -> None:
    heads = ("circuit", "cabinet", "wanted", "accepted", "measured", "follows", "kept dead by")
    say_table(
        heads,
        [
            (one["id"], row["id"], *(_FEEDBACK[one[state]] for state in ("desired", "accepted", "measured")),
             not one["differs"], one["kept_dead"])
            for row in rows for one in row["circuits"]
        ],
        empty="this site has no circuits",
    )  # fmt: skip


def _one_lamp(row: dict[str, Any]) -> list[str]:
    """One lamp: its three levels, and how far its latest command came."""
    steps = (
        ("sent", "sent"),
        ("accepted", "acknowledged"),
        ("in effect", "in_effect"),
        ("verified", "verified"),
    )
    lines = [
        ("lamp", f"{row['id']}, {row['state']}"),
        ("decided", f"{percent(row['decided'])} by {row['layer'] or 'nobody yet'}"),
        ("asked", percent(row["desired"])),
        ("accepted", percent(row["accepted"])),
        ("measured", f"{percent(row['measured'])}, {shown(row['power_w'])} W"),
        ("flags", shown(row["flags"])),
        ("command", " → ".join(f"{step} {clock_time(row[key])}" for step, key in steps)),
        ("heard", clock_time(row["at"])),
    ]
    return [f"{name:<9} {text}" for name, text in lines]


def _say_proposed(rows: list[dict[str, Any]], *, as_json: bool) -> None:
    columns: dict[str, Column] = {
        "circuit": "circuit", "station": "station", "since": lambda r: minute(r["since"]),
        "highest": lambda r: f"{r['highest_m']:g} m", "from": lambda r: f"{r['from_m']:g} m",
    }  # fmt: skip
    say_rows(rows, columns, as_json=as_json, empty="no lockouts are proposed")
