"""Recordings that are not there: warned of by check, and what the warning says is what happens."""

from collections.abc import Callable
from pathlib import Path

import pytest

from lightctl.clock import SiteClock, SystemClock
from lightctl.errors import FeedError
from lightctl.feeds import sensor_feed, traffic_feed, weather_feed
from lightctl.site.init import init_site
from lightctl.site.loader import check_site, load_site
from lightctl.site.model import Site

FEED_OF: dict[str, Callable[[Site, SiteClock], object]] = {
    "traffic": traffic_feed,
    "weather": weather_feed,
    "sensing": sensor_feed,
}


@pytest.mark.parametrize("section", list(FEED_OF))
def test_a_recording_that_is_not_there_is_warned_of_and_stops_a_start(tmp_path: Path, section: str) -> None:
    init_site(tmp_path / "city")
    settings = tmp_path / "city/config/settings.yaml"
    text = settings.read_text("utf-8")
    rest = [line for line in text.splitlines() if not line.startswith(f"{section}:")]
    settings.write_text("\n".join([*rest, f"{section}: {{source: file, file: gone.csv}}", ""]), "utf-8")
    _, problems = check_site(tmp_path / "city")
    (warning,) = problems.warnings
    assert warning.message == "there is no file 'gone.csv'"
    assert warning.hint == "without it the daemon does not start"
    with pytest.raises(FeedError, match=r"gone\.csv"):
        FEED_OF[section](load_site(tmp_path / "city"), SystemClock())
