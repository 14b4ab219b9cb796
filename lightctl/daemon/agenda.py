"""Housekeeping by the calendar (sole door to APScheduler); never dims a lamp.

In service APScheduler's scheduler rings; on any other city clock its triggers give the next instant
and that clock is waited for. Either way the work is done here, one at a time, so that an error in it
reaches the supervisor instead of a scheduler's log.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from lightctl.clock import SiteClock, SystemClock

LOOK_EVERY_S = 10.0
"""In service: how soon a computer's clock that was set is noticed."""

Work = Callable[[datetime], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Entry:
    """Work of the house: `daily_at` is local "HH:MM", `minute` of every hour, or an interval `every`."""

    name: str
    work: Work
    daily_at: str = ""
    minute: int | None = None
    every: timedelta | None = None

    def trigger(self, zone: ZoneInfo, start: datetime) -> BaseTrigger:
        """When it rings, by the city's local time."""
        if self.every is not None:
            return IntervalTrigger(seconds=int(self.every.total_seconds()), start_date=start, timezone=zone)
        if self.minute is not None:
            return CronTrigger(minute=self.minute, timezone=zone)
        hour, minute = self.daily_at.split(":")
        return CronTrigger(hour=int(hour), minute=int(minute), timezone=zone)


class Agenda:
    """Rings its entries until cancelled; a run that was missed is made up once, never twice at a time."""

    def __init__(self, entries: Iterable[Entry], clock: SiteClock, zone: ZoneInfo) -> None:
        self._entries = tuple(entries)
        self._clock = clock
        self._zone = zone

    async def run(self) -> None:
        """Ring for ever; what the work raises is raised here."""
        if isinstance(self._clock, SystemClock):
            while True:
                await self._by_scheduler(self._clock)
        else:
            await self._by_clock()

    async def _by_scheduler(self, clock: SystemClock) -> None:
        """Until the computer's clock is set: what was awaited then may not come for a year."""
        steps, start = clock.steps, clock.now() + clock.doubt
        rung: asyncio.Queue[Entry] = asyncio.Queue()
        scheduler = AsyncIOScheduler(timezone=self._zone)
        for entry in self._entries:
            trigger = entry.trigger(self._zone, start)
            scheduler.add_job(
                _ring, trigger, args=(rung, entry), id=entry.name, coalesce=True, misfire_grace_time=None
            )
        scheduler.start()
        try:
            while clock.steps == steps:
                if (rang := await _rung_within(rung, LOOK_EVERY_S)) is not None:
                    await rang.work(clock.now())
                clock.now()  # looks whether it was set
        finally:
            scheduler.shutdown(wait=False)

    async def _by_clock(self) -> None:
        start = self._clock.now()
        triggers = [(entry, entry.trigger(self._zone, start)) for entry in self._entries]
        due = {entry.name: _next(trigger, None, start) for entry, trigger in triggers}
        while due:
            await self._clock.sleep_until(min(due.values()))
            now = self._clock.now()
            for entry, trigger in triggers:
                if due[entry.name] <= now:
                    await entry.work(now)
                    due[entry.name] = _next(trigger, due[entry.name], now)


async def _rung_within(rung: asyncio.Queue[Entry], seconds: float) -> Entry | None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            return await rung.get()
    return None


async def _ring(rung: asyncio.Queue[Entry], entry: Entry) -> None:
    rung.put_nowait(entry)


def _next(trigger: BaseTrigger, previous: datetime | None, now: datetime) -> datetime:
    """The trigger's next instant after now; missed ones are coalesced into one."""
    while True:
        instant: datetime | None = trigger.get_next_fire_time(previous, now)
        if instant is None:
            raise ValueError("a housekeeping trigger never ends")
        if instant > now or previous is None:
            return instant
        previous = instant
