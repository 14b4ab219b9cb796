"""A wet month as a provider told it, poll by poll: how often weather moves the light, and what it covers.

The bound: a raise lasts at least the hold time H after it began, and raises of a kind do not overlap, so
two of them begin at least H apart. In a night of length T at most ⌊T/H⌋ + 1 begin and as many end:
no more than 2·(⌊T/H⌋ + 1) changes for each kind.
"""

import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lightctl.core.conditions import WeatherReading
from lightctl.core.place import Place
from lightctl.core.sun import Sun
from lightctl.core.weather import CALM, WeatherState, kind_of, step_weather
from lightctl.core.weather_rule import WeatherSense
from lightctl.feeds.weather_files import read_weather
from tests.conftest import data_file
from tests.core.make import at, minutes, sky

CITY = Place(10.77, 106.70, ZoneInfo("Asia/Ho_Chi_Minh"))
HOUR = timedelta(hours=1)
Span = tuple[datetime, datetime]
Spans = dict[str, list[Span]]


def spans(readings: Sequence[WeatherReading], sense: WeatherSense) -> Spans:
    """When each kind of raise was in force."""
    found: Spans = defaultdict(list)
    state: WeatherState | None = None
    for reading in readings:
        state = step_weather(state, reading, sense)
        for row in state.raises if state else ():
            rows = found[row.kind]
            if rows and rows[-1][0] == row.since:
                rows.pop()
            rows.append((row.since, row.until))
    return found


def changes(rows: Spans, kind: str, start: datetime, end: datetime) -> int:
    """Beginnings and ends of a kind within a night."""
    return sum(start < edge < end for span in rows[kind] for edge in span)


def bound(start: datetime, end: datetime, hold: timedelta) -> int:
    """What the hold time promises."""
    return 2 * (int((end - start) / hold) + 1)


def covered(rows: Spans, start: datetime, end: datetime) -> timedelta:
    """How much of a time some raise is in force for."""
    edges = sorted({start, end, *(e for spans in rows.values() for s in spans for e in s if start < e < end)})
    total = timedelta(0)
    for left, right in pairwise(edges):
        if any(b <= left < e for spans in rows.values() for b, e in spans):
            total += right - left
    return total


POLLS = "weather/hcmc_current_polls_2024-06.csv"


def nights_of(readings: Sequence[WeatherReading]) -> list[tuple[datetime, datetime]]:
    """Sunset to sunrise of every night that the readings touch; the first and the last are cut."""
    sun, first, last = Sun(CITY), readings[0].at, readings[-1].at
    found = []
    for n in range(-1, (last - first).days + 2):
        events = sun.events(first.astimezone(CITY.zone).date() + n * 24 * HOUR)
        assert events.sunset is not None
        assert events.sunrise is not None
        start, end = max(events.sunset, first), min(events.sunrise, last)
        found += [(start, end)] if start < end else []
    return found


def rain_of(readings: Sequence[WeatherReading], start: datetime, end: datetime) -> Iterator[Span]:
    """From each wet poll to the next poll."""
    usable = [(one.at, kind_of(one)) for one in readings if kind_of(one)]
    for (when, seen), (until, _) in pairwise(usable):
        left, right = max(when, start), min(until, end)
        if seen != CALM and left < right:
            yield left, right


def holds(rows: Spans, hold: timedelta) -> bool:
    """Whether no raise was shorter than the hold time, and none of a kind overlap: what the bound needs."""
    long_enough = all(end - begin >= hold for ranges in rows.values() for begin, end in ranges)
    return long_enough and all(
        later[0] >= earlier[1] for ranges in rows.values() for earlier, later in pairwise(ranges)
    )


def test_a_wet_month_covers_its_rain_and_does_not_flap(capsys: pytest.CaptureFixture[str]) -> None:
    readings = read_weather(data_file(POLLS))
    sense = WeatherSense()
    rows, nights = spans(readings, sense), nights_of(readings)
    assert (len(readings), len(nights)) == (3235, 31)
    assert holds(rows, sense.hold)
    worst, moved, rain, lit = 0, 0, timedelta(0), timedelta(0)
    for start, end in nights:
        by_kind = {kind: changes(rows, kind, start, end) for kind in list(rows)}
        assert max(by_kind.values()) <= bound(start, end, sense.hold)
        worst, moved = max(worst, sum(by_kind.values())), moved + sum(by_kind.values())
        for left, right in rain_of(readings, start, end):
            rain, lit = rain + (right - left), lit + covered(rows, left, right)
    share = lit / rain
    with capsys.disabled():
        sys.stdout.write(
            f"\n{len(nights)} nights, {len(readings)} polls: weather moves {moved / len(nights):.1f} a night"
            f", most {worst}; {rain / HOUR:.1f} h of rain in the dark, {100 * share:.1f} % of it covered\n"
        )
    assert share >= 0.99
    assert rain > 50 * HOUR
    assert worst <= 12


@pytest.mark.parametrize("hold", [15, 30, 45, 90])
@pytest.mark.parametrize(("agree", "of"), [(1, 1), (2, 3)])
def test_a_wet_month_keeps_whatever_hold_time_is_asked_for(hold: int, agree: int, of: int) -> None:
    readings = read_weather(data_file(POLLS))
    sense = WeatherSense(minutes(hold), agree, of)
    rows = spans(readings, sense)
    assert holds(rows, sense.hold)
    for start, end in nights_of(readings):
        assert all(changes(rows, kind, start, end) <= bound(start, end, sense.hold) for kind in list(rows))


def test_without_a_hold_time_the_month_would_flap() -> None:
    """What the promise is worth: the same polls, each taken at its word alone."""
    readings = read_weather(data_file(POLLS))
    kinds = [kind_of(one) for one in readings]
    flips = sum(before != after for before, after in pairwise(kinds))
    held = sum(len(ranges) for ranges in spans(readings, WeatherSense()).values())
    assert flips > 2 * held


def test_two_of_three_spares_blips_and_costs_rain() -> None:
    readings = read_weather(data_file(POLLS))
    at_once, agreed = spans(readings, WeatherSense()), spans(readings, WeatherSense(agree=2, of=3))
    assert len(agreed["rain"]) < len(at_once["rain"])
    first, last = readings[0].at, readings[-1].at
    assert covered(agreed, first, last) < covered(at_once, first, last)


def test_agreement_in_a_small_case() -> None:
    sense = WeatherSense(minutes(60), agree=2, of=3)
    start = at("20:00")

    def kinds(*codes: int | None) -> list[str]:
        state = None
        for number, code in enumerate(codes):
            state = step_weather(state, sky(start + minutes(10 * number), code), sense)
        return [row.kind for row in state.raises] if state else []

    assert kinds(61) == []
    assert kinds(61, 0, 0) == []
    assert kinds(61, 0, 61) == ["rain"]
    assert kinds(61, None, 61) == ["rain"]
    assert kinds(61, 0, 0, 61) == []
    assert kinds(95, 61) == ["rain"]
    assert kinds(61, 61, 0, 0, 0, 0) == ["rain"]


@given(
    st.lists(st.tuples(st.integers(1, 90), st.sampled_from([0, 3, 45, 61, 95])), max_size=80),
    st.sampled_from([(1, 1), (2, 2), (2, 3), (3, 5)]),
    st.sampled_from([15, 30, 60, 90]),
)
def test_no_weather_breaks_the_bound(polls: list[tuple[int, int]], few: tuple[int, int], hold: int) -> None:
    sense = WeatherSense(minutes(hold), *few)
    now, readings = datetime(2026, 11, 20, 6, tzinfo=UTC), []
    for wait, code in polls:
        now += minutes(wait)
        readings.append(sky(now, code))
    rows = spans(readings, sense)
    start = datetime(2026, 11, 20, 10, tzinfo=UTC)
    for kind, ranges in list(rows.items()):
        assert all(end - begin >= sense.hold for begin, end in ranges)
        assert changes(rows, kind, start, start + 12 * HOUR) <= bound(start, start + 12 * HOUR, sense.hold)
