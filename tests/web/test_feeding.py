"""Counts pushed to the API, and what the daemon says it listens to, over the real socket."""

import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from click.testing import CliRunner

from lightctl.cli import feed as feed_command
from lightctl.core.conditions import SensorReading, TrafficReading, WeatherReading
from lightctl.daemon.listening import Listening
from lightctl.daemon.parts import Parts
from lightctl.feeds import PushedTraffic, WeatherOrder
from lightctl.feeds.traffic_messages import TrafficMessages
from lightctl.site.loader import load_site
from lightctl.site.model import Site, TrafficSource
from lightctl.web import make_app, serve
from lightctl.web.server import answers
from tests.daemon.house import HandClock, House
from tests.daemon.small import EVENING
from tests.feeds.test_asking import Told
from tests.site.good_city import FILES, write
from tests.web.test_socket import PretendedDesk, _until_answered, ask

COUNT = {"place": "cam-1", "at": EVENING.isoformat(), "period_s": 300, "count": 10}


def listening(folder: Path, *, pushed: bool = True) -> tuple[Listening, House]:
    """A house that listens to counters that push, and to two weather sources."""
    clock = HandClock(EVENING + timedelta(minutes=1))
    house = House(clock)
    place = next(iter(house.plant.places.values()))
    messages = TrafficMessages({"cam-1": replace(place, id="cam-1")}, TrafficSource("http"))
    site: Site = load_site(write(folder / "site", FILES))
    parts = SimpleNamespace(clock=clock, conditions=house.conditions, site=site, sensing=Told("river", None))
    near, far = Told("near", 61), Told("far", 0)
    near.last = WeatherReading(EVENING, "near", 61)
    weather = WeatherOrder([near, far], timedelta(minutes=15), clock)
    weather.used = "near"
    traffic = PushedTraffic(messages, clock) if pushed else None
    return Listening(cast(Parts, parts), traffic, weather), house


async def over_socket(
    feeds: Listening, path: Path, method: str, where: str, body: Any = None
) -> tuple[int, Any]:
    server = asyncio.create_task(serve(make_app(PretendedDesk(), feeds=feeds), path))
    await asyncio.to_thread(_until_answered, path)
    try:
        return await asyncio.to_thread(ask, path, method, where, body)
    finally:
        server.cancel()
        with pytest.raises(asyncio.CancelledError):
            await server
        assert not answers(path)


async def test_pushed_counts_are_heard(tmp_path: Path) -> None:
    feeds, _ = listening(tmp_path)
    assert await over_socket(feeds, tmp_path / "s", "POST", "/traffic?place=cam-1", COUNT) == (
        200,
        {"readings": 1},
    )
    pushed = feeds._traffic
    assert isinstance(pushed, PushedTraffic)
    reading: TrafficReading = await anext(pushed.readings())
    assert (reading.place, reading.flow) == ("cam-1", 120.0)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({**COUNT, "place": "nowhere"}, "counts not taken: no counting place"),
        ({**COUNT, "count": -1}, "counts not taken: count is -1"),
        ([[]], "counts not taken: not a JSON object"),
        (["x" * 1_000_001], "more than 1000000 bytes in one push"),
    ],
)
async def test_what_cannot_be_read_is_refused_in_a_sentence(tmp_path: Path, body: Any, words: str) -> None:
    feeds, _ = listening(tmp_path)
    status, answer = await over_socket(feeds, tmp_path / "s", "POST", "/traffic", body)
    assert status == 422
    assert words in answer["error"]


async def test_a_site_that_takes_no_pushes_says_so(tmp_path: Path) -> None:
    feeds, _ = listening(tmp_path, pushed=False)
    status, answer = await over_socket(feeds, tmp_path / "s", "POST", "/traffic", COUNT)
    assert (status, "does not take pushed counts" in answer["error"]) == (422, True)


async def test_the_list_says_who_is_used_and_how_old_everything_is(tmp_path: Path) -> None:
    feeds, house = listening(tmp_path)
    place = next(iter(house.plant.places))
    house.conditions.take_traffic(TrafficReading(place, EVENING, 360.0, 300))
    house.conditions.take_sensor(SensorReading("lux", EVENING, 3.0))
    house.conditions.take_sensor(SensorReading("canal", EVENING, 0.4))
    status, rows = await over_socket(feeds, tmp_path / "s", "GET", "/feeds")
    assert status == 200
    seen = {row["name"]: (row["age_s"], row["quality"], row["says"]) for row in rows}
    assert seen["near"] == (60, "used", "rain, code 61")
    assert seen["far"] == (None, "waiting", "")
    assert seen[place] == (60, "good", "360 veh/h")
    assert seen["river"] == (None, "listening", "")
    assert seen["lux"] == (60, "unsure", "unclear, 3 lux")
    assert seen["canal"] == (60, "good", "0.4 m, flooded")
    assert seen["pc"] == (None, "silent", "unclear")


async def test_a_silent_counter_s_last_flow_is_called_one_of_before(tmp_path: Path) -> None:
    feeds, house = listening(tmp_path)
    place = next(iter(house.plant.places))
    house.conditions.take_traffic(TrafficReading(place, EVENING - timedelta(minutes=5), 360.0, 300))
    house.conditions.take_traffic(TrafficReading(place, EVENING, None, 300))
    _, rows = await over_socket(feeds, tmp_path / "s", "GET", "/feeds")
    seen = {row["name"]: (row["quality"], row["says"]) for row in rows}
    assert seen[place] == ("silent", "before: 360 veh/h")


def test_the_list_as_a_person_reads_it(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [{"name": "met-norway at x", "kind": "weather", "at": None, "age_s": 240.0, "quality": "used",
             "says": "rain", "attribution": "Data from MET Norway (CC BY 4.0)"},
            {"name": "cam-1", "kind": "place", "at": None, "age_s": None, "quality": "silent", "says": "",
             "attribution": ""}]  # fmt: skip
    monkeypatch.setattr("lightctl.cli.client.Client.get", lambda *_: rows)
    text = CliRunner().invoke(feed_command.feed, ["list"]).output
    assert "4 min" in text
    assert text.rstrip().endswith("Data from MET Norway (CC BY 4.0)")
    assert json.loads(CliRunner().invoke(feed_command.feed, ["list", "--json"]).output) == rows
