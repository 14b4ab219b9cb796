"""`lightctl past-days`: the days before the demo's own, in virtual time, told line by line."""

import json
import logging
from datetime import date, datetime, time, timedelta
from pathlib import Path

import click

from lightctl.cli.options import site_option

SAID_EVERY_MIN = 10
BEFORE = timedelta(minutes=20)
"""The daemon starts so long before the first midnight that its first whole hour is measured."""
COUNTED = timedelta(minutes=25)
"""So long after midnight the ledger holds the day that has ended."""


@click.command(hidden=True)
@site_option
@click.option("--state", type=click.Path(path_type=Path), required=True)
@click.option("--scenario", default="tan-an")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), required=True, help="The day after the last one.")
@click.option("--days", type=click.IntRange(1, 366), default=3)
def past_days(site: Path, state: Path, scenario: str, until: datetime, days: int) -> None:
    """Simulate whole days and print progress as JSON lines."""
    from lightctl.cli.virtual_city import Moment, chosen, run_city
    from lightctl.site.loader import load_site

    logging.basicConfig(level=logging.ERROR)
    loaded = load_site(site)
    zone = loaded.settings.place.zone
    midnight = datetime.combine(until.date(), time(), zone)
    start, end = midnight - timedelta(days=days) - BEFORE, midnight + COUNTED

    def tell(moment: Moment) -> None:
        if moment.now.minute % SAID_EVERY_MIN == 0:
            local = moment.now.astimezone(zone)
            done = (moment.now - start) / (end - start)
            click.echo(json.dumps({"at": local.isoformat(timespec="minutes"), "done": round(done, 4)}))

    state.mkdir(parents=True, exist_ok=True)
    run_city(loaded, chosen(site, scenario, loaded), start, end, state, on_minute=tell)
    click.echo(json.dumps({"at": end.isoformat(timespec="minutes"), "done": 1.0}))


def last_word(log: Path) -> tuple[float, datetime | None]:
    """How far the days are (0–1) and their city time, from what was printed last."""
    try:
        lines = log.read_text("utf-8").splitlines()
    except OSError:
        return 0.0, None
    for line in reversed(lines):
        if line.startswith('{"at"'):
            said = json.loads(line)
            return float(said["done"]), datetime.fromisoformat(said["at"])
    return 0.0, None


def whole_days(now: datetime | None, until: date, days: int) -> int:
    """How many days are in the ledger at the simulated `now`."""
    if now is None:
        return 0
    midnights = (datetime.combine(until - timedelta(days=n), time(), now.tzinfo) for n in range(days))
    return sum(now >= midnight + COUNTED for midnight in midnights)
