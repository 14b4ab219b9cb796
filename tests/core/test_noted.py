"""A decision's inputs come back from their text as they were, and decide the same."""

import json
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lightctl.core.commands import Scope, Target
from lightctl.core.inputs import Inputs
from lightctl.core.light_sensor import Change, LightQuality, LightSensor, LightState
from lightctl.core.noted import UNREADABLE, Known, noted, read_noted, write_noted
from lightctl.core.traffic import Quality, TrafficState
from lightctl.core.typical import Usual
from lightctl.core.water import WaterState, WaterStation
from lightctl.core.weather import Raise, Sight, WeatherState
from tests.core.make import at, override

NOW = at("21:20")
instants = st.integers(-40_000_000, 40_000_000).map(lambda n: NOW + timedelta(milliseconds=n))
maybe = st.none() | instants
flows = st.none() | st.floats(0, 5000)
traffic = st.builds(
    TrafficState, st.text(max_size=5), st.integers(0, 3), st.none() | st.integers(0, 3), maybe,
    st.sampled_from(Quality), flows, maybe, maybe, flows, maybe, maybe,
)  # fmt: skip
raises = st.builds(Raise, st.sampled_from(["rain", "fog", "storm"]), instants, instants)
sights = st.builds(Sight, instants, st.lists(st.sampled_from(["rain", "fog"]), max_size=2).map(tuple))
weather = st.builds(
    WeatherState, instants, st.text(max_size=5), st.lists(raises, max_size=2).map(tuple), maybe,
    st.lists(sights, max_size=2).map(tuple),
)  # fmt: skip
changes = st.lists(st.builds(Change, instants, st.booleans()), max_size=3).map(tuple)
light = st.builds(
    LightState, st.just("roof"), maybe, flows, st.none() | st.booleans(), maybe, changes,
    quality=st.sampled_from(LightQuality), fresh_until=maybe, deep_at=maybe,
)  # fmt: skip
water = st.builds(WaterState, st.just("canal"), maybe, flows, maybe, st.booleans(), maybe, maybe)
SENSOR, STATION = LightSensor("roof", frozenset({"thd"})), WaterStation("canal", frozenset({"thd"}), 0.2, 0.1)
inputs = st.builds(
    Inputs, traffic=st.none() | traffic, weather=st.none() | weather,
    light=st.just(()) | light.map(lambda one: ((SENSOR, one),)),
    water=st.just(()) | water.map(lambda one: ((STATION, one),)),
    typical=st.none() | st.builds(Usual, st.text(max_size=5), st.floats(0, 5e3), st.floats(0, 2), instants),
)  # fmt: skip


@given(inputs, instants)
def test_what_is_written_is_read_again(known: Inputs, now: datetime) -> None:
    assert read_noted(write_noted(known, now, {})) == noted(known, now)


def test_commands_come_back_with_whom_they_reach() -> None:
    given_to = replace(override(30, at("20:00")), target=Target(Scope.LAMP, "thd-1"), reason="“đêm” \\ \n")
    known = Inputs(overrides=(given_to, replace(given_to, target=Target(Scope.CITY), emergency=True)))
    assert read_noted(write_noted(known, NOW, {})).overrides == known.overrides


def test_states_that_many_groups_share_are_written_once() -> None:
    shared = WeatherState(NOW, "open-meteo")
    texts: Known = {}
    both = [write_noted(Inputs(TrafficState(place), weather=shared), NOW, texts) for place in ("a", "b")]
    assert len(texts) == 3
    assert all(json.loads(text)["weather"]["source"] == "open-meteo" for text in both)


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_a_number_that_is_none_is_left_out(number: float) -> None:
    known = Inputs(TrafficState("a", flow_then=number, at=NOW))
    again = read_noted(write_noted(known, NOW, {})).traffic
    assert again is not None
    assert again.flow_then is None


@pytest.mark.parametrize(
    "text", ["", "7", "[]", "{}", '{"at": 3}', '{"at": "soon"}',
             '{"at": "2026-11-20T21:20:00+07:00", "light": 3}',
             '{"at": "2026-11-20T21:20:00+07:00", "traffic": {"quality": "good", "colour": 1}}']
)  # fmt: skip
def test_a_text_that_nobody_here_wrote_is_unreadable(text: str) -> None:
    with pytest.raises(UNREADABLE):
        read_noted(text)
