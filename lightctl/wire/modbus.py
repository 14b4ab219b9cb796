"""Modbus messages for both ends, without a connection: requests, replies and the strict check of a reply.

The one door to pymodbus. Reads are packed here, because they are nearly all traffic and their objects cost
more than 10 µs there (docs/decisions/0002-modbus-bytes.md); writes and exceptions are pymodbus's messages.
"""

from struct import Struct

from pymodbus.pdu import ExceptionResponse, ModbusPDU
from pymodbus.pdu.bit_message import (
    WriteMultipleCoilsRequest,
    WriteMultipleCoilsResponse,
    WriteSingleCoilRequest,
)
from pymodbus.pdu.register_message import (
    WriteMultipleRegistersRequest,
    WriteMultipleRegistersResponse,
    WriteSingleRegisterRequest,
)

from lightctl.errors import BadFrame, Refused
from lightctl.wire.request import MOST, Function, Request

_HEAD = Struct(">BHH")
_EXCEPTIONS = {
    1: "illegal function",
    2: "illegal address",
    3: "illegal value",
    4: "device failure",
    5: "acknowledged, still working",
    6: "busy",
    7: "negative acknowledge",
    8: "memory parity error",
    10: "gateway path unavailable",
    11: "gateway target does not answer",
}
ILLEGAL_FUNCTION, ILLEGAL_ADDRESS, ILLEGAL_VALUE, DEVICE_FAILURE, BUSY = 1, 2, 3, 4, 6


def request_pdu(request: Request) -> bytes:
    """The message that asks it: function code and data, without unit or frame."""
    if not request.writes:
        return _HEAD.pack(request.function, request.address, request.count)
    return _bytes_of(_write_message(request))


def check_reply(request: Request, unit: int, pdu: bytes) -> bytes:
    """The data of a reply proven to answer the request: register bytes or packed bits, b"" for a write.

    Raises Refused for an exception reply, BadFrame for anything else that was not asked.
    """
    if unit != request.unit:
        raise BadFrame(f"unit {request.unit} was asked, unit {unit} answered")
    if pdu[:1] == bytes((request.function | 0x80,)) and len(pdu) == 2:
        raise refused(pdu[1])
    if not request.writes:
        return _check_read(request, pdu)
    if pdu != write_reply(request):
        raise BadFrame(f"the write {request_pdu(request).hex()} was echoed as {pdu.hex()}")
    return b""


def _check_read(request: Request, pdu: bytes) -> bytes:
    size = request.data_bytes
    if len(pdu) != size + 2 or pdu[0] != request.function or pdu[1] != size:
        raise BadFrame(f"{size} bytes of function {request.function} were asked, {pdu.hex()} answered")
    return pdu[2:]


def parse_request(unit: int, pdu: bytes) -> Request:
    """What a client asks, for a server; raises Refused with the exception code to answer."""
    if not pdu or pdu[0] not in MOST:
        raise refused(ILLEGAL_FUNCTION)
    if len(pdu) < 5:
        raise refused(ILLEGAL_VALUE)
    function, address, third = _HEAD.unpack_from(pdu)
    values: tuple[int, ...] = ()
    count = third
    if function >= Function.WRITE_COIL:
        values = _written(function, third, pdu)
        count = len(values)
    elif len(pdu) != 5:
        raise refused(ILLEGAL_VALUE)
    if not 1 <= count <= MOST[function]:
        raise refused(ILLEGAL_VALUE)
    if address + count > 0x10000:
        raise refused(ILLEGAL_ADDRESS)
    return Request(unit, function, address, count, values)


def read_reply(request: Request, data: bytes) -> bytes:
    """A server's answer to a read; `data` are register bytes, or bits packed from the lowest bit up."""
    if len(data) != request.data_bytes:
        raise ValueError(f"{request.count} items take {request.data_bytes} bytes, not {len(data)}")
    return bytes((request.function, len(data))) + data


def write_reply(request: Request) -> bytes:
    """A server's answer to a write that was done."""
    if request.function == Function.WRITE_COILS:
        return _bytes_of(WriteMultipleCoilsResponse(address=request.address, count=request.count))
    if request.function == Function.WRITE_REGISTERS:
        return _bytes_of(WriteMultipleRegistersResponse(address=request.address, count=request.count))
    return request_pdu(request)


def exception_reply(function: int, code: int) -> bytes:
    """A server's refusal."""
    return _bytes_of(ExceptionResponse(function & 0x7F, code))


def refused(code: int) -> Refused:
    """The error that an exception code stands for."""
    return Refused(f"the device refused: {_EXCEPTIONS.get(code, 'unknown reason')} (exception {code})", code)


def pack_bits(bits: tuple[int, ...] | list[int] | list[bool]) -> bytes:
    """Bits as they travel: the first in the lowest bit of the first byte, the last byte padded with 0."""
    number = sum(1 << place for place, bit in enumerate(bits) if bit)
    return number.to_bytes((len(bits) + 7) // 8, "little")


def unpack_bits(data: bytes, count: int) -> tuple[int, ...]:
    """The first `count` bits of packed data, as 0 and 1."""
    number = int.from_bytes(data, "little")
    return tuple(number >> place & 1 for place in range(count))


def _write_message(request: Request) -> ModbusPDU:
    address, values = request.address, request.values
    if request.function == Function.WRITE_COIL:
        return WriteSingleCoilRequest(address=address, bits=[bool(values[0])])
    if request.function == Function.WRITE_REGISTER:
        return WriteSingleRegisterRequest(address=address, registers=list(values))
    if request.function == Function.WRITE_COILS:
        return WriteMultipleCoilsRequest(address=address, bits=[bool(value) for value in values])
    return WriteMultipleRegistersRequest(address=address, registers=list(values))


def _bytes_of(message: ModbusPDU) -> bytes:
    return message.function_code.to_bytes(1, "big") + message.encode()


def _written(function: int, third: int, pdu: bytes) -> tuple[int, ...]:
    if function == Function.WRITE_COIL:
        if third not in {0x0000, 0xFF00} or len(pdu) != 5:
            raise refused(ILLEGAL_VALUE)
        return (third >> 15,)
    if function == Function.WRITE_REGISTER:
        if len(pdu) != 5:
            raise refused(ILLEGAL_VALUE)
        return (third,)
    return _written_many(function, third, pdu)


def _written_many(function: int, count: int, pdu: bytes) -> tuple[int, ...]:
    of_bits = function == Function.WRITE_COILS
    size = (count + 7) // 8 if of_bits else 2 * count
    if len(pdu) != 6 + size or pdu[5] != size:
        raise refused(ILLEGAL_VALUE)
    return unpack_bits(pdu[6:], count) if of_bits else Struct(f">{count}H").unpack_from(pdu, 6)
