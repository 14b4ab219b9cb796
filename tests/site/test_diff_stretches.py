"""Where two plans differ, as a person reads it: plateaus, ramps as one line, no moments."""

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from lightctl.core.night import NightPlan
from lightctl.core.profile import Step
from lightctl.site.diff_stretches import MOMENT, planned, stretches
from tests.core.make import ARTERIAL, at, plan, step


def of(*steps: Step) -> NightPlan:
    """An arterial's night with these steps after switching on at 100."""
    return plan(replace(ARTERIAL, plan=(ARTERIAL.plan[0], *steps), least=()))


def test_a_plateau_has_a_line_of_its_own_beside_the_ramp_that_leads_to_it() -> None:
    old = of(step("22:00", 80, 10), step("23:30", 60, 10))
    new = of(step("22:00", 80, 10), step("23:00", 50, 10))
    rows, moments = stretches(old, new)
    levels = [(row.before, row.after) for row in rows]
    assert levels[1] == ((80.0, 80.0), (50.0, 50.0))
    assert levels[-1] == ((60.0, 60.0), (50.0, 50.0))
    assert len(rows) == 4
    assert moments == 0


def test_what_lasts_a_minute_is_told_with_its_neighbour_or_only_counted() -> None:
    old = of(step("22:00", 80), step("23:30", 60))
    late = of(step("22:01", 80), step("23:30", 60))
    assert stretches(old, late) == ((), 1)
    both = of(step("22:01", 90), step("23:30", 60))
    (row,), moments = stretches(old, both)
    assert (row.start, row.end, row.before, row.after) == (
        at("22:00"),
        at("23:30"),
        (80.0, 80.0),
        (90.0, 90.0),
    )
    assert moments == 0


def test_the_same_plan_does_not_differ() -> None:
    assert stretches(plan(), plan()) == ((), 0)


steps = st.lists(
    st.tuples(st.integers(19, 23), st.integers(0, 59), st.sampled_from([40, 50, 60, 65, 80, 90]),
              st.sampled_from([0, 0, 1, 5, 10, 20])),
    min_size=1, max_size=4, unique_by=lambda row: (row[0], row[1]),
).map(lambda rows: of(*(step(f"{h:02}:{m:02}", *how) for h, m, *how in sorted(rows))))  # fmt: skip


@given(steps, steps)
def test_whatever_lasts_is_told_with_its_levels(old: NightPlan, new: NightPlan) -> None:
    rows, moments = stretches(old, new)
    assert all(row.lasting > MOMENT for row in rows)
    assert all(left.end <= right.start for left, right in pairwise(rows))
    for start, end in pairwise(sorted({*old.plan.times, *new.plan.times})):
        before, after = planned(old, start), planned(new, start)
        row = next((one for one in rows if one.start <= start < one.end), None)
        within = row and row.before[0] <= before <= row.before[1] and row.after[0] <= after <= row.after[1]
        if before == after:
            assert row is None or end - start <= MOMENT
        elif not within:
            assert end - start <= MOMENT
            assert row or moments
