"""Scenes that operators start and stop by name: all of their rows or none."""

import secrets
from collections.abc import Mapping
from datetime import timedelta

from lightctl.clock import SiteClock
from lightctl.core.commands import Override
from lightctl.core.scene import Scene, overrides_of_scene
from lightctl.daemon.commanded import until
from lightctl.daemon.overrides import USUAL, Overrides, bounded, worded
from lightctl.errors import TargetError
from lightctl.store import Act


class Scenes:
    """The site's scenes; one that runs is the overrides that carry its name."""

    def __init__(self, scenes: Mapping[str, Scene], overrides: Overrides, clock: SiteClock) -> None:
        self._scenes = scenes
        self._overrides = overrides
        self._clock = clock

    def adopt(self, scenes: Mapping[str, Scene]) -> None:
        """Go on with other files; what runs goes on as it was started."""
        self._scenes = scenes

    def known(self) -> tuple[Scene, ...]:
        """Those that may be started, in name order."""
        return tuple(scene for _, scene in sorted(self._scenes.items()))

    def running(self) -> dict[str, tuple[Override, ...]]:
        """The rows in force of every scene that runs, by name; also of one whose file has gone since."""
        found: dict[str, tuple[Override, ...]] = {}
        for one in self._overrides.active():
            if one.scene:
                found[one.scene] = (*found.get(one.scene, ()), one)
        return found

    async def start(
        self, who: str, name: str, *, lasting: timedelta | None = None, reason: str, below_floor: bool = False
    ) -> tuple[Override, ...]:
        """Put every row in force; raises TargetError, and then none of them is."""
        scene = self._named(name)
        lasting = self._lasting(scene, lasting)
        if scene.below_floor and not below_floor:
            raise TargetError(f"scene {name} goes under the floor: say that you mean it with --below-floor")
        if below_floor and not scene.below_floor:
            raise TargetError(f"scene {name} keeps to the floor: its file does not say below_floor: true")
        now = self._clock.now()
        made = overrides_of_scene(scene, f"s-{secrets.token_hex(3)}", now, now + lasting, who, worded(reason))
        act = Act(now, who, "scene start", f"scene:{name}", reason.strip(), "", _said(made))
        await self._overrides.take(made, act)
        return made

    async def stop(self, who: str, name: str, *, reason: str = "") -> tuple[Override, ...]:
        """End every row before its time; raises TargetError where the scene does not run."""
        rows = self.running().get(name, ())
        if not rows:
            self._named(name)
            raise TargetError(f"scene {name} does not run")
        act = Act(self._clock.now(), who, "scene stop", f"scene:{name}", reason, _said(rows), "automatic")
        await self._overrides.drop(who, rows, act)
        return rows

    def _named(self, name: str) -> Scene:
        if name not in self._scenes:
            known = ", ".join(sorted(self._scenes)) or "this site has none; write schedules/scenes/NAME.yaml"
            raise TargetError(f"no scene is called {name!r}: {known}")
        return self._scenes[name]

    def _lasting(self, scene: Scene, asked: timedelta | None) -> timedelta:
        if rows := self.running().get(scene.id):
            raise TargetError(f"scene {scene.id} runs already; stop it first ({rows[0].owner} started it)")
        lasting = bounded(min(USUAL, scene.longest) if asked is None else asked)
        if lasting > scene.longest:
            minutes = scene.longest / timedelta(minutes=1)
            raise TargetError(f"scene {scene.id} lasts at most {minutes:g} minutes, its file says")
        return lasting


def _said(rows: tuple[Override, ...]) -> str:
    levels = ", ".join(f"{row.target} {row.level:g} %" for row in rows)
    low = ", below the floor" if rows[0].below_floor else ""
    return f"{levels} {until(rows[0].until)}{low}"
