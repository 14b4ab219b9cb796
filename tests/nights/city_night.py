"""One whole night of the whole reference city, drawn by chance: weather, traffic, commands and mishaps."""

import random
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path

from lightctl.core.conditions import SensorReading
from lightctl.core.plant import Cabinet
from lightctl.feeds.traffic_files import read_plain
from lightctl.feeds.weather_files import read_weather
from lightctl.simulation.sensors import SensedCity
from lightctl.simulation.sky import Sky as SimulatedSky
from lightctl.simulation.truth import Truth
from lightctl.site.loader import load_site
from lightctl.site.scenario import Mishap, MishapKind, Scenario, WeatherKind
from lightctl.site.scenario import Spell as Storm
from tests.conftest import REPOSITORY
from tests.nights.lights import Shown, Spell, Verdict, check, check_contactors, minutes
from tests.nights.one_street import ZONE
from tests.nights.town import Played, Town
from tests.nights.weather_of_a_night import Oddity, write_traffic, write_weather
from tests.oracle import recordings
from tests.oracle.light import Night, Order, Seen
from tests.oracle.sensors import Word
from tests.oracle.site import Lamp, read_city
from tests.oracle.words import Sky

REACTS = timedelta(seconds=60)
RECOVERS = timedelta(minutes=2)
"""After a line is back: its owner's longest wait, the connection, the wishes."""
WHO = "operator"


@dataclass
class Lived:
    """What a night left behind."""

    shown: Shown
    hours: dict[datetime, Truth] = field(default_factory=dict)
    """The whole city's truth at each full hour."""
    seconds: float = 0.0
    """How long it took on this machine."""


class CityNight:
    """The same seed gives the same night."""

    def __init__(self, folder: Path, sky: Sky, seed: int) -> None:
        self.folder, self.sky, self.seed = folder, sky, seed
        self.site = load_site(REPOSITORY)
        self.city = read_city(REPOSITORY)
        self.start, self.end = self.local(16, 15), self.local(7, 5)
        self._draw(random.Random(seed))
        traffic = write_traffic(
            folder / "traffic.csv", self.city, self.start, self.end, oddities=self._oddities, seed=seed
        )
        weather = write_weather(folder / "weather.csv", self._weather_rows(random.Random(seed)))
        words = self._sensor_words(random.Random(f"{seed}/sensors"))
        self.played = Played(read_plain(traffic), read_weather(weather), words)
        heard: dict[str, list[Word]] = {}
        for word in words:
            heard.setdefault(word.sensor, []).append(Word(word.at, word.value))
        seen = Seen(recordings.counts(traffic), recordings.reports(weather), self._orders(), heard)
        self.night = Night(self.city, sky, seen)

    def local(self, hour: int, minute: int = 0) -> datetime:
        """A local instant of the night."""
        day = self.sky.night if hour >= 12 else self.sky.night + timedelta(days=1)
        return datetime.combine(day, time(hour, minute), ZONE)

    async def live(self) -> Lived:
        """Let the daemon light the city from before dusk to after dawn; call it in virtual time."""
        town = Town(self.site, self.folder / "state", self.start, self._scenario(), self.played, commit_s=600)
        lived = Lived(Shown(()))
        await town.begin()
        hours = {self.local(17) + timedelta(hours=n): "" for n in range(15)}
        for at, what in sorted({**dict.fromkeys(hours, ""), **self._commands()}.items()):
            if at >= self.end:
                break
            await town.until(at)
            if at in hours:
                lived.hours[at] = town.city.truth()
            if what:
                await self._command(town, what)
        await town.until(self.end)
        await town.stop()
        lived.shown = Shown(town.recorder.changes(town.city.began))
        return lived

    def lamps(self, lived: Lived) -> Verdict:
        """Every lamp that can be dimmed, every minute, against the oracle."""
        return check(self.night, lived.shown, self._minutes(), self._spells())

    def contactors(self, lived: Lived) -> Verdict:
        """Every lamp that can only be switched."""
        return check_contactors(self.night, lived.shown, self._minutes(), self._spells())

    def missing(self) -> set[tuple[str, datetime]]:
        """The cabinet-hours that nobody metered."""
        return {(self.unmetered.id, self.local(1)), (self.unmetered.id, self.local(2))}

    def _minutes(self) -> list[datetime]:
        return minutes(self.start + timedelta(minutes=5), self.end)

    def _draw(self, chance: random.Random) -> None:
        lamps = self.city.lamps
        dimmed = sorted({lamp.street for lamp in lamps.values() if lamp.dimmable})
        self.held_street, self.blinded = chance.sample(dimmed, 2)
        self.held_lamp = chance.choice([n for n, lamp in lamps.items() if lamp.street == self.held_street])
        self.held_level = chance.choice((35.0, 55.0, 85.0, 100.0))
        self.locked = chance.choice(sorted({lamp.circuit for lamp in lamps.values()}))
        tcp = [c for c in self.site.plant.cabinets.values() if c.address.line.startswith("tcp")]
        self.cut_off, self.mute, self.unmetered = chance.sample(tcp, 3)
        self.dead = chance.choice(sorted(lamps))
        self.district = chance.choice(sorted({row["district"] for row in self.city.streets.values()}))
        places = chance.sample(sorted(self.city.places), 4)
        self._oddities = (
            Oddity(places[0], self.local(23), self.local(1), None),
            Oddity(places[1], self.local(19), self.local(20), {"speed_km_h": "7", "flow_veh_h": "300"}),
            Oddity(places[2], self.local(2), self.local(3), {"flow_veh_h": "99999"}),
            Oddity(places[3], self.local(4), self.local(5), {"flow_veh_h": ""}),
        )

    def _weather_rows(self, chance: random.Random) -> list[tuple[datetime, int, float, float, float]]:
        begins = {
            self.local(hour, 15 * chance.randrange(4)): kind
            for hour, kind in ((16, 95), (18, 61), (21, 80), (2, 63), (4, 45), (5, 81))
            if chance.random() < 0.7
        }
        rows: list[tuple[datetime, int, float, float, float]] = []
        at, code, left = self.start, 1, 0
        while at < self.end:
            if at in begins:
                code, left = begins[at], chance.randrange(1, 4)
            rain = 4.0 if code in {95, 81} else 0.8 if code >= 61 else 0.0
            rows.append((at, code, rain, 400.0 if code == 45 else 9000.0, 95.0 if rain else 40.0))
            left -= 1
            code = code if left > 0 else 1
            at += timedelta(minutes=15)
        return rows

    def _sensor_words(self, chance: random.Random) -> list[SensorReading]:
        """Of the roof sensor and the river: under a calm sky, or a storm at dusk that floods a street."""
        lasts = timedelta(minutes=chance.randrange(40, 160))
        storm = Storm(time(16, chance.randrange(60)), lasts, WeatherKind.STORM)
        spells = (storm,) if chance.random() < 0.6 else ()
        sky = SimulatedSky(Scenario("sensed", "Sensed", self.seed, weather=spells), ZONE)
        city = SensedCity(self.site, sky)
        return [word for minute in minutes(self.start, self.end) for word in city.words(minute)]

    def _scenario(self) -> Scenario:
        def mishap(hour: int, minute: int, what: MishapKind, thing: str, lasts_min: int | None) -> Mishap:
            lasts = None if lasts_min is None else timedelta(minutes=lasts_min)
            return Mishap(time(hour, minute), what, thing, lasts)

        return Scenario(
            id="drawn", title="Drawn by chance", seed=self.seed,
            mishaps=(
                mishap(23, 22, MishapKind.LINE_DOWN, self.cut_off.address.line, 20),
                mishap(21, 55, MishapKind.CABINET_SILENT, self.mute.id, 25),
                mishap(1, 2, MishapKind.METER_SILENT, self.unmetered.id, 116),
                mishap(20, 0, MishapKind.LAMP_DEAD, self.dead, None),
            ),
        )  # fmt: skip

    def _commands(self) -> dict[datetime, str]:
        return {
            self.local(20, 10): "hold the street", self.local(20, 40): "hold the lamp",
            self.local(21, 5): "lock out", self.local(23, 12): "release",
            self.local(3, 41): "emergency",
        }  # fmt: skip

    async def _command(self, town: Town, what: str) -> None:
        parts = town.parts
        if what == "hold the street":
            await parts.overrides.hold(WHO, f"street:{self.held_street}", self.held_level, reason="market")
        elif what == "hold the lamp":
            lasting = timedelta(minutes=30)
            await parts.overrides.hold(WHO, f"lamp:{self.held_lamp}", 95, lasting=lasting, reason="glare")
        elif what == "emergency":
            await parts.overrides.hold(
                WHO, f"district:{self.district}", 100, lasting=timedelta(minutes=9), reason="fire",
                emergency=True,
            )  # fmt: skip
        elif what == "lock out":
            await parts.lockouts.lock(WHO, self.locked, crew="two", reason="a pole is down")
        else:
            await parts.lockouts.release(WHO, self.locked, reason="the pole stands")

    def _orders(self) -> tuple[Order, ...]:
        def in_street(_: str, lamp: Lamp) -> bool:
            return lamp.street == self.held_street

        def in_district(_: str, lamp: Lamp) -> bool:
            return bool(self.city.streets[lamp.street]["district"] == self.district)

        def the_lamp(name: str, _: Lamp) -> bool:
            return name == self.held_lamp

        ten, forty, late = self.local(20, 10), self.local(20, 40), self.local(3, 41)
        return (
            Order(ten, ten + timedelta(hours=2), "street", in_street, self.held_level),
            Order(forty, forty + timedelta(minutes=30), "lamp", the_lamp, 95),
            Order(late, late + timedelta(minutes=9), "district", in_district, 100, emergency=True),
        )

    def _spells(self) -> list[Spell]:
        lamps = self.city.lamps
        locked = frozenset(name for name, lamp in lamps.items() if lamp.circuit == self.locked)
        since, until = self.local(21, 5), self.local(23, 12)
        return [
            Spell(locked, since, since + REACTS),
            Spell(locked, since + REACTS, until, "dark"),
            Spell(locked, until, until + REACTS),
            *self._lost(self.cut_off, self.local(23, 22), self.local(23, 42), locked),
            *self._lost(self.mute, self.local(21, 55), self.local(22, 20), locked),
            Spell(frozenset({self.dead}), self.local(20, 0), self.end, "dark"),
        ]

    def _lost(self, cabinet: Cabinet, since: datetime, until: datetime, but: frozenset[str]) -> list[Spell]:
        """Nobody reaches these lamps: they stay lit, and follow soon after somebody does."""
        circuits = {circuit.id for circuit in cabinet.circuits}
        own = {name for name, lamp in self.city.lamps.items() if lamp.circuit in circuits}
        lamps = frozenset(own - but - {self.dead})
        return [Spell(lamps, since, until, "lit"), Spell(lamps, until, until + RECOVERS)]
