"""A cabinet's stored plan as its registers hold it: where the rows go, and their checksum."""

from collections.abc import Iterable
from dataclasses import dataclass
from struct import pack

from lightctl.wire.blocks import Write
from lightctl.wire.codec import encode, width
from lightctl.wire.crc import crc16
from lightctl.wire.driver import Access, Driver, Encoding, Kind, Point

Row = tuple[int, int]
"""UTC seconds of the epoch, and the outputs closed from then on as bits."""


def checksum(rows: Iterable[Row]) -> int:
    """CRC-16 as of Modbus over all rows in order, each as four and two bytes, high byte first."""
    return crc16(b"".join(pack(">IH", at, outputs) for at, outputs in rows))


@dataclass(frozen=True, slots=True)
class PlanTable:
    """The plan points of a driver that can hold a plan for its outputs."""

    instant: Point
    outputs: Point
    length: Point

    @property
    def room(self) -> int:
        """Rows that it holds."""
        return min(self.instant.count, self.outputs.count)

    def writes(self, rows: Iterable[Row]) -> list[Write]:
        """Every row's registers, for `plan_writes`; the length is written after them."""
        return [
            write
            for index, (at, outputs) in enumerate(rows, start=1)
            for write in (
                (self.instant, index, encode(self.instant, at)),
                (self.outputs, index, encode(self.outputs, outputs)),
            )
        ]


def plan_table(driver: Driver, highest_output: int) -> PlanTable | None:
    """The table of a driver; None where it has none that can be written and read back for so many outputs."""
    instant, outputs = _kept(driver, Kind.PLAN_INSTANT), _kept(driver, Kind.PLAN_OUTPUTS)
    length, beats = _kept(driver, Kind.PLAN_LENGTH), driver.writable(Kind.HEARTBEAT)
    if instant is None or outputs is None or length is None or beats is None:
        return None
    if (1 << highest_output) - 1 > _most(outputs):
        return None
    return PlanTable(instant, outputs, length)


def _kept(driver: Driver, kind: Kind) -> Point | None:
    point = driver.point(kind)
    return point if point is not None and point.access is Access.READ_WRITE else None


def _most(point: Point) -> float:
    if point.high is not None:
        return point.high
    return float((1 << 16 * width(point)) - 1) if point.encoding is not Encoding.BOOL else 1.0
