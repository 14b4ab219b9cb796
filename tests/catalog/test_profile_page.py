"""docs/profiles-and-schedules.md against the models that read these files: every key, word and default."""

import re
from collections.abc import Iterable
from datetime import timedelta
from itertools import takewhile

import pytest

from lightctl.core.classes import LUMINANCE, level_of_class
from lightctl.core.profile import SunEvent
from lightctl.site.anchors import BoundedMoment
from lightctl.site.holiday_file import HolidayFile, HolidayRow
from lightctl.site.parse import parse
from lightctl.site.problems import Problems
from lightctl.site.profile_file import ProfileFile, TrafficRow, WeatherRow
from lightctl.site.profile_steps import PATTERNS, DarkRow, StepRow
from lightctl.site.schedule_file import EventRow, RuleRow, ScheduleFile
from lightctl.site.words import FileModel, duration
from lightctl.site.yaml12 import load
from lightctl.wire.levels import number_of_level
from lightctl.wire.scales import LevelScale
from tests.conftest import REPOSITORY
from tests.readme_session import blocks

PAGE = "docs/profiles-and-schedules.md"
TEXT = (REPOSITORY / PAGE).read_text(encoding="utf-8")
BLOCKS = [block.body for block in blocks(REPOSITORY, PAGE) if block.language == "yaml"]
KEYS: dict[tuple[str, int], type[FileModel]] = {
    ("## A profile", 0): ProfileFile,
    ("## Bounds", 0): BoundedMoment,
    ("## Steps", 0): StepRow,
    ("## Kinds", 1): DarkRow,
    ("## Traffic", 0): TrafficRow,
    ("## Weather", 0): WeatherRow,
    ("## A schedule", 0): ScheduleFile,
    ("## Rules", 0): RuleRow,
    ("## Events", 0): EventRow,
    ("## Tables of holidays", 0): HolidayFile,
    ("## Tables of holidays", 1): HolidayRow,
}
EVERYTHING = {"every night", "every day", "each", "city", "day", "none", "false"}
"""How the page says that nothing is asked for."""


def table(heading: str, number: int = 0) -> list[list[str]]:
    """Cells of the rows of a table under a heading."""
    lines = TEXT.split(f"\n{heading}\n", 1)[1].splitlines()
    own = list(takewhile(lambda line: not line.startswith("## "), lines))
    starts = [i for i, line in enumerate(own) if line.startswith("|---")]
    rows = takewhile(lambda line: line.startswith("|"), own[starts[number] + 1 :])
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


def first_cells(rows: Iterable[list[str]]) -> list[str]:
    return [row[0].strip("`") for row in rows]


@pytest.mark.parametrize(("place", "model"), KEYS.items(), ids=[model.__name__ for model in KEYS.values()])
def test_every_key_is_told_and_no_other(place: tuple[str, int], model: type[FileModel]) -> None:
    assert first_cells(table(*place)) == [info.alias or name for name, info in model.model_fields.items()]


@pytest.mark.parametrize(("place", "model"), KEYS.items(), ids=[model.__name__ for model in KEYS.values()])
def test_what_counts_unless_stated_is_told_rightly(place: tuple[str, int], model: type[FileModel]) -> None:
    for row, info in zip(table(*place), model.model_fields.values(), strict=True):
        said, default = row[1].strip("`"), info.default
        assert (said == "needed") == info.is_required(), row
        if isinstance(default, timedelta):
            assert duration(said) == default, row
        elif isinstance(default, str) and default:
            assert said == default, row
        elif isinstance(default, int | float) and not isinstance(default, bool):
            assert float(said) == default, row
        elif not info.is_required():
            assert said in EVERYTHING, row
            assert default in (None, "", False, [], [0]), row


def words_of(model: type[FileModel], name: str) -> list[str]:
    return [str(word) for word in model.model_json_schema()["properties"][name]["enum"]]


def test_words_of_sun_kinds_and_patterns() -> None:
    assert first_cells(table("## Nights and moments")) == [event.value for event in SunEvent]
    assert first_cells(table("## Kinds")) == words_of(ProfileFile, "kind")
    assert {name.strip("`"): float(level) for name, level in table("## Patterns")} == PATTERNS


def test_words_of_evenings() -> None:
    items = RuleRow.model_json_schema()["properties"]["evenings"]["items"]["anyOf"][0]
    assert first_cells(table("## Rules", 1)) == items["enum"]


def test_the_levels_of_classes_are_what_is_worked_out() -> None:
    for name, luminance, level, step in table("## Classes", 1):
        assert LUMINANCE[name] == float(luminance)
        assert level_of_class(name, 1.12) == pytest.approx(float(level))
        assert number_of_level(LevelScale.DALI_LOG, float(level)) == int(step)


@pytest.mark.parametrize("body", BLOCKS, ids=lambda body: body.split("\n")[0].split("#")[0].strip())
def test_the_examples_are_sound(body: str) -> None:
    models: dict[str, type[FileModel]] = {
        "profile": ProfileFile, "schedule": ScheduleFile, "holidays": HolidayFile,
    }  # fmt: skip
    problems = Problems()
    assert parse(models[body.split(":", maxsplit=1)[0]], load(body, "example"), problems) is not None
    assert problems.errors == []


def test_links_lead_to_headings() -> None:
    anchors = {
        re.sub(r"[^a-z0-9 -]", "", line.lstrip("# ").lower()).replace(" ", "-")
        for line in TEXT.splitlines()
        if line.startswith("#")
    }
    assert set(re.findall(r"\]\(#([^)]+)\)", TEXT)) <= anchors
