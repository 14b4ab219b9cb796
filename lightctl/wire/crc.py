"""The CRC of Modbus RTU: CRC-16, polynomial 0xA001 reflected, initial value 0xFFFF.

The register is as wide as two bytes, so one look-up in a table of 65,536 entries carries two bytes at once.
"""

from array import array
from struct import unpack_from


def _byte_table() -> list[int]:
    table = []
    for byte in range(256):
        crc = byte
        for _ in range(8):
            crc = (crc >> 1) ^ 0xA001 if crc & 1 else crc >> 1
        table.append(crc)
    return table


def _word_table(bytewise: list[int]) -> "array[int]":
    low = [bytewise[first & 0xFF] ^ (first >> 8) for first in bytewise]
    return array("H", (left ^ right for left in bytewise for right in low))


_BYTES = _byte_table()
_WORDS = _word_table(_BYTES)


def crc16(data: bytes | bytearray | memoryview) -> int:
    """CRC of `data`; on the wire its low byte goes first."""
    crc = 0xFFFF
    table = _WORDS
    pairs, odd = divmod(len(data), 2)
    for word in unpack_from(f"<{pairs}H", data):
        crc = table[crc ^ word]
    if odd:
        crc = (crc >> 8) ^ _BYTES[(crc ^ data[-1]) & 0xFF]
    return crc
