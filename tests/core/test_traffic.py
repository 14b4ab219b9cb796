"""Counts to classes: the published vector, and every way a counter can mislead."""

from itertools import accumulate
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lightctl.core.classes import class_after, level_for
from lightctl.core.conditions import TrafficReading
from lightctl.core.profile import TrafficRule
from lightctl.core.traffic import COUNTED_S, Around, Quality, TrafficState, drop_of, judge, step_traffic
from lightctl.core.units import Level
from tests.core.make import at, count, minutes

RULE = TrafficRule()
START = at("22:00")


def run(flows: list[float], service: float = 900, every: float = 10) -> list[TrafficState]:
    """States after each of the flows, one per period."""
    readings = [count(START + minutes(every * n), flow, every * 60) for n, flow in enumerate(flows)]
    states = accumulate(
        readings, lambda s, r: step_traffic(s, r, service, RULE), initial=TrafficState("cam-01")
    )
    return list(states)[1:]


def test_the_worked_vector_of_the_closed_loop_rule() -> None:
    states = run([6 * n for n in (70, 60, 30, 28, 20, 18, 16, 90)], service=800)
    expected = ["M3", "M3", "M4", "M5", "M5", "M5", "M5", "M3"]
    # The second of two samples under a quarter of 800 veh/h is the one that allows M5.
    assert [state.flow for state in states] == [420, 360, 180, 168, 120, 108, 96, 540]
    assert [class_after("M3", state.drop) for state in states] == expected


def test_one_low_sample_never_dims() -> None:
    assert [state.drop for state in run([800, 100, 800, 100, 800, 100])] == [0] * 6


def test_two_low_samples_dim_to_the_brighter_of_the_two() -> None:
    assert [state.drop for state in run([800, 100, 300, 100, 100])] == [0, 0, 1, 1, 2]


def test_a_brighter_class_stays_ten_minutes_however_often_one_counts() -> None:
    states = run([100, 100, 500, *[100] * 6], every=5)
    assert [state.drop for state in states] == [0, 2, 0, 0, 2, 2, 2, 2, 2]


@pytest.mark.parametrize("every_s", [10, 60, 150, 300, 600, 900])
def test_a_street_is_dimmed_after_ten_minutes_of_counting_and_two_samples_however_often_one_counts(
    every_s: float,
) -> None:
    drops = [state.drop for state in run([100] * 100, every=every_s / 60)]
    needed = max(2, ceil(COUNTED_S / every_s))
    assert drops == [0] * (needed - 1) + [2] * (101 - needed)


def test_two_moments_without_a_car_are_not_an_empty_street() -> None:
    busy, moments = count(START, 540, 300), [START + minutes(1), START + minutes(2), START + minutes(3)]
    state = step_traffic(TrafficState("cam-01"), busy, 600, RULE)
    for moment in moments:
        state = step_traffic(state, count(moment, 0, 10), 600, RULE)
    assert state.drop == 0


def test_one_busy_minute_breaks_the_ten() -> None:
    states = run([*[100] * 8, 300, *[100] * 11], every=1)
    assert [state.drop for state in states] == [0] * 9 + [1] * 9 + [2] * 2


def test_what_two_sliding_windows_both_counted_counts_once() -> None:
    readings = [count(START + minutes(n), 100, 600) for n in range(12)]
    state, drops = TrafficState("cam-01"), []
    for reading in readings:
        state = step_traffic(state, reading, 900, RULE)
        drops.append(state.drop)
    assert drops == [0, *[2] * 11]


def test_the_same_count_twice_is_one_sample() -> None:
    first = step_traffic(TrafficState("cam-01"), count(START, 100), 900, RULE)
    assert step_traffic(first, count(START, 100), 900, RULE) is first
    assert step_traffic(first, count(START - minutes(10), 100), 900, RULE) is first


def test_a_gap_begins_anew_from_the_design_class() -> None:
    low = run([100, 100])[-1]
    assert low.drop == 2
    back = step_traffic(low, count(START + minutes(60), 100), 900, RULE)
    assert (back.drop, back.quality, back.since) == (0, Quality.GOOD, START + minutes(60))


@pytest.mark.parametrize(
    ("reading", "quality"),
    [
        (count(START, 60, occupancy=0.6), Quality.JAM),
        (count(START, 60, speed=8), Quality.JAM),
        (count(START, 0, occupancy=0.9), Quality.JAM),
        (TrafficReading("cam-01", START, 40, 600, congested=True), Quality.JAM),
        (count(START, None), Quality.SILENT),
        (count(START, -1), Quality.ABSURD),
        (count(START, float("nan")), Quality.ABSURD),
        (count(START, float("inf")), Quality.ABSURD),
        (count(START, 60, occupancy=1.2), Quality.ABSURD),
        (count(START, 60, speed=float("nan")), Quality.ABSURD),
        (count(START, 4_501), Quality.ABSURD),  # five times the service flow of 900, and one
        (count(START, 4_500), Quality.GOOD),
        (count(START, 0, speed=0), Quality.GOOD),
    ],
)
def test_what_cannot_be_believed_counts_as_full(reading: TrafficReading, quality: Quality) -> None:
    state = step_traffic(TrafficState("cam-01"), reading, 900, RULE)
    assert (state.quality, state.drop) == (quality, 0)


def test_a_jam_ends_a_drop_and_takes_two_samples_to_come_back() -> None:
    low = run([100, 100])[-1]
    jam = step_traffic(low, count(START + minutes(20), 60, occupancy=0.5), 900, RULE)
    after = step_traffic(jam, count(START + minutes(30), 60), 900, RULE)
    again = step_traffic(after, count(START + minutes(40), 60), 900, RULE)
    assert [s.drop for s in (low, jam, after, again)] == [2, 0, 0, 2]


def test_a_busy_street_is_not_empty_one_sample_later() -> None:
    states = run([600, 0, 0, 0, 30, 20, 0])
    assert [state.quality for state in states] == ["good", *["absurd"] * 3, *["good"] * 3]
    assert [state.drop for state in states] == [0, 0, 0, 0, 0, 2, 2]


def run_around(flows: list[float], around: Around, every: float = 10) -> list[TrafficState]:
    """As `run`, with more known."""
    state, states = TrafficState("cam-01"), []
    for n, flow in enumerate(flows):
        state = step_traffic(
            state, count(START + minutes(every * n), flow, every * 60), 900, RULE, around=around
        )
        states.append(state)
    return states


@pytest.mark.parametrize(("usual", "worth"), [(None, "good"), (19.9, "good"), (20, "blind"), (400, "blind")])
def test_half_an_hour_of_nothing_where_there_is_usually_much_is_a_blind_counter(
    usual: float | None, worth: str
) -> None:
    states = run_around([30, 0, 0, 0, 0, 0, 30, 30], Around(usual))
    assert [state.quality for state in states] == [*["good"] * 4, worth, worth, "good", "good"]
    if worth == "blind":
        assert [state.drop for state in states] == [0, 2, 2, 2, 0, 0, 0, 2]


def test_a_count_in_heavy_rain_may_raise_the_light_but_not_lower_it() -> None:
    assert [state.drop for state in run_around([100] * 6, Around(heavy_rain=True))] == [0] * 6
    low = run([100, 100])[-1]
    wet = step_traffic(low, count(START + minutes(20), 100), 900, RULE, around=Around(heavy_rain=True))
    busy = step_traffic(wet, count(START + minutes(30), 800), 900, RULE, around=Around(heavy_rain=True))
    still = step_traffic(busy, count(START + minutes(50), 100), 900, RULE, around=Around(heavy_rain=True))
    dry = step_traffic(still, count(START + minutes(60), 100), 900, RULE)
    assert [state.drop for state in (low, wet, busy, still, dry)] == [2, 2, 0, 0, 0]


def test_the_thresholds_of_a_jam_are_the_engineer_s() -> None:
    rule = TrafficRule(jam_occupancy=0.1, jam_speed_kmh=30)
    for reading in (count(START, 60, occupancy=0.11), count(START, 60, speed=29)):
        assert step_traffic(TrafficState("cam-01"), reading, 900, rule).quality is Quality.JAM
        assert step_traffic(TrafficState("cam-01"), reading, 900, RULE).quality is Quality.GOOD


@given(st.lists(st.floats(0, 1200), max_size=12), st.floats(0, 900) | st.none(), st.booleans())
def test_knowing_more_never_gives_less_light(flows: list[float], usual: float | None, rain: bool) -> None:
    for more, less in zip(run_around(flows, Around(usual, rain)), run(flows), strict=True):
        assert more.drop <= less.drop


def test_worth_ends_with_time() -> None:
    state = run([100, 100])[-1]
    seen = START + minutes(10)
    assert judge(state, seen) == (Quality.GOOD, seen + minutes(20))
    assert judge(state, seen + minutes(20)) == (Quality.STALE, None)
    assert judge(state, seen - minutes(30)) == (Quality.ABSURD, seen - minutes(2))
    assert judge(TrafficState("cam-01"), seen) == (Quality.SILENT, None)


def test_service_flow_of_nothing_is_absurd_not_a_division() -> None:
    assert step_traffic(TrafficState("cam-01"), count(START, 10), 0, RULE).quality is Quality.ABSURD


@pytest.mark.parametrize(("share", "drop"), [(1.2, 0), (0.5, 0), (0.49, 1), (0.25, 1), (0.24, 2), (0, 2)])
def test_thresholds(share: float, drop: int) -> None:
    assert drop_of(share, RULE) == drop


@given(st.lists(st.floats(0, 1200), max_size=12))
def test_never_dimmer_than_the_brighter_of_the_last_two_samples(flows: list[float]) -> None:
    states = run(flows)
    for number, state in enumerate(states):
        if number and state.quality is Quality.GOOD and state.drop > states[number - 1].drop:
            assert state.drop <= max(drop_of(flow / 900, RULE) for flow in flows[number - 1 : number + 1])
        assert state.drop == 0 or state.drop <= drop_of(flows[number] / 900, RULE)


@pytest.mark.parametrize(
    ("design", "down", "level"),
    [
        ("M1", 1, 75),
        ("M2", 1, 66.7),
        ("M3", 1, 75),
        ("M4", 1, 66.7),
        ("M5", 1, 60),
        ("M3", 2, 50),
        ("M3", 9, 30),
    ],
)
def test_a_class_less_is_a_share_of_luminance_rounded_up(design: str, down: int, level: float) -> None:
    assert level_for(down, design, Level(100)) == pytest.approx(level)
    assert level_for(down, design, Level(80)) == pytest.approx(0.8 * level, abs=0.1)
    assert level_for(0, design, Level(80)) == level_for(down, "P4", Level(80)) == 80.0


@pytest.mark.parametrize("period_s", [float("nan"), float("inf"), -1.0, 0.0])
def test_an_empty_count_of_an_impossible_period_is_survived(period_s: float) -> None:
    reading = TrafficReading("p", START, 0.0, period_s)
    assert step_traffic(TrafficState("p"), reading, 600, TrafficRule()).drop == 0
