"""What a device's memory endures: gaps, the count of a day, and light that goes before both."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import inf
from zoneinfo import ZoneInfo

import pytest

from lightctl.core.units import Level
from lightctl.field.circuits import CircuitState
from lightctl.field.device import Surroundings
from lightctl.field.fades import Fade
from lightctl.field.lamps import LampTable
from lightctl.field.reports import FieldEvent
from lightctl.field.write_limits import WriteLimits, refresh_s
from lightctl.wire.driver import Access, Kind, Point, Table
from tests.field.street import CONCENTRATOR, U16, lamp

SAIGON = ZoneInfo("Asia/Ho_Chi_Minh")
FADE = Point(
    "fade", Table.HOLDING, 5, U16, Access.READ_WRITE, Kind.FADE_TIME, unit="s", divisor=10.0, low=0.5,
    high=90.0, every="never", writes_per_day=4,
)  # fmt: skip


class Hands:
    """Both clocks, moved by hand; 22:00 local at 0 s."""

    rate = 1.0

    def __init__(self) -> None:
        self.s = 0.0
        self.events: list[FieldEvent] = []
        self.around = Surroundings(self, lambda: self.s, self.events.append, SAIGON)

    def now(self) -> datetime:
        return datetime(2026, 11, 20, 15, 0, tzinfo=UTC) + timedelta(seconds=self.s)

    async def sleep(self, seconds: float) -> None:
        self.s += seconds

    async def sleep_until(self, instant: datetime) -> None:
        self.s = (instant - datetime(2026, 11, 20, 15, 0, tzinfo=UTC)).total_seconds()


def limited(gap_s: float = 0.0, per_day: int = 0) -> Point:
    command = CONCENTRATOR.bank[0]
    return replace(command, write_gap_s=gap_s, writes_per_day=per_day)


def table_of(hands: Hands, command: Point) -> LampTable:
    driver = replace(CONCENTRATOR, bank=(command, *CONCENTRATOR.bank[1:]))
    circuit = CircuitState("c-1", lambda: None)
    return LampTable(driver, [(0, lamp("l-1", "c-1", concentrator="d", slot=1), circuit)], hands.around, "d")


def tell(table: LampTable, level: float, hands: Hands) -> None:
    table.levels.wish(0, Level(level), "test")
    table.limits.wrote(table.command, (1,))
    table.levels.sent({0: Level(level)}, hands.s)
    table.levels.observe(0, [level], hands.s)


def test_within_the_gap_the_newest_wish_waits_and_is_the_one_that_goes() -> None:
    hands = Hands()
    table = table_of(hands, limited(gap_s=30))
    tell(table, 80, hands)
    for wish in (70, 60, 90):
        table.levels.wish(0, Level(wish), "test")
        assert table.levels.due() == 30
    assert table.levels.to_send(29.9) == []
    assert table.levels.to_send(30.0) == [0]
    assert table.levels.aim[0] == Level(90)


def test_when_the_day_s_writes_are_used_up_dimming_waits_for_midnight_and_a_raise_does_not() -> None:
    hands = Hands()
    table = table_of(hands, limited(per_day=2))
    tell(table, 80, hands)
    tell(table, 70, hands)
    table.levels.wish(0, Level(50), "dimming")
    assert table.levels.due() == 2 * 3600
    table.levels.wish(0, Level(100), "emergency")
    assert table.levels.to_send(0.0) == [0]
    tell(table, 100, hands)
    tell(table, 100, hands)
    assert [event.kind for event in hands.events] == ["overwritten"]
    table.levels.wish(0, Level(50), "dimming")
    hands.s = 2 * 3600
    assert table.levels.to_send(hands.s) == [0]


def test_a_point_without_limits_is_always_ready() -> None:
    hands = Hands()
    limits = WriteLimits("d", hands.around)
    limits.wrote(limited())
    assert limits.ready_at(limited()) == -inf
    assert limits.left(limited()) == inf


def test_what_was_written_today_is_known_after_a_restart_and_tomorrow_forgotten() -> None:
    before, after, tomorrow = Hands(), Hands(), Hands()
    WriteLimits("d", before.around).wrote(limited(per_day=5), (1, 2))
    WriteLimits("d", before.around).wrote(limited(per_day=5))
    after.around.writes.recall(before.around.writes.remembered())
    tomorrow.s = 3 * 3600
    tomorrow.around.writes.recall(before.around.writes.remembered())
    left = [
        [
            WriteLimits(name, hands.around).left(limited(per_day=5), index)
            for name, index in (("d", 1), ("d", 2), ("e", 1))
        ]
        for hands in (before, after, tomorrow)
    ]
    assert left == [[3, 4, 5], [3, 4, 5], [5, 5, 5]]


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"day": "soon", "counts": []}', '{"day": "2026-11-20", "counts": [[]]}']
)
def test_counts_that_cannot_be_read_begin_anew_and_say_so(
    text: str, caplog: pytest.LogCaptureFixture
) -> None:
    hands = Hands()
    hands.around.writes.recall(text)
    assert WriteLimits("d", hands.around).left(limited(per_day=5)) == 5
    assert "counted anew" in caplog.text


@pytest.mark.parametrize(("per_day", "expected"), [(0, 900), (1000, 900), (20, 8640)])
def test_what_cannot_be_read_back_is_refreshed_with_half_of_the_day_s_writes(
    per_day: int, expected: float
) -> None:
    assert refresh_s(limited(per_day=per_day), 900) == expected


def test_a_gentle_fade_always_leaves_a_write_to_take_it_back_for_a_raise() -> None:
    hands = Hands()
    limits = WriteLimits("d", hands.around)
    fade = Fade(replace(CONCENTRATOR, points=(FADE,)), 1, 4.0, limits)
    written = []
    for raises in (False, True, False, True, False, True, False, True):
        aim = fade.needed(raises=raises)
        if aim is not None:
            fade.request(aim)
            fade.held_s = aim
            written.append(aim)
        if raises:
            assert fade.held_s == 0.5
    assert written == [4.0, 0.5, 4.0, 0.5]
    hands.s = 3 * 3600
    assert fade.needed(raises=False) == 4.0
    assert hands.events == []
