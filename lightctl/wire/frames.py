"""Frames around Modbus messages: MBAP on TCP, address and CRC on a serial line; bytes in, whole messages out.

Both framings serve both ends. A parser takes from the front of the caller's buffer what it has understood
and leaves the rest, so bytes may arrive in any pieces.
"""

from struct import Struct
from typing import Protocol

from lightctl.errors import BadFrame
from lightctl.wire.crc import crc16
from lightctl.wire.modbus import check_reply
from lightctl.wire.request import Request

_MBAP = Struct(">HHHB")
MBAP_READ_HEAD = 9
"""Bytes before the data of a reply to a read over Modbus TCP."""
_READ_HEAD = Struct(">HHHBBB")
_FIRST_WORDS, _LAST_READ = 3, 4
_MOST_WRITTEN = 246
_EXCEPTION_SIZE = 5
_WRITE_SIZE = 8


class Framing(Protocol):
    """How a message is wrapped for the wire, and found again in it."""

    def wrap(self, unit: int, pdu: bytes, transaction: int = 0) -> bytes:
        """The frame to send."""

    def take_reply(self, buffer: bytearray, request: Request, transaction: int = 0) -> bytes | None:
        """The proven data of the reply (`check_reply`), or None while it is incomplete.

        Raises Refused or BadFrame; what was understood has then left the buffer, so that on TCP, where a
        late reply is known by its transaction id, the caller may go on waiting.
        """

    def take_request(self, buffer: bytearray) -> tuple[int, bytes, int] | None:
        """The next request as (unit, pdu, transaction), or None while there is none whole."""


class Mbap:
    """Modbus TCP: transaction id, protocol id 0, length, unit."""

    def wrap(self, unit: int, pdu: bytes, transaction: int = 0) -> bytes:
        return _MBAP.pack(transaction, 0, len(pdu) + 1, unit) + pdu

    def take_reply(self, buffer: bytearray, request: Request, transaction: int = 0) -> bytes | None:
        # Nearly all traffic: the buffer is the one right reply, whole. Anything else is looked at below.
        data = right_read(bytes(buffer), request, transaction)
        if data is not None and len(buffer) == len(data) + MBAP_READ_HEAD:
            buffer.clear()
            return data
        frame = self.take_request(buffer)
        if frame is None:
            return None
        unit, pdu, answered = frame
        if answered != transaction:
            raise BadFrame(f"transaction {transaction} was asked, {answered} answered")
        return check_reply(request, unit, pdu)

    def take_request(self, buffer: bytearray) -> tuple[int, bytes, int] | None:
        if len(buffer) < 8:
            return None
        transaction, protocol, length, unit = _MBAP.unpack_from(buffer)
        if protocol or not 2 <= length <= 254:
            buffer.clear()
            raise BadFrame(f"not Modbus TCP: protocol {protocol}, length {length}")
        end = 6 + length
        if len(buffer) < end:
            return None
        pdu = bytes(buffer[7:end])
        del buffer[:end]
        return unit, pdu, transaction


class Rtu:
    """Modbus RTU: unit, message, CRC with its low byte first; the transaction id is always 0."""

    def wrap(self, unit: int, pdu: bytes, transaction: int = 0) -> bytes:
        frame = unit.to_bytes(1, "big") + pdu
        return frame + crc16(frame).to_bytes(2, "little")

    def take_reply(self, buffer: bytearray, request: Request, transaction: int = 0) -> bytes | None:
        """Noise before the reply is stepped over; a whole frame that was not asked is a BadFrame."""
        for start in range(len(buffer) - 1):
            size = _reply_size_seen(buffer, start)
            if _is_frame(buffer, start, size):
                unit, pdu = _cut(buffer, start, size)
                return check_reply(request, unit, pdu)
            if _may_become(buffer, start, size, request):
                return None
        if len(buffer) >= reply_size(request):
            noise = bytes(buffer[:16]).hex()
            buffer.clear()
            raise BadFrame(f"no frame in the bytes {noise}")
        return None

    def take_request(self, buffer: bytearray) -> tuple[int, bytes, int] | None:
        start = 0
        while start + 4 <= len(buffer):
            size = _request_size_seen(buffer, start)
            if size and start + size > len(buffer):
                break
            if _is_frame(buffer, start, size):
                unit, pdu = _cut(buffer, start, size)
                return unit, pdu, 0
            start += 1
        del buffer[:start]
        return None


MBAP = Mbap()
RTU = Rtu()


def right_read(seen: bytes, request: Request, transaction: int, start: int = 0) -> bytes | None:
    """The data of the whole right reply to a read over Modbus TCP that starts here; None for all else."""
    function, count = request.function, request.count
    if function > _LAST_READ:
        return None
    size = 2 * count if function >= _FIRST_WORDS else (count + 7) // 8
    head = _READ_HEAD.pack(transaction, 0, size + 3, request.unit, function, size)
    begin = start + MBAP_READ_HEAD
    return seen[begin : begin + size] if seen.startswith(head, start) and len(seen) >= begin + size else None


def request_size(request: Request) -> int:
    """Bytes of the request on a serial line."""
    return 9 + request.data_bytes if request.function in {15, 16} else 8


def reply_size(request: Request) -> int:
    """Bytes of the expected reply on a serial line."""
    return _WRITE_SIZE if request.writes else 5 + request.data_bytes


def _reply_size_seen(buffer: bytearray, start: int) -> int:
    """Length of a reply that starts here, from its own bytes; 0 where none can start."""
    function = buffer[start + 1]
    if function & 0x80:
        return _EXCEPTION_SIZE
    if function in {5, 6, 15, 16}:
        return _WRITE_SIZE
    if function in {1, 2, 3, 4}:
        return 5 + buffer[start + 2] if start + 2 < len(buffer) else _EXCEPTION_SIZE
    return 0


def _request_size_seen(buffer: bytearray, start: int) -> int:
    """Length of a request that starts here, from its own bytes; 0 where none can start."""
    function = buffer[start + 1]
    if 1 <= function <= 6:
        return 8
    if function not in {15, 16}:
        return 0
    if start + 7 > len(buffer):
        return 9
    count = buffer[start + 4] << 8 | buffer[start + 5]
    size = 2 * count if function == 16 else (count + 7) // 8
    return 9 + size if size == buffer[start + 6] and 0 < size <= _MOST_WRITTEN else 0


def _is_frame(buffer: bytearray, start: int, size: int) -> bool:
    end = start + size
    if not size or end > len(buffer):
        return False
    return crc16(buffer[start : end - 2]) == buffer[end - 1] << 8 | buffer[end - 2]


def _may_become(buffer: bytearray, start: int, size: int, request: Request) -> bool:
    """Whether the reply may have begun here and only its end is missing."""
    if buffer[start] != request.unit or buffer[start + 1] & 0x7F != request.function:
        return False
    known = start + 2 < len(buffer)
    wanted = _EXCEPTION_SIZE if buffer[start + 1] & 0x80 else reply_size(request)
    return start + size > len(buffer) and (size == wanted or not known)


def _cut(buffer: bytearray, start: int, size: int) -> tuple[int, bytes]:
    end = start + size
    unit, pdu = buffer[start], bytes(buffer[start + 1 : end - 2])
    del buffer[:end]
    return unit, pdu
