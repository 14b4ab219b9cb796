"""Register bytes and what they mean: value = raw × scale ÷ divisor + offset, or None where there is no data.

Register bytes are as on the wire, registers in ascending address.
"""

import struct
from collections.abc import Sequence
from math import ceil, isfinite
from struct import Struct, pack

from lightctl.wire.driver import ByteOrder, Encoding, Point, WordOrder
from lightctl.wire.forms import (
    BCD_DIGITS,
    WIDE,
    decode_text,
    decode_wide,
    encode_wide,
    from_bcd,
    ordered,
    swapped,
    to_bcd,
    wide_width,
)
from lightctl.wire.levels import level_of_number, number_of_level
from lightctl.wire.packing import CODES, WIDTHS, barred, unpacker
from lightctl.wire.scales import Scale

_FLOATS = {Encoding.FLOAT32, Encoding.FLOAT64}
_ODD = WIDE | BCD_DIGITS.keys()
_SLACK = 1e-9
"""Share of a raw step that rounding noise may take when a level is rounded up."""


def width(point: Point) -> int:
    """Registers that one value takes; 1 for a bool and in the bit tables."""
    return WIDTHS.get(point.encoding) or wide_width(point)


def stride(point: Point) -> int:
    """Registers or bits from one index to the next."""
    return point.stride or width(point)


def address_of(point: Point, index: int = 1) -> int:
    """Where the value of an index (from 1) begins."""
    return point.address + (index - 1) * stride(point)


def decode(point: Point, data: bytes) -> float | None:
    """One value from its register bytes (a bool point in a register: any bit set); None means no data."""
    return decode_column(point, data, 1)[0]


def decode_column(point: Point, data: bytes, count: int) -> list[float | None]:
    """Values of `count` indexes, `data` beginning with the first one's first register; None means no data."""
    raws = raw_column(point, data, count)
    scale, divisor, offset = point.scale, point.divisor, point.offset
    if scale == divisor == 1.0 and not offset:
        return raws
    return [None if raw is None else raw * scale / divisor + offset for raw in raws]


def raw_column(point: Point, data: bytes, count: int) -> list[float | None]:
    """Raw numbers as they lie in the registers; sentinels, NaN and what is no number of that form as None."""
    if point.encoding is Encoding.BOOL:
        return [bool(word) for word in unpacker("H", count, stride(point)).unpack_from(data)]
    if point.encoding in _ODD:
        return _odd_column(point, data, count)
    numbers = _numbers(point, data, count)
    if point.encoding in _FLOATS:
        no_data = barred(point)
        return [number if isfinite(number) and number not in no_data else None for number in numbers]
    if point.sentinels:
        no_data = barred(point)
        return [None if number in no_data else number for number in numbers]
    return list(numbers)


def decode_levels(scale: Scale, point: Point, data: bytes, count: int) -> list[float | None]:
    """Levels in percent from a column of level registers; None for no data and for what is no level."""
    values = decode_column(point, data, count)
    return [None if value is None else level_of_number(scale, value) for value in values]


def decode_name(point: Point, data: bytes) -> str | None:
    """The word for a raw value; the number itself where the driver names none."""
    raw = raw_column(point, data, 1)[0]
    return None if raw is None else point.names.get(int(raw), str(int(raw)))


def identity(point: Point, data: bytes) -> str | None:
    """What a device calls itself: its text, or its number in decimal digits; None for no data."""
    if point.encoding is Encoding.TEXT:
        return decode_text(point, data)
    number = decode_column(point, data, 1)[0]
    if number is None:
        return None
    return str(int(number)) if number == int(number) else f"{number:g}"


def flags(point: Point, raw: int) -> frozenset[str]:
    """Names of the bits that are set."""
    return frozenset(name for bit, name in point.bits.items() if raw >> bit & 1)


def encode(point: Point, value: float) -> bytes:
    """Register bytes of a value, to the nearest raw step; ValueError names the point that cannot hold it."""
    _in_range(point, value)
    if point.encoding in WIDE:
        return encode_wide(point, value)
    raw = (value - point.offset) * point.divisor / point.scale
    if point.encoding in _FLOATS:
        return _packed(point, raw)
    data = _packed(point, round(raw))
    if point.sentinels and decode(point, data) is None:
        raise ValueError(f"{point.name}: {value:g} would be read as no data")
    return data


def encode_level(scale: Scale, point: Point, level: float) -> bytes:
    """Register bytes of a level, rounded up so that light is never under the decision."""
    number = number_of_level(scale, level)
    _in_range(point, number)
    raw = (number - point.offset) * point.divisor / point.scale
    return _float_up(point, raw) if point.encoding in _FLOATS else _packed(point, ceil(raw - _SLACK))


def encode_name(point: Point, word: str) -> bytes:
    """Register bytes of a word of the value map."""
    for raw, name in point.names.items():
        if name == word:
            return _packed(point, raw)
    raise ValueError(f"{point.name}: no value is called {word}")


def encode_no_data(point: Point) -> bytes:
    """Register bytes that mean "no data": the first sentinel, else what is no number of that form.

    Raises ValueError where every word is a number.
    """
    if point.sentinels:
        mask = (1 << 16 * width(point)) - 1
        return ordered(point, (point.sentinels[0] & mask).to_bytes(2 * width(point), "big"))
    if point.encoding in _FLOATS:
        return _packed(point, float("nan"))
    if point.encoding in BCD_DIGITS or point.encoding in WIDE:
        return b"\xff" * (2 * width(point))
    raise ValueError(f"{point.name}: nothing means no data")


def words_of(data: bytes) -> tuple[int, ...]:
    """Register bytes as numbers 0 to 65535, as `request.write` takes them."""
    return Struct(f">{len(data) // 2}H").unpack(data)


def bytes_of(words: Sequence[int]) -> bytes:
    """Numbers 0 to 65535 as register bytes."""
    return pack(f">{len(words)}H", *words)


def _odd_column(point: Point, data: bytes, count: int) -> list[float | None]:
    if point.encoding in WIDE:
        step, size = 2 * stride(point), 2 * width(point)
        return [decode_wide(point, data[at : at + size]) for at in range(0, step * count, step)]
    no_data = barred(point)
    return [None if word in no_data else from_bcd(int(word)) for word in _numbers(point, data, count)]


def _numbers(point: Point, data: bytes, count: int) -> tuple[float, ...]:
    code, registers, step = CODES[point.encoding], width(point), stride(point)
    if point.byte_order is ByteOrder.LOW_FIRST:
        data = swapped(data[: 2 * (step * (count - 1) + registers)])
    if point.word_order is WordOrder.HIGH_FIRST or registers == 1:
        return unpacker(code, count, step).unpack_from(data)
    starts = range(0, 2 * step * count, 2 * step)
    turned = b"".join(_turned(data[start : start + 2 * registers]) for start in starts)
    return unpacker(code, count, registers).unpack_from(turned)


def _in_range(point: Point, value: float) -> None:
    if not isfinite(value):
        raise ValueError(f"{point.name}: {value} is no number")
    if point.low is not None and value < point.low:
        raise ValueError(f"{point.name}: {value:g} is under {point.low:g} {point.unit}".rstrip())
    if point.high is not None and value > point.high:
        raise ValueError(f"{point.name}: {value:g} is over {point.high:g} {point.unit}".rstrip())


def _packed(point: Point, raw: float) -> bytes:
    if point.encoding is Encoding.BOOL:
        return bytes((0, bool(raw)))
    try:
        number = to_bcd(point.encoding, int(raw)) if point.encoding in BCD_DIGITS else raw
        return ordered(point, pack(">" + CODES[point.encoding], number))
    except (ValueError, OverflowError, struct.error) as error:
        raise ValueError(f"{point.name}: {raw} does not fit {point.encoding}") from error


def _float_up(point: Point, raw: float) -> bytes:
    """The least float of that width that is not under the number."""
    code = ">" + CODES[point.encoding]
    data = pack(code, raw)
    if struct.unpack(code, data)[0] < raw:
        data = (int.from_bytes(data, "big") + 1).to_bytes(len(data), "big")
    return ordered(point, data)


def _turned(data: bytes) -> bytes:
    """Registers in the other order, bytes within each kept."""
    return b"".join(data[start : start + 2] for start in range(len(data) - 2, -2, -2))
