"""Housekeeping rings by the city's clock, in virtual time and in service alike."""

import asyncio
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.date import DateTrigger

from lightctl.clock import RunningClock, SystemClock
from lightctl.clock.virtual import run_in_virtual_time
from lightctl.daemon import agenda
from lightctl.daemon.agenda import Agenda, Entry
from tests.daemon.small import PLACE

START = datetime(2026, 11, 21, 3, 50, tzinfo=UTC)
"""10:50 in Tân An."""


def test_entries_ring_by_local_time_in_virtual_time() -> None:
    rung: list[str] = []

    def noting(name: str) -> Entry:
        async def work(now: datetime) -> None:
            rung.append(f"{name} {now.astimezone(PLACE.zone):%H:%M}")

        return {
            "noon": Entry(name, work, daily_at="12:00"), "hourly": Entry(name, work, minute=20),
            "often": Entry(name, work, every=timedelta(minutes=30)),
        }[name]  # fmt: skip

    async def main() -> None:
        house = Agenda([noting("noon"), noting("hourly"), noting("often")], RunningClock(START), PLACE.zone)
        try:
            async with asyncio.timeout(90 * 60):
                await house.run()
        except TimeoutError:
            pass

    run_in_virtual_time(main())
    assert rung == ["often 10:50", "hourly 11:20", "often 11:20", "often 11:50", "noon 12:00"]


async def test_the_scheduler_rings_in_service_and_its_work_may_fail_the_job() -> None:
    async def work(now: datetime) -> None:
        assert now.tzinfo is not None
        raise KeyError("a bug in the work")

    house = Agenda([Entry("often", work, every=timedelta(seconds=1))], SystemClock(), PLACE.zone)
    with pytest.raises(KeyError, match="a bug in the work"):
        await asyncio.wait_for(house.run(), 5)


class Stranded(Entry):
    """Work that APScheduler awaits in a year; planned anew, it is due at once."""

    planned = 0

    def trigger(self, zone: ZoneInfo, start: datetime) -> BaseTrigger:
        Stranded.planned += 1
        return DateTrigger(datetime.now(UTC) + (timedelta(days=365) if self.planned == 1 else timedelta(0)))


async def test_a_clock_that_was_set_does_not_silence_the_house(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(agenda, "LOOK_EVERY_S", 0.05)
    clock, rung = SystemClock(), asyncio.Event()

    async def work(now: datetime) -> None:
        rung.set()

    task = asyncio.create_task(Agenda([Stranded("late", work)], clock, PLACE.zone).run())
    try:
        await asyncio.sleep(0.2)
        assert not rung.is_set()
        clock.steps = 1
        await asyncio.wait_for(rung.wait(), 2)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
