"""A unit on a line, as the guard of the line sees it."""

from dataclasses import dataclass, field, replace

from lightctl.field.patience import Patience
from lightctl.wire.blocks import plan_reads, spots_of
from lightctl.wire.driver import Access, Driver
from lightctl.wire.frames import reply_size
from lightctl.wire.request import Request

MOST_PROBES = 8
ALONE = 64
"""Requests to go one by one after a volley that went wrong: what spoilt it must not spoil its neighbours."""
LONGEST_TIMEOUT_S = 10.0
"""Whatever a driver says, a dead connection is given up after so long."""


@dataclass(slots=True)
class Peer:
    """Who is asked, how patiently, and which reads prove that an old reply is not taken for a new one."""

    unit: int
    timeout_s: float
    gap_s: float
    probes: tuple[Request, ...]
    """Harmless reads with replies of different length or function; empty for a device that is never read."""
    doubts: list[Request] = field(default_factory=list)
    """Requests whose replies may still be on their way, failed probes among them."""
    outstanding: int = 1
    """Requests that may be under way to it at once on one Modbus TCP connection."""
    connections: int = 1
    """Connections that it takes at once."""
    alone: int = 0
    """Requests that still go one by one, since several together went wrong."""
    patience: Patience = field(init=False)

    def __post_init__(self) -> None:
        self.patience = Patience(self.timeout_s)

    def probe(self) -> Request | None:
        """A read whose reply cannot be mistaken for any in doubt; None where none is left."""
        doubted = {_shape(request) for request in self.doubts}
        return next((probe for probe in self.probes if _shape(probe) not in doubted), None)


def peer_of(driver: Driver, unit: int) -> Peer:
    """The peer that a driver describes at a unit address."""
    limits = driver.limits
    return Peer(
        unit,
        min(limits.timeout_ms / 1000, LONGEST_TIMEOUT_S),
        limits.gap_ms / 1000,
        _probes(driver, unit),
        outstanding=limits.outstanding,
        connections=limits.connections,
    )


def _shape(request: Request) -> tuple[int, int]:
    return request.function, reply_size(request)


def _probes(driver: Driver, unit: int) -> tuple[Request, ...]:
    """Reads of what the driver declares, one of each shape of reply, the smallest first."""
    points = [p for p in (*driver.points, *driver.bank) if p.access is not Access.WRITE]
    blocks = [block.request(unit) for block in plan_reads(spots_of(points), driver.limits)]
    parts = [
        replace(block, count=count) for block in blocks for count in range(1, min(block.count, MOST_PROBES))
    ]
    found = {_shape(request): request for request in (*parts, *blocks)}
    return tuple(sorted(found.values(), key=reply_size)[:MOST_PROBES])
