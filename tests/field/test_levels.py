"""The table of levels alone: device scales, what is due when, and devices that tell nothing back."""

from hypothesis import given
from hypothesis import strategies as st

from lightctl.core.units import Level
from lightctl.field.levels import SETTLE_S, TRY_AGAIN_S, Levels
from lightctl.wire.driver import Access, Encoding, Kind, Point, Table
from lightctl.wire.scales import LevelScale

RAW = Point(
    "command", Table.HOLDING, 0, Encoding.UINT16, Access.READ_WRITE, Kind.LEVEL_COMMAND, low=0, high=254
)


def levels(scale: LevelScale = LevelScale.PERCENT, *, blind: bool = False) -> Levels:
    return Levels(4, scale, RAW, lambda _slot, _differs: None, blind=blind)


@given(st.sampled_from(list(LevelScale)), st.floats(0, 100))
def test_a_lamp_that_reports_what_it_was_told_is_verified_and_never_under_the_wish(
    scale: LevelScale, wish: float
) -> None:
    table = levels(scale)
    table.wish(2, Level(wish), "test")
    aim = table.aim[2]
    assert aim is not None
    assert aim >= wish - 1e-6
    table.sent({2: aim}, 0.0)
    assert not table.verified(2)
    table.observe(2, [aim])
    assert table.verified(2)
    assert table.pending == set()


def test_a_wish_within_the_same_raw_step_needs_no_command() -> None:
    table = levels(LevelScale.LINEAR_254)
    assert table.wish(0, Level(50.0), "a")
    assert not table.wish(0, Level(49.9), "b")
    assert (table.wished[0], table.reason[0]) == (Level(49.9), "b")


def test_what_cannot_be_read_back_is_told_again_rarely_and_never_said_to_differ() -> None:
    said: list[int] = []
    table = Levels(1, LevelScale.PERCENT, RAW, lambda slot, _differs: said.append(slot), blind=True)
    table.wish(0, Level(50.0), "test")
    assert table.due() < 0
    for turn in range(5):
        now = turn * TRY_AGAIN_S
        table.sent({0: Level(50.0)}, now)
        assert table.due() == now + TRY_AGAIN_S
        table.judge(now + SETTLE_S)
    assert said == []
    assert table.accepted(0) == Level(50.0)


def test_without_power_nothing_is_due_and_what_was_said_is_taken_back() -> None:
    said: list[bool] = []
    table = Levels(1, LevelScale.PERCENT, RAW, lambda _slot, differs: said.append(differs))
    table.wish(0, Level(50.0), "test")
    table.observe(0, [90.0])
    for turn in range(3):
        table.sent({0: Level(50.0)}, turn * SETTLE_S)
    table.judge(100.0)
    table.power(0, True, 100.0)
    assert said == [True, False]
    assert table.to_send(10_000.0) == []
    table.power(0, False, 10_000.0)
    assert table.to_send(10_001.0) == []
    assert table.to_send(10_010.0) == [0]


def test_a_wish_that_returns_before_the_read_back_is_told_again() -> None:
    table = levels()
    table.wish(0, Level(100), "evening")
    table.observe(0, [100.0])
    assert table.verified(0)
    table.wish(0, Level(60), "late")
    table.sent({0: Level(60)}, 0.0)
    table.wish(0, Level(100), "rain")  # what was read is from before the command
    assert not table.verified(0)
    assert table.due_of(0) < 0
