"""`lightctl status`: the city at a glance, once or live."""

from pathlib import Path
from typing import Any

import click

from lightctl.cli.client import Client
from lightctl.cli.options import daemon_of, json_option, site_option, state_option
from lightctl.cli.output import clock_time, say_json, shown
from lightctl.core.words import counted

MOST_DRIFTS = 5


@click.command()
@click.option("--watch", is_flag=True, help="Show a live table until interrupted.")
@json_option
@state_option
@site_option
def status(site: Path, state: Path | None, as_json: bool, watch: bool) -> None:
    """Show the city at a glance.

    Example: lightctl status --watch
    """
    client = Client(daemon_of(site, state))
    if watch:
        from lightctl.cli.live import watch_status

        watch_status(client)
    elif as_json:
        say_json(client.get("/status"))
    else:
        click.echo("\n".join(lines(client.get("/status"))))


def lines(now: dict[str, Any]) -> list[str]:
    """The status as a person reads it."""
    lamps = now["lamps"]
    answer = f"{now['cabinets_answering']} of {now['cabinets_total']} answer"
    circuits = f"{now['circuits_closed']} of {now['circuits_total']} circuits closed{_asked(now)}"
    since = now["started"][:16].replace("T", " ")
    rows = [
        ("city", f"{now['name']} ({now['site']})  {now['now'][:10]} {clock_time(now['now'])}{_rate(now)}"),
        ("night", f"{now['night']}  sunset {_minute(now['sunset'])}  sunrise {_minute(now['sunrise'])}"),
        ("lamps", _lamps(lamps)),
        ("cabinets", f"{answer}, {circuits}"),
        ("power", f"{shown(None if now['power_w'] is None else now['power_w'] / 1000)} kW"),
        ("weather", now["weather"]),
        ("traffic", f"{now['traffic_good']} of {now['traffic_total']} places count well"
                    if now["traffic_total"] else "no counters"),
        ("commands", f"{counted(now['overrides'], 'override')}, {counted(now['lockouts'], 'lockout')}"),
        ("daemon", f"{now['version']}, since {since}, longest cycle {now['cycle_ms']:g} ms"),
    ]  # fmt: skip
    if now["time_series"] != "off":
        rows.append(("series", now["time_series"]))
    rows += [("trouble", f"{job['name']}: {job['trouble']}") for job in now["jobs"] if job["trouble"]]
    rows += [("foreign", _drift(drift)) for drift in now["drifts"][:MOST_DRIFTS]]
    if (more := len(now["drifts"]) - MOST_DRIFTS) > 0:
        rows.append(("foreign", f"and {more} more: status --json"))
    rows += [("alarm", _below_floor(row)) for row in now["below_floor"]]
    rows += [("sensor", _sensor(sensor)) for sensor in now.get("sensors", ())]
    rows += [("water", _proposal(row)) for row in now.get("proposals", ())]
    rows += [("note", note) for note in now["notes"]]
    return [f"{name:<9} {text}" for name, text in rows]


def _sensor(sensor: dict[str, Any]) -> str:
    age = "never heard" if sensor["age_s"] is None else f"{sensor['age_s'] / 60:.0f} min ago"
    return f"{sensor['id']} ({sensor['kind']}): {sensor['quality']}, {sensor['says']}, {age}"


def _below_floor(row: dict[str, Any]) -> str:
    scene = f"scene {row['scene']}, " if row["scene"] else ""
    return (
        f"{row['target']} is held at {row['level']:g} %, under the floor of {row['floor']:g} %, until "
        f"{clock_time(row['until'])[:5]} ({scene}{row['owner']}: {row['reason']})"
    )


def _proposal(row: dict[str, Any]) -> str:
    depth = f"stood at {row['highest_m']:g} m since {clock_time(row['since'])}"
    return f"{row['station']} {depth}: a lockout of {row['circuit']} is proposed, nothing is locked by itself"


def _lamps(lamps: dict[str, int]) -> str:
    words = [f"{lamps['total']:,}", f"{lamps['wanted_lit']:,} wanted lit", f"{lamps['verified']:,} verified"]
    words += [
        f"{lamps[key]:,} {key}" for key in ("sent", "accepted", "differs", "silent", "unserved") if lamps[key]
    ]
    return ", ".join(words)


def _asked(now: dict[str, Any]) -> str:
    """What is wanted and what cabinets took, where that is not what is seen."""
    wanted, accepted = now["circuits_wanted"], now["circuits_accepted"]
    return "" if wanted == accepted == now["circuits_closed"] else f" ({wanted} wanted, {accepted} accepted)"


def _drift(drift: dict[str, Any]) -> str:
    often = f", {drift['count']} times since {clock_time(drift['since'])}" if drift["count"] > 1 else ""
    return f"{drift['thing']} at {clock_time(drift['at'])}: {drift['text']}{often}" + (
        "; now put right every 15 min" if drift["held"] else ""
    )


def _rate(now: dict[str, Any]) -> str:
    return "" if now["clock_rate"] == 1 else f"  (clock × {now['clock_rate']:g})"


def _minute(instant: str | None) -> str:
    return instant[11:16] if instant else "–"
