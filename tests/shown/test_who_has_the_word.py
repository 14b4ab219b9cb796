"""Who is said to rule a lamp where two layers say the same level; an emergency hangs on it."""

from datetime import timedelta

import pytest

from lightctl.core.decide import Inputs, decide, protect
from lightctl.core.decision import Decision, Layer, Reason
from lightctl.core.image import GroupDecision
from lightctl.core.lamp_kind import Discharge
from lightctl.core.traffic import TrafficState
from lightctl.core.units import Level
from tests.core.make import at, minutes, override, plan
from tests.daemon.small import EVENING
from tests.daemon.test_lamps import Bench

MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(("level", "emergency", "rules"), [
    (100, True, Layer.EMERGENCY), (100, False, Layer.OVERRIDE), (70, False, Layer.OVERRIDE),
    (10, False, Layer.FLOOR),
])  # fmt: skip
def test_a_command_rules_also_where_the_street_would_have_that_level_anyhow(
    level: float, emergency: bool, rules: Layer
) -> None:
    evening = at("19:00")
    told = override(level, evening, emergency=emergency)
    silent = TrafficState("cam-01")
    decision = decide("thd", plan(), Inputs(silent, overrides=(told,)), evening + minutes(1))
    assert (decision.ruled_by, decision.reasons[decision.ruling].layer) == (rules, rules)
    assert decide("thd", plan(), Inputs(silent), evening).ruled_by is Layer.PLAN


def test_what_is_locked_out_by_day_is_dark_by_its_lockout() -> None:
    by_day = decide("thd", plan(), Inputs(), at("12:30"))
    assert by_day.ruled_by is Layer.PLAN
    assert protect(by_day, "lockout").ruled_by is Layer.PROTECTION


def test_an_emergency_lights_hot_lamps_also_where_their_plan_asks_for_full_light() -> None:
    bench = Bench({"discharge": Discharge(15 * MINUTE, 10 * MINUTE)})
    for minute, level in ((0, 100), (20, 0), (21, 0), (22, 0)):
        bench.decide(minute, level)
    bench.decide(23, 100)
    assert bench.told == 0  # hot: it cools down
    now = EVENING + 24 * MINUTE
    full = Level(100)
    reasons = (Reason(Layer.PLAN, "plan", full), Reason(Layer.EMERGENCY, "emergency", full))
    decision = Decision(bench.group, now, full, reasons, now + 600 * MINUTE)
    bench.wishing.settle(bench.wishing.take(bench.group, GroupDecision(decision, {})))
    assert bench.told == 100
