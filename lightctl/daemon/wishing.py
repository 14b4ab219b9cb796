"""From decisions to wishes: drivers told what gives the light, contactors closed where light is wanted."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from lightctl.core.decision import Decision, Layer
from lightctl.core.image import GroupDecision
from lightctl.core.lamp_level import Gear
from lightctl.core.lamp_pace import paced
from lightctl.core.pattern import closed_circuits
from lightctl.core.plant import Plant
from lightctl.core.units import DARK, Level
from lightctl.daemon.darkening import Darkening
from lightctl.daemon.gearing import Gearing
from lightctl.daemon.paces import Paces
from lightctl.daemon.ports import Wishes


@dataclass(slots=True)
class _Ask:
    """What lamps of one gear are asked for."""

    light: Level
    driver: Level
    gear: Gear | None
    reason: str
    at: datetime
    urgent: bool


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
        self._darkening = Darkening(plant, off_steps, off_gap)

    def adopt(self, plant: Plant, day: date, *, off_steps: int, off_gap: timedelta) -> None:
        """Go on with another plant of the same wiring; who waits to go dark goes on waiting."""
        self._plant = plant
        self._settled.clear()
        for lamp in self.gearing.refit(plant, day):
            self._levels.pop(lamp, None)  # its driver is told again what gives the light
        self._darkening.adopt(plant, off_steps, off_gap)

    def refit(self, day: date, hours: Mapping[str, float], now: datetime) -> None:
        """Tonight's gears; a lamp that is lit while it is re-geared is told its new driver level."""
        self._settled.clear()
        for lamp in self.gearing.refit(self._plant, day, hours):
            if self._levels.get(lamp, DARK) > DARK:
                self._wish(lamp, self.gearing.given(lamp, self._levels[lamp]), "lamp: age", now)

    def take(self, group: str, decided: GroupDecision) -> list[str]:
        """Wish the levels of a group's lamps; returns the circuits on which something changed."""
        if self._settled.get(group) == decided.group.level and _plain(decided):
            return []
        circuits: dict[str, None] = {}
        lamps, plant = self._plant.groups[group].lamps, self._plant.lamps
        waiting, levels = self._darkening.lamps, self._levels
        awaits = False
        for lamp_id, ask in self._asks(lamps, decided):
            shown = levels.get(lamp_id)
            if ask.light == DARK and ask.gear and shown != DARK and not self.paces.cooling(lamp_id):
                waiting[lamp_id] = ask.light, ask.reason
                awaits = True
                continue
            if waiting:
                waiting.pop(lamp_id, None)
            if shown != ask.light or (ask.urgent and self.paces.cooling(lamp_id)):
                circuits[plant[lamp_id].circuit] = None
                self._tell(lamp_id, ask)
        self._settled.pop(group, None)
        if not awaits and not decided.lamps:
            self._settled[group] = decided.group.level
        return list(circuits)

    def _asks(self, lamps: Iterable[str], decided: GroupDecision) -> Iterator[tuple[str, "_Ask"]]:
        """What each lamp is asked; neighbours of one decision and one gear share it."""
        apart, decision, gear_of = decided.lamps, decided.group, self.gearing.of
        last: _Ask | None = None
        made_of: Decision | None = None
        for lamp in lamps:
            gear = gear_of(lamp)
            if apart:
                decision = apart.get(lamp, decided.group)
            if last is None or last.gear is not gear or made_of is not decision:
                urgent = decision.ruled_by is Layer.EMERGENCY
                light = self.gearing.given(lamp, decision.level)
                last = self._ask(lamp, light, _reason(decision), decision.at, urgent=urgent)
                made_of = decision
            yield lamp, last

    def darken(self, now: datetime) -> None:
        """Let go dark whose turn it is, and go on with lamps that cannot do everything at once."""
        circuits: dict[str, None] = {}
        for lamp, awaited in self.paces.due(now):
            circuits[self._plant.lamps[lamp].circuit] = None
            self._wish(lamp, awaited.light, awaited.reason, now)
        if not self._darkening.waiting:
            self.settle(circuits)
            return
        for lamp, level, reason in self._darkening.lamps_now(now):
            circuits[self._plant.lamps[lamp].circuit] = None
            self._wish(lamp, level, reason, now)
        self.settle(circuits)
        for circuit in self._darkening.circuits_now(now):
            self._switch(circuit, closed=False)

    def due(self, now: datetime) -> bool:
        """Whether somebody's turn to go dark has come."""
        if self.paces.any_due(now):
            return True
        if not self._darkening.waiting:
            return False
        at = self._darkening.due()
        return at is None or at <= now

    def settle(self, circuits: Iterable[str]) -> None:
        """Wish the contactors of the cabinets to which these circuits belong, where they changed."""
        cabinets = dict.fromkeys(self._plant.circuits[circuit].cabinet for circuit in circuits)
        for cabinet in cabinets:
            for circuit, closed in self._contactors(cabinet).items():
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

    def _ask(self, lamp: str, level: Level, reason: str, now: datetime, *, urgent: bool = False) -> "_Ask":
        return _Ask(level, self.gearing.driver(lamp, level), self.gearing.of(lamp), reason, now, urgent)

    def _wish(self, lamp: str, level: Level, reason: str, now: datetime) -> None:
        self._tell(lamp, self._ask(lamp, level, reason, now))

    def _tell(self, lamp: str, ask: "_Ask") -> None:
        self._levels[lamp] = ask.light
        driver, reason, gear = ask.driver, ask.reason, ask.gear
        if gear is not None and paced(gear.luminaire):
            wanted = (ask.light, driver, reason)
            step = self.paces.step(lamp, gear.luminaire, wanted, ask.at, urgent=ask.urgent)
            driver, reason = step.driver, f"{Layer.LAMP}: {step.rule}" if step.rule else reason
        self._field.wish_lamp(lamp, driver, reason)

    def _switch(self, circuit: str, *, closed: bool) -> None:
        self._closed[circuit] = closed
        self._field.wish_circuit(circuit, closed, "light wanted" if closed else "no light wanted")

    def _contactors(self, cabinet: str) -> dict[str, bool]:
        plant, levels = self._plant, self._levels
        circuits = [circuit.id for circuit in plant.cabinets[cabinet].circuits]
        lamps = [lamp for circuit in circuits for lamp in plant.lamps_of_circuit[circuit]]
        cooling = self.paces.cooling
        wanted = ((plant.lamps[lamp], DARK if cooling(lamp) else levels.get(lamp, DARK)) for lamp in lamps)
        closed = closed_circuits(circuits, wanted, plant.cabinets[cabinet].patterns)
        return {circuit: circuit in closed for circuit in circuits}


def _plain(decided: GroupDecision) -> bool:
    """Whether nothing stands apart from the group, and nobody asks hot lamps to light."""
    return not decided.lamps and decided.group.ruled_by is not Layer.EMERGENCY


def _reason(decision: Decision) -> str:
    last = decision.reasons[-1]
    return last.layer if last.layer == last.rule else f"{last.layer}: {last.rule}"
