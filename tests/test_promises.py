"""What the README promises has a test: the words stand there, and the test exists."""

import ast
import re
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

ROW = re.compile(r"^\| (?P<words>.+?) \| `(?P<test>[^`]+)` \|$", re.MULTILINE)


def _text(page: str) -> str:
    return " ".join((REPOSITORY / page).read_text(encoding="utf-8").replace("**", "").split())


def _tests_of(file: Path) -> set[str]:
    """Names of a file's tests, those in classes as `Class::name`."""
    found: set[str] = set()
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.ClassDef):
            parts = [part for part in node.body if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef)]
            found |= {f"{node.name}::{part.name}" for part in parts}
    return found


TABLE = (REPOSITORY / "docs/promises.md").read_text(encoding="utf-8")
PROMISES = [match.group("words", "test") for match in ROW.finditer(TABLE)]


@pytest.mark.parametrize(("words", "test"), PROMISES)
def test_a_promise_stands_in_the_readme_and_has_its_test(words: str, test: str) -> None:
    file, _, name = test.partition("::")
    assert words in _text("README.md")
    assert (REPOSITORY / file).exists(), f"{file} is gone"
    assert not name or name in _tests_of(REPOSITORY / file), f"{file} has no {name}"


def test_the_table_is_read_whole() -> None:
    rows = [line for line in TABLE.splitlines() if line.startswith("| ")]
    assert len(PROMISES) == len(rows) - 1


def test_a_test_that_is_gone_would_be_noticed(tmp_path: Path) -> None:
    (tmp_path / "test_x.py").write_text("def test_a(): ...\nclass TestB:\n    def test_c(self): ...\n")
    assert _tests_of(tmp_path / "test_x.py") == {"test_a", "TestB::test_c"}
