"""docs/driver-language.md against the model that reads driver files: every key, type, kind and default."""

import re
from collections.abc import Iterable
from datetime import timedelta
from enum import StrEnum
from itertools import takewhile

import pytest

from lightctl.site.driver_dialogues import FramesRow, TopicsRow
from lightctl.site.driver_file import BankRow, DriverFile, LimitsRow, PatternRow, VoltsRow
from lightctl.site.driver_point import PointRow, WriteLimitRow, WrittenRow
from lightctl.site.driver_rules import UNITS
from lightctl.site.words import FileModel, duration
from lightctl.wire import codec
from lightctl.wire.driver import ByteOrder, CalendarField, Encoding, Kind, WordOrder
from lightctl.wire.scales import LevelScale
from tests.catalog.drivers import read_driver
from tests.conftest import REPOSITORY
from tests.readme_session import blocks
from tests.wire.points import point

PAGE = "docs/driver-language.md"
TEXT = (REPOSITORY / PAGE).read_text(encoding="utf-8")
BLOCKS = [block.body for block in blocks(REPOSITORY, PAGE) if block.language == "yaml"]
KEYS = {
    "## The file": DriverFile,
    "## A point": PointRow,
    "### Keys of a bank": BankRow,
    "## Read here, written there": WrittenRow,
    "## Write limits": WriteLimitRow,
    "## Patterns": PatternRow,
    "## Limits": LimitsRow,
    "## Frames": FramesRow,
    "## Topics": TopicsRow,
}
WORDS: dict[str, type[StrEnum]] = {
    "## Types": Encoding, "## Clocks": CalendarField, "## Levels": LevelScale, "## Kinds": Kind,
}  # fmt: skip


def table(heading: str, number: int = 0) -> list[list[str]]:
    """Cells of the rows of a table under a heading."""
    lines = TEXT.split(f"\n{heading}\n", 1)[1].splitlines()
    own = list(takewhile(lambda line: not line.startswith("#"), lines))
    starts = [i for i, line in enumerate(own) if line.startswith("|---")]
    rows = takewhile(lambda line: line.startswith("|"), own[starts[number] + 1 :])
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


def first_cells(rows: Iterable[list[str]]) -> list[str]:
    return [row[0].strip("`") for row in rows]


@pytest.mark.parametrize(("heading", "model"), KEYS.items(), ids=KEYS)
def test_every_key_is_told_and_no_other(heading: str, model: type[FileModel]) -> None:
    told = first_cells(table(heading))
    assert told == [info.alias or name for name, info in model.model_fields.items()]


def test_the_keys_of_volts() -> None:
    assert first_cells(table("## Levels", 1)) == list(VoltsRow.model_fields)


@pytest.mark.parametrize(("heading", "model"), KEYS.items(), ids=KEYS)
def test_what_counts_unless_stated_is_told_rightly(heading: str, model: type[FileModel]) -> None:
    for row in table(heading):
        name = "name" if row[0] == "`driver`" else row[0].strip("`")
        info, said = model.model_fields[name], row[1].strip("`")
        if heading == "## Patterns":
            assert info.is_required() or info.default == []
            continue
        assert (said == "needed") == info.is_required(), row
        default = info.default
        if isinstance(default, timedelta):
            assert duration(said) == default, row
        elif isinstance(default, str) and default:
            assert said == default, row
        elif isinstance(default, int | float) and default and not isinstance(default, bool):
            assert float(said) == default, row


@pytest.mark.parametrize(("heading", "words"), WORDS.items(), ids=WORDS)
def test_every_word_is_told_and_no_other(heading: str, words: type[StrEnum]) -> None:
    assert first_cells(table(heading)) == [word.value for word in words]


def test_types_take_as_many_registers_as_the_page_says() -> None:
    for name, registers, _ in table("## Types"):
        if registers.isdecimal():
            assert codec.width(point(Encoding(name.strip("`")))) == int(registers)


def test_kinds_are_told_in_the_unit_that_is_asked_for() -> None:
    for name, unit, _ in table("## Kinds"):
        assert UNITS.get(Kind(name.strip("`")), "") == ("" if unit == "bool" else unit), name


def test_the_four_orders_are_what_the_codec_makes_of_them() -> None:
    rows = table("## Types", 1)
    assert len(rows) == 4
    for words, _, word_order, byte_order in rows:
        p = point(Encoding.UINT32, word_order=WordOrder(word_order), byte_order=ByteOrder(byte_order))
        assert codec.decode(p, bytes.fromhex(words)) == 0x12345678


@pytest.mark.parametrize("body", BLOCKS, ids=lambda body: body.split("\n")[0])
def test_the_examples_are_sound(body: str) -> None:
    assert read_driver(body, "meters/example").points or read_driver(body, "meters/example").bank


def test_the_examples_do_what_is_said_of_them() -> None:
    bytes_, formula, clock, thirds = (read_driver(body, "meters/example") for body in BLOCKS)
    assert bytes_.points[0].address == 10
    assert [codec.address_of(formula.bank[0], n) for n in (1, 2, 32)] == [3005, 3010, 3160]
    assert [p.address for p in clock.points] == [0x10, 0x20]
    assert [len(pattern.outputs) for pattern in thirds.patterns] == [1, 2, 3]


def test_links_lead_to_headings_and_pages() -> None:
    anchors = {re.sub(r"[^a-z0-9 -]", "", line.lstrip("# ").lower()).replace(" ", "-")
               for line in TEXT.splitlines() if line.startswith("#")}  # fmt: skip
    for target in re.findall(r"\]\(([^)]+)\)", TEXT):
        if target.startswith("#"):
            assert target[1:] in anchors
        else:
            assert (REPOSITORY / "docs" / target).is_file()
