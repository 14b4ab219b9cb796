"""The daemon's decisions without devices: readings in, levels of every group out, a week in seconds."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from lightctl.core.conditions import TrafficReading, WeatherReading
from lightctl.core.decision import Decision
from lightctl.core.image import Image
from lightctl.core.nights import Nights
from lightctl.core.units import Level
from lightctl.daemon.conditions import Conditions
from lightctl.daemon.cycle import Cycle
from lightctl.daemon.wishing import Wishing
from lightctl.site.model import Site

BEAT = timedelta(seconds=5)


class NoField:
    """Takes wishes and does nothing."""

    def wish_lamp(self, lamp_id: str, level: Level, reason: str) -> None: ...
    def wish_circuit(self, circuit_id: str, closed: bool, reason: str) -> None: ...
    def forbid_circuit(self, circuit_id: str, reason: str) -> None: ...
    def allow_circuit(self, circuit_id: str) -> None: ...


@dataclass
class Week:
    """Decisions by group, in time order, only where the level changed."""

    levels: dict[str, list[Decision]] = field(default_factory=lambda: defaultdict(list))

    def take(self, decision: Decision) -> None:
        """Keep it if it changes the light."""
        rows = self.levels[decision.thing]
        if not rows or rows[-1].level != decision.level:
            rows.append(decision)

    def changes(self, group: str, start: datetime, end: datetime) -> list[Decision]:
        """Changes of the level in (start, end]."""
        return [one for one in self.levels[group][1:] if start < one.at <= end]


def decide_all(
    site: Site, start: datetime, end: datetime, traffic: Sequence[TrafficReading],
    weather: Iterable[WeatherReading],
) -> Week:  # fmt: skip
    """Ring the daemon's cycle through the time, with every reading heard at its instant."""
    plant, week = site.plant, Week()
    conditions = Conditions(plant, site.profiles, counted=True)
    nights = Nights(plant, site.profiles, site.schedule, site.settings.place)
    cycle = Cycle(plant, nights, Wishing(plant, NoField(), start.date()), week.take)
    heard: list[TrafficReading | WeatherReading] = [*traffic, *weather]
    events = [one for one in heard if start <= one.at < end]
    events.sort(key=lambda one: one.at)
    now, position = start, 0
    while now < end:
        while position < len(events) and events[position].at <= now:
            _hear(cycle, conditions, events[position])
            position += 1
        if not cycle.idle(now):
            cycle.ring(Image(now, conditions.traffic, conditions.weather))
        now += BEAT
    return week


def _hear(cycle: Cycle, conditions: Conditions, reading: TrafficReading | WeatherReading) -> None:
    if isinstance(reading, TrafficReading):
        cycle.touch(conditions.take_traffic(reading))
    elif conditions.take_weather(reading):
        cycle.touch_all()
