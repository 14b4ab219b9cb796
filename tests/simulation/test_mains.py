"""Closed forms against plain numeric integration."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lightctl.simulation.mains import PIECE_S, WARM_UP_END_S, WARM_UP_SHARE, Mains, WarmUp

INSTANTS = st.floats(0, 20_000)


def mains(seed: int = 3, swing: float = 3.0) -> Mains:
    return Mains(Random(seed), volts=230, swing_percent=swing)


@given(INSTANTS)
def test_the_voltage_stays_within_its_swing_and_moves_power_half_as_much(t: float) -> None:
    supply = mains()
    assert 230 * 0.97 <= supply.volts(t) <= 230 * 1.03
    assert supply.factor(t) - 1 == pytest.approx((supply.volts(t) / 230 - 1) / 2)


@given(INSTANTS, INSTANTS)
def test_the_integral_is_the_sum_of_its_pieces(first: float, second: float) -> None:
    supply = mains()
    start, end = sorted((first, second))
    steps = 400
    width = (end - start) / steps
    numeric = sum(supply.factor(start + (i + 0.5) * width) for i in range(steps)) * width
    # A step of the voltage falls within a slice of the sum: half a slice of error at each of them.
    slack = 0.05 * width * ((end - start) / PIECE_S + 1) + 1e-6
    assert supply.integral(end) - supply.integral(start) == pytest.approx(numeric, abs=slack)


def test_an_earlier_instant_may_be_asked_after_a_later_one() -> None:
    supply, fresh = mains(), mains()
    supply.integral(9_000)
    assert supply.integral(100) == fresh.integral(100)
    assert supply.factor(100) == fresh.factor(100)


@given(st.floats(0, 3_000), st.floats(0, 3_000))
def test_the_warm_up_integral_is_that_of_its_share(began: float, age: float) -> None:
    supply = mains()
    warm_up = WarmUp(supply, began)
    steps = 3000
    width = age / steps
    instants = [began + (i + 0.5) * width for i in range(steps)]
    numeric = sum(supply.factor(t) * warm_up.share(t) for t in instants) * width
    assert warm_up.integral(began + age) == pytest.approx(numeric, rel=2e-3, abs=1e-3)


def test_a_warm_up_begins_at_three_percent_and_ends() -> None:
    warm_up = WarmUp(mains(), 100.0)
    assert warm_up.share(100.0) == WARM_UP_SHARE
    assert warm_up.share(100.0 + WARM_UP_END_S) == 0
    whole = warm_up.integral(100.0 + WARM_UP_END_S)
    assert warm_up.integral(1e6) == whole
    assert warm_up.integral(200.0) < whole
