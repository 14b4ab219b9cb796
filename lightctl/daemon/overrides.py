"""What operators ask for: checked, stored before it is acknowledged, audited with before and after."""

import secrets
from collections.abc import Callable
from datetime import timedelta

from lightctl.clock import SiteClock
from lightctl.core.commands import Override, Target
from lightctl.core.plant import Plant
from lightctl.core.target import lamps_of, parse_target
from lightctl.core.units import DARK, FULL, Level
from lightctl.daemon.commanded import log_act, log_unstored
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
            since=now, until=now + _bounded(lasting), owner=who, reason=_worded(reason),
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

    async def resume(self, who: str, target: str, *, reason: str = "") -> tuple[Override, ...]:
        """End every override on the target or on a part of it; raises TargetError where there is none."""
        now, place = self._clock.now(), parse_target(target, self._plant)
        within = set(lamps_of(place, self._plant))
        ended = tuple(o for o in self.active() if within.issuperset(lamps_of(o.target, self._plant)))
        if not ended:
            raise TargetError(self._nothing_on(place, within))
        for override in ended:
            act = Act(now, who, "resume", str(override.target), reason, _said(override), "automatic")
            await self._store.end_override(override.id, now, who, act)
            log_act(act)
            self._held.pop(override.id, None)
        return ended

    def _nothing_on(self, place: Target, within: set[str]) -> str:
        wider = [o for o in self.active() if not within.isdisjoint(lamps_of(o.target, self._plant))]
        if wider:
            return f"no override on {place} itself; {wider[0].target} is held until it ends or is resumed"
        return f"no override on {place}"


def _said(override: Override) -> str:
    return f"{override.level:g} % until {override.until.isoformat()}"


def _checked(level: float) -> Level:
    if not DARK <= level <= FULL:
        raise TargetError(f"level {level:g} is not between 0 and 100 percent")
    return Level(float(level))


def _bounded(lasting: timedelta) -> timedelta:
    if lasting < SHORTEST:
        raise TargetError("an override lasts at least one minute; to end one, use resume")
    if lasting > LONGEST:
        raise TargetError("an override lasts at most 24 hours; for longer, write it into a schedule")
    return lasting


def _worded(reason: str) -> str:
    if not reason.strip():
        raise TargetError('a command needs a reason: --reason "why"')
    return reason.strip()
