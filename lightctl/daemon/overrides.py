"""What operators ask for: checked, stored before it is acknowledged, audited with before and after."""

import secrets
from collections.abc import Callable
from datetime import timedelta

from lightctl.clock import SiteClock
from lightctl.core.commands import Override, Target
from lightctl.core.plant import Plant
from lightctl.core.target import lamps_of, parse_target
from lightctl.core.units import DARK, FULL, Level
from lightctl.daemon.commanded import log_act, log_unstored, until
from lightctl.errors import DoneUnstored, StoreError, TargetError
from lightctl.store import Act, Store

SHORTEST = timedelta(minutes=1)
USUAL = timedelta(hours=2)
LONGEST = timedelta(hours=24)

Describe = Callable[[tuple[str, ...]], str]
"""Lamp ids → their light now in a few words, for the audit."""


class Overrides:
    """Overrides in force; each ends by itself, at the latest after 24 hours."""

    def __init__(self, plant: Plant, store: Store, clock: SiteClock, describe: Describe) -> None:
        self._plant = plant
        self._store = store
        self._clock = clock
        self._describe = describe
        self._held: dict[str, Override] = {}

    def adopt(self, plant: Plant) -> None:
        """Go on with another plant of the same wiring."""
        self._plant = plant

    def restore(self, overrides: tuple[Override, ...]) -> None:
        """Take over what was in force before a restart; not a command, not audited."""
        self._held.update((override.id, override) for override in overrides)

    def active(self) -> tuple[Override, ...]:
        """Those that hold now, oldest first; the others are forgotten."""
        now = self._clock.now()
        self._held = {o.id: o for o in self._held.values() if now < o.until}
        return tuple(sorted(self._held.values(), key=lambda override: override.since))

    async def hold(
        self, who: str, target: str, level: float, *, lasting: timedelta = USUAL, reason: str,
        below_floor: bool = False, emergency: bool = False,
    ) -> Override:  # fmt: skip
        """Hold a target at a level for a time; raises TargetError for what cannot be.

        An emergency does not wait for the disk: DoneUnstored where it is in force but could not be stored.
        """
        now = self._clock.now()
        override = Override(
            id=f"o-{secrets.token_hex(3)}", target=parse_target(target, self._plant), level=_checked(level),
            since=now, until=now + bounded(lasting), owner=who, reason=worded(reason),
            below_floor=below_floor, emergency=emergency,
        )  # fmt: skip
        if emergency and level < FULL:
            raise TargetError("an emergency lights everything: its level is 100")
        lamps = lamps_of(override.target, self._plant)
        before = self._describe(lamps)
        act = Act(now, who, "set", str(override.target), override.reason, before, _said(override))
        if emergency:
            self._held[override.id] = override
        try:
            await self._store.add_override(override, act)
        except StoreError as error:
            if not emergency:
                raise
            log_unstored(act)
            raise DoneUnstored(
                f"{override.target} is all on now, but that is not stored and would not outlive a restart: "
                f"{error}"
            ) from error
        log_act(act)
        self._held[override.id] = override
        return override

    async def resume(
        self, who: str, target: str, *, everything: bool = False, reason: str = ""
    ) -> tuple[Override, ...]:
        """End what `to_resume` names; raises TargetError where there is nothing."""
        now, ended = self._clock.now(), self.to_resume(target, everything=everything)
        for override in ended:
            act = Act(now, who, "resume", str(override.target), reason, _said(override), "automatic")
            await self._store.end_override(override.id, now, who, act)
            log_act(act)
            self._held.pop(override.id, None)
        return ended

    def to_resume(self, target: str, *, everything: bool = False) -> tuple[Override, ...]:
        """Overrides on that very target or, for `everything`, on all that lies in it; never rows of scenes.

        Raises TargetError where there is none, with what holds the light there in its place.
        """
        place = parse_target(target, self._plant)
        within = set(lamps_of(place, self._plant))
        own = [one for one in self.active() if not one.scene]
        found = tuple(
            one for one in own
            if one.target == place or (everything and within.issuperset(lamps_of(one.target, self._plant)))
        )  # fmt: skip
        if not found:
            raise TargetError(self._nothing_on(place, within))
        return found

    async def take(self, made: tuple[Override, ...], act: Act) -> None:
        """Put several in force, all or none."""
        await self._store.add_overrides(made, act)
        log_act(act)
        self._held.update((one.id, one) for one in made)

    async def drop(self, who: str, ended: tuple[Override, ...], act: Act) -> None:
        """End several before their time, all or none."""
        await self._store.end_overrides([one.id for one in ended], act.at, who, act)
        log_act(act)
        for one in ended:
            self._held.pop(one.id, None)

    def _nothing_on(self, place: Target, within: set[str]) -> str:
        words = f"no override on {place} itself"
        around = [o for o in self.active() if not within.isdisjoint(lamps_of(o.target, self._plant))]
        if not around:
            return f"no override on {place}"
        inside = (o for o in around if not o.scene and within.issuperset(lamps_of(o.target, self._plant)))
        if one := next(inside, None):
            return f"{words}; {one.target} in it is held: --all resumes that too"
        one = around[0]
        if one.scene:
            return f"{words}; scene {one.scene} holds {one.target}: lightctl scene stop {one.scene}"
        return f"{words}; {one.target} is held until it ends or is resumed"


def _said(override: Override) -> str:
    low = ", below the floor" if override.below_floor else ""
    urgent = ", emergency" if override.emergency else ""
    return f"{override.level:g} % {until(override.until)}{urgent}{low}"


def _checked(level: float) -> Level:
    if not DARK <= level <= FULL:
        raise TargetError(f"level {level:g} is not between 0 and 100 percent")
    return Level(float(level))


def bounded(lasting: timedelta) -> timedelta:
    """As it is; raises TargetError for a time that a command may not last."""
    if lasting < SHORTEST:
        raise TargetError("an override lasts at least one minute; to end one, use resume")
    if lasting > LONGEST:
        raise TargetError("an override lasts at most 24 hours; for longer, write it into a schedule")
    return lasting


def worded(reason: str) -> str:
    """Without blanks around it; raises TargetError where there is none."""
    if not reason.strip():
        raise TargetError('a command needs a reason: --reason "why"')
    return reason.strip()
