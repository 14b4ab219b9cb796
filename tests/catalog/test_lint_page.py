"""docs/lint.md against lint itself: every code is on the page, and the page names no other."""

import re

from lightctl.core.lint import Weight
from tests.conftest import REPOSITORY
from tests.site.lint_pairs import PAIRS

PAGE = (REPOSITORY / "docs/lint.md").read_text(encoding="utf-8")
ROWS = [line.split("|")[1:4] for line in PAGE.splitlines() if line.startswith("| `")]
CODES = {code for first, _, _ in ROWS for code in re.findall(r"`([a-z-]+)`", first)}
SOURCES = [file.read_text(encoding="utf-8") for file in (REPOSITORY / "lightctl/core").glob("lint*.py")]


def test_every_code_of_the_page_is_one_that_lint_has() -> None:
    assert len(CODES) > 25
    assert [code for code in sorted(CODES) if not any(f'"{code}"' in text for text in SOURCES)] == []


def test_everything_that_lint_says_is_on_the_page() -> None:
    said = {code for text in SOURCES for code in re.findall(r"Weight\.\w+,\s*\"([a-z]+(?:-[a-z]+)+)\"", text)}
    assert len(said) > 15
    assert said <= CODES
    assert {pair.code for pair in PAIRS} <= CODES


def test_the_weights_of_the_page_are_those_of_lint() -> None:
    weights = {
        code: weight.strip() for first, weight, _ in ROWS for code in re.findall(r"`([a-z-]+)`", first)
    }
    assert set(weights.values()) == {weight.value for weight in Weight}
    plain = [pair for pair in PAIRS if pair.weight != "note"]
    assert [pair.name for pair in plain if weights[pair.code] != pair.weight] == []
