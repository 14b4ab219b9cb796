"""`lightctl plan`: a night drawn in the terminal, and which rule made it so."""

from datetime import date
from pathlib import Path

import click

from lightctl.cli.days import day, tonight
from lightctl.cli.options import json_option, site_option
from lightctl.cli.output import say_json


@click.command()
@click.argument("target", default="city")
@click.option("--night", type=day, default=None, metavar="DATE", help="Which night (default: tonight).")
@click.option("--noon", is_flag=True, help="Draw from noon to noon.")
@json_option
@site_option
def plan(site: Path, as_json: bool, target: str, night: date | None, noon: bool) -> None:
    """Draw a night's plan: when light goes on, how it is dimmed, and which rule says so.

    A city or a district is one line for each profile and rule, with its streets; a street, a cabinet,
    a group or a lamp is drawn whole.

    Example: lightctl plan "street:tran hung dao" --night 2027-02-05
    """
    from lightctl.cli.night_asked import as_data, night_of_target
    from lightctl.cli.night_pages import say_overview, say_pictures
    from lightctl.site.loader import load_site

    loaded = load_site(site)
    asked = night_of_target(loaded, target, night or tonight(loaded))
    if as_json:
        say_json(as_data(asked))
    elif asked.wide and len(asked.ruled) > 1:
        say_overview(asked, noon=noon)
    else:
        say_pictures(asked, noon=noon)
