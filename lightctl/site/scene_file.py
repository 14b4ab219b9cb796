"""schedules/scenes/NAME.yaml: levels for several targets that an operator starts together."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated

from pydantic import Field

from lightctl.core.commands import Target
from lightctl.core.plant import Plant
from lightctl.core.scene import Scene
from lightctl.core.target import parse_target
from lightctl.core.units import Level
from lightctl.errors import TargetError
from lightctl.site.parse import Parsed
from lightctl.site.problems import Problems, Spot
from lightctl.site.reader import Reader
from lightctl.site.words import Duration, FileModel, Id, Percent, Text, between

FOLDER = "schedules/scenes"


class SceneRow(FileModel):
    """A target and its level."""

    target: Text
    level: Percent


class SceneFile(FileModel):
    """One scene; its id is the file's name."""

    scene: Id
    title: Text
    longest: Annotated[Duration, between("1min", "24h")] = timedelta(hours=2)
    below_floor: bool = False
    rows: list[SceneRow] = Field(min_length=1)


def read_scenes(reader: Reader, plant: Plant) -> Mapping[str, Scene]:
    """The site's own scenes by id, with their targets found in the plant; mistakes are noted."""
    found: dict[str, Scene] = {}
    for file in reader.library.own(f"{FOLDER}/*.yaml"):
        parsed = reader.file(SceneFile, file)
        if parsed is None:
            continue
        name, given = Path(file.path).stem, parsed.model.scene
        if given != name:
            reader.problems.error(
                parsed.spot("scene"), f"scene {given!r} stands in {file.path}", "the same name in both"
            )
        found[name] = _scene(parsed, plant, reader.problems)
    return found


def _scene(parsed: Parsed[SceneFile], plant: Plant, problems: Problems) -> Scene:
    model, rows = parsed.model, dict[Target, Level]()
    for index, row in enumerate(model.rows):
        target = _target(row.target, plant, parsed.spot("rows", index, "target"), problems)
        if target in rows:
            problems.error(parsed.spot("rows", index, "target"), f"{target} stands here twice")
        elif target is not None:
            rows[target] = Level(row.level)
    return Scene(model.scene, model.title, tuple(rows.items()), model.longest, model.below_floor)


def _target(words: str, plant: Plant, spot: Spot, problems: Problems) -> Target | None:
    try:
        return parse_target(words, plant)
    except TargetError as error:
        problems.error(spot, str(error))
        return None
