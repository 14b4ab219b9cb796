"""Light and power of one luminaire, and what contactors alone can do."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lightctl.core import lamp_level
from lightctl.core.decide import Inputs, decide
from lightctl.core.decision import Layer
from lightctl.core.lamp_level import gear_of
from lightctl.core.lamp_power import level_at, power_at
from lightctl.core.lamp_story import Carrying, for_lamp
from lightctl.core.pattern import Feeder, closed_for, level_of
from lightctl.core.plant import Fitted, Lamp, Luminaire
from lightctl.core.units import Level, Watts
from tests.core.make import at, plan

LED = Luminaire("led-75", "LED 75 W", ((10, 9.0), (100, 75.0)), Watts(0.6), Level(10), "assumed: two points")
LAMP = Lamp("thd-001", "thd-001", "thd", "thd", "td-1", "td", (Fitted(date(2024, 5, 1), "led-75"),))


@pytest.mark.parametrize(
    ("level", "watts"), [(75, 56.67), (50, 38.33), (30, 23.67), (10, 9.0), (100, 75), (0, 0.6)]
)
def test_the_worked_power_vector(level: float, watts: float) -> None:
    assert power_at(LED, Level(level)) == pytest.approx(watts, abs=0.005)


def test_ends_of_the_curve() -> None:
    assert power_at(LED, Level(3)) == 9.0
    assert power_at(LED, Level(101)) == 75.0
    assert (level_at(LED, Watts(0.7)), level_at(LED, Watts(8)), level_at(LED, Watts(90))) == (
        0.0,
        10.0,
        100.0,
    )


@given(st.floats(10, 100))
def test_power_tells_the_level(level: float) -> None:
    assert level_at(LED, power_at(LED, Level(level))) == pytest.approx(level)


@given(st.floats(0, 100))
def test_a_lamp_never_gives_less_than_asked(level: float) -> None:
    got = lamp_level.given(gear_of(LED, None), Level(level))
    assert got >= level
    assert got == 0.0 or got >= LED.minimum_level


def test_a_lamp_says_why_it_differs() -> None:
    decision = decide("thd", plan(), Inputs(), at("23:45"))
    assert for_lamp(decision, Carrying(LAMP, gear_of(LED, None))).reasons == decision.reasons
    weak = Luminaire("old", "Old", ((70, 60.0), (100, 75.0)), Watts(0.6), Level(70), "assumed")
    raised = for_lamp(decision, Carrying(LAMP, gear_of(weak, None)))
    assert (raised.thing, raised.level, raised.reasons[-1].layer) == ("thd-001", 70.0, Layer.LAMP)


PAIR = [Feeder("a", 30), Feeder("b", 30)]


@pytest.mark.parametrize(
    ("level", "closed"), [(0, ()), (1, ("a",)), (50, ("a",)), (50.1, ("a", "b")), (100, ("a", "b"))]
)
def test_two_circuits_in_turn(level: float, closed: tuple[str, ...]) -> None:
    assert closed_for(PAIR, Level(level)) == closed


@given(st.lists(st.floats(1, 100), min_size=1, max_size=5), st.floats(0, 100), st.floats(0, 100))
def test_a_pattern_gives_at_least_the_level(lights: list[float], one: float, other: float) -> None:
    feeders = [Feeder(str(n), light) for n, light in enumerate(lights)]
    low, high = (closed_for(feeders, Level(level)) for level in sorted((one, other)))
    assert set(low) <= set(high)
    assert level_of(feeders, high) >= max(one, other) - 1e-6


def test_some_circuit_is_closed_for_any_light_though_none_says_what_it_gives() -> None:
    assert closed_for([Feeder("a", 0), Feeder("b", 0)], Level(1)) == ("a",)


def test_no_lamps_no_light() -> None:
    assert level_of([], ()) == 0.0
    assert closed_for([], Level(100)) == ()
