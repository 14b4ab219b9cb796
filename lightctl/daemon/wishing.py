"""From decisions to wishes: drivers told what gives the light, contactors closed where light is wanted."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from itertools import chain

from lightctl.core.decision import Layer
from lightctl.core.image import GroupDecision
from lightctl.core.plant import Plant
from lightctl.core.units import DARK, Level
from lightctl.daemon.contacting import Contacting
from lightctl.daemon.darkening import Darkening
from lightctl.daemon.gearing import Gearing, Kind
from lightctl.daemon.order import Order, order_of, order_shared
from lightctl.daemon.paces import Paces
from lightctl.daemon.ports import Wishes

AT_A_TIME = 100
"""Lamps that go dark, or go on, between two looks at how long that took."""


def _for_ever() -> bool:
    return True


class Wishing:
    """Remembers what was wished last and wishes only the difference; never waits.

    A circuit is wished closed while any lamp on it shall be lit, open otherwise. Lamps that only
    have a contactor get the pattern of their cabinet's circuits that gives at least the level.
    Levels here are light; only the field is told driver levels.
    What shall go dark waits for its turn in its street (`off_steps` of them, `off_gap` apart); light never.
    """

    def __init__(
        self, plant: Plant, field: Wishes, day: date, *, off_steps: int = 1, off_gap: timedelta = timedelta(0)
    ) -> None:
        self._plant = plant
        self._field = field
        self.gearing = Gearing(plant, day)
        self.paces = Paces()
        self._levels: dict[str, Level] = {}
        self._closed: dict[str, bool] = {}
        self._settled: dict[str, Level] = {}
        """Groups that as a whole were decided so, whose every lamp is asked for that, and none waits."""
        self._aged: dict[str, None] = {}
        """Groups whose lamps are not yet geared for tonight."""
        self._refitted: dict[str, None] = dict.fromkeys(plant.groups)
        """Groups of another plant, whose lamps are told again what gives the light."""
        self._darkening = Darkening(plant, off_steps, off_gap)
        self._stopped = False
        self._contacting = Contacting(plant)

    def adopt(self, plant: Plant, day: date, *, off_steps: int, off_gap: timedelta) -> None:
        """Go on with another plant of the same wiring; who waits to go dark goes on waiting."""
        old, self._plant = self._plant, plant
        self._settled = {
            name: level for name, level in self._settled.items()
            if name in plant.groups and plant.groups[name].lamps == old.groups[name].lamps
        }  # fmt: skip
        self.gearing.renew(plant, day, all_geared=not self._refitted and not self._aged)
        self._refitted = dict.fromkeys(plant.groups)
        self._aged = {group: None for group in self._aged if group in plant.groups}
        self._contacting = Contacting(plant)
        self._darkening.adopt(plant, off_steps, off_gap)

    def refit(self, day: date, hours: Mapping[str, float]) -> None:
        """Tonight's gears; a lamp that is lit is told its new driver level when `darken` comes to it."""
        self.gearing.renew(self._plant, day, hours)
        self._aged = dict.fromkeys(self._plant.groups)

    def take(self, group: str, decided: GroupDecision) -> list[str]:
        """Wish the levels of a group's lamps; returns the circuits of the group if anything changed."""
        if group in self._refitted or group in self._aged:
            self._regear(group, decided.group.at)
        lamps = self._plant.groups[group].lamps
        if self._settled.get(group) == decided.group.level and self._nothing_new(lamps, decided):
            return []
        changed, awaits = self._take_lamps(lamps, decided)
        self._settled.pop(group, None)
        if not awaits and not decided.lamps:
            self._settled[group] = decided.group.level
        return list(self._plant.circuits_of_group[group]) if changed else []

    def _take_lamps(self, lamps: Iterable[str], decided: GroupDecision) -> tuple[bool, bool]:
        """Whether any lamp was told something else, and whether any waits to go dark."""
        own, apart = decided.group, decided.lamps
        whole = order = order_of(own)
        orders: dict[int, Order] = {}
        levels, kinds, waiting = self._levels, self.gearing.kinds, self._darkening.lamps_waiting
        wish, changed, awaits = self._field.wish_lamp, False, False
        for lamp in lamps:
            if apart:
                order = order_shared(apart[lamp], orders) if lamp in apart else whole
            kind = kinds[lamp]
            light, driver = kind.levels(order.level) if kind else (max(DARK, order.level),) * 2
            shown = levels.get(lamp)
            hot = kind is not None and kind.paced and self.paces.cooling(lamp)
            if light == DARK and kind and shown != DARK and not hot:
                self._darkening.wait(lamp, light, order.reason)
                awaits = True
                continue
            if waiting:
                self._darkening.stay(lamp)
            if shown != light or (order.urgent and hot):
                changed = True
                if kind is not None and kind.paced:
                    self._tell(lamp, kind, light, driver, order)
                else:
                    levels[lamp] = light
                    wish(lamp, driver, order.reason)
        return changed, awaits

    @property
    def unfinished(self) -> bool:
        """Whether `darken` was stopped before it was through."""
        return self._stopped

    def darken(self, now: datetime, more: Callable[[], bool] = _for_ever) -> None:
        """Let go dark whose turn it is, go on with lamps that cannot do everything at once, and re-gear.

        Does some of it, and stops when `more` denies: then it is `unfinished`, and the rest due at once.
        """
        parts = chain(self._going_on(now), self._going_dark(now), self._going_old(now))
        self._stopped = any(not more() for _ in parts)

    def due(self, now: datetime) -> bool:
        """Whether somebody's turn to go dark has come."""
        if self._stopped or self._aged or self.paces.any_due(now):
            return True
        if not self._darkening.waiting:
            return False
        at = self._darkening.due()
        return at is None or at <= now

    def settle(self, circuits: Iterable[str]) -> None:
        """Wish the contactors of the cabinets to which these circuits belong, where they changed."""
        for cabinet in dict.fromkeys(self._plant.circuits[circuit].cabinet for circuit in circuits):
            self.settle_cabinet(cabinet)

    def settle_cabinet(self, cabinet: str) -> None:
        """Wish a cabinet's contactors, where they changed."""
        for circuit, closed in self._contacting.wanted(cabinet, self._levels, self.paces).items():
            self._darkening.circuits.discard(circuit)
            if self._closed.get(circuit) == closed:
                continue
            if closed or self._darkening.at_once(circuit):
                self._switch(circuit, closed=closed)
            else:
                self._darkening.circuits.add(circuit)

    def level(self, lamp_id: str) -> Level | None:
        """The level wished last; None before the first decision."""
        return self._levels.get(lamp_id)

    def describe(self, lamps: tuple[str, ...]) -> str:
        """The light of these lamps in a few words, for the audit."""
        levels = [self._levels[lamp] for lamp in lamps if lamp in self._levels]
        if not levels:
            return "undecided"
        low, high = min(levels), max(levels)
        return f"{low:g} %" if low == high else f"{low:g} to {high:g} %"

    def _going_on(self, now: datetime) -> Iterator[None]:
        """With lamps whose next step has come, some at a time."""
        while self.paces.any_due(now):
            told: list[str] = []
            while len(told) < AT_A_TIME and (found := self.paces.next_due(now)) is not None:
                lamp, awaited = found
                told.append(lamp)
                self._wish(lamp, awaited.light, Order(awaited.light, awaited.reason, now))
            self._settle_around(told)
            yield

    def _going_dark(self, now: datetime) -> Iterator[None]:
        """Lamps whose turn it is, some at a time, then contactors."""
        while going := self._darkening.lamps_now(now, AT_A_TIME):
            for lamp, level, reason in going:
                self._wish(lamp, level, Order(level, reason, now))
            self._settle_around([lamp for lamp, _, _ in going])
            yield
        if opening := self._darkening.circuits_now(now):
            for circuit in opening:
                self._switch(circuit, closed=False)
            yield

    def _going_old(self, now: datetime) -> Iterator[None]:
        """Group by group, the gears of a new night."""
        while self._aged:
            self._regear(next(iter(self._aged)), now)
            yield

    def _nothing_new(self, lamps: Iterable[str], decided: GroupDecision) -> bool:
        """Whether no lamp stands apart from the group, and nobody asks hot ones to light."""
        if decided.lamps:
            return False
        return decided.group.ruled_by is not Layer.EMERGENCY or not any(map(self.paces.cooling, lamps))

    def _regear(self, group: str, now: datetime) -> None:
        """Gear a group's lamps for tonight; those of another plant are told again at their next decision."""
        changed = self.gearing.regear(self._plant.groups[group].lamps)
        anew, aged = group in self._refitted, group in self._aged
        self._refitted.pop(group, None)
        self._aged.pop(group, None)
        if changed:
            self._settled.pop(group, None)
        for lamp in changed:
            if aged and self._levels.get(lamp, DARK) > DARK:
                light = self.gearing.given(lamp, self._levels[lamp])
                self._wish(lamp, light, Order(light, "lamp: age", now))
            if anew:
                self._levels.pop(lamp, None)

    def _settle_around(self, lamps: Iterable[str]) -> None:
        plant = self._plant
        for cabinet in dict.fromkeys(plant.circuits[plant.lamps[lamp].circuit].cabinet for lamp in lamps):
            self.settle_cabinet(cabinet)

    def _wish(self, lamp: str, light: Level, order: Order) -> None:
        self._tell(lamp, self.gearing.kind(lamp), light, self.gearing.driver(lamp, light), order)

    def _tell(self, lamp: str, kind: Kind | None, light: Level, driver: Level, order: Order) -> None:
        self._levels[lamp] = light
        reason = order.reason
        if kind is not None and kind.paced:
            wanted = (light, driver, reason)
            step = self.paces.step(lamp, kind.gear.luminaire, wanted, order.at, urgent=order.urgent)
            driver, reason = step.driver, f"{Layer.LAMP}: {step.rule}" if step.rule else reason
        self._field.wish_lamp(lamp, driver, reason)

    def _switch(self, circuit: str, *, closed: bool) -> None:
        self._closed[circuit] = closed
        self._field.wish_circuit(circuit, closed, "light wanted" if closed else "no light wanted")
