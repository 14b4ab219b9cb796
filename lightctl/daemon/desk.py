"""What the daemon answers on its socket."""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta

from lightctl.core.commands import Lockout, Override
from lightctl.core.target import groups_of, lamps_of, parse_target
from lightctl.core.trial import whole_of
from lightctl.daemon.glance import status_of
from lightctl.daemon.lockouts import NotYours
from lightctl.daemon.parts import Parts, works
from lightctl.daemon.supervisor import JobHealth
from lightctl.daemon.telling import cabinet_row, dark_rows, lamp_row, proposal_rows, story_of, street_rows
from lightctl.errors import TargetError
from lightctl.web import Caller, NotAllowed
from lightctl.web.asks import LockoutAsk, ReleaseAsk, ResumeAsk, SetAsk
from lightctl.web.rows import (
    CabinetRow,
    LampRow,
    LockoutRow,
    OverrideRow,
    ProposalRow,
    Status,
    Story,
    StreetRow,
)

CANNOT_DISABLE = "cannot be disabled"
"""The cabinet has no way to take one output out of what it does by itself."""


class FrontDesk:
    """Reads the parts as they are; takes one command at a time."""

    def __init__(self, parts: Parts, health: Mapping[str, JobHealth]) -> None:
        self._parts = parts
        self._health = health
        self._one_at_a_time = asyncio.Lock()

    def status(self) -> Status:
        return status_of(self._parts, self._health)

    def cabinets(self) -> list[CabinetRow]:
        return [cabinet_row(self._parts, cabinet) for cabinet in self._parts.site.plant.cabinets.values()]

    def streets(self) -> list[StreetRow]:
        return street_rows(self._parts)

    def lamps(self, target: str) -> list[LampRow]:
        plant = self._parts.site.plant
        lamps = lamps_of(parse_target(target, plant), plant)
        return [lamp_row(self._parts, plant.lamps[lamp]) for lamp in lamps]

    def overrides(self) -> list[OverrideRow]:
        rows = [self._override_row(override) for override in self._parts.overrides.active()]
        return [*rows, *(self._override_row(whole_of(trial)) for trial in self._parts.trials.active())]

    def lockouts(self) -> list[LockoutRow]:
        return [self._lockout_row(lockout) for lockout in self._parts.lockouts.active()]

    def proposals(self) -> list[ProposalRow]:
        return proposal_rows(self._parts)

    def explain(self, target: str, language: str) -> Story:
        plant = self._parts.site.plant
        name = target if ":" in target else f"lamp:{target}"
        lamps = lamps_of(parse_target(name, plant), plant)
        if len(lamps) != 1:
            raise TargetError(f"{target} has {len(lamps)} lamps: name one, for example {lamps[0]}")
        return story_of(self._parts, plant.lamps[lamps[0]], language)

    async def set_level(self, caller: Caller, ask: SetAsk) -> OverrideRow:
        async with self._one_at_a_time:
            override = await self._parts.overrides.hold(
                caller.name, ask.target, ask.level, lasting=_lasting(ask.minutes), reason=ask.reason,
                below_floor=ask.below_floor, emergency=ask.emergency,
            )  # fmt: skip
        self._decide_now()
        return self._override_row(override)

    async def resume(self, caller: Caller, ask: ResumeAsk) -> list[OverrideRow]:
        async with self._one_at_a_time:
            try:
                ended = await self._parts.overrides.resume(caller.name, ask.target, reason=ask.reason)
            except TargetError as error:
                raise TargetError(f"{error}{self._tested(ask.target)}") from error
        self._decide_now()
        return [self._override_row(override) for override in ended]

    async def lockout(self, caller: Caller, ask: LockoutAsk) -> list[LockoutRow]:
        async with self._one_at_a_time:
            made = await self._parts.lockouts.lock(caller.name, ask.target, crew=ask.crew, reason=ask.reason)
            self._parts.trials.active()
            await self._parts.trials.store_pending()  # a test that a lockout ended never comes back
        return [self._lockout_row(lockout) for lockout in made]

    async def release(self, caller: Caller, ask: ReleaseAsk) -> list[LockoutRow]:
        async with self._one_at_a_time:
            try:
                freed = await self._parts.lockouts.release(
                    caller.name, ask.target, reason=ask.reason, admin=caller.admin
                )
            except NotYours as error:
                raise NotAllowed(str(error)) from error
        return [self._lockout_row(lockout) for lockout in freed]

    def _decide_now(self) -> None:
        """An operator who waits need not wait for the next second's ring."""
        parts = self._parts
        parts.watch.commanded((*parts.overrides.active(), *works(parts)))
        parts.watch.ring(parts.clock.now())

    def _tested(self, target: str) -> str:
        """How to end the tests that light lamps of a target; empty where there is none."""
        plant, trials = self._parts.site.plant, self._parts.trials.active()
        lamps = lamps_of(parse_target(target, plant), plant) if trials else ()
        cabinets = {plant.lamps[lamp].cabinet for lamp in lamps}
        tested = [trial.cabinet for trial in trials if trial.cabinet in cabinets]
        return "".join(f"; end the test of {one} with lightctl test {one} --stop" for one in tested)

    def _local(self, instant: datetime) -> str:
        return instant.astimezone(self._parts.site.settings.place.zone).isoformat(timespec="seconds")

    def _override_row(self, override: Override) -> OverrideRow:
        plant, protected = self._parts.site.plant, self._parts.protection.protected
        return OverrideRow(
            override.id, str(override.target), override.level, self._local(override.since),
            self._local(override.until), override.owner, override.reason, override.below_floor,
            override.emergency, len(lamps_of(override.target, plant)),
            self._floor_over(override), dark_rows(override, plant, protected),
        )  # fmt: skip

    def _floor_over(self, override: Override) -> float:
        parts, now = self._parts, self._parts.clock.now()
        groups = () if override.below_floor else groups_of(override.target, parts.site.plant)
        plans = [parts.nights.at(group, now) for group in groups]
        floors = [plan.floor for plan in plans if plan.on and plan.off and plan.on <= now < plan.off]
        return max((floor for floor in floors if floor > override.level), default=0.0)

    def _lockout_row(self, lockout: Lockout) -> LockoutRow:
        return LockoutRow(
            lockout.id, lockout.circuit, self._local(lockout.since), lockout.owner, lockout.crew,
            lockout.reason, self._closed(lockout.circuit), self._own_plan(lockout.circuit),
        )  # fmt: skip

    def _own_plan(self, circuit: str) -> str:
        """Whether the cabinet's own plan may still close it: a crew must know it before the daemon dies."""
        if circuit not in self._parts.site.plant.circuits:
            return CANNOT_DISABLE
        disabled = self._parts.field.board.plan_disabled(circuit)
        return {True: "disabled", None: "unproven", False: CANNOT_DISABLE}[disabled]

    def _closed(self, circuit: str) -> bool | None:
        """The contactor's feedback; unknown while the cabinet is silent, and of what left the plant."""
        plant, board = self._parts.site.plant, self._parts.field.board
        found = plant.circuits.get(circuit)
        return board.circuit(circuit).closed if found and board.cabinet(found.cabinet).answering else None


def _lasting(minutes: float) -> timedelta:
    if not 0 <= minutes <= 100_000:
        raise TargetError("an override lasts at least one minute and at most 24 hours")
    return timedelta(minutes=minutes)
