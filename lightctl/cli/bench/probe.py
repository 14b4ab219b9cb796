"""Who answers on a line, and which drivers of the library could be theirs."""

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from math import inf

from lightctl.cli.bench.reads import read_spot
from lightctl.errors import FieldError, LinkDown, Refused
from lightctl.field.alone import Lone, lone, stranger
from lightctl.field.transaction import Guard
from lightctl.wire.blocks import plan_reads, spots_of
from lightctl.wire.codec import identity
from lightctl.wire.driver import Access, Driver, Encoding, Kind, Point, Table
from lightctl.wire.request import read

_FLOATS = {Encoding.FLOAT32, Encoding.FLOAT64}
_LIKELY = {"V": (0.1, 1e6), "A": (1e-6, 1e6), "W": (1e-6, 1e9), "Wh": (1e-6, 1e15), "Hz": (1.0, 1000.0)}
"""Least and most that is measured in a unit, beside 0."""
_NAMELESS = {None, "0"}
NOBODY_BEHIND = {10, 11}
"""Exceptions of a gateway that has no such unit (Modbus application protocol, 7)."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A driver whose every register the unit answers."""

    driver: str
    identity: str | None
    """What its identity point shows; None where the driver has none, so that much less is proven."""
    expected: bool = False
    """Whether the driver knows that this is what such a device shows."""

    @property
    def told(self) -> str:
        """A driver without an identity point only may be the right one."""
        return f"perhaps {self.driver}" if self.identity is None else f"{self.driver} ({self.identity})"

    @property
    def rank(self) -> tuple[bool, bool, str]:
        """What is surest comes first."""
        return not self.expected, self.identity is None, self.driver


async def scan(
    guard: Guard, units: Iterable[int], wait_s: float, table: Table
) -> AsyncIterator[tuple[int, bool]]:
    """(unit, whether it answers) as they are asked; raises LinkDown where the line cannot be opened."""
    for unit in units:
        if not guard.is_open:
            await guard.open()
        yield unit, await _answers(stranger(guard, unit, wait_s), table)


async def fitting(guard: Guard, unit: int, drivers: Sequence[Driver]) -> list[Fit]:
    """The drivers that fit a unit; those whose identity it shows stand first. Only Modbus is asked."""
    asked = [driver for driver in drivers if driver.speaks == "modbus"]
    found = [await _fit(lone(guard, driver, unit), driver) for driver in asked]
    return sorted((fit for fit in found if fit), key=lambda fit: fit.rank)


async def _answers(unit: Lone, table: Table) -> bool:
    """Any answer of its own is one, a refusal too."""
    try:
        await unit.ask(read(unit.peer.unit, table, 0, 1))
    except Refused as refusal:
        return refusal.code not in NOBODY_BEHIND
    except FieldError:
        return False
    return True


async def _fit(unit: Lone, driver: Driver) -> Fit | None:
    try:
        point = driver.readable(Kind.IDENTITY)
        shown = identity(point, (await read_spot(unit, driver, (point, 1)))[0]) if point else None
        if point and (shown in _NAMELESS or (point.expect and shown not in point.expect)):
            return None
        readable = [p for p in (*driver.points, *driver.bank) if p.access is not Access.WRITE]
        for block in plan_reads(spots_of(readable), driver.limits):
            data = await unit.ask(block.request(unit.peer.unit))
            if not all(_likely(p, value) for p, _, value in block.values(data)):
                return None
    except LinkDown:
        raise
    except FieldError:
        return None
    return Fit(driver.id, shown, expected=bool(point and point.expect))


def _likely(point: Point, value: float | None) -> bool:
    """Whether such a point can show that; integers read as floats give numbers that nothing measures."""
    if value is None or value == 0:
        return True
    low, high = _LIKELY.get(point.unit, (0.0, inf))
    return (low <= abs(value) <= high) if point.encoding in _FLOATS else True
