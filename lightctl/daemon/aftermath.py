"""What the light would be without some commands, and who does not obey one."""

import asyncio
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from lightctl.core.commands import Override, Scope
from lightctl.core.image import GroupDecision, Image, Reach, decide_group
from lightctl.core.precedence import ruling
from lightctl.core.target import lamps_of
from lightctl.daemon.parts import Parts, works
from lightctl.daemon.reaching import reach_of
from lightctl.daemon.telling import local
from lightctl.web.command_rows import AfterRow, OverruledRow

GROUPS_AT_A_TIME = 20
"""Decided between two turns of the loop."""


async def without(parts: Parts, gone: Iterable[Override], only: Override | None = None) -> list[AfterRow]:
    """The lamps that these commands (or only this one) reach, by group: their level now, and without them."""
    plant, now = parts.site.plant, parts.clock.now()
    ended = tuple(gone)
    ids = {one.id for one in ended}
    stay = [one for one in (*parts.overrides.active(), *works(parts)) if one.id not in ids]
    image = replace(parts.watch.image(now), reach=reach_of(plant, stay))
    reached: dict[str, dict[str, None]] = {}
    for one in (only,) if only else ended:
        for lamp in lamps_of(one.target, plant):
            reached.setdefault(plant.lamps[lamp].group, {})[lamp] = None
    rows: list[AfterRow] = []
    for count, (group, lamps) in enumerate(reached.items(), 1):
        rows += _of_group(parts, group, lamps, image)
        if count % GROUPS_AT_A_TIME == 0:
            await asyncio.sleep(0)
    return rows


def _of_group(parts: Parts, group: str, lamps: Iterable[str], image: Image) -> list[AfterRow]:
    then = decide_group(parts.site.plant, parts.nights.at(group, image.now), image)
    counted = Counter(_change(parts, lamp, then) for lamp in lamps)
    return [AfterRow(group, many, before, level, layer) for (before, level, layer), many in counted.items()]


def _change(parts: Parts, lamp: str, then: GroupDecision) -> tuple[float | None, float, str]:
    now, later = parts.cycle.decision_of(lamp), then.of(lamp)
    return (now.level if now else None), later.level, str(later.ruled_by)


def overruled(parts: Parts, override: Override) -> list[OverruledRow]:
    """Who rules lamps of an override in its place: other commands, and tests of their cabinets."""
    plant, now = parts.site.plant, parts.clock.now()
    standing = (*parts.overrides.active(), *works(parts))
    reach, known = reach_of(plant, standing), {one.id: one for one in standing}
    if override.id not in known:
        return []
    tested = {trial.id for trial in parts.trials.active()}
    ids = (_ruled_by(reach, lamp, parts) for lamp in lamps_of(override.target, plant))
    counted = Counter(name for name in ids if name and name != override.id and name not in tested)
    rows = [
        OverruledRow(_kind(one), str(one.target) if not one.scene else one.scene, one.level, one.owner,
                     local(parts, one.until) or "", counted[name])
        for name, one in known.items()
        if counted[name] and not (one.scene and one.scene == override.scene)
    ]  # fmt: skip
    covered = Counter(plant.lamps[lamp].cabinet for lamp in lamps_of(override.target, plant))
    return rows + [
        OverruledRow("test", f"cabinet:{one.cabinet}", None, one.owner, local(parts, one.until) or "",
                     covered[one.cabinet])
        for one in parts.trials.active() if covered[one.cabinet] and one.holds(now)
    ]  # fmt: skip


def _ruled_by(reach: Reach, lamp_id: str, parts: Parts) -> str:
    lamp = parts.site.plant.lamps[lamp_id]
    asked = (*reach.groups.get(lamp.group, ()), *reach.over_group(lamp))
    one = ruling(asked, parts.clock.now())
    return one.id if one else ""


def _kind(override: Override) -> str:
    if override.emergency:
        return "emergency"
    if override.scene:
        return "scene"
    return "blink" if override.target.scope is Scope.LAMP and override.reason == "blink" else "override"
