"""Word by word: what lint promises to tell is told, at its place, and what lies just beside it is not."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from lightctl.core.lint import Finding, Weight
from lightctl.core.lint_year import Verdict, lint_year
from lightctl.site.lint import leap_nights_after, year_of
from lightctl.site.loader import check_site, load_site
from tests.site.good_city import write
from tests.site.lint_pairs import CHECKED, LEAP, PAIRS, WINTER, Edit, Pair
from tests.site.lint_town import ACCOUNTS, PLACES, TOWN, town


def edited(files: dict[str, str], edits: Sequence[Edit]) -> dict[str, str]:
    changed = dict(files)
    for file, old, new in edits:
        assert not old or changed[file].count(old) >= 1, (file, old)
        changed[file] = changed[file].replace(old, new, 1) if old else new
    return changed


def judged(root: Path, pair: Pair, edits: Sequence[Edit]) -> tuple[Verdict, dict[str, str]]:
    files = town(pair.place, edited(TOWN, edits)) if pair.place != "tan-an" else edited(TOWN, edits)
    site = load_site(write(root, files))
    return lint_year(year_of(site, pair.first, pair.nights)), files


def place_of(pair: Pair, files: dict[str, str]) -> str:
    file, words = pair.at
    before = files[file][: files[file].index(words)]
    return f"{file}:{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"


def told(verdict: Verdict, code: str, weight: str) -> list[Finding]:
    return [one for one in verdict.findings if (one.code, one.weight.value) == (code, weight)]


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.name)
def test_a_mistake_is_told_at_its_place_and_its_neighbour_is_not(tmp_path: Path, pair: Pair) -> None:
    verdict, files = judged(tmp_path / "wrong", pair, pair.wrong)
    found = told(verdict, pair.code, pair.weight)
    assert place_of(pair, files) in [one.where for one in found], verdict.findings
    assert all(one.advice and one.message for one in found)
    assert verdict.refused == (pair.weight == "refused")
    beside, _ = judged(tmp_path / "near", pair, pair.near)
    assert told(beside, pair.code, pair.weight) == []
    assert not beside.refused, beside.findings


@pytest.mark.parametrize(
    ("name", "wrong", "near", "says"), CHECKED, ids=lambda one: one if isinstance(one, str) else ""
)
def test_what_check_refuses_first(
    tmp_path: Path, name: str, wrong: Sequence[Edit], near: Sequence[Edit], says: str
) -> None:
    site, problems = check_site(write(tmp_path / "wrong", edited(TOWN, wrong)))
    assert site is None, name
    assert any(says in problem.message for problem in problems.errors), problems.errors
    site = load_site(write(tmp_path / "near", edited(TOWN, near)))
    verdict = lint_year(year_of(site, WINTER, 366))
    assert [one for one in verdict.findings if one.weight is not Weight.NOTE] == []


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("first", [WINTER, LEAP])
def test_a_town_without_mistakes_is_left_in_peace_anywhere(tmp_path: Path, place: str, first: object) -> None:
    start = LEAP if first == LEAP else WINTER
    files = town(place)
    files[ACCOUNTS] = files[ACCOUNTS].replace("since: 2026-", f"since: {start.year}-")
    verdict = lint_year(year_of(load_site(write(tmp_path, files)), start, 366))
    assert verdict.findings == ()
    assert len(verdict.landmarks.leap_day) == 2
    changes = 0 if place in {"tan-an", "kolkata"} else 2
    assert len(verdict.landmarks.clock_changes) == changes


def test_the_leap_day_comes_with_every_year() -> None:
    assert [night.isoformat() for night in leap_nights_after(WINTER, 366)] == ["2028-02-28", "2028-02-29"]
    assert leap_nights_after(LEAP, 366) == ()
    assert [night.isoformat() for night in leap_nights_after(LEAP, 90)] == ["2028-02-29"]
