"""Lamps that cannot do everything at once, between decisions and wishes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from lightctl.core.decision import Decision, Layer, Reason
from lightctl.core.image import GroupDecision
from lightctl.core.lamp_kind import ConstantLight, Discharge, KeptBy
from lightctl.core.plant import Luminaire, Plant
from lightctl.core.units import Level
from lightctl.daemon.wishing import Wishing
from tests.daemon.small import EVENING, PretendedField, plant

MINUTE = timedelta(minutes=1)


class Bench:
    """One group of the small city under luminaires of another kind."""

    def __init__(self, kind: dict[str, object]) -> None:
        self.plant = _with(plant(), kind)
        self.field = PretendedField()
        self.wishing = Wishing(self.plant, self.field, EVENING.date())
        self.group = next(
            name for name, group in self.plant.groups.items()
            if all(self.plant.lamps[lamp].dimmable for lamp in group.lamps)
        )  # fmt: skip
        self.lamp = self.plant.groups[self.group].lamps[0]

    def decide(self, minute: float, level: float, layer: Layer = Layer.PLAN) -> None:
        """A decision of the group, and the ring that goes with it."""
        at = EVENING + minute * MINUTE
        reasons = (Reason(Layer.PLAN, "plan", Level(-1)), Reason(layer, "x", Level(level)))
        decision = Decision(self.group, at, Level(level), reasons, at + 600 * MINUTE)
        self.wishing.settle(self.wishing.take(self.group, GroupDecision(decision, {})))
        self.ring(minute)

    def ring(self, minute: float) -> None:
        """A beat of the cycle."""
        self.wishing.darken(EVENING + minute * MINUTE)

    @property
    def told(self) -> float:
        """The driver level told last."""
        return self.field.lamps[self.lamp]


def _with(city: Plant, kind: dict[str, object]) -> Plant:
    kinds = {name: replace(one, **kind) for name, one in city.luminaires.items()}  # type: ignore[arg-type]
    return replace(city, luminaires=kinds)


def test_a_hot_lamp_waits_with_its_contactor_and_an_emergency_does_not() -> None:
    bench = Bench({"discharge": Discharge(15 * MINUTE, 10 * MINUTE)})
    bench.decide(0, 60)
    assert bench.told == 100
    assert bench.wishing.due(EVENING + 15 * MINUTE)
    bench.ring(15)
    assert bench.told == 60
    for minute in range(20, 24):
        bench.decide(minute, 0)
    assert bench.told == 0
    bench.decide(25, 60)
    assert bench.wishing.paces.cooling(bench.lamp)
    assert (bench.told, bench.wishing.level(bench.lamp)) == (0, Level(60))
    bench.decide(26, 60, Layer.EMERGENCY)
    assert bench.told == 100


def test_light_is_kept_and_the_driver_told_less_only_at_noon() -> None:
    clo = ConstantLight(KeptBy.LIGHTCTL, ((0.0, 100.0), (100_000.0, 80.0)))
    bench = Bench({"virtual_output": Level(85), "constant_light": clo})
    bench.decide(0, 100)
    assert bench.told == 85
    bench.wishing.refit(EVENING.date(), dict.fromkeys(bench.plant.lamps, 0.0))
    bench.ring(1)
    assert (bench.told, bench.wishing.level(bench.lamp)) == (68, Level(100))
    assert bench.wishing.gearing.light(bench.lamp, Level(68)) == pytest.approx(100)


def test_plain_lamps_are_told_what_was_decided() -> None:
    bench = Bench({})
    assert isinstance(next(iter(bench.plant.luminaires.values())), Luminaire)
    for level in (37.5, 4, 82.25):
        bench.decide(0, level)
        assert bench.told == max(level, 10)
