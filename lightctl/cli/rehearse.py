"""`lightctl rehearse`: nights computed without devices."""

from datetime import date
from pathlib import Path

import click

from lightctl.cli.days import day, month, period
from lightctl.cli.night_progress import progress
from lightctl.cli.options import json_option, site_option
from lightctl.cli.output import say_json

CUTS = ("street", "profile", "day", "month")


@click.command()
@click.option("--from", "first", type=day, default=None, metavar="DATE", help="First night.")
@click.option("--to", "last", type=day, default=None, metavar="DATE", help="Last night.")
@click.option("--month", "whole", type=month, default=None, metavar="MONTH", help="All nights of a month.")
@click.option("--by", type=click.Choice(CUTS), default="street", show_default=True, help="One line for each.")
@click.option("--without-sensors", is_flag=True, help="Leave the site's recordings out: plans alone.")
@json_option
@site_option
def rehearse(
    site: Path, as_json: bool, first: date | None, last: date | None, whole: date | None, by: str,
    without_sensors: bool,
) -> None:  # fmt: skip
    """Compute nights ahead or back: light, energy and the saving against the old lamps.

    Figures come from plans, the site's own recordings and power curves. They are computed, not
    measured: losses, failures and slow devices are not in them.

    Example: lightctl rehearse --from 2027-01-01 --to 2027-12-31 --by month
    """
    from lightctl.cli.rehearse_page import as_data, say_rehearsal
    from lightctl.rehearsal import By, Known, known_of
    from lightctl.rehearsal import rehearse as compute
    from lightctl.site.loader import load_site

    nights = period(whole, first, last)
    loaded = load_site(site)
    known = (
        Known(notes=("sensors: left out, streets keep to their plan",))
        if without_sensors
        else known_of(loaded)
    )
    with progress((nights[1] - nights[0]).days + 1) as on_night:
        done = compute(loaded, *nights, By(by), known, on_night)
    if as_json:
        say_json(as_data(done, loaded))
    else:
        say_rehearsal(done, loaded)
