"""`lightctl history` of a long evening: each row says something new."""

import json
from itertools import pairwise
from typing import Any

import pytest
from click.testing import CliRunner

from lightctl.cli.program import program
from tests.cli.told_evening import Told, tampered

pytestmark = pytest.mark.timeout(120)


def typed(evening: Told, *words: str) -> str:
    folders = ["--site", f"{evening.folder}/site", "--state", f"{evening.folder}/state"]
    done = CliRunner().invoke(program, ["history", *words, *folders])
    assert done.exit_code == 0, done.output
    return done.output


def decided(evening: Told, *words: str) -> list[dict[str, Any]]:
    rows = json.loads(typed(evening, *words, "--only", "decided", "--json"))
    assert isinstance(rows, list)
    return rows


def test_no_two_rows_of_a_street_say_the_same(evening: Told) -> None:
    for street in ("hang", "ke", "nhanh"):
        told = [row["text"] for row in decided(evening, f"street:{street}")]
        assert len(told) > 8
        for one, next_one in pairwise(told):
            assert one != next_one


def test_a_decision_that_was_only_made_again_is_not_shown_unless_asked_for(evening: Told) -> None:
    before = decided(evening, "street:ke")
    row = "thing, at_ms + 900, level, until_ms, reasons, edition, basis"
    again = f"INSERT INTO decision SELECT {row} FROM decision"
    with tampered(evening, again):
        assert decided(evening, "street:ke") == before
        every = decided(evening, "street:ke", "--all")
    assert len(every) == 2 * len(before)
    assert [row["text"] for row in every[::2]] == [row["text"] for row in before]


def test_a_reason_that_comes_and_goes_is_a_row_though_the_level_stays(evening: Told) -> None:
    told = typed(evening, "street:ke", "--only", "decided")
    assert (
        "21:00:00  decided   ke: stays 90 %: It has rained since 21:00 (source: open-meteo): a wet street "
        "needs at least 66.7 %, and 90 % is enough.\n"
    ) in told
    assert "21:45:00  decided   ke: stays 90 %: nothing more from weather\n" in told
    assert "ke: giữ 90%: không còn lý do từ thời tiết\n" in typed(evening, "street:ke", "--lang", "vi")


def test_a_command_reads_as_it_was_given_to_the_second(evening: Told) -> None:
    told = typed(evening, "city")
    assert "lamp:h-2: anna: set “glare” 90 % → 10 % until 2026-11-20 20:35, below the floor\n" in told
    assert "street:nhanh: 65 % until 2026-11-20 20:25, by anna (scene walk) “walk”\n" in told
    assert "lightctl: the daemon started\n" in told
    assert "65% đến 2026-11-20 20:25, do anna (kịch bản walk) “walk”\n" in typed(
        evening, "city", "--lang", "vi"
    )
    rows = json.loads(typed(evening, "city", "--only", "command", "--json"))
    assert rows
    assert not [row for row in rows if "." in row["text"].split("until")[-1]]
