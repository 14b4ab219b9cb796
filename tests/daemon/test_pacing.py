"""A street goes dark in steps; light, and a circuit that must stay dead, wait for nobody."""

from datetime import timedelta

from lightctl.core.decision import Decision, Layer, Reason
from lightctl.core.image import GroupDecision
from lightctl.core.units import DARK, FULL, Level
from lightctl.daemon.protection import Protection
from lightctl.daemon.wishing import Wishing
from tests.daemon.small import EVENING, PretendedBoard, PretendedField, plant

GAP = timedelta(seconds=10)


def decided(group: str, level: Level) -> GroupDecision:
    reasons = (Reason(Layer.PLAN, "plan", level),)
    return GroupDecision(Decision(group, EVENING, level, reasons, EVENING + timedelta(days=1)), {})


class Street:
    """One street's wishes, and what the field was told."""

    def __init__(self, group: str) -> None:
        self.field = PretendedField()
        self.group = group
        self.wishing = Wishing(plant(), self.field, EVENING.date(), off_steps=3, off_gap=GAP)

    def want(self, level: Level, after_s: float) -> None:
        self.wishing.settle(self.wishing.take(self.group, decided(self.group, level)))
        self.wishing.darken(EVENING + timedelta(seconds=after_s))

    def dark(self) -> int:
        return sum(level == 0 for level in self.field.lamps.values())


def test_six_lamps_go_dark_in_three_steps_and_their_contactors_after_them() -> None:
    street = Street("a")
    street.want(FULL, 0)
    assert set(street.field.closed.values()) == {True}
    street.want(DARK, 100)
    seen = [(street.dark(), sum(street.field.closed.values()))]
    for after in (105, 110, 115, 120):
        now = EVENING + timedelta(seconds=after)
        assert street.wishing.due(now) is (after % 10 == 0)
        street.wishing.darken(now)
        seen.append((street.dark(), sum(street.field.closed.values())))
    assert [lamps for lamps, _ in seen] == [2, 2, 4, 4, 6]
    assert [closed for _, closed in seen][-1] == 0
    assert not street.wishing.due(EVENING + timedelta(days=1))


def test_light_is_never_delayed_and_takes_back_what_waited() -> None:
    street = Street("a")
    street.want(FULL, 0)
    street.want(DARK, 100)
    street.want(FULL, 101)
    assert set(street.field.lamps.values()) == {100.0}
    street.wishing.darken(EVENING + timedelta(seconds=500))
    assert set(street.field.lamps.values()) == {100.0}
    assert set(street.field.closed.values()) == {True}


def test_a_level_above_dark_does_not_wait() -> None:
    street = Street("a")
    street.want(FULL, 0)
    street.want(Level(40.0), 1)
    assert set(street.field.lamps.values()) == {40.0}


def test_circuits_of_switched_lamps_open_one_after_another() -> None:
    street = Street("c")
    street.want(FULL, 0)
    street.want(DARK, 100)
    closed = [sum(street.field.closed.values())]
    for after in (105, 110):
        street.wishing.darken(EVENING + timedelta(seconds=after))
        closed.append(sum(street.field.closed.values()))
    assert closed == [1, 1, 0]


def test_a_lockout_waits_for_nobody() -> None:
    street = Street("c")
    street.want(FULL, 0)
    street.want(DARK, 100)
    board = PretendedBoard()
    protection = Protection(tuple(plant().circuits), street.field)
    for circuit in ("c3-1", "c3-2"):
        board.report(circuit, leakage=True)
    protection.look(board)
    assert set(street.field.forbidden) == {"c3-1", "c3-2"}
