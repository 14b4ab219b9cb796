"""`lightctl commission blink` and `find`: asked of the daemon, which owns the lines."""

import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import click

from lightctl.cli.client import Client
from lightctl.cli.options import daemon_of, duration, json_option, site_option, state_option
from lightctl.cli.output import clock_time, percent, say_json, say_table

LOOK_EVERY_S = 0.3


@click.command()
@click.argument("lamp")
@click.option("--for", "lasting", default="30s", show_default=True, metavar="TIME",
              help="How long, as the clock on your wrist counts: 30s, 2min; at most 5min.")  # fmt: skip
@json_option
@state_option
@site_option
def blink(site: Path, state: Path | None, as_json: bool, lamp: str, lasting: str) -> None:
    """Let LAMP pulse between dim and full for a time; it then returns to its plan.

    Only a lamp with power and a controller of its own can pulse. A locked-out or tripped circuit stays dark.

    Example: lightctl commission blink thd-012 --for 30s
    """
    seconds = duration(lasting) / timedelta(seconds=1)
    row = Client(daemon_of(site, state)).post("/blink", lamp=lamp, seconds=seconds)
    if as_json:
        say_json(row)
        return
    pulse = f"{percent(row['low'])} and full, {row['beat_s']:g} s each"
    until = clock_time(row["until"])
    click.echo(f"{row['lamp']} at pole {row['pole']} pulses between {pulse}, until {until}")
    if row["silent"]:
        click.echo("but its controller does not answer now: it may not follow")


@click.command()
@click.option("--line", default="", metavar="LINE", help="Look on one line only.")
@click.option("--cabinet", default="", metavar="CABINET", help="Look on the lines of one cabinet only.")
@click.option("--first", type=click.IntRange(1, 247), default=None, help="First Modbus unit to ask.")
@click.option("--last", type=click.IntRange(1, 247), default=None,
              help="Last Modbus unit to ask (default: 8 after the last declared).")  # fmt: skip
@json_option
@state_option
@site_option
def find(
    site: Path, state: Path | None, as_json: bool, line: str, cabinet: str, first: int | None,
    last: int | None,
) -> None:  # fmt: skip
    """Say what is on the lines but not in the inventory, and the reverse.

    The daemon asks, as housekeeping between its own work; nothing is written to any device.

    Example: lightctl commission find --cabinet td-010
    """
    if line and cabinet:
        raise click.UsageError("name a line or a cabinet, not both")
    client = Client(daemon_of(site, state))
    answer = client.post("/find", line=line, cabinet=cabinet, first=first, last=last)
    answer = _awaited(client, answer)
    if as_json:
        say_json(answer)
        return
    rows = [(row["line"], row["what"], row["thing"], row["told"]) for row in answer["rows"]]
    whole = answer["asked"] >= answer["total"]
    agree = "lines and inventory agree" if whole else "no difference where there was an answer"
    say_table(("line", "what", "thing", "told"), rows, empty=agree)
    for suggestion in dict.fromkeys(row["suggestion"] for row in answer["rows"] if row["suggestion"]):
        click.echo(f"suggested: {suggestion}")
    for note in answer["notes"]:
        click.echo(f"note: {note}")


def _awaited(client: Client, answer: dict[str, Any]) -> dict[str, Any]:
    """The search once it is over; how far it is stands on the screen meanwhile."""
    total = max(int(answer["total"]), 1)
    with click.progressbar(length=total, label="asked", file=sys.stderr) as bar:
        shown = 0
        while not answer["done"]:
            bar.update(int(answer["asked"]) - shown)
            shown = int(answer["asked"])
            time.sleep(LOOK_EVERY_S)  # noqa: TID251 - no event loop here: a person waits
            answer = client.get("/find")
    return answer
