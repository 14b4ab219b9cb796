"""Values into register words and back, on the device's side of the wire."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from math import ceil, floor, isfinite, log10
from struct import pack, unpack

from lightctl.simulation.odd_registers import (
    DIGITS,
    calendar_to_seconds,
    digits_to_number,
    letters,
    number_to_digits,
    seconds_to_calendar,
)
from lightctl.wire.driver import ByteOrder, Encoding, Point, Table, WordOrder
from lightctl.wire.scales import LevelScale, Scale, VoltScale

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
    Encoding.BCD16: 16,
    Encoding.BCD32: 32,
    Encoding.BCD64: 64,
}
_FLOATS = {Encoding.FLOAT32: (">f", ">I"), Encoding.FLOAT64: (">d", ">Q")}
_SIGNED = {Encoding.INT16, Encoding.INT32, Encoding.INT64}
STRUCT_CODE = {1: "H", 2: "I", 4: "Q"}
"""Of a value with so many registers; any other is packed as bytes."""

ColumnEncoder = Callable[[Sequence[float | None]], list[int]]
"""Engineering values, None for "no data", as the unsigned numbers that lie in the registers."""


def width(point: Point) -> int:
    """Registers (or bits) that one value takes."""
    return 1 if point.table in {Table.COIL, Table.DISCRETE} else _bits(point) // 16


def step(point: Point) -> int:
    """Registers (or bits) from one index to the next."""
    return point.stride or width(point)


def column_encoder(point: Point, *, counts: bool = False) -> ColumnEncoder:
    """How that point is written; a counter shows whole units that have passed and rolls over."""
    encode = _plain_encoder(point, counts=counts)
    if _is_plain(point):
        return encode
    bits = _bits(point)
    return lambda values: [_arranged(point, number, bits) for number in encode(values)]


def _plain_encoder(point: Point, *, counts: bool) -> ColumnEncoder:
    """Numbers high word and high byte first."""
    absent = no_data(point)
    if point.encoding in {Encoding.CALENDAR, Encoding.TEXT, *_FLOATS}:
        number = _number(point)
        return lambda values: [absent if v is None else number(v) for v in values]
    return _counts(point, absent) if counts else _whole_numbers(point, absent)


def _number(point: Point) -> Callable[[float], int]:
    if point.encoding is Encoding.CALENDAR:
        return lambda value: seconds_to_calendar(point, value)
    if point.encoding is Encoding.TEXT:
        known = point.expect[0] if point.expect else ""
        return lambda value: letters(known or str(int(value)), point.length)
    return _float_number(point)


def no_data(point: Point) -> int:
    """The number in the registers, high first, that means "no data"; 0 where none does."""
    every_bit = (1 << _bits(point)) - 1
    if point.sentinels:
        return point.sentinels[0] & every_bit
    return every_bit if point.encoding in DIGITS or point.encoding is Encoding.CALENDAR else 0


def decode(point: Point, words: int) -> float:
    """The engineering value of the unsigned number in the registers; NaN where it is no number."""
    bits = _bits(point)
    if not _is_plain(point):
        words = _arranged(point, words, bits)
    if point.encoding is Encoding.CALENDAR:
        return calendar_to_seconds(point, words)
    number: float = words
    if point.encoding in DIGITS:
        number = digits_to_number(words)
    elif point.encoding in _FLOATS:
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
def level_to_value(scale: Scale, level: float) -> float:
    """Percent of light as the device counts it, nearest step; 0 is off on every scale.

    The logarithmic scale is that of IEC 62386-102: level % = 10^((n − 1) × 3/253 − 1).
    """
    if scale is LevelScale.PERCENT or level <= 0:
        return level
    if isinstance(scale, VoltScale):
        above = max(level, scale.lowest_level) - scale.lowest_level
        return scale.lowest_v + (10.0 - scale.lowest_v) * above / (100.0 - scale.lowest_level)
    if scale is LevelScale.LINEAR_254:
        return float(round(level * 254 / 100))
    return float(round(max(1.0, min(254.0, 1 + (log10(level) + 1) * 253 / 3))))


@lru_cache(maxsize=4096)
def value_to_level(scale: Scale, value: float) -> float:
    """The device's own count as percent of light."""
    if scale is LevelScale.PERCENT or value <= 0:
        return max(0.0, min(100.0, value))
    if isinstance(scale, VoltScale):
        above = max(value, scale.lowest_v) - scale.lowest_v
        slope = (100.0 - scale.lowest_level) / (10.0 - scale.lowest_v)
        return min(100.0, scale.lowest_level + above * slope)
    if scale is LevelScale.LINEAR_254:
        return min(100.0, value * 100 / 254)
    return float(min(100.0, 10 ** ((value - 1) * 3 / 253 - 1)))


def _bits(point: Point) -> int:
    if point.encoding is Encoding.TEXT:
        return 16 * point.length
    if point.encoding is Encoding.CALENDAR:
        return len(point.fields) * (8 if point.packed else 16)
    return _BITS[point.encoding]


def _counts(point: Point, absent: int) -> ColumnEncoder:
    factor, offset = point.divisor / point.scale, point.offset
    if point.encoding in DIGITS:
        turn = 10 ** DIGITS[point.encoding]
        return lambda values: [
            absent if v is None else number_to_digits(floor((v - offset) * factor + 1e-6) % turn)
            for v in values
        ]
    mask = (1 << _BITS[point.encoding]) - 1
    # A hair of tolerance: 12.34 kWh must not show as 12.33 because of binary fractions.
    return lambda values: [
        absent if v is None else floor((v - offset) * factor + 1e-6) & mask for v in values
    ]


def _whole_numbers(point: Point, absent: int) -> ColumnEncoder:
    lowest, highest = _limits(point)
    factor, offset = point.divisor / point.scale, point.offset
    mask = (1 << _BITS[point.encoding]) - 1
    if point.encoding in DIGITS:
        return lambda values: [
            absent if v is None
            else number_to_digits(max(lowest, min(highest, round((v - offset) * factor))))
            for v in values
        ]  # fmt: skip

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
    highest = lowest + (10 ** DIGITS[point.encoding] if point.encoding in DIGITS else 1 << bits) - 1
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


def _is_plain(point: Point) -> bool:
    return point.word_order is WordOrder.HIGH_FIRST and point.byte_order is ByteOrder.HIGH_FIRST


def _arranged(point: Point, number: int, bits: int) -> int:
    """Words and bytes in the point's order; done twice it is as before."""
    if point.word_order is WordOrder.LOW_FIRST:
        number = _swap_words(number, bits)
    if point.byte_order is ByteOrder.LOW_FIRST:
        low = int("00FF" * (bits // 16), 16)
        number = (number & low) << 8 | number >> 8 & low
    return number


def _swap_words(number: int, bits: int) -> int:
    swapped = 0
    for _ in range(bits // 16):
        swapped = swapped << 16 | number & 0xFFFF
        number >>= 16
    return swapped
