"""Tests by day: a cabinet's circuits one after another at full for a crew; they end by themselves."""

import asyncio
import logging
import secrets
from datetime import datetime, timedelta
from typing import Protocol

from lightctl.clock import SiteClock
from lightctl.core.commands import Override, Scope
from lightctl.core.image import Protected
from lightctl.core.plant import Plant
from lightctl.core.target import parse_target
from lightctl.core.trial import Trial, circuits_tested, overrides_of, shortest
from lightctl.core.units import DARK, Level
from lightctl.daemon.commanded import log_act, until
from lightctl.errors import StoreError, TargetError
from lightctl.store import Act, Event, Store

LONGEST = timedelta(hours=1)
TURN = timedelta(minutes=1)
"""The shortest turn of a circuit: contactor, boot and a look along the street."""

log = logging.getLogger("lightctl.daemon")


class Situation(Protocol):
    """What must be known before a cabinet may be tested."""

    def answering(self, cabinet: str) -> bool:
        """Whether its controller answers."""

    def protected(self) -> dict[str, Protected]:
        """Circuits that must stay dead."""

    def wished(self, lamp: str) -> Level | None:
        """The level wished of a lamp now."""


class Trials:
    """Tests that go on. Anything that protects a circuit of the cabinet ends its test for good."""

    def __init__(self, plant: Plant, store: Store, clock: SiteClock, situation: Situation) -> None:
        self._plant = plant
        self._store = store
        self._clock = clock
        self._situation = situation
        self._running: dict[str, Trial] = {}
        self._to_store: list[tuple[Trial, datetime, str]] = []
        """Ended here and not yet in the store, with when and why."""
        self._storing = asyncio.Lock()

    def adopt(self, plant: Plant) -> None:
        """Go on with another plant of the same wiring."""
        self._plant = plant

    def restore(self, trials: tuple[Trial, ...]) -> None:
        """Go on with what went on before a restart; a cabinet that left the plant is not tested."""
        self._running.update((one.cabinet, one) for one in trials if one.cabinet in self._plant.cabinets)

    def active(self) -> tuple[Trial, ...]:
        """Those that go on now, oldest first; one whose cabinet is protected in part ends here."""
        now = self._clock.now()
        for trial in list(self._running.values()):
            if now >= trial.until:
                del self._running[trial.cabinet]
                self._to_store.append((trial, trial.until, ""))
            elif why := self._danger(trial.cabinet):
                del self._running[trial.cabinet]
                self._to_store.append((trial, now, why))
                log.warning("the test of %s is ended: %s", trial.cabinet, why)
        return tuple(sorted(self._running.values(), key=lambda trial: trial.since))

    def overrides(self) -> tuple[Override, ...]:
        """What the tests ask for now."""
        now = self._clock.now()
        return tuple(one for trial in self.active() for one in overrides_of(self._plant, trial, now))

    def under_test(self, cabinet: str) -> str:
        """The id of the test that goes on in a cabinet; empty for none."""
        trial = self._running.get(cabinet)
        return trial.id if trial is not None and trial.holds(self._clock.now()) else ""

    async def begin(self, who: str, target: str, *, lasting: timedelta, reason: str) -> Trial:
        """Test a cabinet; raises TargetError with what stands against it."""
        cabinet = self._cabinet(target)
        self._refuse(cabinet, lasting, reason)
        now = self._clock.now()
        trial = Trial(f"t-{secrets.token_hex(3)}", cabinet, now, now + lasting, who, reason.strip())
        act = Act(now, who, "test", f"cabinet:{cabinet}", trial.reason, "", until(trial.until))
        await self._store.add_trial(trial, act)
        self._running[cabinet] = trial
        log_act(act)
        await self._tell(_event(trial, now, "begun", ""))
        return trial

    async def stop(self, who: str, target: str, *, reason: str = "") -> Trial:
        """End a test before its time; raises TargetError where there is none."""
        cabinet, now = self._cabinet(target), self._clock.now()
        trial = self._running.get(cabinet)
        if trial is None or not trial.holds(now):
            raise TargetError(f"no test goes on in cabinet {cabinet}")
        act = Act(now, who, "test", f"cabinet:{cabinet}", reason, until(trial.until), "ended")
        await self._store.end_trial(trial.id, now, act)
        self._running.pop(cabinet, None)
        log_act(act)
        await self._tell(_event(trial, now, "ended", reason))
        return trial

    async def store_pending(self) -> None:
        """Store the ends that came by themselves; what the disk refuses is tried again."""
        async with self._storing:
            while self._to_store:
                trial, at, why = self._to_store[0]
                try:
                    await self._store.end_trial(trial.id, at)
                    await self._store.say(_event(trial, at, "ended", why))
                except StoreError as error:
                    log.warning("the end of the test of %s is not stored yet: %s", trial.cabinet, error)
                    return
                self._to_store.pop(0)

    async def _tell(self, event: Event) -> None:
        """Keep an event of a command that is done and audited: a disk that refuses it undoes nothing."""
        try:
            await self._store.say(event)
        except StoreError as error:
            log.warning("%s of %s is not told: %s", event.topic, event.thing, error)

    def _cabinet(self, target: str) -> str:
        word = target if ":" in target else f"cabinet:{target}"
        found = parse_target(word, self._plant)
        if found.scope is not Scope.CABINET:
            raise TargetError(f"{target} is no cabinet: a test is of one cabinet")
        return found.id

    def _refuse(self, cabinet: str, lasting: timedelta, reason: str) -> None:
        least = shortest(self._plant, cabinet, TURN)
        if not reason.strip():
            raise TargetError('a test needs a reason: --reason "why"')
        if not circuits_tested(self._plant, cabinet):
            raise TargetError(f"cabinet {cabinet} has no lamps to light")
        if not least <= lasting <= LONGEST:
            raise TargetError(
                f"a test of {cabinet} takes {_minutes(least)} to {_minutes(LONGEST)} minutes: "
                f"each circuit needs {_minutes(TURN)}"
            )
        if cabinet in self._running and self._running[cabinet].holds(self._clock.now()):
            raise TargetError(f"cabinet {cabinet} is under test already: end it with --stop")
        if danger := self._danger(cabinet):
            raise TargetError(f"cabinet {cabinet} is not tested: {danger}")
        if not self._situation.answering(cabinet):
            raise TargetError(
                f"cabinet {cabinet} does not answer: nobody would see whether its circuits follow"
            )
        self._refuse_by_night(cabinet)

    def _refuse_by_night(self, cabinet: str) -> None:
        for circuit in circuits_tested(self._plant, cabinet):
            for lamp in self._plant.lamps_of_circuit[circuit]:
                if (self._situation.wished(lamp) or DARK) > DARK:
                    raise TargetError(
                        f"light is wanted on {circuit} now: a test is for the day; by night use "
                        f"lightctl commission blink {lamp}"
                    )

    def _danger(self, cabinet: str) -> str:
        """The cabinet's circuits that must stay dead, and why; empty for none."""
        protected = self._situation.protected()
        dead = [c.id for c in self._plant.cabinets[cabinet].circuits if c.id in protected]
        return ", ".join(f"{circuit} is kept dead ({protected[circuit].rule})" for circuit in dead)


def _minutes(lasting: timedelta) -> str:
    return f"{lasting / timedelta(minutes=1):g}"


def _event(trial: Trial, at: datetime, word: str, why: str) -> Event:
    facts = (("owner", trial.owner), ("reason", trial.reason), ("why", why))
    return Event(at, trial.cabinet, f"test {trial.id}", word, facts)
