"""Live lists: cabinets, lamps, overrides and lockouts."""

from pathlib import Path
from typing import Any

import click

from lightctl.cli.afterwards import changes, then
from lightctl.cli.client import Client
from lightctl.cli.options import daemon_of, json_option, site_option, state_option
from lightctl.cli.output import clock_time, percent, say_json, say_table, shown


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
    if as_json:
        say_json(rows)
        return
    if circuits:
        _say_circuits(rows)
        return
    heads = (
        "cabinet",
        "name",
        "answers",
        "circuits",
        "W",
        "kWh",
        "V",
        "door open",
        "unserved",
        "own plan",
        "last heard",
    )
    say_table(
        heads,
        [
            (r["id"], r["name"], r["answering"], f"{r['circuits_closed']}/{r['circuits_total']}",
             r["power_w"], None if r["energy_wh"] is None else r["energy_wh"] / 1000,
             "/".join(f"{v:.0f}" for v in r["voltage_v"]), r["door_open"], r["unserved"],
             own_plan(r), clock_time(r["at"]))
            for r in rows
        ],
        empty="this site has no cabinets",
    )  # fmt: skip


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
    if as_json:
        say_json(rows)
        return
    if len(rows) == 1:
        click.echo("\n".join(_one_lamp(rows[0])))
        return
    heads = ("lamp", "decided", "by", "asked", "accepted", "measured", "W", "state", "flags", "last heard")
    say_table(
        heads,
        [
            (r["id"], percent(r["decided"]), r["layer"], percent(r["desired"]), percent(r["accepted"]),
             percent(r["measured"]), r["power_w"], r["state"], r["flags"], clock_time(r["at"]))
            for r in rows
        ],
        empty="no lamps there",
    )  # fmt: skip


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
    if as_json:
        say_json(rows)
        return
    say_table(
        ("target", "level", "then", "lamps", "until", "by", "why"),
        [
            (r["target"], percent(r["level"]), then(r["then"]), r["lamps"],
             r["until"][:16].replace("T", " "), r["owner"], _kind(r) + r["reason"])
            for r in rows
        ],
        empty="no overrides: every lamp follows its plan",
    )  # fmt: skip
    for row in rows if each else ():
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
    if as_json:
        say_json(rows)
        return
    say_table(
        ("circuit", "contactor", "own plan", "since", "by", "crew", "why"),
        [
            (
                r["circuit"],
                _FEEDBACK[r["closed"]],
                r["own_plan"],
                r["since"][:16].replace("T", " "),
                r["owner"],
                r["crew"],
                r["reason"],
            )
            for r in rows
        ],
        empty="no lockouts",
    )


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
    if as_json:
        say_json(rows)
        return
    say_table(
        ("circuit", "station", "since", "highest", "from"),
        [
            (r["circuit"], r["station"], r["since"][:16].replace("T", " "), f"{r['highest_m']:g} m",
             f"{r['from_m']:g} m")
            for r in rows
        ],
        empty="no lockouts are proposed",
    )  # fmt: skip
