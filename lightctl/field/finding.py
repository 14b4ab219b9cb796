"""What is on the lines and not in the inventory, and the reverse: asked as housekeeping by lines' owners."""

from collections.abc import Callable, Coroutine, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from math import inf
from typing import Any

from lightctl.errors import BadFrame, NoAnswer, Refused
from lightctl.field.concentrator import ConcentratorDevice
from lightctl.field.device import NO_PATH, NO_TARGET, Device, Duty, Surroundings, Urgency
from lightctl.field.direct import DirectLamp
from lightctl.field.line import LineOwner
from lightctl.field.peer import Peer
from lightctl.field.reading import Image, plan_readings
from lightctl.field.transaction import Guard
from lightctl.wire.blocks import spots_of
from lightctl.wire.driver import Driver, Kind, Table
from lightctl.wire.request import read

UNIT_WAIT_S = 0.3
PAUSE_S = 0.2
"""Between two questions, so that a search never fills a line."""
PATIENCE = 4.0
"""A search that takes so much longer than it should is ended: its line is down."""
LAST_UNIT = 247
SPARE = 8
"""Units after the last declared one that are asked unless somebody says otherwise."""


class What(StrEnum):
    """How line and inventory differ."""

    UNKNOWN = "unknown"
    """It answers, and nobody declared it."""
    MISSING = "missing"
    """It is declared, and never answered since the start."""
    NEVER_HEARD = "never-heard"
    """A lamp that is declared and has power, of which its controller's master has no data."""
    OTHER = "other"
    """It answers with another serial number than declared."""


@dataclass(frozen=True, slots=True)
class Found:
    """One difference; `unit`, `slot` and `node` say where, as far as the line's dialogue knows them."""

    line: str
    what: What
    thing: str
    told: str
    unit: int = 0
    slot: int = 0
    serial: str = ""
    node: str = ""


@dataclass(slots=True)
class Search:
    """How far a search has come; `until` is its last wire instant."""

    until: float = inf
    asked: int = 0
    total: int = 0
    rows: list[Found] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def done(self, now: float) -> bool:
        """Whether nothing more will be found."""
        return self.asked >= self.total or now >= self.until


Step = Callable[[Guard], Coroutine[Any, Any, None]]


class Seeker(Device):
    """Asks strangers on one line, one question a turn; leaves the line when it is through."""

    def __init__(self, owner: LineOwner, around: Surroundings, search: Search) -> None:
        super().__init__(f"{owner.line.id}/search", owner.line.id, Peer(0, UNIT_WAIT_S, 0.0, ()), around)
        self._owner = owner
        self._search = search
        self._steps: list[Step] = []
        self._duty = Duty(Urgency.HOUSEKEEPING, self._next, around.wire())
        self.duties = [self._duty]

    def look(self, units: Iterable[int], serials: dict[str, str], drivers: dict[str, Driver]) -> None:
        """Begin: undeclared units, undeclared slots of concentrators, and lamps' serial numbers."""
        taken = {device.peer.unit for device in self._owner.devices}
        self._steps += [self._unit_step(unit) for unit in units if unit not in taken]
        for device in self._owner.devices:
            if isinstance(device, ConcentratorDevice):
                self._steps += self._slot_steps(device, drivers[device.name])
            elif isinstance(device, DirectLamp) and serials.get(device.name):
                self._steps += self._serial_steps(device, drivers[device.name], serials[device.name])
        self._search.total += len(self._steps)
        if self._steps:
            self.wake = self._owner.wake
            self._owner.devices = (*self._owner.devices, self)
            self.wake()

    def fell_silent(self, trouble: str) -> None:
        """Nothing: a search is no device."""

    async def _next(self, guard: Guard) -> None:
        step = self._steps[0]
        with suppress(NoAnswer, BadFrame, Refused):  # whoever is not there, or knows no such register
            await step(guard)
        self._steps.pop(0)
        self._search.asked += 1
        over = not self._steps or self.around.wire() >= self._search.until
        self._duty.due = inf if over else self.around.wire() + PAUSE_S
        if over:
            self._owner.devices = tuple(one for one in self._owner.devices if one is not self)

    def _unit_step(self, unit: int) -> Step:
        async def ask(guard: Guard) -> None:
            try:
                await guard.ask(Peer(unit, UNIT_WAIT_S, 0.0, ()), read(unit, Table.INPUT, 0, 1))
            except Refused as refusal:
                if refusal.code in {NO_PATH, NO_TARGET}:
                    return
            self._say(Found(self.line, What.UNKNOWN, "", f"unit {unit} answers, nobody declared it", unit))

        return ask

    def _slot_steps(self, device: ConcentratorDevice, driver: Driver) -> Iterator[Step]:
        point = driver.readable(Kind.LEVEL_IN_EFFECT)
        spare = [slot for slot in range(1, driver.bank_size + 1) if slot - 1 not in device.table.lamps]
        if point is None or not spare:
            return
        for reading in plan_readings(spots_of([point], spare), driver.limits, device.peer.unit):

            async def look(guard: Guard, reading: Any = reading) -> None:
                reading.take(await guard.ask(device.peer, reading.request, reading.pdu) or b"", None)
                for first, column in Image([reading]).column(point):
                    for slot, level in enumerate(column, first):
                        if level is not None and slot in spare:
                            told = (
                                f"slot {slot} of {device.name} reports {level:g} %, no lamp is declared there"
                            )
                            self._say(Found(self.line, What.UNKNOWN, device.name, told, slot=slot))

            yield look

    def _serial_steps(self, device: DirectLamp, driver: Driver, declared: str) -> Iterator[Step]:
        point = driver.readable(Kind.IDENTITY)
        if point is None:
            return
        for reading in plan_readings(spots_of([point]), driver.limits, device.peer.unit):

            async def look(guard: Guard, reading: Any = reading) -> None:
                reading.take(await guard.ask(device.peer, reading.request, reading.pdu) or b"", None)
                value = Image([reading]).value(point)
                if value is not None and f"{value:.0f}" != declared:
                    told = f"{device.name} answers as serial {value:.0f}, declared is {declared}"
                    self._say(Found(self.line, What.OTHER, device.name, told, serial=f"{value:.0f}"))

            yield look

    def _say(self, found: Found) -> None:
        self._search.rows.append(found)


def units_asked(owner: LineOwner, first: int | None, last: int | None) -> range:
    """Which units of a line are asked: those that were named, else up to some after the last declared one."""
    declared = max((device.peer.unit for device in owner.devices), default=0)
    return range(first or 1, (last or min(declared + SPARE, LAST_UNIT)) + 1)
