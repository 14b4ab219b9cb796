"""One line of the field seen from its far end: frames come in, the unit they name answers."""

from collections.abc import Callable, Mapping
from functools import partial

from lightctl.core.plant import LineKind
from lightctl.errors import BadFrame, Refused
from lightctl.links import Link
from lightctl.simulation.device import Device
from lightctl.simulation.image import Block
from lightctl.wire.frames import MBAP, RTU
from lightctl.wire.modbus import (
    exception_reply,
    parse_request,
    read_reply,
    write_reply,
)
from lightctl.wire.request import Request

MOST_READS = 4096
MOST_CONNECTIONS = 16
MOST_WAITING = 4096
"""Bytes that may wait to become a request."""
GATEWAY_WITHOUT_TARGET = 0x0B
RTU_FRAME_BYTES = 3
"""Address and CRC around a message on a serial line."""
BROADCAST = 0
WRITE_AND_READ = b"\x17"
"""A function that lightctl never asks, but other masters do."""

CityTime = Callable[[], float]
"""City seconds since the city began, with everything done that was due by then."""
Later = Callable[[int, Callable[[], None]], None]
"""Runs something when that many bytes have passed the wire."""


def at_once(_bytes: int, action: Callable[[], None]) -> None:
    """A wire that takes no time."""
    action()


class FieldLine:
    """All units of one line; knows nothing of how the bytes travel.

    Where frames are those of a serial line an unknown unit keeps silent and unit 0 speaks to all; on Modbus
    TCP an unknown unit is a gateway's exception 0x0B. Writes are answered when the device has taken them,
    not when a lamp obeys.
    """

    def __init__(self, units: Mapping[int, Device], now: CityTime, kind: LineKind) -> None:
        self._units = units
        self._now = now
        self._framing = MBAP if kind is LineKind.TCP else RTU
        self._bus = kind is not LineKind.TCP
        self._connected = kind is not LineKind.RTU
        self._down = False
        self._links: set[Link] = set()
        self._reads: dict[tuple[int, bytes], tuple[Device, Block, bytes]] = {}
        self.requests = 0
        self.later: Later = at_once

    def connect(self, link: Link) -> "Conversation":
        """Somebody dialled; while the line is down, or too many are here, the connection closes at once."""
        self._now()
        if self._connected and (self._down or len(self._links) >= MOST_CONNECTIONS):
            link.close()
        else:
            self._links.add(link)
        return Conversation(self, link)

    def leave(self, link: Link) -> None:
        """The other end has gone."""
        self._links.discard(link)

    def set_down(self, down: bool) -> None:
        """Break the line, with every connection on it, or mend it."""
        self._down = down
        if down and self._connected:
            for link in list(self._links):
                link.close()
            self._links.clear()

    def take(self, buffer: bytearray, link: Link) -> None:
        """Answer every whole request in the buffer; raises BadFrame for what is no Modbus."""
        framing = self._framing
        while (found := framing.take_request(buffer)) is not None:
            unit, pdu, transaction = found
            answer = self.answer(unit, pdu)
            if answer is not None:
                frame = framing.wrap(unit, answer, transaction)
                self.later(len(pdu) + RTU_FRAME_BYTES + len(frame), partial(link.write, frame))

    def answer(self, unit: int, pdu: bytes) -> bytes | None:
        """The reply to one message, or None where nobody answers."""
        self.requests += 1
        t = self._now()
        if self._down:
            return None
        try:
            if (known := self._reads.get((unit, pdu))) is not None:
                device, block, head = known
                return None if device.silent(t) else head + block.read(t)
            return self._first_answer(unit, pdu, t)
        except Refused as refusal:
            return exception_reply(pdu[0] if pdu else 0, refusal.code)

    def _first_answer(self, unit: int, pdu: bytes, t: float) -> bytes | None:
        device = self._units.get(unit)
        if device is None:
            return self._nobody(unit, pdu, t)
        if device.silent(t):
            return None
        if pdu[:1] == WRITE_AND_READ:
            return _write_and_read(device, unit, pdu, t)
        request = parse_request(unit, pdu)
        if request.writes:
            device.write(t, request)
            return write_reply(request)
        return self._first_read(device, request, pdu, t)

    def _first_read(self, device: Device, request: Request, pdu: bytes, t: float) -> bytes:
        block = device.block(request)
        data = block.read(t)
        answer = read_reply(request, data)
        if len(self._reads) >= MOST_READS:
            self._reads.clear()
        self._reads[(request.unit, pdu)] = (device, block, answer[: len(answer) - len(data)])
        return answer

    def _nobody(self, unit: int, pdu: bytes, t: float) -> bytes | None:
        if not self._bus:
            return exception_reply(pdu[0] if pdu else 0, GATEWAY_WITHOUT_TARGET)
        if unit == BROADCAST:
            self._tell_all(pdu, t)
        return None

    def _tell_all(self, pdu: bytes, t: float) -> None:
        request = parse_request(BROADCAST, pdu)
        if not request.writes:
            return
        for device in self._units.values():
            if not device.silent(t):
                _write_if_known(device, t, request)


class Conversation:
    """One connection on a line: bytes gather until they are a request."""

    def __init__(self, line: FieldLine, link: Link) -> None:
        self._line = line
        self._link = link
        self._buffer = bytearray()

    def received(self, data: memoryview) -> None:
        self._buffer += data
        if len(self._buffer) > MOST_WAITING:
            self._buffer.clear()
        try:
            self._line.take(self._buffer, self._link)
        except BadFrame:
            self._line.leave(self._link)
            self._link.close()

    def lost(self, reason: str) -> None:
        self._line.leave(self._link)


def _write_and_read(device: Device, unit: int, pdu: bytes, t: float) -> bytes:
    """Holding registers are written, then others read, in one message (Modbus protocol 1.1b3, 6.17)."""
    told = parse_request(unit, b"\x10" + pdu[5:])
    asked = parse_request(unit, b"\x03" + pdu[1:5])
    device.block(asked)
    device.write(t, told)
    return WRITE_AND_READ + read_reply(asked, device.block(asked).read(t))[1:]


def _write_if_known(device: Device, t: float, request: Request) -> None:
    try:
        device.write(t, request)
    except Refused:
        return
