"""Virtual time: days pass in an instant, in order, and a wait for nothing is told."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lightctl.clock import RunningClock, loop_clock
from lightctl.clock.virtual import run_in_virtual_time


def test_a_year_of_sleep_passes_at_once_and_exactly() -> None:
    async def main() -> tuple[float, datetime]:
        clock = RunningClock(datetime(2026, 1, 1, tzinfo=UTC))
        clock.now()
        await clock.sleep_until(datetime(2027, 1, 1, tzinfo=UTC))
        return loop_clock()(), clock.now()

    seconds, now = run_in_virtual_time(main())
    assert seconds == pytest.approx(365 * 86400, abs=1e-6)
    assert abs(now - datetime(2027, 1, 1, tzinfo=UTC)) < timedelta(microseconds=2)


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=20))
def test_sleepers_wake_in_order_at_their_instants(naps: list[float]) -> None:
    async def sleeper(seconds: float, woken: list[tuple[float, float]]) -> None:
        await asyncio.sleep(seconds)
        woken.append((loop_clock()(), seconds))

    async def main() -> list[tuple[float, float]]:
        woken: list[tuple[float, float]] = []
        async with asyncio.TaskGroup() as tasks:
            for nap in naps:
                tasks.create_task(sleeper(nap, woken))
        return woken

    woken = run_in_virtual_time(main())
    assert [nap for _, nap in woken] == sorted(naps)
    assert all(at == pytest.approx(nap, abs=1e-6) for at, nap in woken)


def test_a_deadline_strikes_in_virtual_time() -> None:
    async def main() -> float:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(3600):
                await asyncio.sleep(7200)
        return loop_clock()()

    assert run_in_virtual_time(main()) == pytest.approx(3600)


def test_waiting_for_what_never_comes_is_told_and_does_not_hang() -> None:
    async def main() -> None:
        await asyncio.Event().wait()

    with pytest.raises(RuntimeError, match="virtual time stands still"):
        run_in_virtual_time(main())


def test_threads_are_refused() -> None:
    async def main() -> None:
        await asyncio.to_thread(print)

    with pytest.raises(RuntimeError, match="no threads"):
        run_in_virtual_time(main())
