"""Who answers on a line, and which drivers of the library could be theirs."""

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass

from lightctl.cli.bench.reads import read_spot
from lightctl.errors import FieldError, LinkDown, Refused
from lightctl.field.alone import Lone, lone, stranger
from lightctl.field.transaction import Guard
from lightctl.wire.blocks import plan_reads, spots_of
from lightctl.wire.driver import Access, Driver, Kind, Table
from lightctl.wire.request import read

NOBODY_BEHIND = {10, 11}
"""Exceptions of a gateway that has no such unit (Modbus application protocol, 7)."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A driver whose every register the unit answers."""

    driver: str
    identity: float | None
    """What its identity point shows; None where the driver has none, so that much less is proven."""

    @property
    def told(self) -> str:
        """A driver without an identity point only may be the right one."""
        return f"perhaps {self.driver}" if self.identity is None else f"{self.driver} ({self.identity:.0f})"


async def scan(
    guard: Guard, units: Iterable[int], wait_s: float, table: Table
) -> AsyncIterator[tuple[int, bool]]:
    """(unit, whether it answers) as they are asked; raises LinkDown where the line cannot be opened."""
    for unit in units:
        if not guard.is_open:
            await guard.open()
        yield unit, await _answers(stranger(guard, unit, wait_s), table)


async def fitting(guard: Guard, unit: int, drivers: Sequence[Driver]) -> list[Fit]:
    """The drivers that fit a unit; those whose identity it shows stand first."""
    found = [await _fit(lone(guard, driver, unit), driver) for driver in drivers]
    return sorted((fit for fit in found if fit), key=lambda fit: (fit.identity is None, fit.driver))


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
    point = driver.readable(Kind.IDENTITY)
    try:
        identity = (await read_spot(unit, driver, (point, 1)))[1] if point is not None else None
        if point is not None and identity is None:
            return None
        readable = [p for p in (*driver.points, *driver.bank) if p.access is not Access.WRITE]
        for block in plan_reads(spots_of(readable), driver.limits):
            await unit.ask(block.request(unit.peer.unit))
    except LinkDown:
        raise
    except FieldError:
        return None
    return Fit(driver.id, identity)
