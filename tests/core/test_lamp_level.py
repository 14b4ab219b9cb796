"""Light and driver level: virtual output, constant light, and the hours that it goes by."""

from datetime import date
from math import floor
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lightctl.core.decide import Inputs, decide
from lightctl.core.decision import Layer
from lightctl.core.lamp_ages import grown, read_ages, write_ages
from lightctl.core.lamp_hours import Burned, burned, longest_night_h
from lightctl.core.lamp_kind import ConstantLight, KeptBy
from lightctl.core.lamp_level import (
    Gear,
    constant_light_factor,
    design_power,
    gear_of,
    lumen,
    power_of,
    to_driver,
    to_light,
)
from lightctl.core.lamp_level import given as given_by
from lightctl.core.lamp_story import Carrying, for_lamp
from lightctl.core.place import Place
from lightctl.core.plant import Fitted, Lamp, Luminaire
from lightctl.core.telling import tell
from lightctl.core.units import DARK, FULL, Level, Watts
from tests.core.make import at, plan

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")

L80 = ((0.0, 100.0), (100_000.0, 80.0))
BENT = ((0.0, 100.0), (25_000.0, 95.0), (50_000.0, 90.0), (100_000.0, 80.0))


def led(virtual: float = 100.0, by: KeptBy | None = None, minimum: float = 10.0) -> Luminaire:
    clo = ConstantLight(by, L80) if by else None
    return Luminaire("led-75", "LED", ((10, 9.0), (100, 75.0)), Watts(0.6), Level(minimum), "assumed",
                     virtual_output=Level(virtual), constant_light=clo)  # fmt: skip


@pytest.mark.parametrize(
    ("life", "factor"), [(0, 0.8), (0.25, 0.842), (0.5, 0.889), (0.75, 0.941), (1.0, 1.0), (1.2, 1.0)]
)
def test_the_worked_factors_of_a_linear_l80(life: float, factor: float) -> None:
    told = constant_light_factor(ConstantLight(KeptBy.LIGHTCTL, L80), life * 100_000)
    assert factor - 0.0005 <= told <= factor + 0.0055


def test_the_mean_over_a_life_avoids_a_tenth_of_the_energy() -> None:
    curve = [80.0 / lumen(L80, hours) for hours in range(0, 100_001, 100)]
    assert sum(curve) / len(curve) == pytest.approx(0.8926, abs=0.0002)


def test_a_curve_is_straight_between_its_points_and_flat_beyond() -> None:
    assert [lumen(BENT, h) for h in (0, 12_500, 25_000, 75_000, 100_000, 250_000)] == [
        100.0, 97.5, 95.0, 85.0, 80.0, 80.0]  # fmt: skip


@pytest.mark.parametrize(
    ("virtual", "by", "hours", "light", "driver"),
    [
        (85, None, None, 100, 85), (85, None, None, 50, 42.5), (85, None, None, 5, 10),
        (100, None, None, 37, 37),
        (100, KeptBy.LIGHTCTL, 0, 100, 80), (85, KeptBy.LIGHTCTL, 0, 100, 68),
        (85, KeptBy.LIGHTCTL, 0, 50, 34),
        (85, KeptBy.LIGHTCTL, 100_000, 100, 85), (85, KeptBy.LIGHTCTL, None, 100, 85),
        (85, KeptBy.DRIVER, 0, 100, 85), (85, KeptBy.CONTROLLER, 0, 100, 85),
        (85, KeptBy.NOBODY, 0, 100, 85),
        (85, KeptBy.LIGHTCTL, 0, 0, 0),
    ],
)  # fmt: skip
def test_virtual_output_first_then_constant_light_once(
    virtual: float, by: KeptBy | None, hours: float | None, light: float, driver: float
) -> None:
    assert to_driver(gear_of(led(virtual, by), hours), Level(light)) == driver


gears = st.builds(
    lambda virtual, by, minimum, hours: gear_of(led(virtual, by, min(minimum, virtual)), hours),
    st.floats(20, 100), st.sampled_from([None, *KeptBy]), st.floats(0, 40),
    st.one_of(st.none(), st.floats(0, 200_000)),
)  # fmt: skip
levels = st.floats(0, 100)


@given(gears, levels)
def test_light_is_never_under_the_decision_nor_the_driver_over_full(gear: Gear, level: float) -> None:
    driver = to_driver(gear, Level(level))
    assert 0 <= driver <= 100
    assert to_light(gear, driver) >= level - 1e-5
    assert driver <= DARK or driver >= gear.luminaire.minimum_level - 1e-9


@given(gears, levels, levels)
def test_more_light_is_never_less_driver(gear: Gear, one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert to_driver(gear, Level(low)) <= to_driver(gear, Level(high))
    assert power_of(gear, Level(low)) <= power_of(gear, Level(high)) + 1e-9


@given(gears, levels)
def test_what_a_lamp_can_give_it_gives_again(gear: Gear, level: float) -> None:
    got = given_by(gear, Level(level))
    assert given_by(gear, got) == got >= level
    assert to_driver(gear, to_light(gear, to_driver(gear, got))) == pytest.approx(
        to_driver(gear, got), abs=0.0101
    )


@given(st.floats(0, 200_000), st.floats(0, 200_000))
def test_an_older_lamp_is_never_told_less(one: float, other: float) -> None:
    young, old = (gear_of(led(85, KeptBy.LIGHTCTL), hours) for hours in sorted((one, other)))
    assert to_driver(young, FULL) <= to_driver(old, FULL) <= 85
    assert design_power(young) <= design_power(old)


def test_the_design_output_costs_what_its_driver_level_costs() -> None:
    assert design_power(gear_of(led(), None)) == 75.0
    assert design_power(gear_of(led(85), None)) == pytest.approx(9 + 66 * 75 / 90)
    unseen, seen = (gear_of(led(85, by), 0.0) for by in (KeptBy.DRIVER, KeptBy.LIGHTCTL))
    assert design_power(unseen) == pytest.approx(design_power(seen))


def test_a_lamp_tells_what_lies_between_light_and_driver() -> None:
    decision = decide("thd", plan(), Inputs(), at("20:00"))
    own = for_lamp(decision, Carrying(lamp(), gear_of(led(85, KeptBy.LIGHTCTL), 20_000.0)))
    assert (own.thing, own.level, own.ruled_by) == ("a-1", decision.level, decision.ruled_by)
    assert [r.rule for r in own.reasons if r.layer is Layer.LAMP] == ["virtual-output", "constant-light"]
    for language, words in (("en", "20000 h"), ("vi", "20000 giờ")):
        told = tell(own, language, ZONE)
        assert words in told[-1]
        assert "–" not in told[-1]
    held = for_lamp(decision, Carrying(lamp(), gear_of(led(), None), "restrike", at("20:10")))
    assert (held.level, held.ruled_by) == (0.0, Layer.LAMP)


NIGHT_H = 13.0
BORN, NOON = date(2024, 5, 1), date(2026, 5, 1)


def lamp(*models: Fitted, controllers: tuple[Fitted, ...] = ()) -> Lamp:
    return Lamp("a-1", "a-1", "a", "a", "c", "t", models or (Fitted(BORN, "led-75"),), controllers)


@pytest.mark.parametrize(
    ("counter", "hours", "source"),
    [(None, 730 * 13, "calendar"), (8_000.0, 8_000, "counter"), (0.0, 9_490, "calendar"),
     (1e6, 9_490, "calendar")],
)  # fmt: skip
def test_whose_hours_are_believed(counter: float | None, hours: float, source: str) -> None:
    found = burned(lamp(), NOON, None, counter_h=counter, lit_h=None, night_h=NIGHT_H)
    assert (found.hours, found.source) == (hours, source)


def test_another_luminaire_begins_anew_and_an_older_counter_says_nothing_of_it() -> None:
    changed = lamp(Fitted(BORN, "led-75"), Fitted(NOON, "led-75"))
    before = Burned(BORN, date(2026, 4, 30), 8_000.0, "counter")
    found = burned(changed, NOON, before, counter_h=8_011.0, lit_h=11.0, night_h=NIGHT_H)
    assert (found.since, found.hours) == (NOON, 0.0)
    late = lamp(controllers=(Fitted(BORN, "lcu"), Fitted(date(2026, 4, 1), "lcu")))
    assert burned(late, NOON, None, counter_h=300.0, lit_h=None, night_h=NIGHT_H).source == "calendar"


def test_the_ledger_adds_what_was_lit_and_a_night_without_news_counts_whole() -> None:
    before = Burned(BORN, date(2026, 4, 30), 8_000.0, "counter")
    seen = burned(lamp(), NOON, before, counter_h=None, lit_h=11.0, night_h=NIGHT_H)
    assert (seen.hours, seen.source) == (8_011.0, "lit")
    assert burned(lamp(), NOON, before, counter_h=None, lit_h=None, night_h=NIGHT_H).hours == 8_013.0


maybe = st.one_of(st.none(), st.floats(0, 30_000))


@given(st.floats(0, 20_000), maybe, maybe)
def test_hours_never_fall_below_a_counter_that_was_believed(
    known: float, lit: float | None, counter: float | None
) -> None:
    before = Burned(BORN, date(2026, 4, 30), known, "counter")
    found = burned(lamp(), NOON, before, counter_h=counter, lit_h=lit, night_h=NIGHT_H)
    assert found.hours >= known


@pytest.mark.parametrize(("latitude", "hours"), [(0.0, 12.9), (10.5, 13.5), (-60.0, 19.1), (70.0, 24.0)])
def test_the_longest_night_of_a_place(latitude: float, hours: float) -> None:
    assert longest_night_h(Place(latitude, 0.0, ZONE)) == pytest.approx(hours, abs=0.15)


def test_ages_are_read_back_and_a_gear_changes_by_whole_steps_alone() -> None:
    kind = led(85, KeptBy.LIGHTCTL)
    aged = grown(None, Burned(BORN, date(2026, 1, 1), 8_000.0, "counter"), kind)
    for day in range(2, 31):
        aged = grown(aged, Burned(BORN, date(2026, 1, day), 8_000.0 + 11 * day, "lit"), kind)
    assert len(aged.steps) <= 2
    assert aged.hours_on(date(2025, 12, 31)) is None
    factor = gear_of(kind, aged.hours_on(date(2026, 1, 30))).factor
    assert floor(factor * 1000 + 0.5) % 5 == 0
    assert read_ages(write_ages({"a-1": aged})) == {"a-1": aged}
