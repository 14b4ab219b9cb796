"""Durations, times, ranges and night ranges as engineers type them."""

from collections.abc import Callable
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from lightctl.core.profile import Anchor, SunEvent
from lightctl.core.schedule import NightRange
from lightctl.site.anchors import anchor
from lightctl.site.ranges import lamp_ids, numbers
from lightctl.site.schedule_file import night_range
from lightctl.site.words import clock_time, duration


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("60s", timedelta(seconds=60)),
        ("15min", timedelta(minutes=15)),
        ("1.5h", timedelta(minutes=90)),
        ("90min", timedelta(minutes=90)),
        ("250ms", timedelta(milliseconds=250)),
        ("2d", timedelta(days=2)),
    ],
)
def test_durations_carry_their_unit(text: str, length: timedelta) -> None:
    assert duration(text) == length


@pytest.mark.parametrize(
    "value", [60, 1.5, "60", "90m", "", "min", "-5min", "5 min", True, None, [], "9999999h", "٣s"]
)
def test_what_is_no_duration(value: object) -> None:
    with pytest.raises(PydanticCustomError):
        duration(value)


def test_moments() -> None:
    assert anchor("sunset+20min") == Anchor(event=SunEvent.SUNSET, offset=timedelta(minutes=20))
    assert anchor("sunrise - 10min") == Anchor(event=SunEvent.SUNRISE, offset=timedelta(minutes=-10))
    assert anchor("dusk") == Anchor(event=SunEvent.DUSK)
    assert anchor("22:30") == Anchor(clock=time(22, 30))


@pytest.mark.parametrize(
    "value", ["sunset+20", "sunset20min", "noon", "24:00", "7:30", 1830, None, "", "sunset+7h", "+5min"]
)
def test_what_is_no_moment(value: object) -> None:
    with pytest.raises(PydanticCustomError):
        anchor(value)


@pytest.mark.parametrize("value", ["24:00", "18:60", "1830", "18:3", 1830, "１８:３０", "18:30\n"])
def test_what_is_no_time_of_day(value: object) -> None:
    with pytest.raises(PydanticCustomError):
        clock_time(value)


def test_nights() -> None:
    assert night_range("2027-02-05..2027-02-12") == NightRange(date(2027, 2, 5), date(2027, 2, 12))
    assert night_range("2027-02-05") == NightRange(date(2027, 2, 5), date(2027, 2, 5))
    assert night_range("--12-30..--01-02") == NightRange(date(2000, 12, 30), date(2000, 1, 2), yearly=True)
    assert night_range("--02-29").first == date(2000, 2, 29)


@pytest.mark.parametrize(
    "value", ["2027-02-12..2027-02-05", "2027-02-05..--02-12", "--13-01", "2027-02-30", 2027, "", ".."]
)
def test_what_names_no_nights(value: object) -> None:
    with pytest.raises(PydanticCustomError):
        night_range(value)


def test_ranges() -> None:
    assert lamp_ids("thd-009..thd-011") == ["thd-009", "thd-010", "thd-011"]
    assert lamp_ids("a-7") == ["a-7"]
    assert numbers("1..3, 7,9..10") == [1, 2, 3, 7, 9, 10]


@pytest.mark.parametrize(
    "text",
    ["a-1..b-2", "a-01..a-002", "a-5..a-1", "a", "a..b", "", "..", "a-1..", "A-1..A-2", "a-0..a-99999"],
)
def test_what_is_no_range_of_lamps(text: str) -> None:
    with pytest.raises(PydanticCustomError):
        lamp_ids(text)


def test_a_short_text_cannot_name_millions() -> None:
    with pytest.raises(PydanticCustomError):
        numbers(",".join(["1..9999"] * 1000))


@given(st.integers(0, 900), st.integers(0, 90), st.sampled_from(["a-", "td1-", "x.y-"]))
def test_a_range_has_both_its_ends_and_no_id_twice(first: int, more: int, stem: str) -> None:
    ids = lamp_ids(f"{stem}{first:04d}..{stem}{first + more:04d}")
    assert len(set(ids)) == len(ids) == more + 1
    assert (ids[0], ids[-1]) == (f"{stem}{first:04d}", f"{stem}{first + more:04d}")


def remedy(read: Callable[[object], object], text: str) -> str | None:
    """What is said of the words; None when they mean something."""
    try:
        read(text)
    except PydanticCustomError as error:
        return str((error.context or {}).get("say", ""))
    return None


@given(st.text(max_size=30))
def test_words_that_mean_nothing_are_refused_politely(text: str) -> None:
    for read in (duration, clock_time, anchor, night_range):
        assert remedy(read, text) != ""
    assert remedy(lambda words: lamp_ids(str(words)), text) != ""
    assert remedy(lambda words: numbers(str(words)), text) != ""
