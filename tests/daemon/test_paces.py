"""Whose next step has come, however the clock is set in between."""

from datetime import timedelta

from lightctl.core.lamp_kind import Discharge
from lightctl.core.plant import Luminaire
from lightctl.core.units import DARK, FULL, Level, Watts
from lightctl.daemon.paces import Paces
from tests.daemon.small import EVENING

SODIUM = Luminaire(
    "hps", "HPS", ((100, 150),), Watts(0), Level(50), "assumed",
    discharge=Discharge(timedelta(minutes=5), timedelta(minutes=7)),
)  # fmt: skip
LAMPS = ("one", "two", "three")
COOL = EVENING + timedelta(minutes=7)


def hot() -> Paces:
    """Three lamps that were lit, put out and are wanted lit again."""
    paces = Paces()
    for level in (FULL, DARK, FULL):
        for lamp in LAMPS:
            paces.step(lamp, SODIUM, (level, level, "plan"), EVENING, urgent=False)
    assert all(map(paces.cooling, LAMPS))
    return paces


def test_lamps_that_cooled_together_all_go_on_though_the_clock_was_set_back_meanwhile() -> None:
    paces, early = hot(), COOL - timedelta(minutes=1)
    first = paces.next_due(COOL)
    assert first is not None
    paces.step(first[0], SODIUM, (FULL, FULL, "plan"), COOL, urgent=False)
    assert paces.next_due(early) is None
    due = [paces.next_due(COOL), paces.next_due(COOL)]
    assert {first[0], *(one[0] for one in due if one)} == set(LAMPS)
    assert paces.next_due(COOL) is None


def test_nobody_cools_down_until_an_instant_of_the_clock_before_it_was_set_back() -> None:
    paces, early = hot(), EVENING - timedelta(hours=2)
    assert not paces.any_due(EVENING)
    assert paces.any_due(early)
    due = [paces.next_due(early) for _ in LAMPS]
    assert {one[0] for one in due if one} == set(LAMPS)
    for lamp in LAMPS:
        assert paces.step(lamp, SODIUM, (FULL, FULL, "plan"), early, urgent=False).driver == FULL
    assert not any(map(paces.cooling, LAMPS))
    assert paces.next_due(early) is None
