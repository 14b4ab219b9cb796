"""The typical day: medians of hours that were really counted; a gap teaches nothing."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lightctl.core.decide import Inputs, decide
from lightctl.core.telling import tell
from lightctl.core.typical import DayKind, HourCount, Hours, Typical, Usual, kind_of_day, learn, usual_of
from tests.core.make import at, plan

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
MONDAY = date(2026, 6, 1)


def days(flows: list[float], hour: int = 18, first: date = MONDAY) -> list[HourCount]:
    """One count a week, on the same weekday."""
    return [HourCount("cam", first + timedelta(days=7 * n), hour, flow) for n, flow in enumerate(flows)]


def test_the_median_of_an_hour_on_days_of_a_kind() -> None:
    typical = learn([*days([10, 20, 900, 30, 40]), *days([1] * 5, first=date(2026, 6, 7))])
    assert typical.flow_at("cam", datetime(2026, 6, 30, 11, 59, tzinfo=UTC), ZONE) == 30
    assert typical.flow_at("cam", datetime(2026, 7, 5, 11, tzinfo=UTC), ZONE) == 1
    for other in (datetime(2026, 6, 30, 12, tzinfo=UTC), datetime(2026, 7, 4, 11, tzinfo=UTC)):
        assert typical.flow_at("cam", other, ZONE) is None


def test_too_few_days_teach_nothing_and_a_day_told_twice_is_one() -> None:
    assert learn(days([5] * 4)) == Typical({})
    assert learn([*days([5] * 4), *days([7])]) == Typical({})
    assert learn(days([5] * 3), least_days=3).flows == {("cam", DayKind.WORKDAY, 18): 5}


@pytest.mark.parametrize(("day", "kind"), [(1, "workday"), (5, "workday"), (6, "saturday"), (7, "sunday")])
def test_kinds_of_days(day: int, kind: str) -> None:
    assert kind_of_day(date(2026, 6, day)) == kind


def gathered(counts: list[tuple[float, float, float]]) -> dict[tuple[str, date, int], float]:
    """Hours of (minutes after 18:00 local, flow, period in minutes)."""
    hours = Hours(ZONE)
    for minutes, flow, period in counts:
        at = datetime(2026, 6, 1, 11, tzinfo=UTC) + timedelta(minutes=minutes)
        hours.take("cam", at, flow, period * 60)
    return hours.closed


def test_an_hour_of_which_a_quarter_is_missing_is_still_known_and_more_is_a_gap() -> None:
    quarters = [(15 * n, 100.0 * n, 15.0) for n in (1, 2, 3, 4)]
    after = [(75.0, 0.0, 15.0)]
    assert gathered(quarters + after) == {("cam", MONDAY, 18): 250.0}
    assert gathered(quarters[1:] + after) == {("cam", MONDAY, 18): 300.0}
    assert gathered(quarters[2:] + after) == {}


def test_the_same_count_twice_and_one_of_the_past_teach_nothing() -> None:
    counts = [
        (60.0, 10.0, 60.0),
        (60.0, 99.0, 60.0),
        (30.0, 99.0, 60.0),
        (120.0, 0.0, 60.0),
        (180.0, 0.0, 60.0),
    ]
    assert gathered(counts) == {("cam", MONDAY, 18): 10.0, ("cam", MONDAY, 19): 0.0}


def test_days_long_ago_are_forgotten() -> None:
    hours = Hours(ZONE, {("cam", MONDAY, 18): 1.0, ("cam", MONDAY + timedelta(days=1), 18): 2.0})
    hours.forget(MONDAY + timedelta(days=61))
    assert [one.flow for one in hours.counted()] == [2.0]


@given(st.lists(st.floats(0, 5000), min_size=5, max_size=9))
def test_a_usual_flow_lies_among_those_counted(flows: list[float]) -> None:
    (usual,) = learn(days(flows)).flows.values()
    assert min(flows) <= usual <= max(flows)


@pytest.mark.parametrize(("share", "level"), [(0.1, 50.0), (0.3, 75.0), (0.9, 100.0)])
def test_a_street_without_a_counter_is_raised_by_a_typical_day_and_says_so(
    share: float, level: float
) -> None:
    now = at("23:45")
    usual = Usual("cam-01", 900 * share, share, now + timedelta(minutes=15))
    decision = decide("thd", plan(), Inputs(typical=usual), now)
    assert decision.level == max(level, decide("thd", plan(), Inputs(), now).level)
    assert [reason.rule for reason in decision.reasons][-1] == "typical"
    assert decision.valid_until <= usual.until
    for language in ("en", "vi"):
        assert "cam-01" in tell(decision, language)[-1]


def test_an_hour_that_nobody_knows_leaves_the_plan_and_is_asked_for_again() -> None:
    now = at("23:45")
    unknown = usual_of("cam-01", None, 900.0, now)
    alone, asked = (decide("thd", plan(), Inputs(typical=one), now) for one in (None, unknown))
    assert (asked.level, asked.reasons) == (alone.level, alone.reasons)
    assert asked.valid_until == unknown.until == now + timedelta(minutes=15) < alone.valid_until


@given(st.floats(0, 5), st.integers(0, 23 * 4))
def test_a_typical_day_never_takes_light_from_the_plan_nor_gives_more_than_full(
    share: float, quarter: int
) -> None:
    now = plan().starts + timedelta(minutes=15 * quarter)
    usual = Usual("cam-01", share * 900, share, now + timedelta(hours=1))
    alone = decide("thd", plan(), Inputs(), now).level
    assert alone <= decide("thd", plan(), Inputs(typical=usual), now).level <= max(alone, plan().profile.full)
