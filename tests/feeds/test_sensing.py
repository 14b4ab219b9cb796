"""Words of sensors: what a message means, and what is dropped."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lightctl.core.conditions import SensorReading
from lightctl.errors import FeedError
from lightctl.feeds.sensing import read_sensors, read_word

KNOWN = {"lux-1": "lux", "pc-1": "dark", "canal": "water_m"}
AT = datetime(2026, 11, 20, 10, 30, tzinfo=UTC)


def word(topic: str = "lightctl/sensors/lux-1", **fields: Any) -> SensorReading:
    return read_word(topic, json.dumps({"at": AT.isoformat(), **fields}).encode(), KNOWN, AT)


def test_each_kind_has_its_word() -> None:
    assert word(lux=12.5) == SensorReading("lux-1", AT, 12.5)
    assert word(sensor="pc-1", dark=True).value == 0.0
    assert word(sensor="pc-1", dark=False).value == 1.0
    assert word("city/canal", water_m=0.42) == SensorReading("canal", AT, 0.42)
    assert word(lux=None).value is None
    assert word(sensor="pc-1", dark=None).value is None
    assert word(at="2026-11-20T17:30:00+07:00", lux=1).at == AT


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"lux": "bright"},
        {"lux": True},
        {"lux": 1, "dark": True},
        {"dark": 1},
        {"lux": 1, "sensor": "nobody"},
        {"lux": 1, "sensor": "pc-1"},
        {"lux": 9, "sensor": "canal"},
        {"dark": False},
        {"water_m": 0.1},
        {"lux": 1, "at": "2026-11-20T10:30:00"},
        {"lux": 1, "at": None},
        {"lux": 1, "at": (AT + timedelta(minutes=3)).isoformat()},
    ],
)
def test_what_cannot_be_read_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"."):
        word(**fields)


@given(st.binary(max_size=60))
def test_garbage_is_refused(payload: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_word("lightctl/sensors/lux-1", payload, KNOWN, AT)


def test_a_table_of_words(tmp_path: Path) -> None:
    table = tmp_path / "sensors.csv"
    table.write_text("at,sensor,value\n2026-11-20T17:30:00+07:00,pc-1,0\n2026-11-20T17:31:00+07:00,canal,\n")
    later = AT + timedelta(minutes=1)
    assert read_sensors(table) == [SensorReading("pc-1", AT, 0.0), SensorReading("canal", later, None)]
    table.write_text("at,sensor,value\n2026-11-20T17:30:00+07:00,pc-1,dark\n")
    with pytest.raises(FeedError, match=r"sensors.csv:2"):
        read_sensors(table)
