"""Lighting classes to levels: by the luminance that an installation has, or by shares of its design class."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lightctl.core.classes import LUMINANCE, level_for, level_of_class
from lightctl.core.fitting import fitted, luminance_of
from lightctl.core.plant import Street
from lightctl.core.profile import Step
from lightctl.core.units import FULL, Level
from lightctl.wire.levels import level_of_number, number_of_level
from lightctl.wire.scales import LevelScale
from tests.core.make import ARTERIAL, ON, at, plan, step

STREET = Street("thd", "", "M3", 900, Level(0), "hps")
KNOWN = replace(STREET, luminance=1.12, luminance_from="calculated")
BY_CLASS = replace(
    ARTERIAL,
    full_of_class=True,
    plan=(Step(ON, FULL, lighting_class="M3"), replace(step("23:00", 100), lighting_class="M5")),
    least=(),
)


@pytest.mark.parametrize(
    ("name", "percent", "dali", "given_percent"),
    [
        ("M3", 89.29, 250, 89.65),
        ("M4", 66.96, 240, 68.23),
        ("M5", 44.64, 225, 45.30),
        ("M6", 26.79, 206, 26.97),
    ],
)
def test_the_worked_vector_of_a_calculated_luminance(
    name: str, percent: float, dali: int, given_percent: float
) -> None:
    level = level_of_class(name, 1.12)
    assert 100 * LUMINANCE[name] / 1.12 <= level <= percent + 0.1
    assert number_of_level(LevelScale.DALI_LOG, level) == dali
    assert level_of_number(LevelScale.DALI_LOG, dali) == pytest.approx(given_percent, abs=0.01)


def test_steps_between_classes() -> None:
    values = list(LUMINANCE.values())
    ratios = [round(low / high, 3) for high, low in pairwise(values)]
    assert ratios == [0.75, 0.667, 0.75, 0.667, 0.6]


def test_an_installation_too_weak_for_a_class_gives_all_it_has() -> None:
    assert level_of_class("M1", 1.12) == 100.0


def test_a_drop_counts_from_the_luminance_where_it_is_known() -> None:
    assert level_for(1, "M3", FULL, 1.12) == pytest.approx(67.0)
    assert level_for(1, "M3", FULL) == pytest.approx(75.0)
    assert level_for(0, "M3", FULL, 1.12) == 100.0
    assert level_for(1, "M3", Level(60), 1.12) == 60.0


@given(st.integers(0, 6), st.sampled_from(sorted(LUMINANCE)), st.floats(0.05, 20), st.floats(1, 100))
def test_a_drop_never_gives_more_than_full_nor_less_than_its_class(
    down: int, name: str, luminance: float, full: float
) -> None:
    level = level_for(down, name, Level(full), luminance)
    darker = level_for(down + 1, name, Level(full), luminance)
    assert 0 < darker <= level <= full


def test_a_profile_written_in_classes_takes_the_street_s_luminance() -> None:
    own = fitted(BY_CLASS, KNOWN)
    assert (own.full, [s.level for s in own.plan]) == (89.3, [89.3, 44.7])
    assert (own.luminance, own.luminance_from) == (1.12, "calculated")


def test_without_a_luminance_full_is_taken_for_the_design_class_and_marked() -> None:
    own = fitted(BY_CLASS, STREET)
    assert (own.full, [s.level for s in own.plan]) == (100.0, [100.0, 50.0])
    assert (own.luminance, own.luminance_from) == (None, "assumed")


def test_a_street_s_luminance_goes_before_that_of_its_kind() -> None:
    kind = replace(BY_CLASS, luminance=1.3, luminance_from="calculated")
    measured = replace(STREET, luminance=1.05, luminance_from="measured")
    assert luminance_of(kind, measured) == (1.05, "measured")
    assert luminance_of(kind, STREET) == (1.3, "calculated")


def test_a_class_brighter_than_the_design_never_exceeds_full() -> None:
    bright = replace(BY_CLASS, plan=(Step(ON, FULL, lighting_class="M1"),))
    assert fitted(bright, KNOWN).plan[0].level == 89.3
    assert fitted(bright, STREET).plan[0].level == 100.0


def test_a_profile_without_classes_stays_what_it_is() -> None:
    plain = replace(ARTERIAL, traffic=None, weather=None)
    assert fitted(plain, KNOWN) is plain


def test_a_night_drops_by_its_profile_s_mapping() -> None:
    night = plan(replace(ARTERIAL, luminance=1.12, luminance_from="measured"))
    assert night.level_after(1) == pytest.approx(67.0)
    assert plan().level_after(1) == pytest.approx(75.0)
    assert plan(BY_CLASS).plan_at(at("23:30")) == 50.0
