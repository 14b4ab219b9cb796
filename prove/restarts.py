"""A hundred times the daemon is killed in mid-night, at an instant drawn by chance, and started again."""

import random
import shutil
import tempfile
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from lightctl.clock.virtual import run_in_virtual_time
from lightctl.simulation.truth import Truth
from lightctl.site.model import Site
from prove.part import Counts, Failed, in_silence
from tests.nights.energy import account
from tests.nights.lights import Shown, Spell, check, minutes
from tests.nights.one_street import local, night, one_street
from tests.nights.test_restart import CYCLE_AND_POLL, heard, held, recorded
from tests.nights.town import Played, Town
from tests.oracle.site import City

START, END = local(16, 30), local(7)


class Restarts:
    """One item is one night of one street with one kill in it."""

    name = "restarts"
    promise = (
        "after kill -9 the light is right within a cycle and a poll; nothing is forgotten or counted twice"
    )
    size = 100

    def item(self, number: int) -> Counts:
        """Kill, stay away for a while, come back; look at every minute and every hour."""
        folder = Path(tempfile.mkdtemp(prefix="lightctl-restart-"))
        try:
            with in_silence():
                return _story(folder, random.Random(number))
        finally:
            shutil.rmtree(folder, ignore_errors=True)


@dataclass
class _Night:
    """When what happens, drawn by chance."""

    asked: datetime
    killed: datetime
    back: datetime
    start: datetime = START
    end: datetime = END

    @classmethod
    def drawn(cls, chance: random.Random) -> "_Night":
        killed = local(17) + timedelta(seconds=chance.uniform(0, 12.7 * 3600))
        away = timedelta(seconds=chance.choice((1, 5, 60, 600, 1700)))
        return cls(killed - timedelta(minutes=chance.uniform(1, 25)), killed, killed + away)

    def steps(self) -> list[tuple[datetime, str]]:
        rows = {local(17) + timedelta(hours=n): "hour" for n in range(14)}
        return sorted((rows | {self.asked: "command", self.killed: "kill", self.back: "back"}).items())

    def spells(self, city: City) -> list[Spell]:
        locked = frozenset(name for name, lamp in city.lamps.items() if lamp.circuit == "td-2")
        return [
            # Before dusk the held lamp's circuit is energised: its other lamps boot, bright, then go dark.
            Spell(frozenset(city.lamps), self.asked, self.asked + CYCLE_AND_POLL),
            Spell(locked, self.asked + CYCLE_AND_POLL, self.end, "dark"),
            Spell(frozenset(city.lamps) - locked, self.killed, self.back + CYCLE_AND_POLL),
        ]


def _story(folder: Path, chance: random.Random) -> Counts:
    site, city = one_street(folder)
    play, seen = recorded(folder, city)
    drawn = _Night.drawn(chance)
    town, hours = run_in_virtual_time(_live(site, folder / "state", drawn, play))
    told = night(
        city, replace(heard(seen, drawn.start, drawn.killed, drawn.back), orders=[held(drawn.asked)])
    )
    shown = Shown(town.recorder.changes(drawn.start))
    verdict = check(told, shown, minutes(local(16, 35), drawn.end), drawn.spells(city))
    if verdict.faults:
        raise Failed(f"killed {drawn.killed}, back {drawn.back}: {'; '.join(verdict.faults[:4])}")
    energy = account(folder / "state", hours)
    if energy.unknown or abs(energy.error) > 0.005:
        raise Failed(f"killed {drawn.killed}: energy off by {energy.error:.3%}, unknown {energy.unknown}")
    return {
        "kills": 1, "lamp_minutes": verdict.checked, "wrong": 0, "metered_hours": energy.hours,
        "most_energy_error_percent": round(abs(energy.error) * 100, 4),
    }  # fmt: skip


async def _live(site: Site, state: Path, drawn: _Night, play: Played) -> tuple[Town, dict[datetime, Truth]]:
    town, hours = Town(site, state, drawn.start, played=play), {}
    await town.begin()
    for at, what in drawn.steps():
        await town.until(at)
        if what == "hour":
            hours[at] = town.city.truth()
        elif what == "command":
            await town.parts.overrides.hold("op", "lamp:h-3", 85, reason="a stall")
            await town.parts.lockouts.lock("op", "td-2", crew="two", reason="a pole is down")
        elif what == "kill":
            await town.kill()
        else:
            await town.begin()
    await town.until(drawn.end)
    if [row.circuit for row in town.parts.lockouts.active()] != ["td-2"]:
        raise Failed(f"killed {drawn.killed}: the lockout is gone")
    await town.stop()
    return town, hours
