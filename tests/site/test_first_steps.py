"""What an engineer meets first: a site to begin with, what check prints, schemas for the editor."""

from datetime import date
from pathlib import Path

import pytest

from lightctl.errors import SiteError
from lightctl.site.describe import describe, tonight
from lightctl.site.init import init_site
from lightctl.site.library import shipped_root
from lightctl.site.loader import check_site, load_scenario, load_site
from lightctl.site.schema import schemas
from tests.site.good_city import write


def test_the_starter_site_is_sound_and_never_overwrites(tmp_path: Path) -> None:
    written = init_site(tmp_path / "new")
    site, problems = check_site(tmp_path / "new")
    assert site is not None
    assert problems.warnings == []
    assert len(site.plant.lamps) == 16
    assert all(line.host == "127.0.0.1" for line in site.plant.lines.values())
    assert all(path.is_file() for path in written)
    with pytest.raises(SiteError, match="not an empty folder"):
        init_site(tmp_path / "new")


def test_what_check_prints(tmp_path: Path) -> None:
    site = load_site(write(tmp_path))
    night = date(2026, 11, 18)
    lines = describe(site, night)
    assert lines[0] == "Good City (good-city), 10.5, 106.4, Asia/Ho_Chi_Minh"
    assert "52 lamps: 35 behind concentrators, 10 directly on a line, 7 switched by contactors only" in lines
    quiet = next(one for one in tonight(site, night) if one.profile == "quiet")
    assert quiet.lamps == 20
    assert [level for _, level in quiet.steps] == [80, 50]
    assert quiet.steps[1][0] == "23:00"
    assert quiet.on < quiet.steps[1][0]
    assert sum(one.lamps for one in tonight(site, night)) == 52


def test_an_unknown_scenario_is_told_with_the_nearest(tmp_path: Path) -> None:
    write(tmp_path, {"simulators/calm.yaml": "scenario: calm\ntitle: Nothing happens\n"})
    assert load_scenario(tmp_path, "calm").title == "Nothing happens"
    with pytest.raises(SiteError, match="did you mean 'calm'"):
        load_scenario(tmp_path, "clam")


def test_the_schemas_are_fresh() -> None:
    folder = shipped_root() / "config" / "schema"
    assert {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()} == schemas(), (
        "run: python -m lightctl.site.schema config/schema"
    )
