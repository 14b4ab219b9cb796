"""A simulated city and the daemon that lights it, on one event loop in virtual time."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from lightctl.clock import RunningClock
from lightctl.core.conditions import SensorReading, TrafficReading, WeatherReading
from lightctl.daemon.parts import Parts, Surroundings
from lightctl.daemon.service import Service
from lightctl.feeds.port import Feed
from lightctl.feeds.replay import Replay
from lightctl.links import MemoryNetwork
from lightctl.simulation.city import City
from lightctl.simulation.sensors import SensedCity, SensorsFeed
from lightctl.simulation.serving import serve_memory
from lightctl.simulation.sky import Sky
from lightctl.simulation.truth import Recorder
from lightctl.site.model import Site
from lightctl.site.scenario import Scenario

PLAIN = Scenario(id="plain", title="Nothing happens", seed=11)


class Watched(Service):
    """The service as it is, with its parts in sight."""

    parts: Parts

    def _jobs(self, parts: Parts):  # type: ignore[no-untyped-def]
        self.parts = parts
        return super()._jobs(parts)


@dataclass
class Played:
    """Recordings for a town; None where it has no such source."""

    traffic: Sequence[TrafficReading] | None = None
    weather: Sequence[WeatherReading] | None = None
    sensors: Sequence[SensorReading] | None = None
    light: Scenario | None = None
    """Sensors that look at this scenario's sky."""


@dataclass
class Town:
    """Make it inside the loop; the city goes on whether or not a daemon runs."""

    site: Site
    state: Path
    start: datetime
    scenario: Scenario = PLAIN
    played: Played = field(default_factory=Played)
    commit_s: float = 5.0
    latency_s: float = 0.0
    service: Watched | None = None

    def __post_init__(self) -> None:
        self.clock = RunningClock(self.start)
        self.clock.now()
        self.recorder = Recorder()
        scenario = replace(self.scenario, start=None)
        self.city = City(self.site, scenario, self.clock, recorder=self.recorder)
        self.network = MemoryNetwork(latency_s=self.latency_s)
        serve_memory(self.city, self.network)
        self._running: asyncio.Task[None] | None = None

    @property
    def parts(self) -> Parts:
        """What the running daemon consists of."""
        assert self.service is not None
        return self.service.parts

    async def begin(self) -> None:
        """Start a daemon on this town's state directory."""
        self.state.mkdir(parents=True, exist_ok=True)
        traffic, weather = self.played.traffic, self.played.weather
        around = Surroundings(
            dialer=self.network,
            clock=self.clock,
            state=self.state,
            traffic=None if traffic is None else Replay("recorded traffic", traffic, self.clock),
            weather=None if weather is None else Replay("recorded weather", weather, self.clock),
            sensors=self._sensors(),
            threaded=False,
            commit_s=self.commit_s,
        )
        self.service = Watched(self.site, around)
        self._running = asyncio.create_task(self.service.run(), name="the daemon")
        await asyncio.sleep(0.1)

    def _sensors(self) -> Feed[SensorReading] | None:
        played = self.played
        if played.light is not None:
            sky = Sky(played.light, self.site.settings.place.zone)
            return SensorsFeed(SensedCity(self.site, sky), self.clock)
        return None if played.sensors is None else Replay("recorded sensors", played.sensors, self.clock)

    async def until(self, instant: datetime) -> None:
        """Let the city live until then; a daemon that dies meanwhile fails the test."""
        sleeping = asyncio.create_task(self.clock.sleep_until(instant), name="the night")
        waiting = {sleeping} | ({self._running} if self._running else set())
        done, _ = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        if sleeping not in done:
            sleeping.cancel()
        for task in done:
            task.result()
        assert sleeping in done, "the daemon ended by itself"

    async def pass_s(self, seconds: float) -> None:
        """Let so many city seconds go by."""
        await self.until(self.clock.now() + timedelta(seconds=seconds))

    async def stop(self) -> None:
        """End the daemon as SIGTERM would."""
        assert self.service is not None
        assert self._running is not None
        self.service.stop()
        await self._running
        self.service, self._running = None, None

    async def kill(self) -> None:
        """End the daemon as SIGKILL would: nothing that waits for a commit is written, nothing is said."""
        assert self._running is not None
        self.parts.store.notes.write = lambda: None  # type: ignore[method-assign]
        self._running.cancel()
        await asyncio.wait({self._running})
        for line in self.site.plant.lines:
            self.network.drop(line)
        self.service, self._running = None, None
