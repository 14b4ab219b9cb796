"""What was concluded comes back after a restart, whatever the instant, and decides the same."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lightctl.core.conditions import SensorReading, TrafficReading, WeatherReading
from lightctl.core.profile import TrafficRule
from lightctl.core.traffic import Quality
from lightctl.core.weather_rule import WeatherRule, WeatherSense
from lightctl.daemon.conditions import Conditions
from lightctl.daemon.remembering import recall, remembered
from tests.daemon.small import EVENING, SENSORS, plant, profile

PLANT = plant()


def fresh() -> Conditions:
    own = profile()
    agreed = WeatherRule(sense=WeatherSense(timedelta(minutes=45), 2, 3))
    profiles = {"a": own, "b": replace(own, weather=agreed)}
    return Conditions(PLANT, profiles, counted=True, sensors=SENSORS, altitude=lambda _: 0.0)


Word = tuple[str, int, float]
KINDS = st.sampled_from(["traffic", "weather", "pc", "lux", "canal"])
READINGS = st.lists(
    st.tuples(KINDS, st.integers(0, 40), st.floats(0, 1)),
    max_size=30,
)


def hear(conditions: Conditions, what: list[Word]) -> None:
    now = EVENING
    for kind, wait, number in what:
        now += timedelta(minutes=wait)
        if kind == "traffic":
            conditions.take_traffic(TrafficReading("cam", now, number * 900, 300))
        elif kind == "weather":
            conditions.take_weather(WeatherReading(now, "test", 95 if number > 0.5 else 0))
        else:
            value = round(number) if kind == "pc" else number * (100 if kind == "lux" else 1)
            conditions.take_sensor(SensorReading(kind, now, value))


@given(READINGS, READINGS)
def test_every_state_comes_back(before: list[Word], after: list[Word]) -> None:
    kept, back = fresh(), fresh()
    hear(kept, before)
    recall(back, remembered(kept))
    for conditions in (kept, back):
        hear(conditions, after)
    assert (back.traffic, back.weather) == (kept.traffic, kept.weather)
    assert (back.light, back.water) == (kept.light, kept.water)
    assert back.sensed() == kept.sensed()


def test_what_fits_no_rule_any_more_is_said_once_and_with_the_places(
    caplog: pytest.LogCaptureFixture,
) -> None:
    kept = fresh()
    hear(kept, [("traffic", 5, 0.1), ("traffic", 5, 0.1)])
    recall(fresh(), remembered(kept))
    assert caplog.messages == []
    edited = {"a": replace(profile(), traffic=TrafficRule(drops=((0.3, 1),)))}
    back = Conditions(PLANT, edited, counted=True)
    recall(back, remembered(kept))
    assert back.traffic["cam", TrafficRule(drops=((0.3, 1),))].quality is Quality.SILENT
    (said,) = caplog.messages
    assert "streets of cam are fully lit until they are counted again" in said


def test_what_another_version_wrote_is_left_out(caplog: pytest.LogCaptureFixture) -> None:
    conditions = fresh()
    recall(conditions, '{"traffic": [], "weather": [{"hold_s": 3600, "state": {}}]}')
    recall(conditions, '{"traffic": [], "weather": [], "light": [{"sensor": "pc", "what": 1}]}')
    recall(conditions, "{}")
    recall(conditions, '{"traffic": [{"place": "a", "rule": {"drops": []}, "state": [1]}], "weather": []}')
    recall(conditions, '{"traffic": [], "weather": [{"sense": {"hold": 1e300}, "state": {}}]}')
    rain = '"heavy_rain_until": "2026-06-01T18:00:00+00:00"'
    recall(conditions, '{"traffic": [], "weather": [], "water": [{"station": 1, "what": 1}], ' + rain + "}")
    assert conditions.heavy_rain_until is None
    assert conditions.weather == {}
    said = "traffic, weather and sensors begin anew, the stored states cannot be read"
    assert [message.startswith(said) for message in caplog.messages] == [True] * 6
    recall(conditions, '{"traffic": [], "weather": []}')
    assert conditions.light["pc"].at is None
