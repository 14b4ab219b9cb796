"""A dated row more in the site's files: everything else as it was, or nothing."""

from pathlib import Path

import pytest

from lightctl.errors import LightctlError, SiteError
from lightctl.site.changing import CHANGES, change_row, checked_with, with_row, write_whole
from lightctl.site.init import init_site
from lightctl.site.loader import load_site

ROW = change_row("fs-03", {"luminaire": "led-60", "since": "2026-11-20"})


def test_a_first_row_makes_the_file(tmp_path: Path) -> None:
    init_site(tmp_path)
    text = with_row("", ROW)
    checked_with(tmp_path, CHANGES, text)
    write_whole(tmp_path / CHANGES, text)
    fitted = load_site(tmp_path).plant.lamps["fs-03"].luminaires
    assert [(one.since.isoformat(), one.model) for one in fitted][1:] == [("2026-11-20", "led-60")]


def test_a_controller_keeps_its_serial_and_its_quotes(tmp_path: Path) -> None:
    init_site(tmp_path)
    row = change_row("fs-03", {"controller": 'mã "X" 4: 7', "serial": "0042", "since": "2026-11-20"})
    write_whole(tmp_path / CHANGES, with_row("", row))
    (fitted,) = load_site(tmp_path).plant.lamps["fs-03"].controllers
    assert (fitted.model, fitted.serial) == ('mã "X" 4: 7', "0042")


KEPT = """# Ours.
changes:   # what came later
  - {lamp: fs-01, luminaire: led-60, since: 2026-03-01}      # knocked down

# Lines follow.
lines: []
"""


def test_order_and_comments_stay() -> None:
    made = with_row(KEPT, ROW)
    assert made.replace(f"{ROW}\n", "") == KEPT
    assert made.index("knocked down") < made.index(ROW) < made.index("# Lines follow")
    assert with_row(made, ROW).count(ROW) == 2
    assert with_row("changes: []\n", ROW) == f"changes:\n{ROW}\n"


@pytest.mark.parametrize(
    "text", ["changes: [{lamp: a, luminaire: b, since: 2026-01-01}]\n", "lines: []\n", "'changes':\n  - 1\n"]
)
def test_what_is_not_understood_is_left_to_the_engineer(text: str) -> None:
    with pytest.raises(LightctlError, match="by hand"):
        with_row(text, ROW)


@pytest.mark.parametrize(
    "words",
    [
        {"luminaire": "led-99", "since": "2026-11-20"},
        {"luminaire": "led-60", "since": "2020-01-01"},
    ],
)
def test_a_site_that_would_be_wrong_is_refused_whole(tmp_path: Path, words: dict[str, str]) -> None:
    init_site(tmp_path)
    with pytest.raises(SiteError):
        checked_with(tmp_path, CHANGES, with_row("", change_row("fs-03", words)))
    assert not (tmp_path / CHANGES).exists()


def test_a_disk_that_refuses_leaves_the_old_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("old")
    with pytest.raises(LightctlError, match="cannot be written"):
        write_whole(tmp_path / "file" / "below.yaml", "new")
    assert (tmp_path / "file").read_text() == "old"
