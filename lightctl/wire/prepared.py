"""Decoding one point again and again: everything that does not change is looked up once."""

from collections.abc import Callable

from lightctl.wire.codec import decode, width
from lightctl.wire.driver import ByteOrder, Encoding, Point, WordOrder
from lightctl.wire.packing import CODES, barred, unpacker

Decoder = Callable[[bytes, int], float | None]
"""Register bytes, and where in them the value begins → the value; None means no data."""

_NUMBERS = frozenset({Encoding.UINT16, Encoding.INT16, Encoding.UINT32, Encoding.INT32,
                      Encoding.UINT64, Encoding.INT64})  # fmt: skip
"""Encodings whose every bit pattern is a number."""


def decoder(point: Point) -> Decoder:
    """The same as `decode`, prepared."""
    straight = point.word_order is WordOrder.HIGH_FIRST or width(point) == 1
    if point.encoding not in _NUMBERS or not straight or point.byte_order is ByteOrder.LOW_FIRST:
        return lambda data, at: decode(point, data[at:])
    unpack, no_data = unpacker(CODES[point.encoding], 1, width(point)).unpack_from, barred(point)
    scale, divisor, offset = point.scale, point.divisor, point.offset
    plain = scale == divisor == 1.0 and not offset

    def read(data: bytes, at: int) -> float | None:
        raw: int = unpack(data, at)[0]
        if raw in no_data:
            return None
        return raw if plain else raw * scale / divisor + offset

    return read
