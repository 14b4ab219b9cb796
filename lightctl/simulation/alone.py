"""One device without a city: it shows what it is told to show and keeps what a master writes."""

from collections.abc import Sequence
from math import ceil, floor, isfinite, nan

from lightctl.core.plant import LineKind
from lightctl.simulation.device import Device
from lightctl.simulation.image import Pace, Source
from lightctl.simulation.line import FieldLine
from lightctl.simulation.odd_registers import DIGITS
from lightctl.simulation.registers import width
from lightctl.wire.driver import Access, Driver, Encoding, Point

_SOME_DAY_S = 1_700_000_000
_FLOATS = {Encoding.FLOAT32, Encoding.FLOAT64}
_SELF_EVIDENT = {*DIGITS, Encoding.CALENDAR, Encoding.TEXT}
"""Forms in which not every word is a value."""
_PRIMES = 31, 7
"""Neighbours in address and in index get other numbers, so that a slip of either is seen."""


class LoneDevice:
    """A driver's device with a sample in every value; never silent."""

    def __init__(self, driver: Driver) -> None:
        self._turn = 0
        self._values: dict[str, list[float | None]] = {
            point.name: [sample(point, index) for index in range(1, point.count + 1)]
            for point in (*driver.points, *driver.bank)
        }
        self._device = Device(driver, self._build, stamp=self._stamp, silent=lambda _t: False)

    def line(self, unit: int, kind: LineKind = LineKind.TCP) -> FieldLine:
        """A line on which it is the only unit."""
        return FieldLine({unit: self._device}, lambda: 0.0, kind)

    def value(self, point: Point, index: int) -> float | None:
        """What it holds there; None where it has no data."""
        held = self._values[point.name][index - 1]
        return held if held is not None and isfinite(held) else None

    def forget(self, point: Point) -> bool:
        """Show "no data" in all of a point's values; False where the point has no word for it."""
        no_number = point.encoding in _FLOATS and point.low is None
        if not (point.sentinels or no_number or point.encoding in _SELF_EVIDENT):
            return False
        self._values[point.name] = [nan if no_number and not point.sentinels else None] * point.count
        self._turn += 1
        return True

    def _build(self, point: Point, _place: int) -> Source:
        values = self._values

        def show(_t: float) -> Sequence[float | None]:
            return values[point.name]

        def keep(_t: float, index: int, value: float) -> None:
            values[point.name][index] = value

        return Source(point, Pace.LIVE, show, None if point.access is Access.READ else keep)

    def _stamp(self, _pace: Pace, _t: float) -> object:
        return self._turn


def sample(point: Point, index: int) -> float:
    """A value on the point's grid and in its range, with something in each of its registers.

    Where an identity is expected, that; NaN for letters, which are no number.
    """
    if point.expect:
        return float(point.expect[0]) if point.expect[0].isdecimal() else nan
    pattern = 1 + (point.address * _PRIMES[0] + index * _PRIMES[1]) % 0x7FFE
    if point.encoding is Encoding.BOOL:
        return float(pattern % 2)
    if point.names:
        raw: float = list(point.names)[index % len(point.names)]
    else:
        raw = _raw(point, pattern)
    return raw * point.scale / point.divisor + point.offset


def _raw(point: Point, pattern: int) -> float:
    if point.low is not None and point.high is not None:
        low = ceil((point.low - point.offset) * point.divisor / point.scale - 1e-9)
        high = floor((point.high - point.offset) * point.divisor / point.scale + 1e-9)
        return _no_sentinel(point, low + pattern % max(1, high - low))
    if point.encoding in _FLOATS:
        return pattern + 0.5
    if point.encoding is Encoding.CALENDAR:
        return _SOME_DAY_S + pattern
    if point.encoding is Encoding.TEXT:
        return pattern
    words = {1: 0, 2: pattern + 1 << 16, 4: (1 + pattern % 100 << 40) + (pattern + 1 << 16)}
    raw = words[width(point)] + pattern
    return _no_sentinel(point, raw % 10 ** DIGITS[point.encoding] if point.encoding in DIGITS else raw)


def _no_sentinel(point: Point, raw: int) -> int:
    mask = (1 << 16 * width(point)) - 1
    barred = {word & mask for word in point.sentinels}
    while raw & mask in barred:
        raw += 1
    return raw
