"""Devices for the field's tests, byte by byte and by hand: nothing here comes from lightctl but the link."""

import asyncio
from collections.abc import Callable
from struct import pack, unpack

from lightctl.links import Link

Change = Callable[[int, int, int], None]
"""Told of each write: table code (1 coil, 3 holding), address, value."""


class Unit:
    """Registers of one device; tables by the function that reads them: 1, 2, 3, 4."""

    def __init__(self) -> None:
        self.tables: dict[int, dict[int, int]] = {1: {}, 2: {}, 3: {}, 4: {}}
        self.on_write: Change = lambda _table, _address, _value: None
        self.silent = False
        self.writes: list[tuple[float, int, int, int]] = []
        """(loop time, table, address, value)"""
        self.requests: list[bytes] = []

    def answer(self, pdu: bytes) -> bytes | None:
        self.requests.append(pdu)
        if self.silent:
            return None
        function, address, third = unpack(">BHH", pdu[:5])
        if function in {1, 2}:
            bits = [self.tables[function].get(address + i, 0) for i in range(third)]
            data = bytes(
                sum(bit << place for place, bit in enumerate(bits[start : start + 8]))
                for start in range(0, third, 8)
            )
            return bytes((function, len(data))) + data
        if function in {3, 4}:
            words = [self.tables[function].get(address + i, 0) for i in range(third)]
            return bytes((function, 2 * third)) + pack(f">{third}H", *words)
        return self._write(function, address, third, pdu)

    def _write(self, function: int, address: int, third: int, pdu: bytes) -> bytes:
        if function == 5:
            self._put(1, address, third >> 15)
        elif function == 6:
            self._put(3, address, third)
        elif function == 16:
            for i, value in enumerate(unpack(f">{third}H", pdu[6:])):
                self._put(3, address + i, value)
        else:
            return bytes((function | 0x80, 1))
        return pdu[:5]

    def _put(self, table: int, address: int, value: int) -> None:
        self.writes.append((asyncio.get_running_loop().time(), table, address, value))
        self.tables[table][address] = value
        self.on_write(table, address, value)


class Bench:
    """Serves units on one line, with a hand on every reply. Itself an OnConnection."""

    def __init__(self, units: dict[int, Unit], *, rtu: bool = False) -> None:
        self.units = units
        self.rtu = rtu
        self.connections = 0
        self.delay_s = 0.0
        self.frames: list[tuple[float, bytes]] = []
        self.replied: list[float] = []
        self.mangle: Callable[[bytes], bytes | None] = lambda frame: frame
        """A whole reply frame → what is sent instead."""

    def __call__(self, link: Link) -> "Session":
        self.connections += 1
        return Session(self, link)

    def take(self, frame: bytes, link: Link) -> None:
        loop = asyncio.get_running_loop()
        self.frames.append((loop.time(), frame))
        unit, pdu = (frame[0], frame[1:-2]) if self.rtu else (frame[6], frame[7:])
        if self.rtu and unit == 0:
            for device in self.units.values():
                device.answer(pdu)
            return
        reply = self.units[unit].answer(pdu) if unit in self.units else None
        if reply is None:
            return
        whole = rtu_frame(unit, reply) if self.rtu else frame[:4] + pack(">HB", len(reply) + 1, unit) + reply
        mangled = self.mangle(whole)
        if mangled is not None:
            # A unit answers in the order it was asked, however late.
            at = max(loop.time() + self.delay_s, self.replied[-1] if self.replied else 0.0)
            self.replied.append(at)
            loop.call_at(at, link.write, mangled)


class Session:
    """One connection to a bench."""

    def __init__(self, bench: Bench, link: Link) -> None:
        self._bench = bench
        self._link = link

    def received(self, data: memoryview) -> None:
        self._bench.take(bytes(data), self._link)

    def lost(self, reason: str) -> None:
        """Nothing to clean up."""


def rtu_frame(unit: int, pdu: bytes) -> bytes:
    frame = bytes((unit,)) + pdu
    return frame + pack("<H", crc(frame))


def crc(data: bytes) -> int:
    """CRC-16/MODBUS, bit by bit."""
    value = 0xFFFF
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = (value >> 1) ^ 0xA001 if value & 1 else value >> 1
    return value
