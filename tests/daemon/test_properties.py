"""Whatever is reported, commanded and tripped, anywhere: sparing, restarts and set clocks change nothing."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prove.suns import SITES
from tests.daemon.anywhere import Desk, Tale, Where, commands, tale, world

SITE = world()
PLACES = st.sampled_from(SITES)
NIGHTS = st.dates(date(2024, 1, 1), date(2033, 12, 30)) | st.sampled_from(
    [date(2026, 3, 28), date(2026, 10, 24), date(2026, 10, 3), date(2026, 4, 4), date(2024, 2, 29)]
)
SEEDS = st.integers(0, 10**6)
JUMPS = st.lists(st.tuples(st.integers(0, 400), st.sampled_from([-3600, -1500, -61, 61, 1500])), max_size=3)
"""After so many readings the clock is set by so many seconds."""
MINUTE = timedelta(minutes=1)
FEW = settings(max_examples=8, deadline=None)

pytestmark = pytest.mark.timeout(240)


def play(story: Tale, jumps: list[tuple[int, int]]) -> list[tuple[datetime, int]]:
    """When the daemon rings and how many readings it has heard by then; the clock may be set meanwhile."""
    rings, off = [], timedelta(0)
    for number, (at, _) in enumerate(story.readings(), 1):
        off += sum((timedelta(seconds=by) for when, by in jumps if when == number), timedelta(0))
        rings.append((at + off, number))
        if number % 7 == 0:
            rings.append((at + off + 3 * MINUTE, number))
    return rings


def trip(desk: Desk, number: int) -> None:
    """A breaker that trips now and then."""
    desk.board.report("td-1", tripped=number % 90 > 80)


@FEW
@given(PLACES, NIGHTS, SEEDS, JUMPS)
def test_deciding_only_what_changed_equals_deciding_everything(
    where: Where, night: date, seed: int, jumps: list[tuple[int, int]]
) -> None:
    story = tale(where, night, seed)
    sparing, thorough = Desk(SITE, story), Desk(SITE, story)
    held, readings, heard = commands(SITE, story), story.readings(), 0
    for now, number in play(story, jumps):
        for desk in (sparing, thorough):
            for _, reading in readings[heard:number]:
                desk.hear(reading)
            trip(desk, number)
            desk.ring(now, held, everything=desk is thorough)
        heard = number
        assert sparing.field.state() == thorough.field.state()
        assert list(sparing.light()) == list(thorough.light())


@FEW
@given(PLACES, NIGHTS, SEEDS, st.floats(0, 1))
def test_a_restart_at_any_instant_gives_the_same_decisions(
    where: Where, night: date, seed: int, part: float
) -> None:
    story = tale(where, night, seed)
    rings = play(story, [])
    killed = int(part * (len(rings) - 1))
    lived, held, readings, heard = Desk(SITE, story), commands(SITE, story), story.readings(), 0
    again: Desk | None = None
    for index, (now, number) in enumerate(rings):
        for desk in filter(None, (lived, again)):
            for _, reading in readings[heard:number]:
                desk.hear(reading)
            trip(desk, number)
            desk.ring(now, held)
        heard = number
        if index == killed:
            again = Desk(SITE, story, lived.remember())
            trip(again, number)
            again.ring(now, held)
        if again is not None:
            assert list(again.light()) == list(lived.light())
