"""Whoever asks by which thresholds a street is dimmed is told, and who says so."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from lightctl.cli.program import program
from lightctl.core.profile import Profile
from lightctl.site.library import shipped_root
from lightctl.site.loader import load_site


def page(site: Path, street: str) -> str:
    done = CliRunner().invoke(program, ["plan", street, "--night", "2026-11-20", "--site", str(site)])
    assert done.exit_code == 0, done.output
    return " ".join(done.output.replace("\N{NO-BREAK SPACE}", " ").split())


def test_the_plan_of_a_street_tells_thresholds_and_their_source() -> None:
    told = page(shipped_root(), "street:tran-hung-dao")
    assert (
        "traffic, of the service flow: under 50 % 1 class less, under 25 % 2 classes less (source: UNI"
        in told
    )
    assert "weather, at most: rain 1 class less, fog no class less; held 60 min (source: assumed" in told


def test_a_rule_without_a_source_says_that_there_is_none(tmp_path: Path) -> None:
    assert CliRunner().invoke(program, ["init", str(tmp_path / "own")]).exit_code == 0
    assert "held 60 min (no source stated)" in page(tmp_path / "own", "street:first-street")


@pytest.mark.parametrize("profile", load_site(shipped_root()).profiles.values(), ids=lambda one: one.id)
def test_every_shipped_threshold_says_where_it_comes_from(profile: Profile) -> None:
    assert profile.traffic is None or profile.traffic.source
    assert profile.weather is None or profile.weather.sense.source
