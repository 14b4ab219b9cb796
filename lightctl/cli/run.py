"""`lightctl run`: the daemon."""

import logging
from pathlib import Path

import click

from lightctl.cli.clocks import ClockChoice, clock_options
from lightctl.cli.options import SOCKET, site_option, state_of, state_option


@click.command()
@click.option("--simulated-field", type=click.Path(path_type=Path, dir_okay=False, exists=True), default=None,
              metavar="FILE", help="Addresses of a simulated field (field.json).")  # fmt: skip
@click.option("-v", "--verbose", is_flag=True, help="Log more.")
@clock_options
@state_option
@site_option
def run(
    site: Path, state: Path | None, clock_start: str | None, clock_rate: float, clock_origin: float | None,
    simulated_field: Path | None, verbose: bool,
) -> None:  # fmt: skip
    """Run the daemon until SIGTERM or Ctrl-C; the lamps then stay as they are.

    Example: lightctl run --site my-city
    """
    from lightctl.cli.serving import serve_city

    level = logging.DEBUG if verbose else logging.INFO
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)-7s %(name)s: %(message)s")
    if not verbose:
        for chatty in ("apscheduler", "uvicorn"):
            logging.getLogger(chatty).setLevel(logging.WARNING)
    directory = state_of(site, state)
    choice = ClockChoice(clock_start, clock_rate, clock_origin)
    serve_city(site, directory, choice, directory / SOCKET, simulated_field)
