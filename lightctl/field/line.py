"""The one owner of one line: it takes the most urgent duty of its devices whenever the line is free."""

import asyncio
import logging
from collections.abc import Sequence
from math import inf

from lightctl.clock import loop_clock
from lightctl.core.plant import Line
from lightctl.errors import BadFrame, LinkDown, NoAnswer, Refused
from lightctl.field.device import (
    BUSY,
    NO_PATH,
    NO_TARGET,
    Connection,
    Device,
    Duty,
    Surroundings,
    Urgency,
    back_off_s,
)
from lightctl.field.transaction import CLOCK_GRAIN_S

FIRST_RECONNECT_S = 0.5
LONGEST_RECONNECT_S = 10.0
LINE_DOWN_AFTER = 4
"""Failures in a row until a line's devices are called silent: about eight seconds."""
BUSY_RETRY_S = 1.0
REFUSED_RETRY_S = 300.0
HOUSEKEEPING_PATIENCE_S = 30.0
"""Overdue for longer, housekeeping counts like a poll, so that a full line does not starve it."""

log = logging.getLogger(__name__)


class LineOwner:
    """Runs a line's devices; never ends by itself, and only a bug ends it."""

    def __init__(
        self, line: Line, connection: Connection, around: Surroundings, devices: Sequence[Device]
    ) -> None:
        self.line = line
        self.devices = tuple(devices)
        self.guard = connection
        self._wire = around.wire
        self._sleeper: asyncio.Future[None] | None = None
        self._link_failures = 0
        self._retry_at = 0.0
        for device in self.devices:
            device.wake = self.wake

    async def run(self) -> None:
        """Serve the line until cancelled; its connection is closed at the end."""
        self._wire = self.guard.wire = loop_clock()
        now = self._wire()
        for device in self.devices:
            device.begin(now)
        try:
            while True:
                await self._turn()
        finally:
            self.guard.close()

    def wake(self) -> None:
        """Look again for what is due; cheap, and harmless at any time."""
        if self._sleeper is not None and not self._sleeper.done():
            self._sleeper.set_result(None)

    async def _turn(self) -> None:
        now = self._wire()
        chosen = self._pick(now)
        if chosen is None:
            self.guard.rest()
            await self._rest(self._soonest())
        elif self.guard.is_open:
            await self._do(*chosen)
        elif now < self._retry_at:
            await self._rest(self._retry_at)
        else:
            await self._connect()

    def _pick(self, now: float) -> tuple[Device, Duty] | None:
        """The most urgent due duty, of equals the longest due."""
        chosen: tuple[Device, Duty] | None = None
        key = (inf, inf)
        for device in self.devices:
            if device.muted_until > now:
                continue
            for duty in device.duties:
                if duty.due <= now and (rank := (_rank(duty, now), duty.due)) < key:
                    chosen, key = (device, duty), rank
        return chosen

    def _soonest(self) -> float:
        """When to look again."""
        dues = (max(device.muted_until, min(duty.due for duty in device.duties)) for device in self.devices)
        return min(dues, default=inf)

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
        try:
            await self.guard.open()
        except LinkDown as error:
            self._link_failed(error)
            return
        for device in self.devices:
            device.reconnected()

    async def _do(self, device: Device, duty: Duty) -> None:
        try:
            await duty.run(self.guard)
        except LinkDown as error:
            self._link_failed(error)
        except (NoAnswer, BadFrame) as error:
            device.failed(str(error))
        except Refused as error:
            self._refused(device, duty, error)
        else:
            self._link_failures = 0

    def _refused(self, device: Device, duty: Duty, error: Refused) -> None:
        """A gateway's "no target" is silence; busy is asked again soon; anything else only rarely."""
        if error.code in {NO_PATH, NO_TARGET}:
            device.failed(str(error))
            return
        busy = error.code == BUSY
        duty.due = self._wire() + (BUSY_RETRY_S if busy else REFUSED_RETRY_S)
        log.log(logging.DEBUG if busy else logging.WARNING, "%s: %s", device.name, error)

    def _link_failed(self, error: LinkDown) -> None:
        self._link_failures += 1
        wait_s = back_off_s(self._link_failures, FIRST_RECONNECT_S, LONGEST_RECONNECT_S)
        self._retry_at = self._wire() + wait_s
        if self._link_failures == LINE_DOWN_AFTER:
            for device in self.devices:
                device.fell_silent(str(error))


def _rank(duty: Duty, now: float) -> float:
    if duty.urgency is Urgency.HOUSEKEEPING and now - duty.due > HOUSEKEEPING_PATIENCE_S:
        return Urgency.POLL
    return duty.urgency
