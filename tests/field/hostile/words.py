"""Modbus by hand, for a peer that must owe nothing to the code it tries."""

from struct import pack

_TABLE = []
for _byte in range(256):
    _value = _byte
    for _ in range(8):
        _value = _value >> 1 ^ 0xA001 if _value & 1 else _value >> 1
    _TABLE.append(_value)


def crc(data: bytes) -> int:
    """CRC-16/MODBUS by a table."""
    value = 0xFFFF
    for byte in data:
        value = value >> 8 ^ _TABLE[(value ^ byte) & 0xFF]
    return value


def rtu(unit: int, pdu: bytes) -> bytes:
    """A frame of a serial line."""
    frame = bytes((unit,)) + pdu
    return frame + pack("<H", crc(frame))


def mbap(number: int, unit: int, pdu: bytes) -> bytes:
    """A frame of Modbus TCP."""
    return pack(">HHHB", number, 0, len(pdu) + 1, unit) + pdu


def word_of(unit: int, address: int, version: int) -> int:
    """What a register holds: it knows its unit, its address, and how often anybody was asked before."""
    return unit * 4099 + address * 7 + version * 1009 & 0xFFFF


def bits(count: int, unit: int, address: int, version: int) -> bytes:
    """So do bits: the top bits of the words, packed."""
    number = sum((word_of(unit, address + i, version) >> 15) << i for i in range(count))
    return number.to_bytes((count + 7) // 8, "little")
