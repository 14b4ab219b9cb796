"""Scenes: named levels for several targets, that begin and end together."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from lightctl.core.commands import Override, Target
from lightctl.core.units import Level


@dataclass(frozen=True, slots=True)
class Scene:
    """What `schedules/scenes/ID.yaml` says."""

    id: str
    title: str
    rows: tuple[tuple[Target, Level], ...]
    longest: timedelta
    below_floor: bool = False
    """Whether it may go under the floor; whoever starts it must say so too."""


NO_SCENES: Mapping[str, Scene] = {}


def overrides_of_scene(
    scene: Scene, run: str, since: datetime, until: datetime, owner: str, reason: str
) -> tuple[Override, ...]:
    """Its rows as overrides of one run, all from and to the same instants."""
    return tuple(
        Override(
            f"{run}-{number}", target, level, since, until, owner, reason,
            below_floor=scene.below_floor, scene=scene.id,
        )
        for number, (target, level) in enumerate(scene.rows, 1)
    )  # fmt: skip
