"""What the daemon answers on its socket."""

from collections.abc import Mapping

from lightctl.core.commands import Lockout
from lightctl.core.explaining import Story
from lightctl.core.target import lamps_of, parse_target
from lightctl.core.trial import whole_of
from lightctl.daemon.answering import decide_now, lasting_of, lockout_row, override_row, tested_there
from lightctl.daemon.explaining import story_of
from lightctl.daemon.glance import status_of
from lightctl.daemon.lockouts import NotYours
from lightctl.daemon.parts import Parts
from lightctl.daemon.scene_desk import note_floors
from lightctl.daemon.supervisor import JobHealth
from lightctl.daemon.telling import cabinet_row, lamp_row, proposal_row, proposal_rows, street_rows
from lightctl.errors import TargetError
from lightctl.web import Caller, NotAllowed
from lightctl.web.asks import LockoutAsk, RefuseAsk, ReleaseAsk, ResumeAsk, SetAsk
from lightctl.web.command_rows import LockoutRow, OverrideRow, ProposalRow
from lightctl.web.rows import CabinetRow, LampRow, Status, StreetRow


class FrontDesk:
    """Reads the parts as they are; takes one command at a time."""

    def __init__(self, parts: Parts, health: Mapping[str, JobHealth]) -> None:
        self._parts = parts
        self._health = health
        self._one_at_a_time = parts.one_at_a_time

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
        rows = [override_row(self._parts, override) for override in self._parts.overrides.active()]
        return [*rows, *(override_row(self._parts, whole_of(trial)) for trial in self._parts.trials.active())]

    def lockouts(self) -> list[LockoutRow]:
        return [lockout_row(self._parts, lockout) for lockout in self._parts.lockouts.active()]

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
                caller.name, ask.target, ask.level, lasting=lasting_of(ask.minutes), reason=ask.reason,
                below_floor=ask.below_floor, emergency=ask.emergency,
            )  # fmt: skip
        decide_now(self._parts)
        await note_floors(self._parts)
        return override_row(self._parts, override)

    async def resume(self, caller: Caller, ask: ResumeAsk) -> list[OverrideRow]:
        async with self._one_at_a_time:
            try:
                ended = await self._parts.overrides.resume(
                    caller.name, ask.target, everything=ask.everything, reason=ask.reason
                )
            except TargetError as error:
                raise TargetError(f"{error}{tested_there(self._parts, ask.target)}") from error
        decide_now(self._parts)
        await note_floors(self._parts)
        return [override_row(self._parts, override) for override in ended]

    async def lockout(self, caller: Caller, ask: LockoutAsk) -> list[LockoutRow]:
        async with self._one_at_a_time:
            made = await self._lock(caller, ask)
            self._parts.trials.active()
            await self._parts.trials.store_pending()  # a test that a lockout ended never comes back
        return [lockout_row(self._parts, lockout) for lockout in made]

    async def _lock(self, caller: Caller, ask: LockoutAsk) -> tuple[Lockout, ...]:
        """What is asked for, or each circuit that is proposed by that name, with the station's words."""
        asked = self._proposed(ask.target) if ask.accept else ((ask.target, ""),)
        made: tuple[Lockout, ...] = ()
        for target, why in asked:
            reason = ": ".join(words for words in (ask.reason.strip(), why) if words)
            made += await self._parts.lockouts.lock(caller.name, target, crew=ask.crew, reason=reason)
        return made

    async def refuse(self, caller: Caller, ask: RefuseAsk) -> list[ProposalRow]:
        now = self._parts.clock.now()
        async with self._one_at_a_time:
            rows = await self._parts.floods.refuse(caller.name, ask.target, ask.reason, now)
        return [proposal_row(self._parts, row) for row in rows]

    async def release(self, caller: Caller, ask: ReleaseAsk) -> list[LockoutRow]:
        async with self._one_at_a_time:
            try:
                freed = await self._parts.lockouts.release(
                    caller.name, ask.target, reason=ask.reason, admin=caller.admin
                )
            except NotYours as error:
                raise NotAllowed(str(error)) from error
        return [lockout_row(self._parts, lockout) for lockout in freed]

    def _proposed(self, name: str) -> tuple[tuple[str, str], ...]:
        """Circuits that are proposed by that name, or by that station, each with why."""
        rows = self._parts.floods.named(name)
        return tuple((row.circuit, f"water at {row.station} stood at {row.highest_m:g} m") for row in rows)
