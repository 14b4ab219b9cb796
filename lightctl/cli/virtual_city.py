"""Nights of a whole city in virtual time: the real daemon and the simulated city, joined in memory."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from lightctl.clock import RunningClock
from lightctl.clock.virtual import run_in_virtual_time
from lightctl.core.conditions import SensorReading, TrafficReading, WeatherReading
from lightctl.daemon import Service, Surroundings
from lightctl.feeds import Feed
from lightctl.links import MemoryNetwork
from lightctl.simulation.city import City
from lightctl.simulation.sensors import SensedCity, SensorsFeed
from lightctl.simulation.serving import serve_memory
from lightctl.simulation.sky import Sky, SkyFeed
from lightctl.simulation.traffic import Streets, StreetsFeed
from lightctl.simulation.truth import Recorder
from lightctl.site.library import Library
from lightctl.site.loader import load_scenario
from lightctl.site.model import Site
from lightctl.site.scenario import Scenario, Traffic

LATENCY_S = 0
"""One way, as over a city's fibre or a good radio."""
COMMIT_S = 600.0
"""City seconds between commits: virtual time passes too quickly to wait for the disk more often."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What a night's observer may look at and do, every city minute."""

    now: datetime
    city: City
    service: Service
    network: MemoryNetwork


OnMinute = Callable[[Moment], None]
"""Called on each full city minute; what it raises ends the night."""


@dataclass(frozen=True, slots=True)
class Feeds:
    """Other sources than the scenario's own sky and cameras."""

    traffic: Feed[TrafficReading] | None = None
    weather: Feed[WeatherReading] | None = None
    sensors: Feed[SensorReading] | None = None


MakeFeeds = Callable[[RunningClock], Feeds]


def run_city(
    site: Site, scenario: Scenario, start: datetime, end: datetime, state: Path, *,
    on_minute: OnMinute | None = None, feeds: MakeFeeds | None = None, recorder: Recorder | None = None,
) -> City:  # fmt: skip
    """Run the city and its daemon from `start` to `end`; returns the city as it is at the end.

    The daemon takes up what it finds in the state directory, and leaves its history there. `feeds`
    makes other sources than the scenario's from the night's clock.
    """
    return run_in_virtual_time(_night(site, scenario, (start, end), state, on_minute, feeds, recorder))


async def _night(
    site: Site, scenario: Scenario, hours: tuple[datetime, datetime], state: Path,
    on_minute: OnMinute | None, feeds: MakeFeeds | None, recorder: Recorder | None,
) -> City:  # fmt: skip
    start, end = (instant.astimezone(UTC) for instant in hours)
    clock = RunningClock(start)
    city = City(site, scenario, clock, recorder=recorder)
    network = MemoryNetwork(latency_s=LATENCY_S)
    serve_memory(city, network)
    heard = feeds(clock) if feeds else of_scenario(site, scenario, clock)
    around = Surroundings(
        network, clock, state, traffic=heard.traffic, weather=heard.weather, sensors=heard.sensors,
        threaded=False, commit_s=COMMIT_S, simulated=True,
    )  # fmt: skip
    service = Service(site, around)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(service.run(), name="daemon")
        moment = Moment(start, city, service, network)
        tasks.create_task(_observe(clock, end, moment, on_minute), name="observer")
    return city


def of_scenario(site: Site, scenario: Scenario, clock: RunningClock) -> Feeds:
    """The scenario's own sky, and cameras and sensors where the site has any."""
    sky = Sky(scenario, site.settings.place.zone)
    counted = bool(site.plant.places) and scenario.traffic.places != ()
    cameras = StreetsFeed(Streets(site, scenario, sky), clock) if counted else None
    sensed = bool(site.sensors.light or site.sensors.water)
    sensors = SensorsFeed(SensedCity(site, sky), clock) if sensed else None
    return Feeds(cameras, SkyFeed(sky, clock), sensors)


def chosen(root: Path, name: str, site: Site) -> Scenario:
    """The scenario asked for; without a name that of the site's own name, or else a calm night."""
    if name:
        return load_scenario(root, name, site.plant)
    if Library(root.resolve()).find(f"simulators/{site.settings.id}.yaml"):
        return load_scenario(root, site.settings.id, site.plant)
    return Scenario("calm", "A calm night", seed=1, traffic=Traffic())


async def _observe(clock: RunningClock, end: datetime, moment: Moment, on_minute: OnMinute | None) -> None:
    minute = clock.now().replace(second=0, microsecond=0)
    while clock.now() < end:
        minute += timedelta(minutes=1)
        await clock.sleep_until(min(minute, end))
        if on_minute is not None:
            on_minute(Moment(clock.now(), moment.city, moment.service, moment.network))
    moment.service.stop()
