"""Every task of the daemon is born here, named, started again where it may be, and awaited at the end."""

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from lightctl.errors import FeedError, FieldError, LightctlError, StoreError

SURVIVABLE = (FieldError, FeedError, StoreError)
FIRST_WAIT_S = 1.0
LONGEST_WAIT_S = 60.0
HEALTHY_AFTER_S = 60.0
"""A job that ran this long before it failed starts its back-off again from the beginning."""

log = logging.getLogger("lightctl.daemon")


@dataclass(frozen=True, slots=True)
class Job:
    """Something that runs until the daemon stops; a job that returns has done its work."""

    name: str
    main: Callable[[], Awaitable[None]]


@dataclass(slots=True)
class JobHealth:
    """How a job fares; `trouble` is the sentence it failed with last, empty while it runs well."""

    name: str
    failures: int = 0
    wait_s: float = 0.0
    trouble: str = ""


class _Stop(Exception):
    """Leaves the task group when the daemon shall stop."""


class Supervisor:
    """Runs jobs until `stop` is called; a bug in one of them ends them all and is raised.

    Only FieldError, FeedError and StoreError are survived: the job starts again after a wait that
    doubles from 1 s to 60 s. Said once when it goes, once when it is back.
    """

    def __init__(self) -> None:
        self.health: dict[str, JobHealth] = {}
        self._stop = asyncio.Event()

    def stop(self) -> None:
        """End all jobs; safe to call twice and from a signal handler of the loop."""
        self._stop.set()

    def stop_on_signals(self) -> None:
        """Let SIGTERM and SIGINT stop the daemon cleanly."""
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, self.stop)

    async def run(self, jobs: Iterable[Job]) -> None:
        """Run the jobs until `stop`; an ExceptionGroup holds the bugs that ended them otherwise."""
        try:
            async with asyncio.TaskGroup() as tasks:
                for job in jobs:
                    self.health[job.name] = JobHealth(job.name)
                    tasks.create_task(self._keep(job), name=job.name)
                tasks.create_task(self._leave_on_stop(), name="stop")
        except* _Stop:
            log.info("stopped; the lamps stay as they are")

    async def _leave_on_stop(self) -> None:
        await self._stop.wait()
        raise _Stop

    async def _keep(self, job: Job) -> None:
        health = self.health[job.name]
        while True:
            reports = asyncio.get_running_loop().call_later(HEALTHY_AFTER_S, _back, health)
            try:
                return await job.main()
            except SURVIVABLE as trouble:
                _failed(health, trouble)
            except BaseExceptionGroup as group:
                _failed(health, _survivable(group))
            finally:
                reports.cancel()
            await asyncio.sleep(health.wait_s)


def _survivable(group: BaseExceptionGroup[BaseException]) -> LightctlError:
    """The first trouble of a job's own tasks; raises the group where anything else is among it."""
    error: BaseException = group
    if group.split(SURVIVABLE)[1] is not None:
        raise group
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    if not isinstance(error, LightctlError):
        raise group
    return error


def _failed(health: JobHealth, trouble: LightctlError) -> None:
    health.wait_s = min(2 * health.wait_s, LONGEST_WAIT_S) or FIRST_WAIT_S
    health.failures += 1
    said = logging.DEBUG if health.trouble else logging.WARNING
    health.trouble = str(trouble)
    log.log(said, "%s failed and will be tried again: %s", health.name, trouble)


def _back(health: JobHealth) -> None:
    if health.trouble:
        log.info("%s works again", health.name)
    health.trouble, health.wait_s = "", 0.0
