"""Every weather service: its recorded answer, a small one of ours, and mutations of it.

Whatever comes, there is a reading or a FeedError; and no mutation makes clear sky out of rain.
"""

import copy
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lightctl.core.conditions import WeatherReading
from lightctl.core.place import Place
from lightctl.core.weather import kind_of
from lightctl.errors import FeedError
from lightctl.feeds.met_norway import code_of_symbol, met_norway, parse_forecast
from lightctl.feeds.metar import metar, parse_answer, parse_metar
from lightctl.feeds.open_meteo import open_meteo
from lightctl.feeds.openweather import code_of_id, openweather, parse_current
from lightctl.feeds.provider import Provider, says_nothing
from lightctl.feeds.stations import Stations, parse_station, together
from lightctl.links.mqtt import Broker
from tests.conftest import data_file
from tests.feeds.hand import HandClock

NOW = datetime(2026, 6, 1, 11, 20, tzinfo=UTC)
TAN_AN = Place(10.5359, 106.4137, ZoneInfo("Asia/Ho_Chi_Minh"))

METNO: dict[str, Any] = {
    "properties": {
        "meta": {
            "units": {"precipitation_amount": "mm", "cloud_area_fraction": "%", "fog_area_fraction": "%"}
        },
        "timeseries": [
            {
                "time": "2026-06-01T10:00:00Z",
                "data": {"next_1_hours": {"summary": {"symbol_code": "fair_day"}}},
            },
            {
                "time": "2026-06-01T11:00:00Z",
                "data": {
                    "instant": {"details": {"cloud_area_fraction": 97.7, "fog_area_fraction": 0.0}},
                    "next_1_hours": {
                        "summary": {"symbol_code": "heavyrainshowers_day"},
                        "details": {"precipitation_amount": 7.5},
                    },
                },
            },
        ],
    }
}
OWM: dict[str, Any] = {
    "weather": [{"id": 701}, {"id": 502}], "visibility": 3000, "clouds": {"all": 90}, "rain": {"1h": 5.5},
    "dt": 1780312800, "cod": 200,
}  # fmt: skip
OPEN_METEO: dict[str, Any] = {
    "utc_offset_seconds": 0,
    "current_units": {"precipitation": "mm", "visibility": "m"},
    "current": {"time": "2026-06-01T11:15", "interval": 900, "weather_code": 81, "precipitation": 1.5,
                "cloud_cover": 100, "visibility": 4000},
}  # fmt: skip
METAR = [
    {
        "icaoId": "VVTS",
        "obsTime": 1780311600,
        "rawOb": "METAR VVTS 011100Z 24004KT 3000 +TSRA BKN015CB 26/25 Q1008",
    }
]
STATION = {"at": "2026-06-01T18:15:00+07:00", "rain_mm": 1, "period_s": 600, "cloud_percent": 100, "code": 81}

CASES: list[tuple[Provider, Any]] = [
    (met_norway("http://x", TAN_AN), METNO),
    (openweather("http://x", TAN_AN, "k"), OWM),
    (open_meteo("http://x", TAN_AN), OPEN_METEO),
    (metar("http://x", "VVTS"), METAR),
]


def test_the_hour_that_covers_now_is_the_weather_now() -> None:
    reading = parse_forecast(METNO, NOW - timedelta(minutes=5), NOW)
    assert reading == WeatherReading(NOW - timedelta(minutes=5), "met-norway", 82, 7.5, None, 97.7)
    assert parse_forecast(METNO, NOW - timedelta(hours=1), NOW).at == datetime(2026, 6, 1, 11, tzinfo=UTC)


def test_a_forecast_that_ended_is_no_weather() -> None:
    with pytest.raises(FeedError, match="no entry for 2026-06-01T12:00"):
        parse_forecast(METNO, NOW, NOW.replace(hour=12, minute=0))


def test_half_a_city_in_fog_is_fog_and_another_unit_is_not_said() -> None:
    foggy = copy.deepcopy(METNO)
    entry = foggy["properties"]["timeseries"][1]["data"]
    entry["instant"]["details"]["fog_area_fraction"] = 60.0
    foggy["properties"]["meta"]["units"]["precipitation_amount"] = "inch"
    reading = parse_forecast(foggy, NOW, NOW)
    assert (reading.code, reading.rain_mm_h) == (45, None)


@pytest.mark.parametrize(
    ("symbol", "code"),
    [("clearsky_night", 0), ("cloudy", 3), ("fog", 45), ("lightrain", 61), ("rainshowers_day", 81),
     ("heavyrainandthunder", 95), ("lightssleetshowersandthunder_polartwilight", 95),
     ("lightssnowshowersandthunder_day", 95), ("snow", 73), ("heavysleetshowers_night", 84),
     ("frograin", None), ("", None), (None, None), (3, None), ("rainbow", None)],
)  # fmt: skip
def test_symbols(symbol: object, code: int | None) -> None:
    assert code_of_symbol(symbol) == code


def test_a_wet_answer_of_openweather() -> None:
    reading = parse_current(OWM)
    assert reading == WeatherReading(
        datetime.fromtimestamp(1780312800, UTC), "openweather", 65, 5.5, 3000, 90
    )
    assert parse_current({**OWM, "rain": {}}).rain_mm_h is None


@pytest.mark.parametrize(
    ("number", "code"),
    [(200, 95), (232, 95), (301, 53), (500, 61), (741, 45), (800, 0), (804, 3), (781, 19), (999, None),
     (5.0, None), (True, None), ("800", None), (None, None)],
)  # fmt: skip
def test_condition_ids(number: object, code: int | None) -> None:
    assert code_of_id(number) == code


@pytest.mark.parametrize(
    "answer", [{}, [], None, {"cod": 401, "message": "Invalid API key"}, {**OWM, "dt": "now"}]
)
def test_what_is_no_openweather_answer(answer: object) -> None:
    with pytest.raises(FeedError):
        parse_current(answer)


@pytest.mark.parametrize(
    ("groups", "code", "visibility", "cloud"),
    [
        ("24004KT 8000 SCT015 BKN040 27/26 Q1010 NOSIG", 3, 8000, 75),
        ("28006KT 250V310 9999 -SHRA SCT021 FEW024CB BKN049 28/25 Q1008 NOSIG", 80, 10_000, 75),
        ("24004KT CAVOK 27/26 Q1010", 0, 10_000, 0),
        ("24004KT 0300 R25L/0600N FG VV001 24/24 Q1012", 45, 300, 100),
        ("24004KT 3000 +TSRA BKN015CB 26/25 Q1008 TEMPO CAVOK", 95, 3000, 75),
        ("24004KT 9999 VCTS FEW018CB 27/26 Q1010", 95, 10_000, 25),
        ("24004KT 9999 FEW018 27/26 Q1010 RETSRA", 29, 10_000, 25),
        ("24004KT 9999 NSC 27/26 Q1010 RERA", 21, 10_000, 0),
        ("24004KT 1 1/2SM BR OVC005 A2992", 10, 1.5 * 1609.344, 100),
        ("24004KT 10SM CLR A2992", 0, 16_093.44, 0),
        ("24004KT 4000 -FZDZ OVC003 M01/M02 Q1010", 66, 4000, 100),
        ("AUTO 24004KT //// // ////// 27/26 Q1010", None, None, None),
        ("24004KT 9999 // BKN040 27/26 Q1010", None, 10_000, 75),
        ("24004KT 27/26 Q1010", None, None, None),
    ],
)
def test_reports(groups: str, code: int | None, visibility: float | None, cloud: float | None) -> None:
    reading = parse_metar(f"METAR VVTS 011100Z {groups}=", NOW)
    assert (reading.at, reading.code) == (datetime(2026, 6, 1, 11, tzinfo=UTC), code)
    assert (reading.visibility_m, reading.cloud_percent) == (visibility, cloud)


def test_the_day_of_a_report_is_the_latest_that_has_been() -> None:
    assert parse_metar("VVTS 312330Z CAVOK", NOW).at == datetime(2026, 5, 31, 23, 30, tzinfo=UTC)
    assert parse_metar("VVTS 012330Z CAVOK", NOW).at == datetime(2026, 5, 1, 23, 30, tzinfo=UTC)
    for line in ("VVTS 992330Z CAVOK", "VVTS 012530Z CAVOK", "VVTS 011100Z NIL", "<html>", ""):
        with pytest.raises(FeedError):
            parse_metar(line, NOW)


def test_the_latest_report_of_the_station_in_text_and_json() -> None:
    text = b"VVCT 011100Z CAVOK\nMETAR VVTS 011030Z 9999 NSC=\nSPECI VVTS 011112Z 2000 +SHRA OVC010=\n"
    assert parse_answer(text, "VVTS", NOW).code == 82
    assert parse_answer(json.dumps(METAR).encode(), "VVTS", NOW).code == 95
    for body in (b"", b"[]", b"{}", b"<html>VVTS </html>", b"\xff\xfe", b"[{]"):
        with pytest.raises(FeedError):
            parse_answer(body, "VVTS", NOW)


BAD = (
    "VVTS 992330Z CAVOK",
    "METAR VVTS NIL=",
    "VVTS <html>",
    "VVTS 011115Z @@@@ ####",
    "SPECI VVTS 011116Z NIL",
)


@pytest.mark.parametrize("bad", BAD)
@pytest.mark.parametrize("first", [True, False])
def test_a_bad_report_discards_itself_alone_and_is_said(
    bad: str, *, first: bool, caplog: pytest.LogCaptureFixture
) -> None:
    good = "METAR VVTS 011100Z 24004KT 3000 +TSRA BKN015CB 26/25 Q1008="
    lines = [bad, good] if first else [good, bad]
    assert parse_answer("\n".join(lines).encode(), "VVTS", NOW) == parse_metar(good, NOW)
    rows = [{"icaoId": "VVTS", "rawOb": line} for line in lines]
    assert parse_answer(json.dumps(rows).encode(), "VVTS", NOW) == parse_metar(good, NOW)
    assert len(caplog.messages) == 2
    assert all("a report of VVTS is left out" in message for message in caplog.messages)
    with pytest.raises(FeedError, match="holds no report of VVTS; "):
        parse_answer(bad.encode(), "VVTS", NOW)


@pytest.mark.parametrize("when", ["soon", None, 10**400, NOW.timestamp() + 90_000, True, [], {}])
def test_an_instant_that_is_none_discards_its_report_alone(when: object) -> None:
    wrong = {"icaoId": "VVTS", "rawOb": "VVTS 011115Z CAVOK", "obsTime": when}
    reading = parse_answer(json.dumps([wrong, *METAR]).encode(), "VVTS", NOW)
    assert reading.code == (0 if when is None else 95)


@given(place=st.integers(13, 58), sign=st.characters(min_codepoint=33, max_codepoint=126))
def test_no_garbled_sign_makes_clear_sky_of_a_storm(place: int, sign: str) -> None:
    line = "VVTS 011100Z 24004KT 9999 +TSRA BKN015CB 26/25 Q1008"
    assert kind_of(parse_metar(line, NOW)) == "storm"
    garbled = line[:place] + sign + line[place + 1 :]
    try:
        reading = parse_metar(garbled, NOW)
    except FeedError:
        return
    assert kind_of(reading) != "calm", garbled


@pytest.mark.parametrize(
    "groups",
    ["AUTO 24004G15KT 210V270 9999 R25L/1400N FEW020TCU 30/24 Q1008 NOSIG", "VRB02KT CAVOK M01/M02 Q1010 BLU",
     "00000KT 8000NDV SCT030 BKN100/// 27/26 A2992", "24004MPS 9999 NSC WS R25 27/ Q////"],
)  # fmt: skip
def test_every_group_of_a_dry_report_is_known(groups: str) -> None:
    assert kind_of(parse_metar(f"METAR VVTS 011100Z {groups}", NOW)) == "calm"


@pytest.mark.parametrize("sight", ["9" * 5000 + "SM", "9" * 400 + "/3SM", "1/" + "0" * 400 + "SM"])
def test_a_sight_of_endless_digits_is_not_said(sight: str) -> None:
    assert parse_metar(f"VVTS 011130Z 24005KT {sight} FEW020", NOW).visibility_m is None


def test_stations_say_what_they_measure_and_the_darkest_counts() -> None:
    wet = parse_station("x/roof", json.dumps(STATION).encode(), NOW)
    assert wet == WeatherReading(datetime(2026, 6, 1, 11, 15, tzinfo=UTC), "roof", 81, 6.0, None, 100)
    ahead = {**STATION, "at": "2026-06-01T19:15:00+07:00"}
    assert parse_station("x/roof", json.dumps(ahead).encode(), NOW).at == NOW
    dry = WeatherReading(NOW, "port", 0, 0.0, 9000, 20)
    assert together([dry, wet]) == WeatherReading(NOW, "roof, port", 81, 6.0, 9000, 100)
    for body in (b"", b"[]", b'{"at": "2026-06-01T18:15:00+07:00"}',
                 b'{"at": "2026-06-01T18:15:00", "code": 1}',
                 b'{"at": "2026-06-03T18:15:00Z", "code": 1}'):  # fmt: skip
        with pytest.raises(ValueError, match=r"."):
            parse_station("x/roof", body, NOW)


def test_the_recorded_answers_are_read() -> None:
    beijing = json.loads(data_file("weather/metno_compact_beijing.json").read_text())["data"]
    at = datetime(2020, 7, 20, 11, 30, tzinfo=UTC)
    reading = parse_forecast(beijing, at, at)
    assert reading.cloud_percent is not None
    assert reading.rain_mm_h is not None
    assert kind_of(reading) is not None
    city = parse_current(json.loads(data_file("weather/openweathermap_hcmc_2021-05-08.json").read_text()))
    assert (city.at, city.code, city.visibility_m, city.cloud_percent, city.rain_mm_h) == (
        datetime(2021, 5, 8, 4, 29, 16, tzinfo=UTC), 2, 7000, 40, None
    )  # fmt: skip
    lines = data_file("weather/metar_vvts_samples.txt").read_text().split("\n")
    codes = [parse_metar(line, NOW).code for line in lines if line.startswith("METAR")]
    assert codes == [3, 80]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just(10**400),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
)


def ways(value: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every way into a JSON value."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [way] + [found for key, inner in inside for found in ways(inner, (*way, key))]


def mutated(value: Any, way: tuple[Any, ...], put: Callable[[Any, Any], None]) -> Any:
    """A copy with something done at the end of a way."""
    whole = copy.deepcopy(value)
    inner = whole
    for key in way[:-1]:
        inner = inner[key]
    put(inner, way[-1])
    return whole


def read(provider: Provider, body: bytes) -> WeatherReading | None:
    try:
        reading = provider.read(body, NOW, NOW)
    except FeedError:
        return None
    assert reading.at.tzinfo is not None
    return None if says_nothing(reading) else reading


@pytest.mark.parametrize(("provider", "answer"), CASES, ids=lambda case: getattr(case, "kind", ""))
def test_a_missing_key_or_a_null_is_never_clear_sky(provider: Provider, answer: Any) -> None:
    def drop(inner: Any, key: Any) -> None:
        del inner[key]

    def empty(inner: Any, key: Any) -> None:
        inner[key] = None

    whole = read(provider, json.dumps(answer).encode())
    assert whole is not None
    assert kind_of(whole) in {"rain", "storm"}
    for way in ways(answer)[1:]:
        for change in (drop, empty):
            reading = read(provider, json.dumps(mutated(answer, way, change)).encode())
            assert reading is None or kind_of(reading) != "calm", (way, reading)


@pytest.mark.parametrize(("provider", "answer"), CASES, ids=lambda case: getattr(case, "kind", ""))
@given(data=st.data())
def test_no_mutation_raises_anything_else(provider: Provider, answer: Any, data: st.DataObject) -> None:
    way = data.draw(st.sampled_from(ways(answer)[1:]))
    junk = data.draw(JSON)

    def put(inner: Any, key: Any) -> None:
        inner[key] = junk

    read(provider, json.dumps(mutated(answer, way, put)).encode())


@pytest.mark.parametrize("provider", [case[0] for case in CASES], ids=lambda case: case.kind)
@given(cut=st.integers(0, 200), noise=st.binary(max_size=60))
def test_garbage_is_no_weather(provider: Provider, cut: int, noise: bytes) -> None:
    whole = json.dumps({p.kind: a for p, a in CASES}[provider.kind]).encode()
    for body in (
        whole[: cut % len(whole)],
        noise,
        b"<html><body>Clear sky</body></html>",
        b"[" * 20_000,
        b"NaN",
        b'"x"',
    ):
        assert read(provider, body) is None


@given(junk=JSON, key=st.sampled_from(sorted(STATION)))
def test_a_station_is_read_or_refused(junk: Any, key: str) -> None:
    try:
        reading = parse_station("x/roof", json.dumps({**STATION, key: junk}).encode(), NOW)
    except ValueError:
        return
    assert kind_of(reading) != "calm" or key in {"code", "rain_mm"}


def test_stations_that_never_speak_again_are_let_go() -> None:
    rung: list[int] = []
    clock = HandClock(datetime(2026, 6, 1, 11, tzinfo=UTC))
    heard = Stations(Broker("127.0.0.1", 1, "x"), "w/+", clock, lambda: rung.append(1))
    for n in range(200):
        clock.at += timedelta(minutes=1)
        heard.take(f"w/{n}", json.dumps({"at": clock.at.isoformat(), "code": 61}).encode())
        heard.take("w/late", json.dumps({"at": "2026-06-01T10:00:00+00:00", "code": 61}).encode())
    assert len(heard._latest) <= 31
    assert len(rung) == 200
