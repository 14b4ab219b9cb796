"""`lightctl audit`: the rows, their days and targets, and the seal."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner

from lightctl.cli.program import program
from lightctl.cli.readable import plainly
from lightctl.site.init import init_site
from lightctl.store import Act, Store

BEGAN = datetime(2026, 11, 20, 18, tzinfo=UTC)  # 01:00 of 21 November in the city
ACTS = [
    Act(BEGAN, "anna", "set", "street:first-street", "concert", "100 %", "80 %"),
    Act(BEGAN + timedelta(days=1), "binh", "resume", "street:first-street", "over"),
    Act(BEGAN + timedelta(days=2), "anna", "scene start", "scene:walk", "festival"),
]


@pytest.fixture
def city(tmp_path: Path) -> Path:
    init_site(tmp_path / "city")

    async def act() -> None:
        store = Store.open(tmp_path / "city/state", site_zone=ZoneInfo("Asia/Ho_Chi_Minh"), threaded=False)
        for one in ACTS:
            await store.audit(one)
        await store.close()

    (tmp_path / "city/state").mkdir()
    asyncio.run(act())
    return tmp_path / "city"


def said(city: Path, *words: str) -> str:
    done = CliRunner().invoke(program, ["audit", *words, "--site", str(city)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_the_audit_is_read_without_a_daemon(city: Path) -> None:
    lines = said(city).splitlines()
    assert len(lines) == 4
    assert lines[1].split()[:5] == ["2026-11-21", "01:00:00", "anna", "set", "street:first-street"]


@pytest.mark.parametrize(
    ("words", "who"),
    [
        (["--from", "2026-11-22"], ["binh", "anna"]),
        (["--to", "2026-11-21"], ["anna"]),
        (["--from", "2026-11-22", "--to", "2026-11-22"], ["binh"]),
        (["--target", "scene:walk"], ["anna"]),
        (["--target", "lamp:none"], []),
    ],
)
def test_days_are_the_citys_and_a_target_is_that_very_one(
    city: Path, words: list[str], who: list[str]
) -> None:
    assert [row["who"] for row in json.loads(said(city, *words, "--json"))] == who


def test_the_seals_are_checked(city: Path) -> None:
    done = CliRunner().invoke(program, ["audit", "verify", "--site", str(city)])
    assert done.output == "3 rows, every seal fits\n"


def test_it_is_read_while_the_folder_has_a_mistake(city: Path) -> None:
    (city / "profiles/first-street.yaml").write_text("flor: 40\n", encoding="utf-8")
    assert len(said(city).splitlines()) == 4


def test_a_person_reads_local_minutes_and_short_digests() -> None:
    words = f"80 % until 2026-11-22T04:23:56.242443+00:00 by {'ab' * 32}"
    told = plainly(words, ZoneInfo("Asia/Ho_Chi_Minh"))
    assert told == "80 % until 2026-11-22 11:23 by abababababab"
