"""What the daemon answers about scenes, and about the light after a command."""

import logging

from lightctl.core.trial import whole_of
from lightctl.daemon.aftermath import without
from lightctl.daemon.answering import decide_now, lasting_of, override_row, scene_row, tested_there
from lightctl.daemon.parts import Parts
from lightctl.errors import StoreError, TargetError
from lightctl.web import Caller
from lightctl.web.asks import SceneStartAsk, SceneStopAsk
from lightctl.web.command_rows import OverrideRow, Resuming, SceneRow

log = logging.getLogger("lightctl.daemon")


class SceneDesk:
    """Starts and stops scenes, one command at a time; reads the rest as it is."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def scenes(self) -> list[SceneRow]:
        """All that the site has."""
        return [scene_row(self._parts, scene) for scene in self._parts.scenes.known()]

    async def start(self, caller: Caller, ask: SceneStartAsk) -> list[OverrideRow]:
        """Its rows, in force."""
        lasting = None if ask.minutes is None else lasting_of(ask.minutes)
        async with self._parts.one_at_a_time:
            made = await self._parts.scenes.start(
                caller.name, ask.scene, lasting=lasting, reason=ask.reason, below_floor=ask.below_floor
            )
        decide_now(self._parts)
        await note_floors(self._parts)
        return [override_row(self._parts, override) for override in made]

    async def stop(self, caller: Caller, ask: SceneStopAsk) -> list[OverrideRow]:
        """Its rows, ended."""
        async with self._parts.one_at_a_time:
            ended = await self._parts.scenes.stop(caller.name, ask.scene, reason=ask.reason)
        decide_now(self._parts)
        await note_floors(self._parts)
        return [override_row(self._parts, override) for override in ended]

    async def overrides_and_then(self) -> list[OverrideRow]:
        """Every override in force, each with the light without it; a scene's rows end together."""
        running, rows = self._parts.scenes.running(), []
        for one in self._parts.overrides.active():
            apart = {lamp.id for lamp in (one, *running.get(one.scene, ()))}
            gone = [other for other in self._parts.overrides.active() if other.id in apart]
            after = await without(self._parts, gone, only=one)
            rows.append(override_row(self._parts, one, after))
        tests = (override_row(self._parts, whole_of(trial)) for trial in self._parts.trials.active())
        return [*rows, *tests]

    async def resuming(self, target: str, *, everything: bool) -> Resuming:
        """What a resume would end; raises TargetError where there is nothing."""
        try:
            ended = self._parts.overrides.to_resume(target, everything=everything)
        except TargetError as error:
            raise TargetError(f"{error}{tested_there(self._parts, target)}") from error
        then = await without(self._parts, ended)
        return Resuming([override_row(self._parts, override) for override in ended], then)


async def note_floors(parts: Parts) -> None:
    """Keep the alarm of a command that is done and audited: a disk that refuses it undoes nothing."""
    try:
        await parts.below_floors.note()
    except StoreError as error:
        log.warning("what goes under the floor is not told yet: %s", error)
