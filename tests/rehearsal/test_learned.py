"""A place's counts over weeks, against the daemon that hears them one by one and learns each day."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lightctl.core.conditions import TrafficReading, WeatherReading
from lightctl.core.profile import TrafficRule
from lightctl.core.traffic import Quality, judge
from lightctl.core.typical import LEARNED_AT
from lightctl.daemon.conditions import Conditions
from lightctl.daemon.typical_days import TypicalDays
from lightctl.feeds.counts import counts_of
from lightctl.rehearsal.counted import Listening, listen
from lightctl.rehearsal.learned import Learned, Learner, learned_at
from lightctl.rehearsal.skies import rains_of
from tests.core.make import ARTERIAL
from tests.rehearsal.make import CAMERA, site_with

STALE = timedelta(minutes=70)
RULES = (TrafficRule(), TrafficRule(drops=((0.6, 1),), jam_speed_kmh=35.0))
DAY = timedelta(days=1)


def heard(seed: int, start: datetime, days: int, period: timedelta) -> list[TrafficReading]:
    """Busy by day, empty for hours on some nights, silent at times, slow at others, once told twice."""
    draw, rows, at = Random(seed), [], start
    blind_until = start
    while at < start + days * DAY:
        at += period * draw.choice((1, 1, 1, 1, 1, 2, 9)) if draw.random() < 0.1 else period
        if draw.random() < 0.02:
            blind_until = at + timedelta(hours=draw.randrange(1, 7))
        flow: float | None = draw.choice((700.0, 300.0, 100.0, 30.0)) * draw.uniform(0.8, 1.2)
        flow = 0.0 if at < blind_until or draw.random() < 0.05 else flow if draw.random() < 0.97 else None
        rows.append(TrafficReading(CAMERA, at, flow, period.total_seconds(), None, draw.uniform(15, 60)))
        if draw.random() < 0.03:
            rows.append(replace(rows[-1], flow=5.0))
    return rows


@settings(max_examples=12, deadline=None)
@given(
    st.integers(0, 10_000), st.sampled_from(["Asia/Ho_Chi_Minh", "Europe/Berlin", "Asia/Kathmandu"]),
    st.sampled_from([20, 30, 60]), st.booleans(),
)  # fmt: skip
def test_counts_of_weeks_are_taken_as_the_daemon_takes_them(
    seed: int, zone_name: str, minutes: int, wet: bool
) -> None:
    zone, site = ZoneInfo(zone_name), site_with(ARTERIAL, counted=True)
    start = datetime(2026, 10, 17, 3, 7, tzinfo=UTC)
    rows = heard(seed, start, 11, timedelta(minutes=minutes))
    rain = [WeatherReading(start + n * timedelta(hours=7), "x", 82) for n in range(40)] if wet else []
    service = next(iter(site.plant.streets.values())).service_flow
    how = Listening(service, RULES, zone, STALE, rains_of(rain))
    counted = listen(counts_of(rows)[CAMERA], how, typical=True)
    assert counted.learned is not None

    profiles = {str(n): replace(ARTERIAL, traffic=rule) for n, rule in enumerate(RULES)}
    conditions = Conditions(site.plant, profiles, counted=True, stale_after=STALE, days=TypicalDays(zone))
    learned_by, sky, known = start, list(rain), 0
    for number, row in enumerate(rows):
        while (noon := learned_at(learned_by.astimezone(zone).date(), zone)) <= row.at:
            conditions.days.learn(noon)
            learned_by += DAY
        while sky and sky[0].at <= row.at:
            conditions.take_weather(sky.pop(0))
        conditions.take_traffic(row)
        if number + 1 < len(rows) and rows[number + 1].at == row.at:
            continue
        for rule in RULES:
            told, state = counted.tracks[rule].at(row.at), conditions.traffic[CAMERA, rule]
            assert (told.drop, *judge(told, row.at)[:1]) == (state.drop, *judge(state, row.at)[:1])
            assert (told.since, told.flow_then) == (state.since, state.flow_then)
        usual = conditions.days.usual(CAMERA, row.at)
        assert counted.learned.usual(row.at) == usual
        known += usual is not None
    assert known > 0


def test_a_counter_that_goes_blind_at_a_busy_hour_is_found_out() -> None:
    rows = heard(3, datetime(2026, 10, 17, tzinfo=UTC), 40, timedelta(minutes=20))
    how = Listening(1000.0, RULES, ZoneInfo("Asia/Ho_Chi_Minh"), STALE)
    values = listen(counts_of(rows)[CAMERA], how).tracks[RULES[0]].values
    assert Quality.BLIND in {state.quality for state in values}


def test_a_night_knows_nothing_of_later_days() -> None:
    zone = ZoneInfo("Asia/Ho_Chi_Minh")
    learner = Learner(CAMERA, zone)
    monday = datetime(2026, 6, 1, 20, 30, tzinfo=zone).astimezone(UTC)
    for day in (0, 1, 2, 3, 4, 7, 8, 9, 10, 11):
        for hour in (0, 1):  # the second closes the first
            at = monday + timedelta(days=day, hours=hour)
            learner.heard(at, 100.0 if day < 7 else 900.0, 3600.0)
    friday, next_monday = monday + 4 * DAY, monday + 7 * DAY
    assert [learner.learned.usual(at) for at in (friday, next_monday)] == [None, 100.0]
    assert learner.learned.usual(monday + 14 * DAY) == 500.0
    assert learner.learned.usual(monday + 66 * DAY) == 900.0
    assert learner.learned.usual(monday + 80 * DAY) is None


@pytest.mark.parametrize("minute", [14, 15])
def test_days_are_learned_at_a_quarter_past_noon(minute: int) -> None:
    zone = ZoneInfo("Asia/Ho_Chi_Minh")
    learned = Learned(CAMERA, zone)
    at = datetime(2026, 6, 5, 12, minute, tzinfo=zone)
    day = (at - LEARNED_AT).date()
    assert learned_at(day, zone) <= at
    assert (day == at.date()) == (minute == 15)
    assert learned.usual(at) is None
