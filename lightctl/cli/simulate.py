"""`lightctl simulate`: the simulated city's devices on loopback and ptys."""

import asyncio
import signal
from pathlib import Path

import click

from lightctl.cli.clocks import ClockChoice, clock_options
from lightctl.cli.options import FEEDS, site_option, state_of, state_option
from lightctl.core.words import counted
from lightctl.errors import LightctlError


@click.command()
@click.option("--scenario", default="", help="A file in simulators/ (default: the one named like the site).")
@click.option("--any-port", is_flag=True, help="Listen on free ports; field.json says which.")
@clock_options
@state_option
@site_option
def simulate(
    site: Path, state: Path | None, clock_start: str | None, clock_rate: float, clock_origin: float | None,
    scenario: str, any_port: bool,
) -> None:  # fmt: skip
    """Serve the simulated city's devices until interrupted; any Modbus master may read them.

    Example: lightctl simulate --any-port
    """
    choice = ClockChoice(clock_start, clock_rate, clock_origin)
    try:
        asyncio.run(_serve(site, state_of(site, state), scenario, choice, any_port))
    except OSError as error:
        raise LightctlError(f"cannot listen: {error.strerror or error}; try --any-port") from error


async def _serve(site: Path, state: Path, scenario: str, choice: ClockChoice, any_port: bool) -> None:
    from lightctl.cli.simulated_feeds import write_feeds
    from lightctl.cli.virtual_city import chosen
    from lightctl.simulation.city import City
    from lightctl.simulation.serving import serve_sockets
    from lightctl.site.loader import load_site

    loaded = load_site(site)
    played = chosen(site, scenario, loaded)
    clock = choice.clock(loaded.settings.place.zone)
    write_feeds(loaded, played, clock.now(), state / FEEDS)
    city = City(loaded, played, clock)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with serve_sockets(city, state, free_ports=any_port) as addresses:
        plant = loaded.plant
        click.echo(f"{loaded.settings.name}: {played.title}")
        cabinets, lines = counted(len(plant.cabinets), "cabinet"), counted(len(plant.lines), "line")
        click.echo(f"{cabinets}, {len(plant.lamps):,} lamps on {lines}")
        click.echo(f"TCP lines and brokers on loopback: {len(addresses)}; see {state / 'field.json'}")
        for name, nodes in city.brokers.items():
            if name not in addresses:
                line = plant.lines[name]
                click.echo(
                    f"line {name}: no broker at {line.host}:{line.port}, and no mosquitto here to start one: "
                    f"its {len(nodes.nodes)} lamps stay silent, as lamps do whose network is gone"
                )
        await stop.wait()
