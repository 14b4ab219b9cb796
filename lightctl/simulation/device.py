"""One Modbus unit: a driver's registers over what is really there."""

from collections.abc import Callable

from lightctl.simulation.image import Block, Image, Pace, Source, Stamp
from lightctl.simulation.wear import Wear
from lightctl.wire.driver import Access, Driver, Kind, Point
from lightctl.wire.modbus import DEVICE_FAILURE, refused
from lightctl.wire.request import Request

Build = Callable[[Point, int], Source]
"""The source of a point; the number counts values of its kind before it, from 0.

Points that are only written are counted by themselves: each is the other side of one that is read.
"""

METER_KINDS = {Kind.ENERGY, Kind.POWER, Kind.VOLTAGE, Kind.CURRENT}


class Device:
    """Answers for one unit, or keeps silent."""

    def __init__(
        self, driver: Driver, build: Build, *, stamp: Stamp, silent: Callable[[float], bool]
    ) -> None:
        self.driver = driver
        self.silent = silent
        """Whether nothing is heard from it at that instant; lets what is due happen first."""
        self.wear = Wear()
        sources: list[Source] = []
        counts: list[int] = []
        before: dict[tuple[Kind, bool], int] = {}
        for point, count in _points(driver):
            key = (point.kind, point.access is Access.WRITE) if point.kind else None
            place = before.get(key, 0) if key else 0
            sources.append(self._worn(build(point, place)))
            counts.append(count)
            if key:
                before[key] = place + count
        self._image = Image(sources, counts, driver.limits, stamp)

    def block(self, request: Request) -> Block:
        """What a read asks for; raises Refused."""
        return self._image.block(request.table, request.address, request.count)

    def write(self, t: float, request: Request) -> None:
        """Do a write; raises Refused."""
        self._image.write(t, request.table, request.address, request.values)

    def _worn(self, source: Source) -> Source:
        if source.put is not None:
            source.put = self.wear.counted(source.point, source.put)
        return source


class Notebook:
    """Values that a device only keeps: what was written is what is read."""

    def __init__(self, first: float, count: int) -> None:
        self._values = [first] * count

    def values(self, _t: float) -> list[float]:
        """What was written last."""
        return self._values

    def put(self, _t: float, index: int, value: float) -> None:
        """Keep a value."""
        self._values[index] = value


def kept(point: Point, first: float, count: int = 0) -> Source:
    """A point that only keeps what is written to it: `count` values, or as many as it says."""
    note = Notebook(first, count or max(1, point.count))
    return Source(point, Pace.LIVE, note.values, note.put)


def fail_where_absent(point: Point) -> None:
    """A device that has no value and no word for "no data" refuses to answer."""
    if not point.sentinels:
        raise refused(DEVICE_FAILURE)


def _points(driver: Driver) -> list[tuple[Point, int]]:
    single = [(point, max(1, point.count)) for point in driver.points]
    return single + [(point, driver.bank_size) for point in driver.bank]
