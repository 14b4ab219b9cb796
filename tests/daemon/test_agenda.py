"""Housekeeping rings by the city's clock, in virtual time and in service alike."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from lightctl.clock import RunningClock, SystemClock
from lightctl.clock.virtual import run_in_virtual_time
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
        agenda = Agenda([noting("noon"), noting("hourly"), noting("often")], RunningClock(START), PLACE.zone)
        try:
            async with asyncio.timeout(90 * 60):
                await agenda.run()
        except TimeoutError:
            pass

    run_in_virtual_time(main())
    assert rung == ["often 10:50", "hourly 11:20", "often 11:20", "often 11:50", "noon 12:00"]


async def test_the_scheduler_rings_in_service_and_its_work_may_fail_the_job() -> None:
    async def work(now: datetime) -> None:
        assert now.tzinfo is not None
        raise KeyError("a bug in the work")

    agenda = Agenda([Entry("often", work, every=timedelta(seconds=1))], SystemClock(), PLACE.zone)
    with pytest.raises(KeyError, match="a bug in the work"):
        await asyncio.wait_for(agenda.run(), 5)
