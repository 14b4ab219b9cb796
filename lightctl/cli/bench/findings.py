"""What came of one value of a device, and when two values are the same."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from math import isclose

from lightctl.wire.blocks import Spot
from lightctl.wire.codec import address_of
from lightctl.wire.driver import Encoding, Point

OK, NO_DATA = "ok", "no data"
FEW = 12
"""Of a point with more values than that only the first and the last are written and shown."""
_FLOATS = {Encoding.FLOAT32, Encoding.FLOAT64}


@dataclass(frozen=True, slots=True)
class Finding:
    """One value that was read or written, and what is to be said of it."""

    did: str
    point: Point
    index: int
    words: str
    """Register words in hexadecimal as on the wire, or a bit; empty where none came."""
    value: float | None
    result: str
    wrong: bool = False
    text: str | None = None
    """What a text says."""

    def blame(self, result: str) -> "Finding":
        """The same, found wrong."""
        return replace(self, result=result, wrong=True)

    @property
    def worth_showing(self) -> bool:
        """Whether it is wrong, or among the few values of its point that stand for all."""
        return self.wrong or self.index in picked(self.point)

    def row(self) -> dict[str, object]:
        """As it is told; the index is only given where there are several."""
        point = self.point
        name = point.name if point.count == 1 else f"{point.name} {self.index}"
        place = f"{point.table} 0x{address_of(point, self.index):04X}"
        return {
            "did": self.did, "point": name, "place": place, "words": self.words,
            "value": (self.text or shown(point, self.value)) if self.words else "", "result": self.result,
        }  # fmt: skip


def failed(did: str, spot: Spot, result: object) -> Finding:
    """Nothing came of it."""
    return Finding(did, *spot, "", None, str(result), wrong=True)


def picked(point: Point) -> range | tuple[int, int]:
    """The indexes of a point that are written and shown: all, or the first and the last."""
    return range(1, point.count + 1) if point.count <= FEW else (1, point.count)


def agrees(point: Point, want: float | None, got: float | None) -> bool:
    """Whether two values are the same to half a step of the register, or to a float's precision."""
    if want is None or got is None:
        return want is got
    if point.encoding in _FLOATS:
        return isclose(want, got, rel_tol=1e-6, abs_tol=1e-6)
    return abs(want - got) <= half_step(point) or isclose(want, got, rel_tol=1e-12)


def half_step(point: Point) -> float:
    """Half of what one raw step is worth, and a hair."""
    return 0.5001 * point.scale / point.divisor


def raw_of(point: Point, value: float) -> int:
    """The whole raw number nearest to a value."""
    return round((value - point.offset) * point.divisor / point.scale)


def shown(point: Point, value: float | None) -> str:
    """A value with its unit or its name; a dash for no data."""
    if value is None:
        return "–"
    if point.encoding is Encoding.BOOL:
        return "on" if value else "off"
    if point.encoding is Encoding.CALENDAR:
        return datetime.fromtimestamp(value, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    if name := point.names.get(raw_of(point, value)):
        return name
    number = f"{value:.6f}".rstrip("0").rstrip(".")
    return f"{number} {point.unit}".rstrip()
