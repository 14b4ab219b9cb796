"""What the wishing remembers of whole groups spares work, and changes nothing that is wished."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from lightctl.core.decision import Decision, Layer, Reason
from lightctl.core.image import GroupDecision
from lightctl.core.lamp_kind import ConstantLight, Discharge, KeptBy
from lightctl.core.plant import Plant
from lightctl.core.units import Level
from lightctl.daemon.wishing import Wishing
from tests.daemon.small import EVENING, PretendedField, plant

CITY = plant()
KINDS: tuple[dict[str, object], ...] = (
    {},
    {"minimum_level": Level(30)},
    {"discharge": Discharge(timedelta(minutes=5), timedelta(minutes=7))},
    {"ramp_down": 2.0},
    {"constant_light": ConstantLight(KeptBy.LIGHTCTL, ((0.0, 100.0), (100_000.0, 80.0)))},
)
Happening = tuple[str, int, float, bool, Layer]
HAPPENINGS = st.tuples(
    st.sampled_from(["group", "group", "group", "lamp", "noon"]),
    st.integers(0, len(CITY.groups) - 1),
    st.sampled_from([0.0, 20.0, 60.0, 100.0]),
    st.booleans(),
    st.sampled_from([Layer.PLAN, Layer.PLAN, Layer.EMERGENCY]),
)


class Forgetful(Wishing):
    """One that looks at every lamp every time."""

    def take(self, group: str, decided: GroupDecision) -> list[str]:
        """As ever, without memory of groups."""
        self._settled.clear()
        return super().take(group, decided)


class Hurried(Wishing):
    """One that is stopped after each little thing."""

    def darken(self, now: datetime, more: Callable[[], bool] = bool) -> None:
        """All of it, piece by piece."""
        super().darken(now, more)
        while self.unfinished:
            super().darken(now, more)


class Told(PretendedField):
    """A field that keeps every word."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[tuple[str, object, str]] = []

    def wish_lamp(self, lamp_id: str, level: Level, reason: str) -> None:
        """Keep it."""
        self.words.append((lamp_id, level, reason))

    def wish_circuit(self, circuit_id: str, closed: bool, reason: str) -> None:
        """Keep it."""
        self.words.append((circuit_id, closed, reason))


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(KINDS), st.lists(HAPPENINGS, min_size=2, max_size=25))
def test_memory_of_groups_changes_no_wish(kind: dict[str, object], what: list[Happening]) -> None:
    city = replace(CITY, luminaires={n: replace(one, **kind) for n, one in CITY.luminaires.items()})  # type: ignore[arg-type]
    told = [_told(make, city, what) for make in (Wishing, Forgetful, Hurried)]
    assert told[0] == told[1] == told[2]


def test_a_group_that_is_asked_the_same_again_costs_no_look_at_its_lamps() -> None:
    group = next(iter(CITY.groups))
    wishing = Wishing(CITY, PretendedField(), EVENING.date())
    assert wishing.take(group, _decided(group, 0, 60.0, False, Layer.PLAN))
    wishing._levels.clear()  # whoever looked would now wish everything again
    assert wishing.take(group, _decided(group, 1, 60.0, False, Layer.PLAN)) == []
    assert wishing.take(group, _decided(group, 2, 80.0, False, Layer.PLAN))


def _told(make: type[Wishing], city: Plant, what: list[Happening]) -> list[tuple[str, object, str]]:
    field = Told()
    wishing = make(city, field, EVENING.date(), off_steps=2, off_gap=timedelta(minutes=2))
    for minute, (which, number, level, apart, layer) in enumerate(what):
        if which == "noon":
            hours = dict.fromkeys(city.lamps, 1000.0 * number)
            wishing.refit(date(2026, 11, 20) + timedelta(days=minute), hours)
        else:
            group = list(city.groups)[number]
            decided = _decided(group, minute, level, apart and which == "lamp", layer)
            wishing.settle(wishing.take(group, decided))
        wishing.darken(EVENING + timedelta(minutes=minute))
    return field.words


def _decided(group: str, minute: int, level: float, apart: bool, layer: Layer) -> GroupDecision:
    at = EVENING + timedelta(minutes=minute)
    reasons = (Reason(Layer.PLAN, "plan", Level(-1)), Reason(layer, "x", Level(level)))
    whole = Decision(group, at, Level(level), reasons, at + timedelta(hours=10))
    lamp = CITY.groups[group].lamps[0]
    other = replace(whole, thing=lamp, level=Level(100 - level))
    return GroupDecision(whole, {lamp: other} if apart else {})
