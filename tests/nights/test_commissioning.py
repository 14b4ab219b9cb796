"""A test by day and a blinking lamp by night, through daemon, lines and simulated lamps, in virtual time."""

from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

from lightctl.clock.virtual import run_in_virtual_time
from lightctl.figures.rows import Quality
from lightctl.store import History
from tests.nights.lights import Shown
from tests.nights.one_street import ZONE, local, one_street
from tests.nights.town import Town

MORNING = datetime(2026, 11, 20, 9, 50, tzinfo=ZONE)
FIRST, SECOND = "h-1", "h-2"
"""On td-1 and on td-2."""
TEN = timedelta(minutes=10)
LATER = MORNING + timedelta(hours=4)


def lit(town: Town, lamp: str, since: datetime) -> list[float]:
    """Levels of light that a lamp went through."""
    return [level for _, level in Shown(town.recorder.changes(town.start)).changes_between(
        lamp, since, town.clock.now())]  # fmt: skip


async def a_day(folder: Path, *, locked: bool, restarted: bool) -> Town:
    site, _ = one_street(folder)
    town = Town(site, folder / "state", MORNING)
    await town.begin()
    await town.pass_s(600)
    await town.parts.trials.begin("an", "td", lasting=TEN, reason="new feeder")
    await town.pass_s(120)
    if locked:
        await town.parts.lockouts.lock("ba", "td-2", crew="two", reason="a ladder")
    if restarted:
        await town.kill()
        await town.pass_s(30)
        await town.begin()
    await town.pass_s(3 * 3600)
    await town.stop()
    return town


def spans(town: Town, lamp: str) -> list[tuple[float, float]]:
    """Minutes since the test's beginning between which a lamp burned."""
    rows = Shown(town.recorder.changes(town.start)).changes_between(lamp, town.start, LATER)
    begun = MORNING + TEN
    edges = [((at - begun) / timedelta(minutes=1), level > 0) for at, level in rows]
    on: float | None = None
    found = []
    for minute, burns in edges:
        if burns and on is None:
            on = minute
        elif not burns and on is not None:
            found.append((on, minute))
            on = None
    assert on is None
    return found


def test_each_circuit_has_its_turn_and_the_ledger_leaves_it_out(tmp_path: Path) -> None:
    town = run_in_virtual_time(a_day(tmp_path, locked=False, restarted=False))
    ((first_on, first_off),) = spans(town, FIRST)
    ((second_on, second_off),) = spans(town, SECOND)
    assert 0 <= first_on < 1
    assert 5 <= first_off < 6
    assert 5 <= second_on < 6
    assert 10 <= second_off < 11
    with History.open(tmp_path / "state") as history:
        hours = history.hours_between(MORNING - TEN, LATER)
    marked = [row for row in hours if row.quality & Quality.TESTED]
    assert marked
    truth_dwh = 4 * 75 / 6 * 10  # four lamps of 75 W, twice five minutes
    assert 0.9 * truth_dwh < sum(row.tested_dwh for row in marked) < 1.3 * truth_dwh
    assert all(row.metered_dwh is None for row in marked)
    assert sum(row.metered_dwh or 0 for row in hours) < 0.1 * truth_dwh


def test_a_lockout_in_a_test_wins_at_once(tmp_path: Path) -> None:
    town = run_in_virtual_time(a_day(tmp_path, locked=True, restarted=False))
    ((on, off),) = spans(town, FIRST)
    assert 0 <= on < 1
    assert 2 <= off < 3
    assert spans(town, SECOND) == []


def test_a_killed_daemon_goes_on_with_the_test_and_ends_it(tmp_path: Path) -> None:
    town = run_in_virtual_time(a_day(tmp_path, locked=False, restarted=True))
    ((_, off),) = spans(town, FIRST)
    ((second_on, second_off),) = spans(town, SECOND)
    assert 5 <= off < 6.5
    assert 5 <= second_on < 6.5
    assert 10 <= second_off < 11


def test_a_lamp_pulses_at_its_pole_and_its_neighbours_do_not(tmp_path: Path) -> None:
    async def night() -> tuple[list[float], list[float], bool]:
        site, _ = one_street(tmp_path)
        town = Town(site, tmp_path / "state", local(19))
        await town.begin()
        await town.pass_s(180)
        since = town.clock.now()
        await town.parts.blinks.begin("an", FIRST, seconds=30)
        await town.pass_s(90)
        planned = town.parts.wishing.level(FIRST) == town.parts.wishing.level("h-3")
        told = lit(town, FIRST, since), lit(town, "h-3", since), planned
        await town.stop()
        return told

    own, neighbour, planned = run_in_virtual_time(night())
    turns = [level for i, level in enumerate(own) if i == 0 or level != own[i - 1]]
    assert min(turns) <= 25
    assert max(turns) >= 99
    dims = sum(1 for before, after in pairwise(turns) if before > 60 >= after)
    assert dims >= 2
    assert planned
    assert not any(level < 60 for level in neighbour)
