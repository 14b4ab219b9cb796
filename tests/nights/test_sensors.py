"""A night with a photocell and a water station, killed twice: right at once, never darker than the plan."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from lightctl.clock.virtual import run_in_virtual_time
from lightctl.core.conditions import SensorReading
from lightctl.core.light_sensor import LightSensor
from lightctl.core.sensing import sensors_of
from lightctl.core.water import WaterStation
from lightctl.daemon.desk import FrontDesk
from lightctl.site.model import Site
from lightctl.site.scenario import Scenario, Spell, WeatherKind
from lightctl.store.history import History
from tests.nights.one_street import local, one_street
from tests.nights.recomputed import rules_of_a_recomputed_night
from tests.nights.town import Played, Town

pytestmark = pytest.mark.timeout(120)

MINUTE = timedelta(minutes=1)
HELD = frozenset({"hang"})


def site_with_sensors(root: Path) -> Site:
    site, _ = one_street(root)
    cell = LightSensor("pc-1", HELD, photocell=True)
    canal = WaterStation("canal", HELD, 0.2, 0.1, ("td-1",), 0.5)
    return replace(site, sensors=sensors_of([cell], [canal]))


def words(on: datetime, off: datetime) -> list[SensorReading]:
    """Dark twelve minutes early, light fifteen minutes early; water from two to half past."""
    start, count = on - 40 * MINUTE, int((off - on) / MINUTE) + 80
    cell = [
        SensorReading("pc-1", now, float(not on - 12 * MINUTE <= now < off - 15 * MINUTE))
        for now in (start + n * MINUTE for n in range(count))
    ]
    water = [SensorReading("canal", local(2) + n * 10 * MINUTE, 0.7) for n in range(3)]
    return [*cell, *water, SensorReading("canal", local(2, 30), 0.02)]


def hours(town: Town) -> tuple[datetime, datetime]:
    plan = town.parts.nights.at("hang", town.clock.now())
    assert plan.on is not None
    assert plan.off is not None
    return plan.on, plan.off


def decided(town: Town) -> tuple[float, str]:
    decision = town.parts.cycle.decision_of("h-1")
    assert decision is not None
    return float(decision.level), f"{decision.reasons[-1].layer}:{decision.reasons[-1].rule}"


def test_a_night_with_a_photocell_and_water(tmp_path: Path) -> None:
    site = site_with_sensors(tmp_path)

    async def live() -> None:
        town = Town(site, tmp_path / "state", local(16, 30))
        await town.begin()
        on, off = hours(town)
        await town.stop()
        town.played = Played(sensors=words(on, off))
        await town.begin()
        await town.until(on - 14 * MINUTE)
        assert decided(town)[0] == 0
        await town.until(on - 8 * MINUTE)
        assert decided(town) == (90, "sensor:dark-early")
        await town.kill()
        await town.begin()
        await town.pass_s(5)
        assert decided(town) == (90, "sensor:dark-early")
        await town.until(local(1, 58))
        assert decided(town)[0] < 100
        await town.until(local(2, 12))
        assert decided(town) == (100, "sensor:flood")
        desk = FrontDesk(town.parts, {})
        assert [(row.circuit, row.highest_m) for row in desk.proposals()] == [("td-1", 0.7)]
        assert town.parts.lockouts.active() == ()
        shown = {row.id: (row.kind, row.quality) for row in desk.status().sensors}
        assert shown == {"pc-1": ("photocell", "good"), "canal": ("water", "good")}
        await town.kill()
        await town.begin()
        await town.until(local(2, 31))
        assert desk_of(town) == []
        assert decided(town)[0] == 100
        await town.until(local(3, 21))
        assert decided(town)[0] < 100
        await town.until(off - 11 * MINUTE)
        assert decided(town) == (0, "sensor:light-early")
        await town.stop()

    run_in_virtual_time(live())
    assert {"dark-early", "flood", "light-early"} <= rules_of_a_recomputed_night(site, tmp_path / "state")
    with History.open(tmp_path / "state") as history:
        acts = history.acts_between(local(16), local(16) + timedelta(days=1))
    assert [act.what for act in acts if act.target == "td-1"] == ["propose lockout", "withdraw proposal"]


def desk_of(town: Town) -> list[object]:
    return [*FrontDesk(town.parts, {}).proposals()]


def test_a_simulated_sky_switches_by_its_light_and_a_storm_earlier(tmp_path: Path) -> None:
    site = site_with_sensors(tmp_path)
    storm = Spell(local(17).time(), timedelta(minutes=50), WeatherKind.STORM)
    seen: dict[str, float] = {}

    async def live(name: str, scenario: Scenario) -> None:
        town = Town(site, tmp_path / name, local(16), played=Played(light=scenario))
        await town.begin()
        on, _ = hours(town)
        await town.until(on - 45 * MINUTE)
        while decided(town)[0] == 0:
            await town.pass_s(60)
        seen[name] = (town.clock.now() - on) / MINUTE
        await town.stop()

    run_in_virtual_time(live("clear", Scenario("clear", "Clear", seed=3)))
    run_in_virtual_time(live("storm", Scenario("storm", "Storm", seed=3, weather=(storm,))))
    assert "light-late" in rules_of_a_recomputed_night(site, tmp_path / "clear")
    assert -30 <= seen["storm"] < seen["clear"] <= 30
    assert seen["clear"] > 0
