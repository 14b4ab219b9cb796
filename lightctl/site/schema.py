"""JSON Schemas of every kind of file, generated from the models, for an editor to help with.

`python -m lightctl.site.schema config/schema` writes them anew.
"""

import json
import sys
from pathlib import Path
from typing import Any

from lightctl.site.accounts_file import AccountsFile
from lightctl.site.driver_file import DriverFile
from lightctl.site.holiday_file import HolidayFile
from lightctl.site.mapping_file import MappingFile
from lightctl.site.plant_file import PlantFile
from lightctl.site.profile_file import ProfileFile
from lightctl.site.scenario_file import ScenarioModel
from lightctl.site.scene_file import SceneFile
from lightctl.site.schedule_file import ScheduleFile
from lightctl.site.settings_file import SettingsFile
from lightctl.site.words import FileModel

MODELS: dict[str, type[FileModel]] = {
    "settings": SettingsFile,
    "plant": PlantFile,
    "accounts": AccountsFile,
    "profile": ProfileFile,
    "schedule": ScheduleFile,
    "holidays": HolidayFile,
    "driver": DriverFile,
    "scenario": ScenarioModel,
    "mapping": MappingFile,
    "scene": SceneFile,
}


def schemas() -> dict[str, str]:
    """File name → schema as JSON text."""
    return {f"{name}.json": _text(model) for name, model in MODELS.items()}


def write_schemas(folder: Path) -> None:
    """Write them all into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in schemas().items():
        (folder / name).write_text(text, encoding="utf-8")


def _text(model: type[FileModel]) -> str:
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **_as_typed(model.model_json_schema()),
    }
    return json.dumps(schema, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def _as_typed(schema: Any) -> Any:
    """Without defaults that are written in another way in YAML (`PT60S` for 60s)."""
    if isinstance(schema, list):
        return [_as_typed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    return {key: _as_typed(value) for key, value in schema.items() if not _foreign_default(key, value)}


def _foreign_default(key: str, value: object) -> bool:
    return key == "default" and not isinstance(value, bool | int | float)


if __name__ == "__main__":
    write_schemas(Path(sys.argv[1]))
