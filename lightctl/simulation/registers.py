"""Values into register words and back, on the device's side of the wire."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from math import ceil, floor, isfinite, log10
from struct import pack, unpack

from lightctl.wire.driver import Encoding, LevelScale, Point, Table, WordOrder

_BITS = {
    Encoding.BOOL: 16,
    Encoding.UINT16: 16,
    Encoding.INT16: 16,
    Encoding.UINT32: 32,
    Encoding.INT32: 32,
    Encoding.UINT64: 64,
    Encoding.INT64: 64,
    Encoding.FLOAT32: 32,
    Encoding.FLOAT64: 64,
}
_FLOATS = {Encoding.FLOAT32: (">f", ">I"), Encoding.FLOAT64: (">d", ">Q")}
_SIGNED = {Encoding.INT16, Encoding.INT32, Encoding.INT64}
STRUCT_CODE = {16: "H", 32: "I", 64: "Q"}

ColumnEncoder = Callable[[Sequence[float | None]], list[int]]
"""Engineering values, None for "no data", as the unsigned numbers that lie in the registers."""


def width(point: Point) -> int:
    """Registers (or bits) that one value takes."""
    return 1 if point.table in {Table.COIL, Table.DISCRETE} else _BITS[point.encoding] // 16


def step(point: Point) -> int:
    """Registers (or bits) from one index to the next."""
    return point.stride or width(point)


def column_encoder(point: Point, *, counts: bool = False) -> ColumnEncoder:
    """How that point is written; a counter shows whole units that have passed and rolls over."""
    bits = _BITS[point.encoding]
    absent = no_data(point)
    if point.encoding in _FLOATS:
        number = _float_number(point)
        encode: ColumnEncoder = lambda values: [absent if v is None else number(v) for v in values]  # noqa: E731
    else:
        encode = _counts(point, absent) if counts else _whole_numbers(point, absent)
    if point.word_order is WordOrder.LOW_FIRST and bits > 16:
        return lambda values: [_swap_words(number, bits) for number in encode(values)]
    return encode


def no_data(point: Point) -> int:
    """The register number that means "no data", 0 where none does."""
    return point.sentinels[0] & ((1 << _BITS[point.encoding]) - 1) if point.sentinels else 0


def decode(point: Point, words: int) -> float:
    """The engineering value of the unsigned number in the registers; floats may be NaN."""
    bits = _BITS[point.encoding]
    if point.word_order is WordOrder.LOW_FIRST:
        words = _swap_words(words, bits)
    number: float = words
    if point.encoding in _FLOATS:
        as_float, as_int = _FLOATS[point.encoding]
        number = float(unpack(as_float, pack(as_int, words))[0])
    elif point.encoding in _SIGNED and words >> (bits - 1):
        number = words - (1 << bits)
    return number * point.scale / point.divisor + point.offset


def allowed(point: Point, value: float) -> bool:
    """Whether the device takes that value."""
    low, high = point.low, point.high
    return isfinite(value) and (low is None or value >= low) and (high is None or value <= high)


def clamped(point: Point, value: float) -> float:
    """The nearest value in the point's range."""
    value = value if point.low is None else max(point.low, value)
    return value if point.high is None else min(point.high, value)


@lru_cache(maxsize=4096)
def level_to_value(scale: LevelScale, level: float) -> float:
    """Percent of light as the device counts it, nearest step; 0 is off on every scale.

    The logarithmic scale is that of IEC 62386-102: level % = 10^((n − 1) × 3/253 − 1).
    """
    if scale is LevelScale.PERCENT or level <= 0:
        return level
    if scale is LevelScale.LINEAR_254:
        return float(round(level * 254 / 100))
    return float(round(max(1.0, min(254.0, 1 + (log10(level) + 1) * 253 / 3))))


@lru_cache(maxsize=4096)
def value_to_level(scale: LevelScale, value: float) -> float:
    """The device's own count as percent of light."""
    if scale is LevelScale.PERCENT or value <= 0:
        return max(0.0, min(100.0, value))
    if scale is LevelScale.LINEAR_254:
        return min(100.0, value * 100 / 254)
    return float(min(100.0, 10 ** ((value - 1) * 3 / 253 - 1)))


def _counts(point: Point, absent: int) -> ColumnEncoder:
    factor, offset = point.divisor / point.scale, point.offset
    mask = (1 << _BITS[point.encoding]) - 1
    # A hair of tolerance: 12.34 kWh must not show as 12.33 because of binary fractions.
    return lambda values: [
        absent if v is None else floor((v - offset) * factor + 1e-6) & mask for v in values
    ]


def _whole_numbers(point: Point, absent: int) -> ColumnEncoder:
    lowest, highest = _limits(point)
    factor, offset = point.divisor / point.scale, point.offset
    mask = (1 << _BITS[point.encoding]) - 1

    def encode(values: Sequence[float | None]) -> list[int]:
        numbers = [absent if v is None else round((v - offset) * factor) for v in values]
        if numbers and 0 <= lowest <= min(numbers) and max(numbers) <= highest:
            return numbers
        return [
            absent if v is None else max(lowest, min(highest, n)) & mask
            for v, n in zip(values, numbers, strict=True)
        ]

    return encode


def _limits(point: Point) -> tuple[int, int]:
    bits = _BITS[point.encoding]
    lowest = -(1 << bits - 1) if point.encoding in _SIGNED else 0
    highest = lowest + (1 << bits) - 1
    raw = [
        (bound - point.offset) * point.divisor / point.scale
        for bound in (point.low, point.high)
        if bound is not None
    ]
    if len(raw) < 2:
        return lowest, highest
    return max(lowest, ceil(min(raw) - 1e-9)), min(highest, floor(max(raw) + 1e-9))


def _float_number(point: Point) -> Callable[[float], int]:
    as_float, as_int = _FLOATS[point.encoding]

    def number(value: float) -> int:
        raw = (clamped(point, value) - point.offset) * point.divisor / point.scale
        return int(unpack(as_int, pack(as_float, raw))[0])

    return number


def _swap_words(number: int, bits: int) -> int:
    swapped = 0
    for _ in range(bits // 16):
        swapped = swapped << 16 | number & 0xFFFF
        number >>= 16
    return swapped
