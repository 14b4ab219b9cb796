"""Killed in mid-night and started again: right at once, and nothing is forgotten or counted twice."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from lightctl.clock.virtual import run_in_virtual_time
from lightctl.feeds.traffic_files import read_plain
from lightctl.feeds.weather_files import read_weather
from tests.nights.city_night import Lived
from tests.nights.energy import account
from tests.nights.lights import Shown, Spell, check, minutes
from tests.nights.one_street import local, night, one_street
from tests.nights.recomputed import rules_of_a_recomputed_night
from tests.nights.town import Played, Town
from tests.nights.weather_of_a_night import write_traffic, write_weather
from tests.oracle import recordings
from tests.oracle.light import Order, Seen
from tests.oracle.site import City

pytestmark = pytest.mark.timeout(120)

CYCLE_AND_POLL = timedelta(seconds=61)
RAIN = (local(1, 30), local(1, 45))
MOMENTS = {
    "as the contactors close": local(17, 33, 2),
    "in a ramp": local(22, 4, 17),
    "as the plan goes down": local(23, 30, 1),
    "under rain": local(2, 1),
    "as day breaks": local(5, 41, 1),
}


def recorded(folder: Path, city: City) -> tuple[Played, Seen]:
    """Quarter-hour counts all night, and rain at half past one."""
    traffic = write_traffic(folder / "traffic.csv", city, local(16), local(7), seed=3)
    quarters = [local(1) + timedelta(minutes=15 * n) for n in range(6)]
    wet = {True: (61, 1.0, 9000.0, 70.0), False: (1, 0.0, 9000.0, 40.0)}
    weather = write_weather(folder / "weather.csv", [(at, *wet[at in RAIN]) for at in quarters])
    seen = Seen(recordings.counts(traffic), recordings.reports(weather))
    return Played(read_plain(traffic), read_weather(weather)), seen


def heard(seen: Seen, start: datetime, killed: datetime, back: datetime) -> Seen:
    """What reached the daemon: nothing from before it first ran, nor from while it was away."""

    def reached(at: datetime) -> bool:
        return start <= at and not killed <= at < back

    counts = {place: [one for one in rows if reached(one.at)] for place, rows in (seen.counts or {}).items()}
    return replace(seen, counts=counts, reports=[one for one in seen.reports if reached(one.at)])


def held(since: datetime) -> Order:
    """Lamp h-3 at 85 % for two hours, asked before the kill."""
    return Order(since, since + timedelta(hours=2), "lamp", lambda name, _: name == "h-3", 85)


@pytest.mark.parametrize("away_s", [2, 1200])
@pytest.mark.parametrize("moment", MOMENTS)
def test_the_light_is_right_within_one_cycle_and_one_poll(tmp_path: Path, moment: str, away_s: int) -> None:
    site, city = one_street(tmp_path)
    play, seen = recorded(tmp_path, city)
    killed = MOMENTS[moment]
    back = killed + timedelta(seconds=away_s)
    start, end = killed - timedelta(minutes=50), back + timedelta(minutes=50)
    asked = killed - timedelta(minutes=20)

    async def live() -> Town:
        town = Town(site, tmp_path / "state", start, played=play)
        await town.begin()
        await town.until(asked)
        await town.parts.overrides.hold("op", "lamp:h-3", 85, reason="a stall")
        await town.parts.lockouts.lock("op", "td-2", crew="two", reason="a pole is down")
        await town.until(killed)
        await town.kill()
        await town.until(back)
        await town.begin()
        assert [(o.owner, str(o.target)) for o in town.parts.overrides.active()] == [("op", "lamp:h-3")]
        assert [o.circuit for o in town.parts.lockouts.active()] == ["td-2"]
        await town.until(end)
        await town.stop()
        return town

    town = run_in_virtual_time(live())
    locked = frozenset(name for name, lamp in city.lamps.items() if lamp.circuit == "td-2")
    others = frozenset(city.lamps) - locked
    spells = [
        Spell(locked, start, asked + CYCLE_AND_POLL),
        Spell(locked, asked + CYCLE_AND_POLL, end, "dark"),
        Spell(others, killed, back + CYCLE_AND_POLL),
    ]
    shown = Shown(town.recorder.changes(town.start))
    told = night(city, replace(heard(seen, start, killed, back), orders=[held(asked)]))
    verdict = check(told, shown, minutes(start + timedelta(minutes=3), end), spells)
    assert not verdict.faults, "\n".join(verdict.faults[:20])
    assert verdict.exact > 100
    assert {"plan", "lockout", "override"} <= rules_of_a_recomputed_night(site, tmp_path / "state")


def test_no_energy_is_lost_or_counted_twice(tmp_path: Path) -> None:
    site, city = one_street(tmp_path)
    play, _ = recorded(tmp_path, city)
    kills = [local(19, 7, 31), local(21, 59, 58), local(22, 40), local(1, 0, 1), local(3, 30, 30)]

    async def live() -> Lived:
        town = Town(site, tmp_path / "state", local(16, 30), played=play)
        lived = Lived(Shown(()))
        hours = [local(17) + timedelta(hours=n) for n in range(14)]
        await town.begin()
        for at in sorted([*hours, *kills]):
            await town.until(at)
            if at in hours:
                lived.hours[at] = town.city.truth()
            else:
                await town.kill()
                await town.pass_s(90)
                await town.begin()
        await town.until(local(7))
        await town.stop()
        return lived

    told = account(tmp_path / "state", run_in_virtual_time(live()).hours)
    assert told.hours == 13
    assert not told.unknown
    assert abs(told.error) < 0.005
