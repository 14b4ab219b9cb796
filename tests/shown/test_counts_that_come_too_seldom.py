"""Counts that are stale before the next one comes never dim a street, and `check` says so."""

from pathlib import Path

import pytest

from lightctl.site.init import init_site
from lightctl.site.loader import check_site

FILE = "{source: file, file: counts.csv, mapping: config/mappings/junctions.yaml, sites: {}%s}"


@pytest.mark.parametrize(
    ("traffic", "told"),
    [
        (FILE % "", True),
        (FILE % ", stale_after: 60min", True),
        (FILE % ", stale_after: 75min", False),
        ("{source: mqtt, period: 20min}", True),
        ("{source: mqtt, period: 5min}", False),
        ("{source: mqtt}", False),
        ("{source: none, period: 1h}", False),
    ],
)
def test_a_period_as_long_as_a_count_is_fresh_is_warned_of(traffic: str, told: bool, tmp_path: Path) -> None:
    init_site(tmp_path / "own")
    settings = tmp_path / "own/config/settings.yaml"
    text = settings.read_text(encoding="utf-8")
    head, found, tail = text.partition("traffic: {source: none}")
    assert found
    settings.write_text(f"{head}traffic: {traffic}{tail}", encoding="utf-8")
    site, problems = check_site(tmp_path / "own")
    assert site is not None, problems.errors
    assert any("never dim" in one.message for one in problems.warnings) is told
