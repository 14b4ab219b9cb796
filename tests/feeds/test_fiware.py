"""TrafficFlowObserved: counts become vehicles an hour, lanes are summed, a dead lane is unknown."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lightctl.clock import RunningClock
from lightctl.clock.virtual import run_in_virtual_time
from lightctl.core.conditions import TrafficReading
from lightctl.core.plant import CountingPlace
from lightctl.feeds.pushed import PushedTraffic
from lightctl.feeds.traffic_messages import TrafficMessages
from lightctl.site.model import TrafficSource

START = datetime(2026, 6, 1, 11, 10, tzinfo=UTC)
PLACES = {"cam-01": CountingPlace("cam-01", "Ngã tư", "s", {"motorcycle": 0.25})}
ONE: dict[str, Any] = {"lanes": {"cam-01": 1}}


def messages(**source: Any) -> TrafficMessages:
    return TrafficMessages(PLACES, TrafficSource("mqtt", **source))


def entity(period: int = 0, **fields: object) -> dict[str, Any]:
    """An entity of the period of five minutes with this number."""
    ends = [(START + timedelta(minutes=5 * n)).isoformat() for n in (period, period + 1)]
    return {"id": "urn:x", "type": "TrafficFlowObserved", "dateObserved": "/".join(ends), **fields}


def read(reader: TrafficMessages, *rows: dict[str, Any]) -> list[TrafficReading]:
    return [
        reading
        for row in rows
        for reading in reader.read("t/cam-01", json.dumps(row).encode(), START + timedelta(hours=1))
    ]


def test_the_published_vector() -> None:
    (reading,) = read(messages(**ONE), entity(intensity=197, occupancy=0.1, averageVehicleSpeed=52.6))
    assert reading == TrafficReading("cam-01", START + timedelta(minutes=5), 2364.0, 300.0, 0.1, 52.6)


def test_normalised_linked_data_and_notifications() -> None:
    wrapped = {key: {"type": "Property", "value": value} if key not in {"id", "type"} else value
               for key, value in entity(intensity=10, laneId=1).items()}  # fmt: skip
    for row in (wrapped, {"data": [wrapped, {"id": "lamp", "type": "Streetlight"}, 3]}):
        assert [reading.flow for reading in read(messages(**ONE), row)] == [120.0]


def test_an_instant_from_which_no_period_can_be_reckoned_back_is_refused() -> None:
    row = {**entity(intensity=0), "dateObserved": "0001-01-01T00:00:00Z"}
    with pytest.raises(ValueError, match="outside the calendar"):
        read(messages(**ONE, period=timedelta(minutes=15)), row)


def test_an_instant_needs_to_know_how_long_it_counted() -> None:
    row = {**entity(intensity=10), "dateObserved": START.isoformat()}
    with pytest.raises(ValueError, match="say how long a count takes with period:"):
        read(messages(**ONE), row)
    assert [r.flow for r in read(messages(**ONE, period=timedelta(minutes=15)), row)] == [40.0]
    ends = {"dateObservedFrom": START.isoformat(), "dateObservedTo": (START + timedelta(hours=1)).isoformat()}
    assert [r.flow for r in read(messages(**ONE), {**row, **ends})] == [10.0]


def test_lanes_directions_and_kinds_are_summed_when_all_are_in() -> None:
    reader = messages(lanes={"cam-01": 3})
    told = read(
        reader,
        entity(laneId=1, intensity=10, vehicleType="motorcycle", occupancy=0.1, averageVehicleSpeed=40),
        entity(laneId=2, intensity=5, occupancy=0.3, averageVehicleSpeed=12),
    )
    assert told == []
    (reading,) = read(reader, entity(laneId=1, laneDirection="backward", intensity=1, congested=True))
    assert (reading.flow, reading.occupancy, reading.speed, reading.congested) == (102.0, 0.3, 12, True)


def test_a_lane_that_dies_makes_the_place_unknown_not_emptier() -> None:
    reader = messages(lanes={"cam-01": 2})
    told = read(
        reader,
        *(entity(0, laneId=lane, intensity=10) for lane in (1, 2)),
        entity(1, laneId=1, intensity=10),
        entity(2, laneId=1, intensity=10),
        entity(2, laneId=2, intensity=None),
    )
    assert [reading.flow for reading in told] == [240.0, None, None]


def test_lanes_nobody_declared_are_learned_and_never_halve_a_street() -> None:
    reader = messages()
    rows = [entity(0, laneId=4, intensity=10)]  # we began to listen in the middle of a period
    rows += [entity(n, laneId=lane, intensity=10) for n in (1, 2, 3) for lane in (3, 4, 1, 2)]
    rows += [entity(4, laneId=lane, intensity=10) for lane in (1, 2, 4)] + [entity(5, laneId=1, intensity=1)]
    assert [reading.flow for reading in read(reader, *rows)] == [None, 480.0, 480.0, 480.0, None]


def test_a_count_that_comes_after_its_period_was_told_changes_nothing() -> None:
    rows = [entity(1, intensity=10), entity(0, intensity=99), entity(1, intensity=99)]
    assert [reading.flow for reading in read(messages(**ONE), *rows)] == [120.0]


def test_a_place_by_the_name_that_its_source_gives_it() -> None:
    reader = messages(sites={"cam-01": "urn:ngsi-ld:TrafficFlowObserved:north"}, **ONE)
    row = entity(id="urn:ngsi-ld:TrafficFlowObserved:north", intensity=1)
    assert [r.place for r in reader.read("other/topic", json.dumps(row).encode(), START)] == ["cam-01"]
    with pytest.raises(ValueError, match="no counting place"):
        messages().read("other/topic", json.dumps(row).encode(), START)


@pytest.mark.parametrize(
    ("fields", "what"),
    [
        ({"intensity": -1}, "intensity is -1"),
        ({"intensity": "many"}, "not a number"),
        ({"intensity": 1, "occupancy": 12}, "occupancy is 12"),
        ({"dateObserved": "2026-06-01T11:10:00/2026-06-01T11:15:00"}, "no offset"),
        ({"dateObserved": "2026-06-01T11:15:00Z/2026-06-01T11:10:00Z"}, "lasts"),
        ({"dateObserved": "2026-06-02T11:10:00Z/2026-06-02T11:15:00Z"}, "ahead of the city"),
        ({"dateObserved": None}, "no interval"),
        ({"dateObserved": 5}, "no interval"),
    ],
)
def test_what_cannot_be_read_says_why(fields: dict[str, object], what: str) -> None:
    with pytest.raises(ValueError, match=what):
        read(messages(**ONE), {**entity(intensity=1), **fields})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just(10**400),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
)
FULL = entity(
    intensity=10, occupancy=0.1, averageVehicleSpeed=40, laneId=1, congested=False, vehicleType="car"
)


@given(key=st.sampled_from([*FULL, "data", "place", "dateObservedFrom"]), junk=JSON)
def test_a_mutation_is_read_or_refused(key: str, junk: object) -> None:
    try:
        readings = read(messages(**ONE), {**FULL, key: junk})
    except ValueError:
        return
    assert all(reading.flow is None or reading.flow >= 0 for reading in readings)


def test_what_is_pushed_is_heard_and_what_is_wrong_is_refused_whole() -> None:
    async def push() -> list[float | None]:
        feed = PushedTraffic(messages(**ONE), RunningClock(START + timedelta(hours=1)))
        rows = [{"place": "cam-01", "at": START.isoformat(), "period_s": 60, "count": n} for n in (1, 2)]
        assert feed.push("", json.dumps(rows).encode()) == 2
        with pytest.raises(ValueError, match="no counting place"):
            feed.push("", json.dumps([rows[0], {**rows[1], "place": "cam-99"}]).encode())
        readings = feed.readings()
        return [(await anext(readings)).flow, (await anext(readings)).flow]

    assert run_in_virtual_time(push()) == [60.0, 120.0]
