"""The way from light to driver of every lamp that can be dimmed, as it is tonight."""

from collections.abc import Iterable, Mapping
from datetime import date

from lightctl.core.lamp_level import Gear, gear_of, given, to_driver, to_light
from lightctl.core.plant import Plant
from lightctl.core.units import DARK, Level


class Gearing:
    """Changes at noon alone, so that no lamp moves by night because it has aged."""

    def __init__(self, plant: Plant, day: date) -> None:
        self._plant = plant
        self._gears: dict[str, Gear] = {}
        self._shared: dict[tuple[str, float, float], Gear] = {}
        self._hours: Mapping[str, float] = {}
        self._fit(plant.lamps, day)

    def refit(self, plant: Plant, day: date, hours: Mapping[str, float] | None = None) -> list[str]:
        """Tonight's gears by burning hours (None: as known before); returns the lamps that were re-geared."""
        self._hours = self._hours if hours is None else hours
        before, self._plant, self._gears, self._shared = self._gears, plant, {}, {}
        self._fit(plant.lamps, day)
        return [
            lamp for lamp, gear in self._gears.items() if lamp in before and not _same(gear, before[lamp])
        ]

    def of(self, lamp: str) -> Gear | None:
        """A lamp's gear; None for one that only its contactor switches."""
        return self._gears.get(lamp)

    def given(self, lamp: str, light: Level) -> Level:
        """The light that a lamp can give, not under the one asked for; 0 stays 0."""
        gear = self._gears.get(lamp)
        return given(gear, light) if gear else max(DARK, light)

    def driver(self, lamp: str, light: Level) -> Level:
        """What its driver is to be told."""
        gear = self._gears.get(lamp)
        return to_driver(gear, light) if gear else light

    def light(self, lamp: str, driver: Level | None) -> Level | None:
        """The light that a driver level gives; None stays None."""
        gear = self._gears.get(lamp)
        return driver if gear is None or driver is None else to_light(gear, driver)

    def _fit(self, lamps: Iterable[str], day: date) -> None:
        for name in lamps:
            lamp = self._plant.lamps[name]
            if lamp.dimmable:
                gear = gear_of(self._plant.luminaires[lamp.luminaire_on(day)], self._hours.get(name))
                if gear.hours is None:
                    gear = self._shared.setdefault((gear.luminaire.id, gear.factor, gear.unseen), gear)
                self._gears[name] = gear


def _same(one: Gear, other: Gear) -> bool:
    return one.share == other.share and one.luminaire == other.luminaire
