"""What the daemon hands its cabinets: at the start, once a night, and only where there is room."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from lightctl.clock import RunningClock
from lightctl.clock.virtual import run_in_virtual_time
from lightctl.core.stored_plan import StoredPlan
from lightctl.daemon.plans import NIGHTS, PlanGiving
from lightctl.site.init import init_site
from lightctl.site.loader import load_site

START = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


@dataclass
class Memory:
    """A field that notes what it is given."""

    room: int
    given: list[tuple[str, StoredPlan]] = field(default_factory=list)

    def plan_room(self, cabinet_id: str) -> int:
        return self.room

    def store_plan(self, cabinet_id: str, plan: StoredPlan | None) -> None:
        assert plan is not None
        self.given.append((cabinet_id, plan))


async def _given(folder: Path, room: int, hours: float) -> list[tuple[str, StoredPlan]]:
    init_site(folder / "site")
    memory, clock = Memory(room), RunningClock(START)
    giving = PlanGiving(load_site(folder / "site"), memory, clock)
    task = asyncio.create_task(giving.run())
    await clock.sleep_until(START + timedelta(hours=hours))
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    return memory.given


def test_a_cabinet_is_given_a_fortnight_at_once_and_again_after_every_noon(tmp_path: Path) -> None:
    given = run_in_virtual_time(_given(tmp_path, 128, 49))
    assert [name for name, _ in given] == ["cabinet-1"] * 3
    assert [plan.nights for _, plan in given] == [NIGHTS] * 3
    ends = [plan.until for _, plan in given]
    assert ends[0] == datetime(2026, 12, 4, 5, 0, tzinfo=UTC)  # noon of 4 December in Tân An
    assert ends[2] == datetime(2026, 12, 6, 5, 0, tzinfo=UTC)
    assert len({plan.stamp for _, plan in given}) == 3


def test_where_there_is_no_room_nothing_is_given(tmp_path: Path) -> None:
    assert run_in_virtual_time(_given(tmp_path, 0, 1)) == []


def test_a_small_memory_is_given_fewer_nights_and_the_log_says_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    ((_, plan),) = run_in_virtual_time(_given(tmp_path, 8, 1))
    assert plan.nights == 3
    assert "fewer than 14 nights have room in cabinet-1 (3)" in caplog.text


def test_where_not_one_night_has_room_the_log_says_so_too(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    ((_, plan),) = run_in_virtual_time(_given(tmp_path, 2, 1))
    assert plan.rows == ()
    assert "fewer than 14 nights have room in cabinet-1 (0)" in caplog.text
