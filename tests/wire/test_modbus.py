"""Messages against pymodbus as the other opinion, and replies that must not be believed."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymodbus.pdu import DecodePDU, ExceptionResponse, ModbusPDU
from pymodbus.pdu import bit_message as bits
from pymodbus.pdu import register_message as registers

from lightctl.errors import BadFrame, Refused
from lightctl.wire import modbus
from lightctl.wire.driver import Table
from lightctl.wire.modbus import check_reply, parse_request, read_reply, request_pdu, write_reply
from lightctl.wire.request import Function, Request, read, write

WORDS = st.integers(0, 0xFFFF)


@st.composite
def reads(draw: st.DrawFn) -> Request:
    table = draw(st.sampled_from(Table))
    most = 2000 if table in {Table.COIL, Table.DISCRETE} else 125
    count = draw(st.integers(1, most))
    return read(draw(st.integers(0, 255)), table, draw(st.integers(0, 0x10000 - count)), count)


@st.composite
def writes(draw: st.DrawFn) -> Request:
    table = draw(st.sampled_from([Table.COIL, Table.HOLDING]))
    item, most = (st.integers(0, 1), 1968) if table is Table.COIL else (WORDS, 123)
    values = draw(st.lists(item, min_size=1, max_size=min(most, 60)))
    return write(draw(st.integers(0, 255)), table, draw(st.integers(0, 0x10000 - len(values))), values)


REQUESTS = st.one_of(reads(), writes())


def oracle(request: Request) -> ModbusPDU:
    """The same request as pymodbus builds it."""
    a, n, v = request.address, request.count, list(request.values)
    on = [bool(value) for value in v]
    build: dict[int, Callable[[], ModbusPDU]] = {
        1: lambda: bits.ReadCoilsRequest(address=a, count=n),
        2: lambda: bits.ReadDiscreteInputsRequest(address=a, count=n),
        3: lambda: registers.ReadHoldingRegistersRequest(address=a, count=n),
        4: lambda: registers.ReadInputRegistersRequest(address=a, count=n),
        5: lambda: bits.WriteSingleCoilRequest(address=a, bits=on),
        6: lambda: registers.WriteSingleRegisterRequest(address=a, registers=v),
        15: lambda: bits.WriteMultipleCoilsRequest(address=a, bits=on),
        16: lambda: registers.WriteMultipleRegistersRequest(address=a, registers=v),
    }
    return build[request.function]()


def oracle_reply(request: Request, data: bytes) -> ModbusPDU:
    """The same reply to a read as pymodbus builds it."""
    if request.of_bits:
        on = [bool(bit) for bit in modbus.unpack_bits(data, 8 * len(data))]
        kind = bits.ReadCoilsResponse if request.function == 1 else bits.ReadDiscreteInputsResponse
        return kind(bits=on)
    words = [int.from_bytes(data[i : i + 2], "big") for i in range(0, len(data), 2)]
    if request.function == Function.READ_HOLDING:
        return registers.ReadHoldingRegistersResponse(registers=words)
    return registers.ReadInputRegistersResponse(registers=words)


def encoded(message: ModbusPDU) -> bytes:
    return bytes((message.function_code,)) + message.encode()


@given(REQUESTS)
def test_requests_are_those_of_pymodbus(request: Request) -> None:
    assert request_pdu(request) == encoded(oracle(request))


@given(reads())
def test_read_replies_are_those_of_pymodbus(request: Request) -> None:
    data = bytes(index * 37 % 256 for index in range(request.data_bytes))
    assert read_reply(request, data) == encoded(oracle_reply(request, data))
    assert check_reply(request, request.unit, encoded(oracle_reply(request, data))) == data


@given(REQUESTS)
def test_a_server_understands_every_request(request: Request) -> None:
    assert parse_request(request.unit, request_pdu(request)) == request


@given(writes())
def test_write_replies_are_believed_and_read_by_pymodbus(request: Request) -> None:
    pdu = write_reply(request)
    assert check_reply(request, request.unit, pdu) == b""
    decoded = DecodePDU(False).decode(pdu)
    assert decoded is not None
    assert (decoded.function_code, decoded.address) == (request.function, request.address)


@given(st.sampled_from(Function), st.integers(1, 11))
def test_refusals(function: Function, code: int) -> None:
    request = Request(9, function, 0, 1, (1,) if function >= 5 else ())
    pdu = modbus.exception_reply(function, code)
    assert pdu == encoded(ExceptionResponse(function, code))
    with pytest.raises(Refused) as caught:
        check_reply(request, 9, pdu)
    assert caught.value.code == code


def test_pack_bits_puts_the_first_bit_lowest() -> None:
    assert modbus.pack_bits([1, 0, 1, 1, 0, 0, 0, 0, 1]) == bytes((0b1101, 0b1))
    assert modbus.unpack_bits(bytes((0b1101, 0b1)), 9) == (1, 0, 1, 1, 0, 0, 0, 0, 1)


ASKED = read(1, Table.HOLDING, 20, 2)
GOOD = bytes.fromhex("03 04 00 0A 00 0B")


def test_the_reply_that_was_asked() -> None:
    assert check_reply(ASKED, 1, GOOD) == bytes.fromhex("00 0A 00 0B")


@pytest.mark.parametrize(
    ("unit", "pdu"),
    [
        (2, "03 04 00 0A 00 0B"),  # another unit
        (1, "04 04 00 0A 00 0B"),  # input registers for holding registers
        (1, "03 02 00 0A"),  # one register for two
        (1, "03 06 00 0A 00 0B 00 0C"),  # three for two
        (1, "03 04 00 0A 00"),  # a byte short of what it says
        (1, "03 04 00 0A 00 0B 00"),  # a byte more
        (1, "03 02 00 0A 00 0B"),  # a byte count that lies
        (1, "83"),  # an exception without its code
        (1, "83 02 00"),  # an exception with more than its code
        (1, "84 02"),  # the exception of another function
        (1, ""),
    ],
)
def test_a_read_reply_that_was_not_asked(unit: int, pdu: str) -> None:
    with pytest.raises(BadFrame):
        check_reply(ASKED, unit, bytes.fromhex(pdu))


@pytest.mark.parametrize(
    ("request_", "pdu"),
    [
        (write(1, Table.HOLDING, 5, [50]), "06 00 05 00 33"),  # another value
        (write(1, Table.HOLDING, 5, [50]), "06 00 06 00 32"),  # another address
        (write(1, Table.HOLDING, 5, [50]), "06 00 05"),  # cut short
        (write(1, Table.HOLDING, 5, [1, 2]), "10 00 05 00 01"),  # another quantity
        (write(1, Table.HOLDING, 5, [1, 2]), "06 00 05 00 02"),  # another function
        (write(1, Table.COIL, 0, [1]), "05 00 00 00 00"),  # open for closed
        (write(1, Table.COIL, 0, [1]), "05 00 00 FF 01"),  # neither open nor closed
        (write(1, Table.COIL, 0, [1, 0, 1]), "0F 00 00 00 02"),
    ],
)
def test_a_write_that_was_echoed_wrongly(request_: Request, pdu: str) -> None:
    with pytest.raises(BadFrame, match="echoed"):
        check_reply(request_, 1, bytes.fromhex(pdu))


@given(reads(), st.binary(max_size=260))
def test_random_bytes_never_pass_for_another_length(request: Request, pdu: bytes) -> None:
    try:
        data = check_reply(request, request.unit, pdu)
    except (BadFrame, Refused):
        return
    assert len(data) == request.data_bytes
    assert pdu[0] == request.function


@pytest.mark.parametrize(
    ("pdu", "code"),
    [
        ("", 1),
        ("2B 0E 01 00", 1),  # device identification
        ("03 00 00", 3),  # cut short
        ("03 00 00 00 00", 3),  # nothing asked
        ("03 00 00 00 7E", 3),  # 126 registers
        ("01 00 00 07 D1", 3),  # 2001 bits
        ("03 FF FF 00 02", 2),  # beyond the last address
        ("05 00 00 12 34", 3),  # a coil neither on nor off
        ("06 00 00 12 34 56", 3),  # a byte too many
        ("10 00 00 00 02 04 00 01", 3),  # data cut short
        ("10 00 00 00 02 03 00 01 00 02", 3),  # a byte count that lies
        ("10 00 00 00 7C F8" + " 00" * 248, 3),  # 124 registers, which pymodbus would write
        ("0F 00 00 07 B1 F7" + " 00" * 247, 3),  # 1969 coils
    ],
)
def test_a_server_refuses_what_it_must_not_do(pdu: str, code: int) -> None:
    with pytest.raises(Refused) as caught:
        parse_request(1, bytes.fromhex(pdu))
    assert caught.value.code == code


@given(st.binary(max_size=260))
def test_a_server_survives_any_bytes(pdu: bytes) -> None:
    try:
        request = parse_request(1, pdu)
    except Refused:
        return
    assert request_pdu(request)[:5] == pdu[:5]


@pytest.mark.parametrize(
    ("table", "most"), [(Table.COIL, 2000), (Table.DISCRETE, 2000), (Table.INPUT, 125), (Table.HOLDING, 125)]
)
def test_read_limits(table: Table, most: int) -> None:
    assert read(1, table, 0, most).count == most
    for count in (0, most + 1):
        with pytest.raises(ValueError, match="items asked"):
            read(1, table, 0, count)


@pytest.mark.parametrize(("table", "most"), [(Table.COIL, 1968), (Table.HOLDING, 123)])
def test_write_limits(table: Table, most: int) -> None:
    assert write(1, table, 0, [1] * most).count == most
    with pytest.raises(ValueError, match="items asked"):
        write(1, table, 0, [1] * (most + 1))


def test_what_cannot_be_asked() -> None:
    with pytest.raises(ValueError, match="leaves 0 to 65535"):
        read(1, Table.INPUT, 0xFFFF, 2)
    with pytest.raises(ValueError, match="unit 256"):
        read(256, Table.INPUT, 0, 1)
    with pytest.raises(ValueError, match="cannot be written"):
        write(1, Table.INPUT, 0, [1])
    with pytest.raises(ValueError, match="holds 0 to 1"):
        write(1, Table.COIL, 0, [2])
    with pytest.raises(ValueError, match="holds 0 to 65535"):
        write(1, Table.HOLDING, 0, [-1])
    with pytest.raises(ValueError, match="4 bytes, not 3"):
        read_reply(ASKED, b"123")
