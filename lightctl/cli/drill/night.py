"""One night of a drill in virtual time: the real daemon and the simulated city, until something fails."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

from lightctl.cli.drill.faults import Fault
from lightctl.clock import RunningClock
from lightctl.clock.virtual import run_in_virtual_time
from lightctl.daemon import Service, Surroundings
from lightctl.links import MemoryNetwork
from lightctl.simulation.city import City
from lightctl.simulation.serving import serve_memory
from lightctl.simulation.truth import Recorder
from lightctl.site.model import Site
from lightctl.site.scenario import Scenario, Traffic

COMMIT_S = 3600.0
LOOK_EVERY = timedelta(minutes=30)
QUIET = Scenario("drill", "A drill: nothing happens but the fault", seed=1, traffic=Traffic(places=()))

Changes = list[tuple[datetime, str, float]]
"""(instant, lamp, light in percent from then on), in order of time."""


def night_with(
    site: Site, fault: Fault, hours: tuple[datetime, datetime], strikes_at: datetime, state: Path
) -> Changes:
    """Every change of light from the first hour to the last; the daemon keeps its history in `state`."""
    return run_in_virtual_time(_night(site, fault, hours, strikes_at, state))


async def _night(
    site: Site, fault: Fault, hours: tuple[datetime, datetime], strikes_at: datetime, state: Path
) -> Changes:
    start, end = hours
    clock, recorder, network = RunningClock(start), Recorder(), MemoryNetwork()
    city = City(site, QUIET, clock, recorder=recorder)
    serve_memory(city, network)
    around = Surroundings(network, clock, state, threaded=False, commit_s=COMMIT_S, simulated=True)
    async with asyncio.TaskGroup() as tasks:
        daemon = tasks.create_task(Service(site, around).run(), name="daemon")
        await clock.sleep_until(strikes_at)
        fault.strike(city, city.happen())
        if fault.daemon_dies is not None:
            await clock.sleep_until(strikes_at + fault.daemon_dies)
            daemon.cancel()
        while clock.now() < end:
            await clock.sleep_until(min(end, clock.now() + LOOK_EVERY))
            city.lights()
        daemon.cancel()
    return recorder.changes(city.began)
