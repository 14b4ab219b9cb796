"""The daemon's decision side anywhere on earth: the world site, a made-up night, rung by hand."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from lightctl.core.commands import Override
from lightctl.core.conditions import TrafficReading, WeatherReading
from lightctl.core.nights import Nights
from lightctl.core.place import Place
from lightctl.core.typical import DayKind, Typical
from lightctl.daemon.conditions import Conditions
from lightctl.daemon.cycle import Cycle
from lightctl.daemon.protection import Protection
from lightctl.daemon.remembering import recall, remembered
from lightctl.daemon.typical_days import TypicalDays
from lightctl.daemon.watch import Watch
from lightctl.daemon.wishing import Wishing
from lightctl.site.model import Site
from prove.heard import Reading, override_of, told
from prove.years import looker_at
from tests.daemon.small import PretendedBoard, PretendedField
from tests.nights.made_up import Evening, ordered, reported
from tests.nights.world_site import REPORTED
from tests.oracle.light import Seen
from tests.oracle.world import sky_at

HOUR = timedelta(hours=1)
Where = tuple[float, float, str]


@dataclass(frozen=True)
class Tale:
    """What happens in one night of one place, in time order, and the instants that are looked at."""

    place: Place
    seen: Seen
    starts: datetime
    ends: datetime

    def readings(self) -> list[tuple[datetime, Reading]]:
        """Everything that is heard, when."""
        rows = sorted(told(self.seen), key=lambda row: (row[0], row[1]))
        return [(at, reading) for at, _, reading in rows]


def tale(where: Where, night: date, seed: int) -> Tale:
    """A made-up night with reports and commands."""
    latitude, longitude, zone = where
    chance, sky = Random(seed), sky_at(latitude, longitude, ZoneInfo(zone), night)
    on, off = (
        sky.events.get(name, sky.starts + wait * HOUR) for name, wait in (("sunset", 6), ("sunrise", 18))
    )
    evening = Evening(sky.starts, sky.ends, on, off)
    seen = reported(chance, evening, sky)
    seen.orders = ordered(chance, evening, REPORTED)
    return Tale(Place(latitude, longitude, ZoneInfo(zone)), seen, sky.starts, sky.ends)


class Desk:
    """Cycle, watch and conditions of a daemon on the world site; `remember` is what a restart finds."""

    def __init__(self, site: Site, story: Tale, found: str = "") -> None:
        nights = Nights(site.plant, site.profiles, site.schedule, story.place)
        self._days = TypicalDays(story.place.zone)
        medians = story.seen.medians.items()
        self._days.typical = Typical(
            {(place, DayKind(kind), hour): flow for (place, kind, hour), flow in medians}
        )
        self.conditions = Conditions(
            site.plant, site.profiles, counted=True, sensors=site.sensors, altitude=nights.sun.altitude,
            days=self._days,
        )  # fmt: skip
        if found:
            recall(self.conditions, found)
        self.plant, self.field, self.board = site.plant, PretendedField(), PretendedBoard()
        wishing = Wishing(site.plant, self.field, story.starts.date())
        self.cycle = Cycle(site.plant, nights, wishing, lambda _: None)
        protection = Protection(tuple(site.plant.circuits), self.field)
        self.watch = Watch(site.plant, self.cycle, self.conditions, protection, self.board, lambda: 0.0)

    def remember(self) -> str:
        """What a killed daemon leaves behind."""
        return remembered(self.conditions)

    def hear(self, reading: Reading) -> None:
        """Go on with one reading."""
        match reading:
            case WeatherReading():
                self.watch.heard_weather(reading)
            case TrafficReading():
                self.watch.heard_traffic(reading)
            case _:
                self.watch.heard_sensor(reading)

    def ring(self, now: datetime, held: tuple[Override, ...], *, everything: bool = False) -> None:
        """One beat, with these commands in force."""
        self.watch.commanded(tuple(one for one in held if now < one.until))
        self.watch.look()
        if everything:
            self.cycle.touch_all()
        self.watch.ring(now)
        while self.watch.unfinished:
            self.watch.ring(now)

    def light(self) -> Iterator[tuple[str, float, tuple[object, ...]]]:
        """Level and reasons of every lamp."""
        for lamp in self.plant.lamps:
            decision = self.cycle.decision_of(lamp)
            assert decision is not None
            yield lamp, float(decision.level), decision.reasons


def world() -> Site:
    """The site, read once."""
    return looker_at((0.0, 0.0, "UTC")).site


def commands(site: Site, story: Tale) -> tuple[Override, ...]:
    """The night's commands as the daemon holds them."""
    return tuple(override_of(site.plant, number, order) for number, order in enumerate(story.seen.orders))
