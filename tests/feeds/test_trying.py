"""`feed try`: what each source of a site is understood to say."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from lightctl.clock import SystemClock
from lightctl.core.conditions import WeatherReading
from lightctl.errors import FeedError, SiteError
from lightctl.feeds.choose import agent_of, weather_order
from lightctl.feeds.trying import try_feeds, words_of
from lightctl.site.loader import load_site
from lightctl.site.model import Site
from tests.site.good_city import FILES, write

SOURCES = """\
contact: light@city.example
weather:
  sources:
    - {source: mqtt, host: 127.0.0.1, port: 9}
    - {source: met-norway, address: "http://127.0.0.1:9/compact"}
    - {source: openweather, address: "http://127.0.0.1:9/weather", key_file: secrets/key}
    - {source: metar, address: "http://127.0.0.1:9/metar", station: VVTS}
"""


def city(folder: Path, more: str, **files: str) -> Site:
    settings = FILES["config/settings.yaml"] + more
    return load_site(write(folder, {**FILES, "config/settings.yaml": settings, **files}))


async def test_every_source_is_asked_in_order_and_says_its_trouble(tmp_path: Path) -> None:
    site = city(tmp_path, SOURCES, **{"secrets/key": "s3cret\n"})
    tried = await try_feeds(site, SystemClock(), within_s=1)
    kinds = ["stations", "met-norway", "openweather", "metar"]
    assert [one.name.split(" ")[0] for one in tried] == kinds
    assert all(one.trouble for one in tried)
    assert "s3cret" not in str(tried) + str([vars(s) if hasattr(s, "__dict__") else "" for s in tried])
    assert [one.name for one in await try_feeds(site, SystemClock(), "metar")] == [tried[3].name]
    assert agent_of(site.settings).endswith("(street lighting control of good-city; light@city.example)")
    assert site.settings.weather.kind == "mqtt, else met-norway, else openweather, else metar"


def test_a_key_that_cannot_be_read_is_one_sentence(tmp_path: Path) -> None:
    site = city(tmp_path, SOURCES)
    with pytest.raises(FeedError, match=r"secrets/key: the file of a password or key cannot be read"):
        weather_order(site, SystemClock())


@pytest.mark.parametrize(
    ("more", "what"),
    [
        ('weather: {source: met-norway, address: "http://x"}\n', "asks who is asking"),
        ('weather: {source: metar, address: "http://x"}\n', "needs station:"),
        ('weather: {source: openweather, address: "http://x"}\n', "needs key_file:"),
        ("weather: {source: mqtt}\n", "needs host:"),
        ("weather: {source: file, file: w.csv, sources: [{source: mqtt, host: h}]}\n", "not both"),
        ("contact: Đèn\n", "cannot stand in a request"),
        ("traffic: {source: file, file: t.csv, mapping: own}\n", "unknown mapping"),
    ],
)
def test_a_source_that_lacks_something_is_told(tmp_path: Path, more: str, what: str) -> None:
    with pytest.raises(SiteError, match=what):
        city(tmp_path, more)


async def test_recordings_say_how_much_they_hold(tmp_path: Path) -> None:
    more = "traffic: {source: file, file: t.csv}\nweather: {source: file, file: w.csv}\n"
    rows = "at,place,flow_veh_h,period_s\n2026-06-01T18:00:00+07:00,cam-1,5,300\n"
    site = city(tmp_path, more, **{"t.csv": rows, "w.csv": "at,code\n"})
    weather, traffic = await try_feeds(site, SystemClock())
    assert weather.trouble == "nothing in it"
    assert traffic.says == "1 readings, 2026-06-01 11:00 to 2026-06-01 11:00 UTC"


async def test_recorded_sensors_say_how_much_they_hold_and_a_broker_that_is_away_is_told(
    tmp_path: Path,
) -> None:
    sensors = "sensors: [{id: roof, kind: lux, serves: [city]}]\n"
    words = "at,sensor,value\n2026-06-01T18:00:00+07:00,roof,12\n2026-06-01T18:02:00+07:00,roof,\n"
    site = city(tmp_path, "sensing: {source: file, file: s.csv}\n" + sensors, **{"s.csv": words})
    (played,) = await try_feeds(site, SystemClock(), "sensors")
    assert played.says == "2 readings, 2026-06-01 11:00 to 2026-06-01 11:02 UTC"
    site = city(tmp_path, "sensing: {source: mqtt, port: 9}\n" + sensors)
    (away,) = await try_feeds(site, SystemClock(), "sensors", within_s=5)
    assert away.trouble.startswith("mqtt://127.0.0.1:9")


def test_a_reading_in_words() -> None:
    reading = WeatherReading(datetime(2026, 6, 1, tzinfo=UTC), "x", 81, 6.0, 4000, None)
    assert words_of(reading) == "rain, code 81, 6 mm/h, 4000 m"
    assert words_of(WeatherReading(reading.at, "x", None)) == "does not say"
