"""Every kind of mistake is told once, at its place, with a remedy; and nothing is changed by looking."""

from pathlib import Path

import pytest

from lightctl.errors import Problem, SiteError
from lightctl.site.loader import check_site, load_site
from tests.site.good_city import FILES, write
from tests.site.planted import ALONE, MISTAKES, Mistake


def plant(files: dict[str, str], mistakes: list[Mistake]) -> dict[str, str]:
    changed = dict(files)
    for mistake in mistakes:
        assert changed[mistake.file].count(mistake.old) == 1, mistake.kind
        changed[mistake.file] = changed[mistake.file].replace(mistake.old, mistake.new)
    return changed


def place(text: str, at: str) -> tuple[int, int]:
    before = text[: text.index(at)]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def found(problems: list[Problem], mistake: Mistake, text: str) -> bool:
    where = (mistake.file, *place(text, mistake.at))
    return any(
        (p.file, p.line, p.column) == where and mistake.says in p.message and mistake.hint in p.hint
        for p in problems
    )


def test_the_good_city_has_no_mistake(tmp_path: Path) -> None:
    site, problems = check_site(write(tmp_path))
    assert site is not None
    assert problems.errors == []
    assert problems.warnings == []
    assert len(site.plant.lamps) == 52


@pytest.mark.parametrize("mistake", [*MISTAKES, *ALONE], ids=lambda mistake: mistake.kind)
def test_one_mistake_gives_one_message(tmp_path: Path, mistake: Mistake) -> None:
    files = plant(FILES, [mistake])
    site, problems = check_site(write(tmp_path, files))
    told = [str(problem) for problem in problems.errors]
    assert site is None
    assert found(problems.errors, mistake, files[mistake.file]), told
    assert len(told) == 1, told


def test_all_at_once_give_exactly_as_many_messages(tmp_path: Path) -> None:
    files = plant(FILES, MISTAKES)
    write(tmp_path, files)
    with pytest.raises(SiteError) as caught:
        load_site(tmp_path)
    problems = caught.value.problems
    unheard = [mistake.kind for mistake in MISTAKES if not found(problems, mistake, files[mistake.file])]
    assert unheard == [], str(caught.value)
    assert len(problems) == len(MISTAKES) >= 20, str(caught.value)
    assert problems == sorted(problems)


def test_looking_changes_nothing(tmp_path: Path) -> None:
    write(tmp_path, plant(FILES, MISTAKES))
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    check_site(tmp_path)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
