"""Jobs that fail in the field come back; a bug stops the daemon; a stop is quick and clean."""

import asyncio
import itertools
import logging

import pytest

from lightctl.clock.virtual import run_in_virtual_time
from lightctl.daemon.supervisor import Job, Supervisor
from lightctl.errors import FeedError, NoAnswer, StoreError


def test_a_dead_job_is_retried_ever_more_slowly_and_its_neighbour_never_notices() -> None:
    starts: list[float] = []
    beats: list[float] = []

    async def dead() -> None:
        starts.append(asyncio.get_running_loop().time())
        raise NoAnswer("nobody there")

    async def alive() -> None:
        while True:
            beats.append(asyncio.get_running_loop().time())
            await asyncio.sleep(60)

    async def an_hour() -> Supervisor:
        supervisor = Supervisor()
        asyncio.get_running_loop().call_later(3599, supervisor.stop)
        await supervisor.run([Job("dead", dead), Job("alive", alive)])
        return supervisor

    supervisor = run_in_virtual_time(an_hour())
    waits = [round(b - a) for a, b in itertools.pairwise(starts)]
    assert waits[:8] == [1, 2, 4, 8, 16, 32, 60, 60]
    assert len(beats) == 60
    assert supervisor.health["dead"].trouble == "nobody there"
    assert supervisor.health["alive"].failures == 0


def test_health_resets_the_wait_and_is_said_once(caplog: pytest.LogCaptureFixture) -> None:
    starts: list[float] = []

    async def sometimes() -> None:
        starts.append(asyncio.get_running_loop().time())
        if len(starts) == 4:
            await asyncio.sleep(100)
        raise FeedError("gone")

    async def main() -> None:
        supervisor = Supervisor()
        asyncio.get_running_loop().call_later(110, supervisor.stop)
        await supervisor.run([Job("feed", sometimes)])

    with caplog.at_level(logging.INFO, "lightctl.daemon"):
        run_in_virtual_time(main())
    assert [round(b - a) for a, b in itertools.pairwise(starts)][:4] == [1, 2, 4, 101]
    said = [record.message for record in caplog.records]
    assert [text.startswith("feed") for text in said] == [True, True, True, False]
    assert "works again" in said[1]


def test_a_bug_ends_every_job_and_is_raised() -> None:
    ended: list[str] = []

    async def innocent() -> None:
        try:
            await asyncio.sleep(1000)
        finally:
            ended.append("innocent")

    async def buggy() -> None:
        await asyncio.sleep(1)
        raise KeyError("bug")

    with pytest.raises(ExceptionGroup) as caught:
        run_in_virtual_time(Supervisor().run([Job("innocent", innocent), Job("buggy", buggy)]))
    assert caught.group_contains(KeyError)
    assert ended == ["innocent"]


def test_a_job_that_is_done_is_not_started_again() -> None:
    runs: list[int] = []

    async def once() -> None:
        runs.append(1)

    async def main() -> None:
        supervisor = Supervisor()
        asyncio.get_running_loop().call_later(500, supervisor.stop)
        await supervisor.run([Job("once", once)])

    run_in_virtual_time(main())
    assert runs == [1]


def test_stopping_twice_and_before_the_start_is_harmless() -> None:
    async def failing() -> None:
        raise StoreError("disk")

    async def main() -> float:
        supervisor = Supervisor()
        supervisor.stop()
        supervisor.stop()
        await supervisor.run([Job("failing", failing)])
        return asyncio.get_running_loop().time()

    assert run_in_virtual_time(main()) < 1, "it ended at once, and waited for no back-off"


@pytest.mark.parametrize(("error", "bug"), [(NoAnswer("gone"), False), (KeyError("bug"), True)])
def test_a_job_with_tasks_of_its_own_is_judged_by_what_they_raised(error: Exception, bug: bool) -> None:
    async def fails() -> None:
        raise error

    async def job() -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(fails())
            tasks.create_task(asyncio.sleep(1000))

    async def main() -> Supervisor:
        supervisor = Supervisor()
        asyncio.get_running_loop().call_later(30, supervisor.stop)
        await supervisor.run([Job("job", job)])
        return supervisor

    if bug:
        with pytest.raises(ExceptionGroup):
            run_in_virtual_time(main())
    else:
        assert run_in_virtual_time(main()).health["job"].trouble == "gone"


def test_a_bug_beside_a_survivable_trouble_is_still_a_bug() -> None:
    async def job() -> None:
        raise ExceptionGroup("two tasks of one job", [StoreError("disk full"), KeyError("bug")])

    with pytest.raises(ExceptionGroup) as caught:
        run_in_virtual_time(Supervisor().run([Job("job", job)]))
    assert caught.group_contains(KeyError)
