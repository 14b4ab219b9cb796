"""How softly a device changes its levels: gently when light goes down, at once when it goes up."""

import logging
from math import inf

from lightctl.errors import BadFrame, NoAnswer, Refused
from lightctl.field.device import PASSING, Device
from lightctl.field.reading import plan_readings
from lightctl.field.transaction import Guard
from lightctl.field.write_limits import WriteLimits
from lightctl.wire.blocks import plan_writes
from lightctl.wire.codec import decode, encode
from lightctl.wire.driver import Access, Driver, Kind
from lightctl.wire.request import Request

_NEARLY_S = 0.05
_TO_AND_FRO = 2
"""Writes that a gentle fade takes out of the day: there, and back again for the next raise."""
MOST_MISSES = 2
EXCUSED_S = 900.0
"""A device that passes over its fade time is told its levels all the same, and not asked for so long."""

log = logging.getLogger(__name__)


class Fade:
    """The one fade time of a device, which all its lamps share; a device without one changes at once.

    The gentle time is only written while the day has a write left to take it back, so that no limit of
    the device's memory ever delays a raise.
    """

    def __init__(self, driver: Driver, unit: int, gentle_s: float, limits: WriteLimits) -> None:
        points = [p for p in driver.points if p.kind is Kind.FADE_TIME]
        self.point = next((p for p in points if p.access is not Access.READ), None)
        readable = [(p, 1) for p in points if p.access is not Access.WRITE]
        self.reading = next(iter(plan_readings(readable, driver.limits, unit)), None)
        self.held_s: float | None = None
        """What the device holds; None until it is read or written."""
        self._misses, self._resting_until = 0, -inf
        self._limits = limits
        self._driver, self._unit = driver, unit
        self._gentle_s, self._shortest_s = 0.0, 0.0
        if self.point is not None:
            self._shortest_s = self.point.low or 0.0
            self._gentle_s = min(max(gentle_s, self._shortest_s), self.point.high or gentle_s)

    @property
    def longest_s(self) -> float:
        """How long a change may take now, as far as is known."""
        return 0.0 if self.point is None else self._gentle_s if self.held_s is None else self.held_s

    def needed(self, *, raises: bool) -> float | None:
        """The fade time to write before the next levels; None where the device may stay as it is."""
        if self.point is None or not (raises or self._may_be_gentle()):
            return None
        aim = self._shortest_s if raises else self._gentle_s
        return None if self._holds(aim) else aim

    def request(self, aim_s: float) -> Request:
        """The write of a fade time; from now on it counts as written."""
        if self.point is None:
            raise ValueError("the device has no fade time")
        self.held_s = None
        self._limits.wrote(self.point)
        changes = [(self.point, 1, encode(self.point, aim_s))]
        return plan_writes(self._unit, changes, self._driver.limits)[0]

    def hear(self, data: bytes) -> None:
        """The device told its fade time."""
        if self.reading is not None:
            self.held_s = decode(self.reading.block.runs[0].point, data)

    def forget(self) -> None:
        """It may be another device now."""
        self.held_s = None

    @property
    def resting(self) -> bool:
        """Whether it was passed over so often that levels go without it for now."""
        return self._limits.now() < self._resting_until

    def missed(self) -> None:
        """No answer came to it."""
        self._misses += 1
        if self._misses >= MOST_MISSES:
            self._misses, self._resting_until = 0, self._limits.now() + EXCUSED_S

    def give_up(self) -> None:
        """The device refuses it."""
        self.point = None

    def _holds(self, aim_s: float) -> bool:
        return self.held_s is not None and abs(self.held_s - aim_s) <= _NEARLY_S

    def _may_be_gentle(self) -> bool:
        if self.point is None or self._holds(self._gentle_s):
            return True
        ready = self._limits.ready_at(self.point) <= self._limits.now()
        return ready and self._limits.left(self.point) >= _TO_AND_FRO


async def write_fade(device: Device, guard: Guard, fade: Fade, *, raises: bool) -> None:
    """Give the device the fade time that its next levels need; raises FieldError where it does not answer."""
    if fade.resting:
        return
    try:
        if fade.point is not None and fade.held_s is None and fade.reading is not None:
            fade.hear(await device.ask(guard, fade.reading.request, fade.reading.pdu) or b"")
        aim_s = fade.needed(raises=raises)
        if aim_s is not None and await device.ask(guard, fade.request(aim_s)) is not None:
            fade.held_s = aim_s
    except (NoAnswer, BadFrame):
        fade.missed()
        raise
    except Refused as refusal:
        if refusal.code in PASSING:
            raise
        log.warning("%s: %s; its levels change as it likes", device.name, refusal)
        fade.give_up()
