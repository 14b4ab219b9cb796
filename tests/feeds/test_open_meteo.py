"""Weather answers: never clear sky out of garbage, never an exception but FeedError."""

import copy
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lightctl.errors import FeedError
from lightctl.feeds.open_meteo import parse_current
from tests.conftest import data_file

ANSWER: dict[str, Any] = {
    "utc_offset_seconds": 25200,
    "current_units": {"precipitation": "mm", "visibility": "m"},
    "current": {
        "time": "2026-06-01T18:15",
        "interval": 900,
        "weather_code": 81,
        "precipitation": 1.5,
        "cloud_cover": 100,
        "visibility": 4000,
    },
}


def answer(**current: object) -> dict[str, Any]:
    changed = copy.deepcopy(ANSWER)
    changed["current"].update(current)
    return changed


def test_a_shower_in_local_time_becomes_utc_and_millimetres_an_hour() -> None:
    reading = parse_current(ANSWER)
    assert reading.at == datetime(2026, 6, 1, 11, 15, tzinfo=UTC)
    assert (reading.code, reading.rain_mm_h, reading.visibility_m) == (81, 6.0, 4000)


def test_the_recorded_answer_is_read() -> None:
    reading = parse_current(json.loads(data_file("weather/openmeteo_current_dresden.json").read_text()))
    assert reading.at == datetime(2026, 5, 1, 13, 30, tzinfo=UTC)
    assert reading.code == 0
    assert reading.visibility_m is None


@pytest.mark.parametrize("code", [None, "0", True, -1, 100, 3.5, [], {}])
def test_a_code_that_is_none_is_unknown_not_clear(code: object) -> None:
    assert parse_current(answer(weather_code=code)).code is None


@pytest.mark.parametrize("rain", [None, "1", float("nan"), float("inf"), -1, 10_000, True])
def test_absurd_rain_is_unknown(rain: object) -> None:
    assert parse_current(answer(precipitation=rain)).rain_mm_h is None


@pytest.mark.parametrize("interval", [10**400, float("inf"), float("nan"), 0, 59, 86_401, True, "900"])
def test_rain_over_an_absurd_time_is_unknown_not_dry(interval: object) -> None:
    assert parse_current(answer(interval=interval)).rain_mm_h is None


@pytest.mark.parametrize("key", ["precipitation", "cloud_cover", "visibility"])
def test_a_number_that_no_float_holds_is_unknown(key: str) -> None:
    reading = parse_current(answer(**{key: 10**400}))
    assert None in {reading.rain_mm_h, reading.cloud_percent, reading.visibility_m}


@pytest.mark.parametrize(
    ("broken", "what"),
    [
        ({}, "no `current` block"),
        ([], "no `current` block"),
        ({"error": True, "reason": "bad latitude"}, "bad latitude"),
        ({**ANSWER, "current_units": {"precipitation": "inch"}}, "'inch', not in mm"),
        (answer(time="yesterday"), "not an instant"),
    ],
)
def test_an_unusable_answer_is_a_feed_error(broken: object, what: str) -> None:
    with pytest.raises(FeedError, match=what):
        parse_current(broken)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
)


@given(key=st.sampled_from(sorted(ANSWER["current"])), value=JSON, offset=JSON)
def test_no_mutation_raises_anything_else(key: str, value: object, offset: object) -> None:
    mutated = answer(**{key: value})
    mutated["utc_offset_seconds"] = offset
    try:
        reading = parse_current(mutated)
    except FeedError:
        return
    assert reading.code is None or (reading.code == mutated["current"]["weather_code"])
