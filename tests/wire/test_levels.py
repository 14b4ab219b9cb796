"""Percent of light to a device's number: the published DALI curve, and never less light than decided."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lightctl.wire.levels import level_of_number, number_of_level
from lightctl.wire.scales import LevelScale

LEVELS = st.floats(0, 100)
ON_THE_CURVE = {
    1: 0.100, 2: 0.1028, 10: 0.128, 85: 0.991, 86: 1.0184, 100: 1.492, 126: 3.0354, 128: 3.206, 144: 4.9619,
    150: 5.845, 170: 10.0914, 195: 19.9708, 200: 22.892, 203: 24.846, 210: 30.0788, 220: 39.5219,
    229: 50.5309, 235: 59.5256, 241: 70.121, 243: 74.057, 246: 80.378, 250: 89.6539, 253: 97.3066, 254: 100.0,
}  # fmt: skip


@pytest.mark.parametrize(("step", "percent"), ON_THE_CURVE.items())
def test_dali_curve(step: int, percent: float) -> None:
    assert level_of_number(LevelScale.DALI_LOG, step) == pytest.approx(percent, abs=0.0006)


STEPS = {
    89.29: 250, 66.96: 240, 44.64: 225, 26.79: 206,  # M3 to M6 where 1.12 cd/m² are calculated
    5: 145, 10: 170, 20: 196, 25: 204, 30: 210, 40: 221, 50: 229, 60: 236, 75: 244, 80: 246, 90: 251,
    100: 254, 0: 0, 0.01: 1, 0.1: 1,
}  # fmt: skip
"""For 5, 20, 25, 40, 60, 75 and 90 % the nearest step is darker, so the next one is taken."""


@pytest.mark.parametrize(("level", "step"), STEPS.items())
def test_dali_step_of_a_level(level: float, step: int) -> None:
    assert number_of_level(LevelScale.DALI_LOG, level) == step


@pytest.mark.parametrize(
    ("level", "number"), [(0, 0), (50, 127), (100, 254), (0.1, 1), (50.1, 128), (10, 26)]
)
def test_linear_254(level: float, number: int) -> None:
    assert number_of_level(LevelScale.LINEAR_254, level) == number


@given(st.sampled_from(LevelScale), LEVELS)
def test_light_is_never_under_the_decision(scale: LevelScale, level: float) -> None:
    given_light = level_of_number(scale, number_of_level(scale, level))
    assert given_light is not None
    assert given_light >= level - 1e-6


@given(st.sampled_from([LevelScale.LINEAR_254, LevelScale.DALI_LOG]), st.integers(0, 254))
def test_every_step_comes_back(scale: LevelScale, step: int) -> None:
    level = level_of_number(scale, step)
    assert level is not None
    assert number_of_level(scale, level) == step


@pytest.mark.parametrize("scale", LevelScale)
@pytest.mark.parametrize("level", [-0.1, 100.1, float("nan"), float("inf")])
def test_what_is_no_level_is_refused(scale: LevelScale, level: float) -> None:
    with pytest.raises(ValueError, match="not 0 to 100"):
        number_of_level(scale, level)


@pytest.mark.parametrize(
    ("scale", "number"),
    [
        (LevelScale.PERCENT, 101),
        (LevelScale.PERCENT, -1),
        (LevelScale.DALI_LOG, 255),
        (LevelScale.LINEAR_254, 255),
    ],
)
def test_a_number_off_the_scale_is_no_data(scale: LevelScale, number: float) -> None:
    assert level_of_number(scale, number) is None
