"""Light sensors and water stations under the simulated sky: what each of them says, and when."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from math import pi, sin

from lightctl.clock import SiteClock
from lightctl.core.conditions import SensorReading
from lightctl.core.sensing import Sensors
from lightctl.core.sun import Sun
from lightctl.core.water import WaterStation
from lightctl.simulation.sky import Sky
from lightctl.site.model import Site

LIGHT_EVERY, WATER_EVERY = timedelta(minutes=2), timedelta(minutes=10)
PHOTOCELL_LUX = 30.0
UNDER_THE_ROAD_M = 0.45
"""The river's mean level below that at which a street floods."""
TIDE_M, TIDE_LASTS = 0.15, timedelta(hours=12, minutes=25)
RUNS_OFF_IN = timedelta(hours=3)
METRES_PER_MM = 0.015
"""A town that is paved over: rain of the last hours comes to the lowest street."""

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


class SensedCity:
    """Everything that the sensors of a site would say under a scenario's sky."""

    def __init__(self, site: Site, sky: Sky) -> None:
        self._sensors: Sensors = site.sensors
        self._sky = sky
        self._altitude = Sun(site.settings.place).altitude

    def words(self, now: datetime) -> list[SensorReading]:
        """The words that are due at this instant, light before water; each kind has its own beat."""
        found = []
        if _due(now, LIGHT_EVERY):
            lux = self.lux(now)
            for one in self._sensors.light.values():
                value = float(lux >= PHOTOCELL_LUX) if one.photocell else round(lux, 2)
                found.append(SensorReading(one.id, now, value))
        if _due(now, WATER_EVERY):
            levels = ((one.id, self.water(one, now)) for one in self._sensors.water.values())
            found += [SensorReading(name, now, round(level, 2)) for name, level in levels]
        return found

    def lux(self, now: datetime) -> float:
        """About 200 lux at sunset and 3 at civil dusk; less under clouds, a tenth of it in a shower.

        Clouds take what Kasten and Czeplak found for the sun's radiation: 0.75·n^3.4 of it.
        """
        clear = 10 ** min(5.0, 2.6 + 0.35 * max(self._altitude(now), -12.0))
        if self._sky.dark(now):
            return float(clear * 0.1)
        cloud = self._sky.weather(now).cloud_percent / 100
        return float(clear * (1 - 0.75 * cloud**3.4))

    def water(self, station: WaterStation, now: datetime) -> float:
        """Metres at a station: the tide, and the rain of the last three hours, the latest most."""
        tide = TIDE_M * sin(2 * pi * ((now - _EPOCH) / TIDE_LASTS))
        return station.flood_from - UNDER_THE_ROAD_M + tide + METRES_PER_MM * self._standing_mm(now)

    def _standing_mm(self, now: datetime) -> float:
        steps = RUNS_OFF_IN // WATER_EVERY
        hours = WATER_EVERY / timedelta(hours=1)
        return sum(
            self._sky.weather(now - n * WATER_EVERY).rain_mm_h * hours * (1 - n / steps) for n in range(steps)
        )


class SensorsFeed:
    """The words as a feed of the daemon: each when it is due."""

    name = "simulated sensors"

    def __init__(self, city: SensedCity, clock: SiteClock) -> None:
        self._city, self._clock = city, clock

    async def readings(self) -> AsyncIterator[SensorReading]:
        at = _beat_before(self._clock.now())
        while True:
            for word in self._city.words(at):
                yield word
            at += LIGHT_EVERY
            await self._clock.sleep_until(at)


def _beat_before(now: datetime) -> datetime:
    return now - (now - _EPOCH) % LIGHT_EVERY


def _due(now: datetime, every: timedelta) -> bool:
    return not (now - _EPOCH) % every
