"""What held a lamp at a past instant, worked out from the decisions that ruled it."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from lightctl.core.decision import Decision, Layer, Reason
from lightctl.core.lamp_kind import Discharge
from lightctl.core.lamp_level import gear_of
from lightctl.core.lamp_pace import Step
from lightctl.core.lamp_replay import held_at
from lightctl.core.plant import Luminaire
from lightctl.core.units import Level, Watts
from tests.core.make import at

LED = Luminaire("led", "LED", ((10, 9.0), (100, 75.0)), Watts(0.6), Level(10), "assumed")
SODIUM = replace(
    LED, id="sodium", discharge=Discharge(warm_up=timedelta(minutes=15), restrike=timedelta(minutes=10))
)
SOFT = replace(LED, id="soft", ramp_down=0.5)


def decided(clock: str, level: float) -> Decision:
    when = at(clock)
    reason = Reason(Layer.PLAN, "plan", Level(level))
    return Decision("thd", when, Level(level), (reason,), when + timedelta(hours=1))


def held(luminaire: Luminaire, clock: str, *rows: Decision, starts: tuple[datetime, ...] = ()) -> Step:
    return held_at(gear_of(luminaire, None), rows, starts, at(clock))


EVENING = (decided("17:00", 0), decided("18:00", 80))


@pytest.mark.parametrize(
    ("clock", "rule", "level"),
    [("17:59", "", 0), ("18:01", "warm-up", 100), ("18:14", "warm-up", 100), ("18:15", "", 80),
     ("21:00", "", 80)],
)  # fmt: skip
def test_sodium_warms_up(clock: str, rule: str, level: float) -> None:
    found = held(SODIUM, clock, *EVENING)
    assert (found.rule, found.driver) == (rule, level)


def test_a_hot_lamp_waits_and_then_warms_up_again() -> None:
    rows = (*EVENING, decided("20:00", 0), decided("20:04", 80))
    waits = held(SODIUM, "20:05", *rows)
    assert waits == Step(Level(0), "restrike", at("20:10"))
    again = held(SODIUM, "20:12", *rows)
    assert (again.rule, again.until) == ("warm-up", at("20:25"))
    assert held(SODIUM, "20:26", *rows) == Step(Level(80))


def test_a_start_of_the_daemon_forgets_that_a_lamp_was_warm() -> None:
    rows = (*EVENING, decided("20:00", 80))
    assert held(SODIUM, "20:05", *rows).rule == ""
    found = held(SODIUM, "20:05", *rows, starts=(at("19:59"),))
    assert (found.rule, found.until) == ("warm-up", at("20:15"))


def test_a_lamp_that_is_dimmed_softly_is_on_its_way() -> None:
    rows = (decided("17:00", 100), decided("20:00", 40))
    on_its_way = held(SOFT, "20:01", *rows)
    assert on_its_way.rule == "ramp"
    assert 40 < on_its_way.driver < 100
    assert held(SOFT, "20:03", *rows) == Step(Level(40))


def test_a_lamp_that_does_everything_at_once_is_never_held() -> None:
    assert held(LED, "18:01", *EVENING).rule == ""
    assert held(SODIUM, "18:01").rule == ""
