"""`lightctl test`: a cabinet's circuits one after another at full, for a crew by day."""

from pathlib import Path

import click

from lightctl.cli.client import Client
from lightctl.cli.options import daemon_of, json_option, site_option, state_option
from lightctl.cli.output import clock_time, say_json
from lightctl.errors import TargetError


@click.command("test")
@click.argument("cabinet")
@click.option("--minutes", type=click.FloatRange(1, 60), default=10.0, show_default=True,
              help="How long in all; the circuits share it.")  # fmt: skip
@click.option("--reason", default="", help="Why; kept in the audit.")
@click.option("--stop", is_flag=True, help="End the test that goes on there.")
@json_option
@state_option
@site_option
def test(
    site: Path, state: Path | None, as_json: bool, cabinet: str, minutes: float, reason: str, stop: bool
) -> None:
    """Light the circuits of CABINET one after another by day; it ends by itself.

    Refused where a circuit is locked out, tripped, leaking or local, and where light is wanted now. A lockout
    ends it at once. Its hours count neither for nor against any saving.

    Example: lightctl test td-010 --minutes 10 --reason "crew 3 looks for the dark pole"
    """
    client = Client(daemon_of(site, state))
    if stop:
        row = client.post("/test/stop", cabinet=cabinet, reason=reason)
    elif not reason.strip():
        raise TargetError('a test needs a reason: --reason "why"')
    else:
        row = client.post("/test", cabinet=cabinet, minutes=minutes, reason=reason)
    if as_json:
        say_json(row)
    elif stop:
        click.echo(f"the test of {row['cabinet']} is ended; its circuits follow their plan")
    else:
        click.echo(f"{row['cabinet']} is under test until {clock_time(row['until'])}:")
        for turn in row["turns"]:
            when = f"{clock_time(turn['since'])} to {clock_time(turn['until'])}"
            click.echo(f"  {when}  {turn['circuit']}, {turn['lamps']} lamps")
