"""A unit on a line, as the guard of the line sees it."""

from dataclasses import dataclass

from lightctl.wire.blocks import plan_reads, spots_of
from lightctl.wire.codec import address_of, width
from lightctl.wire.driver import Access, Driver, Point, Table
from lightctl.wire.frames import reply_size
from lightctl.wire.request import Request, read


@dataclass(slots=True)
class Peer:
    """Who is asked, how patiently, and which reads prove that an old reply is not taken for a new one."""

    unit: int
    timeout_s: float
    gap_s: float
    probes: tuple[Request, ...]
    """Harmless reads with replies of different length or function; empty for a device that is never read."""
    doubt: Request | None = None
    """The request whose reply may still be on its way."""

    def probe(self) -> Request | None:
        """A read whose reply cannot be mistaken for the one in doubt."""
        if self.doubt is None:
            return None
        doubted = _shape(self.doubt)
        return next((probe for probe in self.probes if _shape(probe) != doubted), None)


def peer_of(driver: Driver, unit: int) -> Peer:
    """The peer that a driver describes at a unit address."""
    return Peer(unit, driver.limits.timeout_ms / 1000, driver.limits.gap_ms / 1000, _probes(driver, unit))


def _shape(request: Request) -> tuple[int, int]:
    return request.function, reply_size(request)


def _probes(driver: Driver, unit: int) -> tuple[Request, ...]:
    """The smallest and the widest read of what the driver declares, one of each shape."""
    points = [p for p in (*driver.points, *driver.bank) if p.access is not Access.WRITE]
    found: dict[tuple[int, int], Request] = {}
    for request in _single_reads(points, unit):
        found.setdefault(_shape(request), request)
    for block in plan_reads(spots_of(points, [1]), driver.limits):
        found.setdefault(_shape(block.request(unit)), block.request(unit))
    return tuple(found.values())


def _single_reads(points: list[Point], unit: int) -> list[Request]:
    return [
        read(unit, p.table, address_of(p), 1 if p.table in {Table.COIL, Table.DISCRETE} else width(p))
        for p in points
    ]
