"""The one owner of one line: whenever it is free, the most urgent duty of its devices is done."""

import asyncio
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from math import inf

from lightctl.clock import loop_clock
from lightctl.core.plant import Line, LineKind
from lightctl.errors import BadFrame, LinkDown, NoAnswer, Refused
from lightctl.field.device import (
    BUSY,
    LONGEST_BACK_OFF_S,
    NO_PATH,
    NO_TARGET,
    Connection,
    Device,
    Duty,
    Surroundings,
    Urgency,
    back_off_s,
)
from lightctl.field.quiet import CLOCK_GRAIN_S

FIRST_RECONNECT_S = 0.5
LONGEST_RECONNECT_S = 10.0
LINE_DOWN_AFTER = 4
"""Failures in a row until a line's devices are called silent: about eight seconds."""
BUSY_RETRY_S, LONGEST_BUSY_RETRY_S = 1.0, 30.0
PROTECTION_BUSY_RETRY_S = 5.0
"""However long a device says that it is busy, what protects is asked of it again this soon."""
REFUSED_RETRY_S = 300.0
HOUSEKEEPING_PATIENCE_S = 30.0
"""Overdue for longer, housekeeping counts like a poll, so that a full line does not starve it."""

SHARE_OF_THE_SILENT = 0.025
"""Of a bus, at most, is spent on waiting for one device that does not answer."""

log = logging.getLogger(__name__)


class LineOwner:
    """Runs a line's devices; never ends by itself, and only a bug ends it.

    `more` are further connections, for a TCP line whose devices all take several; a device is served by
    one of them at a time.
    """

    def __init__(
        self, line: Line, connection: Connection, around: Surroundings, devices: Sequence[Device],
        more: Sequence[Connection] = (),
    ) -> None:  # fmt: skip
        self.line = line
        self.devices = tuple(devices)
        self.guard = connection
        self.workers = [Worker(self, one, around) for one in (connection, *more)]
        self.single = not more
        self._in_work: set[Device] = set()
        self.shared = line.kind is not LineKind.TCP and len(self.devices) > 1
        """Whether a silent device keeps others waiting."""
        for device in self.devices:
            device.wake = self.wake

    @property
    def transactions(self) -> int:
        """Requests sent since the start."""
        return sum(worker.guard.transactions for worker in self.workers)

    async def run(self) -> None:
        """Serve the line until cancelled; its connections are closed at the end."""
        wire = loop_clock()
        for worker in self.workers:
            worker.wire = worker.guard.wire = wire
        now = wire()
        for device in self.devices:
            device.begin(now)
        if self.single:
            await self.workers[0].run()
            return
        async with asyncio.TaskGroup() as group:
            for number, worker in enumerate(self.workers, 1):
                group.create_task(worker.run(), name=f"line {self.line.id}, connection {number}")

    def wake(self) -> None:
        """Look again for what is due; cheap, and harmless at any time."""
        for worker in self.workers:
            worker.wake()

    def pick(self, now: float) -> tuple[Device, Duty] | None:
        """The most urgent due duty, of equals the longest due, of a device that nobody serves."""
        chosen: tuple[Device, Duty] | None = None
        key = (inf, inf)
        for device in self.devices:
            if device.muted_until > now or device in self._in_work:
                continue
            for duty in device.duties:
                if duty.due <= now and (rank := (_rank(duty, now), duty.due)) < key:
                    chosen, key = (device, duty), rank
        return chosen

    def soonest(self) -> float:
        """When to look again."""
        dues = (
            max(device.muted_until, min(duty.due for duty in device.duties))
            for device in self.devices
            if device not in self._in_work
        )
        return min(dues, default=inf)

    @contextmanager
    def alone(self, device: Device) -> Iterator[None]:
        """Keep the line's other connections away from a device."""
        self._in_work.add(device)
        try:
            yield
        finally:
            self._in_work.discard(device)
            self.wake()


class Worker:
    """One connection of a line, and what is done over it."""

    def __init__(self, owner: LineOwner, connection: Connection, around: Surroundings) -> None:
        self._owner = owner
        self.guard = connection
        self.wire = around.wire
        self._sleeper: asyncio.Future[None] | None = None
        self._link_failures = 0
        self._retry_at = 0.0

    async def run(self) -> None:
        """Serve until cancelled."""
        try:
            while True:
                await self._turn()
        finally:
            self.guard.close()

    def wake(self) -> None:
        """Look again for what is due."""
        if self._sleeper is not None and not self._sleeper.done():
            self._sleeper.set_result(None)

    async def _turn(self) -> None:
        now = self.wire()
        chosen = self._owner.pick(now)
        if chosen is None:
            self.guard.rest()
            await self._rest(self._owner.soonest())
        elif self.guard.is_open and self._owner.single:
            await self._do(*chosen)
        elif self.guard.is_open:
            with self._owner.alone(chosen[0]):
                await self._do(*chosen)
        elif now < self._retry_at:
            await self._rest(self._retry_at)
        else:
            await self._connect()

    async def _rest(self, until: float) -> None:
        loop = asyncio.get_running_loop()
        self._sleeper = loop.create_future()
        timer = None if until == inf else loop.call_at(until + CLOCK_GRAIN_S, self.wake)
        try:
            await self._sleeper
        finally:
            self._sleeper = None
            if timer is not None:
                timer.cancel()

    async def _connect(self) -> None:
        began = self.wire()
        try:
            await self.guard.open()
        except LinkDown as error:
            self._link_failed(error, began)
            return
        for device in self._owner.devices:
            device.reconnected()

    async def _do(self, device: Device, duty: Duty) -> None:
        began = self.wire()
        try:
            await duty.run(self.guard)
        except LinkDown as error:
            self._link_failed(error, self.wire())
        except (NoAnswer, BadFrame) as error:
            device.failed(str(error))
            if self._owner.shared:
                self._spare_others(device, began)
        except Refused as error:
            self._refused(device, duty, error)
        else:
            duty.refusals = 0
            self._link_failures = 0

    def _spare_others(self, device: Device, began: float) -> None:
        """Ask a silent device so rarely that waiting for it takes little of the line."""
        now = self.wire()
        quiet_s = min(LONGEST_BACK_OFF_S, (now - began) / SHARE_OF_THE_SILENT)
        device.muted_until = max(device.muted_until, now + quiet_s)

    def _refused(self, device: Device, duty: Duty, error: Refused) -> None:
        """A gateway's "no target" is silence; busy is asked again soon, then later; all else only rarely."""
        if error.code in {NO_PATH, NO_TARGET}:
            device.failed(str(error))
            return
        if busy := error.code == BUSY:
            device.busy(str(error))
        duty.refusals += 1
        most_s = PROTECTION_BUSY_RETRY_S if duty.urgency is Urgency.PROTECTION else LONGEST_BUSY_RETRY_S
        wait_s = back_off_s(duty.refusals, BUSY_RETRY_S, most_s) if busy else REFUSED_RETRY_S
        duty.due = self.wire() + wait_s
        log.log(logging.DEBUG if busy else logging.WARNING, "%s: %s", device.name, error)

    def _link_failed(self, error: LinkDown, began: float) -> None:
        self._link_failures += 1
        wait_s = back_off_s(self._link_failures, FIRST_RECONNECT_S, LONGEST_RECONNECT_S)
        # Counted from the begin: a connection that hung for seconds has had a part of its pause.
        self._retry_at = max(self.wire() + FIRST_RECONNECT_S, began + wait_s)
        down = not any(worker.guard.is_open for worker in self._owner.workers)
        if self._link_failures == LINE_DOWN_AFTER and down:
            for device in self._owner.devices:
                device.fell_silent(str(error))


def _rank(duty: Duty, now: float) -> float:
    if duty.urgency is Urgency.HOUSEKEEPING and now - duty.due > HOUSEKEEPING_PATIENCE_S:
        return Urgency.POLL
    return duty.urgency
