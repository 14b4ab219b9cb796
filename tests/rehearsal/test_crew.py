"""Many processes, many readings: the same result as one after the other."""

import gc
from dataclasses import replace
from datetime import date, timedelta
from itertools import zip_longest

from hypothesis import given
from hypothesis import strategies as st

from lightctl.core.conditions import TrafficReading
from lightctl.core.plant import Fitted
from lightctl.core.profile import TrafficRule
from lightctl.core.traffic import TrafficState, judge, step_traffic
from lightctl.rehearsal import By, Known, rehearse
from lightctl.rehearsal.crew import side_by_side, without_collector
from tests.core.make import ARTERIAL
from tests.rehearsal.make import CAMERA, counts, site_with, track_of, utc

START, STALE, RULE = utc(2026, 11, 20, 10), timedelta(minutes=20), TrafficRule()
SERVICE = 900.0

flows = st.one_of(
    st.none(), st.sampled_from([0.0, 225.0, 450.0, 224.9, 449.9, 4500.0]), st.floats(0, 5000),
    st.floats(200, 500), st.just(float("nan")), st.just(-1.0),
)  # fmt: skip
readings = st.tuples(
    flows, st.sampled_from([300, 300, 300, 0, 1199, 1200, 1201, 5000]),
    st.one_of(st.none(), st.floats(-0.1, 1.2)), st.one_of(st.none(), st.floats(0, 60)), st.booleans(),
)  # fmt: skip


@given(st.lists(readings, max_size=60))
def test_a_track_says_at_every_instant_what_counting_one_by_one_says(
    rows: list[tuple[float | None, int, float | None, float | None, bool]],
) -> None:
    at, heard = START, []
    for flow, later, occupancy, speed, jam in rows:
        at += timedelta(seconds=later)
        heard.append(TrafficReading(CAMERA, at, flow, 300.0, occupancy, speed, jam))
    track = track_of(heard, SERVICE, RULE, STALE)
    state = TrafficState(CAMERA)
    for reading, following in zip_longest(heard, heard[1:]):
        state = step_traffic(state, reading, SERVICE, RULE, stale_after=STALE)
        until = following.at if following else reading.at + 3 * STALE
        for now in (reading.at, reading.at + STALE - timedelta(seconds=1), reading.at + STALE):
            if now < until:
                told = track.at(now)
                assert (judge(told, now)[0], told.drop) == (judge(state, now)[0], state.drop)
                assert (told.since, told.flow_then) == (state.since, state.flow_then)


def test_two_processes_compute_what_one_does() -> None:
    site = site_with(ARTERIAL, counted=True)
    rule = ARTERIAL.traffic
    assert rule is not None
    night = counts(START, [700.0, 100.0, 90.0, 0.0, None, 400.0] * 30, timedelta(minutes=7))
    known = Known({(CAMERA, rule): track_of(night, SERVICE, rule, STALE)})
    first, last = date(2026, 11, 18), date(2026, 11, 29)
    heard: list[date] = []
    one, two = (
        rehearse(site, first, last, By.DAY, known, heard.append, workers=workers) for workers in (1, 2)
    )
    assert one == two
    assert len(one.rows) == 12
    assert heard == [first + timedelta(days=i) for i in range(12)] * 2


def test_a_luminaire_changed_between_shares_of_the_work_counts_from_its_night() -> None:
    site = site_with(replace(ARTERIAL, traffic=None, weather=None))
    plant = site.plant
    dimmer = replace(plant.luminaires["led-60"], id="led-30", power_curve=((10.0, 4.0), (100.0, 30.0)))
    since = date(2026, 11, 25)
    row = Fitted(since, "led-30")
    lamps = {i: replace(lamp, luminaires=(*lamp.luminaires, row)) for i, lamp in plant.lamps.items()}
    changed = replace(plant, lamps=lamps, luminaires={**plant.luminaires, "led-30": dimmer})
    nights = rehearse(
        replace(site, plant=changed), date(2026, 11, 1), date(2026, 12, 10), By.DAY, Known(), workers=2
    )
    used = {night: sums.used_wh for night, sums in nights.rows.items()}
    assert used["2026-12-05"] < 0.6 * used["2026-11-05"]
    assert used["2026-11-25"] < 0.6 * used["2026-11-24"]


def test_results_come_in_order_whoever_makes_them() -> None:
    items = list(range(40))
    assert list(side_by_side(lambda n: n * n, items, workers=2)) == [n * n for n in items]


def test_the_collector_is_back_afterwards() -> None:
    with without_collector():
        assert not gc.isenabled()
    assert gc.isenabled()
