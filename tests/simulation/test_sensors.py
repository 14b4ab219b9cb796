"""Sensors under the simulated sky: light follows sun and clouds, water follows the tide and the rain."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise

import pytest

from lightctl.clock import RunningClock
from lightctl.clock.virtual import run_in_virtual_time
from lightctl.core.conditions import SensorReading
from lightctl.core.light_sensor import LightSensor
from lightctl.core.sensing import sensors_of
from lightctl.core.sun import Sun
from lightctl.core.water import WaterStation
from lightctl.simulation.sensors import LIGHT_EVERY, WATER_EVERY, SensedCity, SensorsFeed
from lightctl.simulation.sky import Sky
from lightctl.site.scenario import Scenario, Spell, WeatherKind
from tests.simulation.hand import ZONE, site

CANAL = WaterStation("canal", frozenset({"tran-phu"}), 0.2, 0.1)
SENSORS = sensors_of(
    [LightSensor("roof", frozenset()), LightSensor("cell", frozenset(), photocell=True)], [CANAL]
)
CALM = Scenario("calm", "Calm", seed=5)
HOUR = timedelta(hours=1)


def city(scenario: Scenario = CALM) -> SensedCity:
    return SensedCity(replace(site(), sensors=SENSORS), Sky(scenario, ZONE))


def under(kind: WeatherKind, at: time, lasts: timedelta) -> SensedCity:
    return city(replace(CALM, weather=(Spell(at, lasts, kind),)))


def local(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 20, hour, minute, tzinfo=ZONE).astimezone(UTC)


SET = Sun(site().settings.place).events(local(12).date()).sunset or local(17, 29)


def test_light_falls_with_the_sun_and_clouds_take_some_and_a_storm_most() -> None:
    lux = [city().lux(SET + timedelta(minutes=n)) for n in range(-60, 60)]
    assert all(later < earlier * 1.35 for earlier, later in pairwise(lux))
    assert 70 < lux[60] < 250
    assert lux[0] > 10_000
    assert lux[-1] < 1
    storm = under(WeatherKind.STORM, time(17), HOUR)
    assert storm.lux(SET) < city().lux(SET) / 4
    fog = under(WeatherKind.FOG, time(17), HOUR)
    assert storm.lux(SET) < fog.lux(SET) < city().lux(SET)


def test_only_a_storm_floods_the_street() -> None:
    hours = [local(12) + n * WATER_EVERY for n in range(100)]
    dry = [city().water(CANAL, at) for at in hours]
    assert max(dry) < CANAL.flood_ends
    assert max(dry) - min(dry) == pytest.approx(0.3, abs=0.01)
    shower = under(WeatherKind.SHOWER, time(18), timedelta(minutes=40))
    assert max(shower.water(CANAL, at) for at in hours) < CANAL.flood_from
    storm = under(WeatherKind.STORM, time(17), 2 * HOUR)
    levels = {at: storm.water(CANAL, at) for at in hours}
    assert levels[local(17)] < CANAL.flood_ends
    assert max(levels.values()) > CANAL.flood_from
    assert levels[local(23)] < CANAL.flood_ends


def test_each_speaks_on_its_own_beat_from_the_last_one_on() -> None:
    async def hear() -> Sequence[SensorReading]:
        clock = RunningClock(local(17, 5) + timedelta(seconds=13))
        heard: list[SensorReading] = []
        async for word in SensorsFeed(city(), clock).readings():
            assert timedelta(0) <= clock.now() - word.at < LIGHT_EVERY
            heard.append(word)
            if clock.now() >= local(17, 30):
                break
        return heard

    heard = run_in_virtual_time(hear())
    minutes = {name: [int((w.at - local(17)).total_seconds() // 60) for w in heard if w.sensor == name]
               for name in ("roof", "canal")}  # fmt: skip
    assert minutes == {"roof": list(range(4, 31, 2)), "canal": [10, 20]}
    assert {word.value for word in heard if word.sensor == "cell"} == {1.0}
