"""Counter differences and the hours they belong to."""

from datetime import UTC, datetime, timedelta, tzinfo
from itertools import pairwise
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lightctl.core.energy import Counter, CounterReading, Span, SpanKind, by_hour, share, spans
from lightctl.core.hours import hour_after, hour_of, hours_between
from tests.core.make import minutes

START = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
METER = Counter(max_per_hour=8000, modulus=100_000)


def readings(*values: int | None, every: float = 15) -> list[CounterReading]:
    return [CounterReading(START + minutes(every * n), value) for n, value in enumerate(values)]


def kinds(*values: int | None, every: float = 15) -> list[tuple[SpanKind, int | None]]:
    return [(span.kind, span.energy) for span in spans(readings(*values, every=every), METER)]


def test_of_two_readings_at_one_instant_the_greater_counts() -> None:
    one, two = readings(1000, 1500)
    for twins in ([CounterReading(two.at, 1400), two], [two, CounterReading(two.at, 1400)]):
        assert [span.energy for span in spans([one, *twins], METER)] == [500]


def test_good_readings() -> None:
    assert kinds(1000, 1500, 1500, 2000) == [("good", 500), ("good", 0), ("good", 500)]


def test_no_data_is_neither_zero_nor_a_reading() -> None:
    assert kinds(1000, None, 2000) == [("good", 1000)]


def test_a_gap_keeps_its_energy_apart() -> None:
    assert kinds(1000, None, None, 4000) == [("gap", 3000)]
    (gap,) = spans(readings(1000, None, None, 4000), METER)
    assert not gap.known
    assert by_hour([gap], UTC)[START].energy == 0


def test_a_meter_that_starts_again_is_not_a_saving() -> None:
    assert kinds(50_000, 20, 520) == [("reset", None), ("good", 500)]
    assert kinds(50_000, 0, 500) == [("reset", None), ("good", 500)]


def test_a_rollover_is_counted() -> None:
    assert kinds(99_800, 300) == [("rollover", 500)]
    assert kinds(99_800, 0, 300) == [("rollover", 200), ("good", 300)]


def test_a_glitch_to_zero_is_dropped() -> None:
    assert kinds(50_000, 0, 50_900) == [("glitch", 900)]
    assert kinds(50_000, 0, 0, 0, 51_500, every=5) == [("glitch", 1500)]


def test_more_than_the_feeder_carries_is_absurd() -> None:
    assert kinds(1000, 9000, 9500) == [("absurd", None), ("good", 500)]
    coarse = Counter(max_per_hour=100, resolution=10)
    assert [s.kind for s in spans(readings(0, 10, 10, every=1), coarse)] == ["good", "good"]


def test_an_hour_is_complete_only_when_every_minute_is_known() -> None:
    rows = by_hour(spans(readings(0, 500, 1000, 1500, 2000, None, None, 3500, 4000), METER), UTC)
    first, second = rows[START], rows[START + timedelta(hours=1)]
    assert (first.energy, first.complete) == (2000, True)
    assert (second.energy, second.complete) == (500, False)
    assert second.kinds == {SpanKind.GAP, SpanKind.GOOD}


def test_a_span_over_an_hour_is_split_by_time() -> None:
    span = Span(START + minutes(50), START + minutes(65), SpanKind.GOOD, 100)
    rows = by_hour([span], UTC)
    assert [row.energy for row in rows.values()] == [66, 34]


SECONDS = st.integers(0, 6 * 3600)
ZONES = st.sampled_from([ZoneInfo(z) for z in ("Asia/Ho_Chi_Minh", "Asia/Kathmandu", "Australia/Lord_Howe")])


@st.composite
def histories(draw: st.DrawFn) -> list[CounterReading]:
    """Readings with resets, rollovers, glitches, no data and gaps."""
    value, when, rows = draw(st.integers(0, 99_999)), START, []
    for _ in range(draw(st.integers(0, 25))):
        when += timedelta(seconds=draw(st.sampled_from([1, 60, 899, 900, 2400])))
        value = (value + draw(st.integers(0, 600))) % 100_000
        value = draw(st.sampled_from([value] * 8 + [draw(st.integers(0, 99_999))]))
        rows.append(CounterReading(when, draw(st.sampled_from([value] * 8 + [0, None]))))
    return rows


@given(histories(), ZONES)
def test_hours_sum_to_the_known_spans_exactly(history: list[CounterReading], zone: tzinfo) -> None:
    found = spans(history, METER)
    known = sum(span.energy or 0 for span in found if span.known)
    rows = by_hour(found, zone)
    assert sum(row.energy for row in rows.values()) == known
    assert sum((row.known for row in rows.values()), timedelta()) == sum(
        (span.end - span.start for span in found if span.known), timedelta()
    )
    assert all(row.known <= row.ends - row.hour for row in rows.values())


@given(histories(), st.integers())
def test_order_and_repeats_of_arrival_do_not_matter(history: list[CounterReading], seed: int) -> None:
    shuffled = history + history[::2]
    Random(seed).shuffle(shuffled)
    assert spans(shuffled, METER) == spans(history, METER)


@given(st.integers(0, 10**9), st.lists(SECONDS, min_size=2, max_size=8, unique=True))
def test_shares_of_a_span_sum_exactly(energy: int, cuts: list[int]) -> None:
    edges = [START + timedelta(seconds=cut) for cut in sorted(cuts)]
    span = Span(edges[0], edges[-1], SpanKind.GOOD, energy)
    parts = [share(span, left, right) for left, right in pairwise(edges)]
    assert sum(parts) == energy
    assert min(parts) >= 0


def test_every_span_is_accounted_for_by_kind() -> None:
    found = spans(readings(10, 20, None, None, 99_000, 400, 0, 900, 5), METER)
    assert [span.start for span in found[1:]] == [span.end for span in found[:-1]]
    assert {span.kind for span in found if span.known} <= {"good", "glitch", "rollover"}


@pytest.mark.parametrize(
    ("zone", "at", "start"),
    [
        ("Asia/Ho_Chi_Minh", "2026-11-20T11:59:59", "2026-11-20T11:00:00"),
        ("Asia/Kathmandu", "2026-11-20T11:10:00", "2026-11-20T10:15:00"),
        ("Australia/Lord_Howe", "2026-04-04T15:10:00", "2026-04-04T15:00:00"),
        ("Australia/Lord_Howe", "2026-10-03T15:45:00", "2026-10-03T15:30:00"),
    ],
)
def test_hours_begin_at_local_minute_zero(zone: str, at: str, start: str) -> None:
    assert hour_of(datetime.fromisoformat(at + "Z"), ZoneInfo(zone)) == datetime.fromisoformat(start + "Z")


def test_a_clock_that_changes_within_an_hour_ends_it() -> None:
    zone = ZoneInfo("America/St_Johns")  # until 2011 clocks changed at one minute past midnight
    midnight, change = datetime(2010, 3, 14, 3, 30, tzinfo=UTC), datetime(2010, 3, 14, 3, 31, tzinfo=UTC)
    following = datetime(2010, 3, 14, 4, 30, tzinfo=UTC)
    assert hour_after(midnight, zone) == change
    assert hour_of(change, zone) == hour_of(following - minutes(1), zone) == change
    assert hour_after(change, zone) == following


def test_october_in_berlin_has_745_hours() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    first, last = datetime(2026, 10, 1, tzinfo=berlin), datetime(2026, 11, 1, tzinfo=berlin)
    assert len(list(hours_between(first, last, berlin))) == 745


@given(st.integers(0, 2 * 365 * 86_400), ZONES)
def test_hours_tile_time(seconds: int, zone: tzinfo) -> None:
    instant = START + timedelta(seconds=seconds)
    start = hour_of(instant, zone)
    assert start <= instant < hour_after(start, zone)
    assert hour_of(hour_after(start, zone), zone) == hour_after(start, zone)
    assert timedelta(minutes=30) <= hour_after(start, zone) - start <= timedelta(hours=1)
