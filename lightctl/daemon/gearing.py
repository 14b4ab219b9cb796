"""The way from light to driver of every lamp that can be dimmed, as it is tonight."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from lightctl.core.lamp_level import Gear, factors_of, gear_of, given, to_driver, to_light
from lightctl.core.lamp_pace import paced
from lightctl.core.plant import Lamp, Plant, fitted_on
from lightctl.core.units import DARK, Level

MOST_LEVELS = 1000
"""Remembered of one kind; there are as many as profiles have steps."""


class Kind:
    """Lamps that are geared alike: what a level means to them is worked out once."""

    __slots__ = ("_levels", "gear", "paced")

    def __init__(self, gear: Gear) -> None:
        self.gear = gear
        """With the hours of any one of them."""
        self.paced = paced(gear.luminaire)
        self._levels: dict[Level, tuple[Level, Level]] = {}

    def levels(self, asked: Level) -> tuple[Level, Level]:
        """The light that such a lamp gives, not under the one asked for, and what its driver is told."""
        found = self._levels.get(asked)
        if found is None:
            if len(self._levels) >= MOST_LEVELS:
                self._levels.clear()
            light = given(self.gear, asked)
            found = self._levels[asked] = light, to_driver(self.gear, light)
        return found

    def same(self, other: "Kind") -> bool:
        """Whether every light means the same to a lamp's driver."""
        one, two = self.gear, other.gear
        return self is other or (one.share == two.share and one.luminaire == two.luminaire)


class Gearing:
    """Changes at noon alone, so that no lamp moves by night because it has aged.

    New plants and hours count for a lamp from its `regear` on; a lamp never geared is so when asked for.
    """

    def __init__(self, plant: Plant, day: date) -> None:
        self._plant = plant
        self._day = day
        self.kinds: dict[str, Kind | None] = {}
        """Of lamps that were geared; None for those that only their contactor switches."""
        self._before: Plant | None = None
        """By which everything was geared, where nothing but lamps' own rows may be another since."""
        self._by_hours: dict[str, float] = {}
        """The hours by which an ageing lamp was geared."""
        self._shared: dict[tuple[str, bool, float, float], Kind] = {}
        self._hours: Mapping[str, float] = {}

    def renew(
        self, plant: Plant, day: date, hours: Mapping[str, float] | None = None, *, all_geared: bool = False
    ) -> None:
        """From now on `regear` goes by these (hours None: as known before); `all_geared`: by those before."""
        same = plant.luminaires == self._plant.luminaires
        if not same:
            self._shared = {}
        kept = all_geared and same and day == self._day and hours is None
        self._before = self._plant if kept else None
        self._hours = self._hours if hours is None else hours
        self._plant, self._day = plant, day

    def regear(self, lamps: Iterable[str]) -> list[str]:
        """Gear these lamps as it is now; returns those to which a light means something else than before."""
        changed = []
        for lamp in lamps:
            if self._before is not None and self._as_before(self._before, lamp):
                continue
            before = self.kinds.get(lamp)
            kind = self._fit(lamp)
            if before is not None and kind is not None and not kind.same(before):
                changed.append(lamp)
        return changed

    def kind(self, lamp: str) -> Kind | None:
        """A lamp's kind; None for one that only its contactor switches."""
        try:
            return self.kinds[lamp]
        except KeyError:
            return self._fit(lamp)

    def of(self, lamp: str) -> Gear | None:
        """A lamp's gear with its own hours; None for one that only its contactor switches."""
        kind = self.kind(lamp)
        if kind is None or kind.gear.hours is None:
            return kind.gear if kind else None
        return replace(kind.gear, hours=self._by_hours[lamp])

    def given(self, lamp: str, light: Level) -> Level:
        """The light that a lamp can give, not under the one asked for; 0 stays 0."""
        kind = self.kind(lamp)
        return given(kind.gear, light) if kind else max(DARK, light)

    def driver(self, lamp: str, light: Level) -> Level:
        """What its driver is to be told."""
        kind = self.kind(lamp)
        return to_driver(kind.gear, light) if kind else light

    def light(self, lamp: str, driver: Level | None) -> Level | None:
        """The light that a driver level gives; None stays None."""
        kind = self.kind(lamp)
        return driver if kind is None or driver is None else to_light(kind.gear, driver)

    def _as_before(self, plant: Plant, name: str) -> bool:
        old, new = plant.lamps.get(name), self._plant.lamps[name]
        if old is None or name not in self.kinds:
            return False
        return old is new or (old.luminaires == new.luminaires and old.dimmable == new.dimmable)

    def _fit(self, name: str) -> Kind | None:
        lamp = self._plant.lamps[name]
        kind = self.kinds[name] = self._kind_of(lamp) if lamp.dimmable else None
        return kind

    def _kind_of(self, lamp: Lamp) -> Kind:
        rows = lamp.luminaires
        model = rows[0].model if len(rows) == 1 else fitted_on(rows, self._day).model
        luminaire, hours = self._plant.luminaires[model], self._hours.get(lamp.id)
        if hours is not None:
            self._by_hours[lamp.id] = hours
        key = model, hours is None, *factors_of(luminaire, hours)
        found = self._shared.get(key)
        if found is None:
            found = self._shared[key] = Kind(gear_of(luminaire, hours))
        return found
