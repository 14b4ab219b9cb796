"""What the engineer's desk and bench answer, beside each other: refusals in words, a lockout over a test."""

from datetime import datetime
from math import nan
from pathlib import Path

import pytest

from lightctl.clock.virtual import run_in_virtual_time
from lightctl.daemon.bench import WorkBench
from lightctl.daemon.desk import FrontDesk
from lightctl.errors import TargetError
from lightctl.web import Caller, commissioning
from lightctl.web.asks import LockoutAsk, ReleaseAsk, ResumeAsk
from tests.nights.one_street import ZONE, one_street
from tests.nights.town import Town

MORNING = datetime(2026, 11, 20, 9, 50, tzinfo=ZONE)
ANNA = Caller("anna", 1000)


async def morning(folder: Path) -> tuple[Town, FrontDesk, WorkBench]:
    site, _ = one_street(folder)
    town = Town(site, folder / "state", MORNING)
    await town.begin()
    await town.pass_s(120)
    return town, FrontDesk(town.parts, {}), WorkBench(town.parts)


@pytest.mark.parametrize("minutes", [nan, -1.0, 1e300, 0.5])
def test_a_test_of_no_length_is_refused_in_words(tmp_path: Path, minutes: float) -> None:
    async def ask() -> None:
        town, _, bench = await morning(tmp_path)
        with pytest.raises(TargetError, match="60 minutes"):
            await bench.begin_test(ANNA, commissioning.TestAsk(cabinet="td", minutes=minutes, reason="x"))
        assert bench.tests() == []
        await town.stop()

    run_in_virtual_time(ask())


def test_a_search_of_nothing_is_refused_and_finds_nothing_to_agree(tmp_path: Path) -> None:
    async def ask() -> None:
        town, _, bench = await morning(tmp_path)
        with pytest.raises(TargetError, match="first unit, 9, comes after the last, 3"):
            await bench.find(ANNA, commissioning.FindAsk(first=9, last=3))
        await town.stop()

    run_in_virtual_time(ask())


def test_resuming_a_cabinet_under_test_says_how_the_test_ends(tmp_path: Path) -> None:
    async def ask() -> None:
        town, desk, bench = await morning(tmp_path)
        await bench.begin_test(ANNA, commissioning.TestAsk(cabinet="td", minutes=10, reason="x"))
        with pytest.raises(TargetError, match="lightctl test td --stop"):
            await desk.resume(ANNA, ResumeAsk(target="cabinet:td"))
        await town.stop()

    run_in_virtual_time(ask())


def test_a_test_that_a_lockout_ended_is_ended_before_the_crew_is_told(tmp_path: Path) -> None:
    """A kill right after the answer, even after the release, brings no light back under anybody's hands."""

    async def ask() -> None:
        town, desk, bench = await morning(tmp_path)
        await bench.begin_test(ANNA, commissioning.TestAsk(cabinet="td", minutes=10, reason="x"))
        await desk.lockout(ANNA, LockoutAsk(target="td-2", crew="two", reason="a ladder"))
        await desk.release(ANNA, ReleaseAsk(target="td-2", reason="down again"))
        await town.kill()
        await town.begin()
        await town.pass_s(5)
        assert town.parts.trials.active() == ()
        await town.stop()

    run_in_virtual_time(ask())
