"""Edges that nobody stood on: a service to be shut down, an answer from the future, a table about to end."""

import json
import logging
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from lightctl.cli.program import program
from lightctl.core.conditions import WeatherReading
from lightctl.core.weather import kind_of
from lightctl.errors import FeedError
from lightctl.feeds.provider import checked
from lightctl.site.init import init_site
from tests.feeds.test_over_http import START, Clock, body, source
from tests.feeds.web import serving, whole


async def test_the_answer_of_a_version_that_will_be_shut_down_is_weather_and_a_warning(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.WARNING):
        async with serving(whole(body("met-norway"), "203 Non-Authoritative Information")) as web:
            reading = await source("met-norway", web, Clock()).now()
    assert kind_of(reading) in {"rain", "storm"}
    assert "will be shut down" in caplog.text


@pytest.mark.parametrize(("minutes", "believed"), [(-119, True), (-121, False), (59, True), (61, False)])
def test_how_far_from_now_an_answer_may_be(minutes: int, believed: bool) -> None:
    reading = WeatherReading(START + timedelta(minutes=minutes), "x", 61)
    if believed:
        assert checked(reading, START).at == min(reading.at, START)
    else:
        with pytest.raises(FeedError, match=r"too old|ahead of the city"):
            checked(reading, START)


@pytest.mark.parametrize(("first", "ends"), [(date(2030, 1, 1), False), (date(2040, 3, 1), True)])
def test_holidays_that_end_within_the_year_are_told(first: date, ends: bool, tmp_path: Path) -> None:
    init_site(tmp_path / "own")
    schedule = tmp_path / "own/schedules/first-street.yaml"
    rules = "rules:\n  - {profile: full-night, holidays: vietnam/tet}\n  - {profile: first-street}\n"
    schedule.write_text(f"schedule: first-street\n{rules}", encoding="utf-8")
    words = ["lint", "--from", first.isoformat(), "--json", "--site", str(tmp_path / "own")]
    done = CliRunner().invoke(program, words)
    assert done.exit_code == 0, done.output
    told = json.dumps(json.loads(done.output), ensure_ascii=False)
    assert ("says nothing about days after 2040-12-31" in told) is ends
