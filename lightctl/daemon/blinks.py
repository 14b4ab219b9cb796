"""A lamp that pulses for the engineer at its pole; it ends by itself and is forgotten by a restart."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from lightctl.clock import SiteClock
from lightctl.core.commands import Override, Scope, Target
from lightctl.core.image import Protected
from lightctl.core.plant import Lamp, Plant
from lightctl.core.target import parse_target
from lightctl.core.units import FULL, Level
from lightctl.daemon.commanded import log_act, until
from lightctl.errors import TargetError
from lightctl.store import Act, Store

LONGEST_S = 300.0
DIM = Level(20.0)
"""Clearly darker than full; a lamp that cannot go so low goes as low as it can."""
PULSES = 2
"""Fewer would not be told from a flicker of the mains."""


class Beats(Protocol):
    """What a lamp can follow, and whether it has power."""

    def beat_s(self, lamp: Lamp) -> float:
        """Wire seconds that it needs to follow a level."""

    def lowest(self, lamp: Lamp) -> Level:
        """The lowest level that its luminaire gives."""

    def closed(self, circuit: str) -> bool | None:
        """The contactor's feedback; None where nobody knows."""

    def silent(self, lamp: str) -> bool:
        """Whether its controller does not answer."""

    def protected(self) -> dict[str, Protected]:
        """Circuits that must stay dead."""


@dataclass(frozen=True, slots=True)
class Blink:
    """A lamp that pulses between `low` and full, a `beat` each."""

    id: str
    lamp: str
    since: datetime
    until: datetime
    beat: timedelta
    low: Level
    owner: str
    silent: bool
    """Its controller does not answer: it may not pulse."""

    def override(self, now: datetime) -> Override:
        """What is asked of the lamp in this beat; low first."""
        count = (now - self.since) // self.beat
        begun = self.since + count * self.beat
        return Override(
            self.id, Target(Scope.LAMP, self.lamp), FULL if count % 2 else self.low, begun,
            min(begun + self.beat, self.until), self.owner, "blink", below_floor=True,
        )  # fmt: skip


class Blinks:
    """Lamps that pulse now; protection of its circuit ends a blink for good."""

    def __init__(self, plant: Plant, store: Store, clock: SiteClock, beats: Beats) -> None:
        self._plant = plant
        self._store = store
        self._clock = clock
        self._beats = beats
        self._running: dict[str, Blink] = {}

    def adopt(self, plant: Plant) -> None:
        """Go on with another plant of the same wiring."""
        self._plant = plant

    def overrides(self) -> tuple[Override, ...]:
        """What the blinks ask for now; those that ended are forgotten."""
        if not self._running:
            return ()
        now, protected = self._clock.now(), self._beats.protected()
        self._running = {
            name: blink
            for name, blink in self._running.items()
            if now < blink.until and self._plant.lamps[name].circuit not in protected
        }
        return tuple(blink.override(now) for blink in self._running.values())

    async def begin(self, who: str, target: str, *, seconds: float) -> Blink:
        """Let one lamp pulse for so long, in seconds of the pole; raises TargetError with what to do."""
        lamp = self._lamp(target)
        beat_s = self._refuse(lamp, seconds)
        now, rate = self._clock.now(), self._clock.rate
        blink = Blink(
            f"b-{secrets.token_hex(3)}", lamp.id, now, now + timedelta(seconds=seconds * rate),
            timedelta(seconds=beat_s * rate), max(DIM, self._beats.lowest(lamp)), who,
            self._beats.silent(lamp.id),
        )  # fmt: skip
        act = Act(now, who, "blink", f"lamp:{lamp.id}", "commissioning", "", until(blink.until))
        await self._store.audit(act)
        log_act(act)
        self._running[lamp.id] = blink
        return blink

    def _lamp(self, target: str) -> Lamp:
        found = parse_target(target if ":" in target else f"lamp:{target}", self._plant)
        if found.scope is not Scope.LAMP:
            raise TargetError(f"{target} is no lamp: blink one lamp at a time")
        return self._plant.lamps[found.id]

    def _refuse(self, lamp: Lamp, seconds: float) -> float:
        """The lamp's beat in wire seconds; raises TargetError where it cannot pulse."""
        if not lamp.dimmable:
            raise TargetError(
                f"{lamp.id} hangs on a contactor with others and cannot pulse alone: see its circuit lit "
                f"by day with lightctl test {lamp.cabinet}"
            )
        self._refuse_dark(lamp)
        beat_s = self._beats.beat_s(lamp)
        least = 2 * PULSES * beat_s
        if not least <= seconds <= LONGEST_S:
            raise TargetError(
                f"{lamp.id} follows a level within {beat_s:g} s: blink it for {least:g} s to {LONGEST_S:g} s"
            )
        return beat_s

    def _refuse_dark(self, lamp: Lamp) -> None:
        if why := self._beats.protected().get(lamp.circuit):
            raise TargetError(f"{lamp.id} stays dark: circuit {lamp.circuit} is kept dead ({why.rule})")
        closed = self._beats.closed(lamp.circuit)
        if closed is None:
            raise TargetError(f"nobody knows whether {lamp.id} has power: cabinet {lamp.cabinet} is silent")
        if not closed:
            raise TargetError(
                f"{lamp.id} has no power: circuit {lamp.circuit} is open; by day close it first with "
                f'lightctl test {lamp.cabinet} --reason "…"'
            )
