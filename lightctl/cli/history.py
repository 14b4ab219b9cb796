"""`lightctl history`: what was decided, commanded, done and measured, on one timeline."""

from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path

import click

from lightctl.cli.clocks import instant
from lightctl.cli.options import daemon_of, json_option, site_option, state_option
from lightctl.cli.output import say_json
from lightctl.errors import TargetError

USUAL = timedelta(hours=24)
KINDS = ("decided", "command", "override", "event", "lamp", "meter")


@click.command()
@click.argument("target")
@click.option("--from", "first", default=None, metavar="ISO", help="Since then (default: a day).")
@click.option("--to", "last", default=None, metavar="ISO", help="Until then (default: the last thing kept).")
@click.option("--only", type=click.Choice(KINDS), multiple=True, help="Only rows of this kind; repeatable.")
@click.option("--all", "every", is_flag=True, help="Also decisions that changed neither level nor reasons.")
@click.option("--lang", type=click.Choice(["en", "vi"]), default="en", show_default=True)
@json_option
@state_option
@site_option
def history(
    site: Path, state: Path | None, as_json: bool, target: str, first: str | None, last: str | None,
    only: tuple[str, ...], every: bool, lang: str,
) -> None:  # fmt: skip
    """Tell what happened to a lamp, a street, a cabinet or the city, in the order in which it happened.

    decided: a level and why; command: people's acts of the audit; override: from when to when; event:
    what a device said; lamp: asked for, accepted, measured and watts, where they changed; meter: the
    energy of an hour. It asks no daemon.

    Example: lightctl history lamp:thd-001 --from 2026-11-20T18:00 --to 2026-11-21T06:00
    """
    from lightctl.cli.readable import readable_site
    from lightctl.cli.timeline import Timeline
    from lightctl.store import History

    directory = daemon_of(site, state)
    plant = readable_site(site, directory).plant
    with History.open(directory) as kept:
        end = instant(last, kept.zone) if last else _last(kept.last_instant()) + timedelta(seconds=1)
        start = instant(first, kept.zone) if first else end - USUAL
        if end <= start:
            raise TargetError("--to must lie after --from")
        rows = [
            row
            for row in Timeline(plant, kept, lang, every=every).rows(target, start, end)
            if _wanted(row.kind, only)
        ]
        zone = kept.zone
    if as_json:
        say_json([{**asdict(row), "at": row.at.astimezone(zone).isoformat()} for row in rows])
        return
    for row in rows:
        click.echo(f"{row.at.astimezone(zone):%Y-%m-%d %H:%M:%S}  {row.kind:<8}  {row.thing}: {row.text}")
    if not rows:
        click.echo(f"nothing is kept about {target} in that time")


def _last(found: datetime | None) -> datetime:
    if found is None:
        raise TargetError("nothing is kept yet")
    return found


def _wanted(kind: str, only: tuple[str, ...]) -> bool:
    return not only or kind in only
