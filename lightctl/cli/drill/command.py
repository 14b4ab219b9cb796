"""`lightctl drill`: the command."""

import sys
from datetime import date
from pathlib import Path

import click

from lightctl.cli.days import day, tonight
from lightctl.cli.options import json_option, site_option

MOST_CABINETS = 6
BOUND_MIN = 20.0


@click.command()
@click.option("--night", type=day, default=None, metavar="DATE", help="Which night (default: tonight).")
@click.option("--cabinet", "named", multiple=True, metavar="ID", help="This cabinet; may be repeated.")
@click.option("--cabinets", "most", type=click.IntRange(1), default=MOST_CABINETS, show_default=True,
              help="How many cabinets to try, spread over the city.")  # fmt: skip
@click.option("--bound", type=click.FloatRange(0), default=BOUND_MIN, show_default=True, metavar="MINUTES",
              help="Most darkness of any lamp with stored plans.")  # fmt: skip
@json_option
@site_option
def drill(
    site: Path, as_json: bool, night: date | None, named: tuple[str, ...], most: int, bound: float
) -> None:
    """Break things in the simulated city and count the minutes of darkness and of burning by day.

    The daemon dies, lines break, concentrators fall silent and clocks go wrong, before dusk and in
    mid-night, with and without the plans that cabinets hold. It proves the plan, not the hardware.
    Ends with 1 where a lamp stays dark for longer than the bound.

    Example: lightctl drill --night 2026-12-24 --cabinet td-001
    """
    from lightctl.cli.drill.page import as_data, over_bound, say_drill
    from lightctl.cli.drill.sample import sampled
    from lightctl.cli.drill.trial import run_trials, trials_in_all
    from lightctl.cli.output import say_json
    from lightctl.cli.steps import steps, unheard
    from lightctl.errors import TargetError
    from lightctl.site.loader import load_site

    loaded = load_site(site)
    for name in named:
        if name not in loaded.plant.cabinets:
            raise TargetError(f"no cabinet is called {name!r}")
    cabinets = named or sampled(loaded, most)
    chosen = night or tonight(loaded)
    with steps(trials_in_all()) as on_trial, unheard("lightctl"):
        trials = list(run_trials(loaded, cabinets, chosen, on_trial))
    if as_json:
        say_json(as_data(loaded, chosen, cabinets, trials, bound))
    else:
        say_drill(loaded, chosen, cabinets, trials, bound)
    if over_bound(trials, bound):
        sys.exit(1)
