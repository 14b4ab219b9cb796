"""A cabinet's clock and heartbeat: set when it is off and once a day, and a sign of life from us."""

from math import inf

from lightctl.field.clock_watch import ClockWatch
from lightctl.field.device import Device, Duty, Urgency
from lightctl.field.pace import share_of
from lightctl.field.reading import Image, Reading
from lightctl.field.transaction import Guard
from lightctl.wire.blocks import plan_writes
from lightctl.wire.codec import encode
from lightctl.wire.driver import Access, Driver, Kind, Point

HEARTBEAT_S = 300.0
DAY_S = 86_400.0
SET_AGAIN_S = 600.0
"""A clock that is off right after it was set is not set more often than this (city seconds)."""


class Housekeeping:
    """The rarely urgent writes to one cabinet; periods in city seconds."""

    def __init__(self, device: Device, driver: Driver, image: Image) -> None:
        self._device = device
        self._driver = driver
        self._image = image
        clocks = [p for p in driver.points if p.kind is Kind.CLOCK]
        self._clock = next((p for p in clocks if p.access is not Access.WRITE and image.holds(p)), None)
        self._clock_set = next((p for p in clocks if p.access is not Access.READ), None)
        self._heartbeat = next((p for p in driver.points if p.kind is Kind.HEARTBEAT), None)
        self._clock_readings = set(image.readings_of(self._clock)) if self._clock else set()
        self._set_at = -inf
        self._watch = ClockWatch(device)
        self.offset_s: float | None = None
        self._set = Duty(Urgency.HOUSEKEEPING, self._set_clock)
        self._beat = Duty(Urgency.HOUSEKEEPING, self._send_heartbeat)
        self.duties = [self._set, self._beat]

    def begin(self, now: float) -> None:
        """Set the first due instants."""
        around, share = self._device.around, share_of(self._device.name, "housekeeping")
        if self._clock_set is not None:
            self._set.due = now + around.wire_s(DAY_S) if self._clock else now + share
        if self._heartbeat is not None:
            self._beat.due = now + share

    def speak_soon(self) -> None:
        """The cabinet may believe that nobody is there: let it hear from us before anything is polled."""
        if self._beat.due < inf:
            self._beat.due, self._beat.urgency = self._device.around.wire(), Urgency.VERIFY

    def heard(self, reading: Reading) -> None:
        """A block was read; if it holds the clock, see how far off it is."""
        if reading not in self._clock_readings or self._device.at is None:
            return
        seconds = self._image.value(self._clock)
        self.offset_s = None if seconds is None else seconds - self._device.at.timestamp()
        if self.offset_s is not None:
            self._watch.heard(self.offset_s)
        off = self.offset_s is not None and abs(self.offset_s) > self._watch.most_offset_s
        if off and self._clock_set is not None:
            again = self._set_at + self._device.around.wire_s(SET_AGAIN_S)
            self._set.due = min(self._set.due, max(again, self._device.around.wire()))

    async def _set_clock(self, guard: Guard) -> None:
        around = self._device.around
        if self._clock_set is None or not around.time_trusted:
            self._set.due = around.wire() + around.wire_s(SET_AGAIN_S)
            return
        await self._write(guard, self._clock_set, round(around.clock.now().timestamp()))
        self._set_at = around.wire()
        self._watch.was_set()
        self._set.due = self._set_at + around.wire_s(DAY_S)

    async def _send_heartbeat(self, guard: Guard) -> None:
        around = self._device.around
        self._beat.due = around.wire() + around.wire_s(HEARTBEAT_S)
        self._beat.urgency = Urgency.HOUSEKEEPING
        if self._heartbeat is not None:
            # The minute of the epoch: absolute, and different each time.
            await self._write(guard, self._heartbeat, int(around.clock.now().timestamp() // 60) & 0x7FFF)

    async def _write(self, guard: Guard, point: Point, value: float) -> None:
        peer = self._device.peer
        for request in plan_writes(peer.unit, [(point, 1, encode(point, value))], self._driver.limits):
            await self._device.ask(guard, request)
