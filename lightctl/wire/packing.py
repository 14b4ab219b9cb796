"""How the numbers of each encoding lie in bytes, the highest byte first."""

from functools import lru_cache
from struct import Struct

from lightctl.wire.driver import Encoding, Point

CODES = {
    Encoding.UINT16: "H",
    Encoding.INT16: "h",
    Encoding.UINT32: "I",
    Encoding.INT32: "i",
    Encoding.UINT64: "Q",
    Encoding.INT64: "q",
    Encoding.FLOAT32: "f",
    Encoding.FLOAT64: "d",
    Encoding.BCD16: "H",
    Encoding.BCD32: "I",
    Encoding.BCD64: "Q",
}
WIDTHS = {encoding: Struct(">" + code).size // 2 for encoding, code in CODES.items()}
WIDTHS[Encoding.BOOL] = 1
"""Registers that one number takes."""


@lru_cache(maxsize=512)
def unpacker(code: str, count: int, step: int) -> Struct:
    """One unpacking for a whole column, stepping over the registers between two indexes."""
    gap = 2 * step - Struct(">" + code).size
    if not gap:
        return Struct(f">{count}{code}")
    return Struct(">" + f"{code}{gap}x" * (count - 1) + code)


def barred(point: Point) -> frozenset[float]:
    """Raw numbers that mean no data: the sentinels, written as words, as what the encoding makes of them."""
    return _sentinels(point.encoding, point.sentinels)


@lru_cache(maxsize=512)
def _sentinels(encoding: Encoding, sentinels: tuple[int, ...]) -> frozenset[float]:
    size = 2 * WIDTHS[encoding]
    mask = (1 << 8 * size) - 1
    unpack = unpacker(CODES[encoding], 1, WIDTHS[encoding]).unpack
    return frozenset(unpack((raw & mask).to_bytes(size, "big"))[0] for raw in sentinels)
