"""Frames in any pieces, with noise around them, against pymodbus's framers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymodbus.framer import FramerRTU, FramerSocket
from pymodbus.pdu import DecodePDU

from lightctl.errors import BadFrame, Refused
from lightctl.wire.driver import Table
from lightctl.wire.frames import MBAP, RTU, Framing, reply_size, request_size
from lightctl.wire.modbus import exception_reply, parse_request, read_reply, request_pdu, write_reply
from lightctl.wire.request import Request, read, write
from tests.wire.test_modbus import REQUESTS, reads

ASKED = read(1, Table.HOLDING, 20, 2)
DATA = bytes.fromhex("00 0A 00 0B")
PIECES = st.lists(st.integers(1, 40), min_size=1, max_size=300)


def reply_pdu(request: Request) -> bytes:
    return write_reply(request) if request.writes else read_reply(request, bytes(request.data_bytes))


def fed(framing: Framing, frame: bytes, pieces: list[int], request: Request, transaction: int) -> bytes:
    """The data of a reply that arrives in pieces; None must come before the last byte, not after."""
    buffer, start = bytearray(), 0
    while True:
        size = pieces[start % len(pieces)]
        buffer += frame[start : start + size]
        start += size
        data = framing.take_reply(buffer, request, transaction)
        assert (data is None) == (start < len(frame))
        if data is not None:
            assert not buffer
            return data


@given(REQUESTS, st.integers(0, 0xFFFF))
def test_tcp_requests_are_those_of_pymodbus(request: Request, transaction: int) -> None:
    pdu = request_pdu(request)
    frame = MBAP.wrap(request.unit, pdu, transaction)
    assert frame == FramerSocket(DecodePDU(True)).encode(pdu, request.unit, transaction)
    assert MBAP.take_request(bytearray(frame)) == (request.unit, pdu, transaction)


@given(REQUESTS)
def test_rtu_requests_are_those_of_pymodbus(request: Request) -> None:
    pdu = request_pdu(request)
    frame = RTU.wrap(request.unit, pdu)
    assert frame == FramerRTU(DecodePDU(True)).encode(pdu, request.unit, 0)
    assert RTU.take_request(bytearray(frame)) == (request.unit, pdu, 0)
    assert len(frame) == request_size(request)


@given(REQUESTS, PIECES, st.integers(0, 0xFFFF))
def test_replies_in_any_pieces(request: Request, pieces: list[int], transaction: int) -> None:
    pdu = reply_pdu(request)
    size = b"" if request.writes else bytes(request.data_bytes)
    assert fed(MBAP, MBAP.wrap(request.unit, pdu, transaction), pieces, request, transaction) == size
    frame = RTU.wrap(request.unit, pdu)
    assert fed(RTU, frame, pieces, request, 0) == size
    assert len(frame) == reply_size(request)


@given(REQUESTS, st.integers(1, 11), PIECES)
def test_refusals_in_any_pieces(request: Request, code: int, pieces: list[int]) -> None:
    for framing in (MBAP, RTU):
        frame = framing.wrap(request.unit, exception_reply(request.function, code))
        with pytest.raises(Refused) as caught:
            fed(framing, frame, pieces, request, 0)
        assert caught.value.code == code


@given(st.lists(REQUESTS, min_size=1, max_size=4), PIECES, st.sampled_from([MBAP, RTU]))
def test_a_server_finds_every_request_in_any_pieces(
    requests: list[Request], pieces: list[int], framing: Framing
) -> None:
    stream = b"".join(framing.wrap(r.unit, request_pdu(r)) for r in requests)
    buffer, found, start = bytearray(), [], 0
    while start < len(stream):
        size = pieces[start % len(pieces)]
        buffer += stream[start : start + size]
        start += size
        while taken := framing.take_request(buffer):
            found.append(parse_request(*taken[:2]))
    assert found == requests
    assert not buffer


def test_transaction_zero_is_a_transaction_like_any_other() -> None:
    frame = MBAP.wrap(1, read_reply(ASKED, DATA), 0)
    assert MBAP.take_reply(bytearray(frame), ASKED, 0) == DATA
    with pytest.raises(BadFrame, match="transaction 7 was asked, 0 answered"):
        MBAP.take_reply(bytearray(frame), ASKED, 7)


def test_a_late_reply_is_refused_and_the_right_one_behind_it_found() -> None:
    late = MBAP.wrap(1, read_reply(ASKED, b"\x00\x01\x00\x02"), 6)
    buffer = bytearray(late + MBAP.wrap(1, read_reply(ASKED, DATA), 7))
    with pytest.raises(BadFrame):
        MBAP.take_reply(buffer, ASKED, 7)
    assert MBAP.take_reply(buffer, ASKED, 7) == DATA


@pytest.mark.parametrize("header", ["00 07 00 01 00 07 01", "00 07 00 00 00 00 01", "00 07 00 00 01 00 01"])
def test_what_is_not_modbus_tcp(header: str) -> None:
    buffer = bytearray(bytes.fromhex(header) + b"\x03\x04\x00\x0a\x00\x0b")
    with pytest.raises(BadFrame, match="not Modbus TCP"):
        MBAP.take_reply(buffer, ASKED, 7)
    assert not buffer


def test_mbap_of_another_unit() -> None:
    with pytest.raises(BadFrame, match="unit 2 answered"):
        MBAP.take_reply(bytearray(MBAP.wrap(2, read_reply(ASKED, DATA), 7)), ASKED, 7)


@pytest.mark.parametrize("noise", ["01 03 FA", "01 03 06 00", "01 83"])
def test_noise_that_begins_like_the_reply_does_not_hide_it(noise: str) -> None:
    frame = RTU.wrap(1, read_reply(ASKED, DATA))
    assert RTU.take_reply(bytearray(bytes.fromhex(noise) + frame), ASKED) == DATA


@pytest.mark.parametrize(
    ("unit", "pdu"),
    [
        (2, "03 04 00 0A 00 0B"),  # another unit
        (1, "04 04 00 0A 00 0B"),  # another function
        (1, "03 02 00 0A"),  # short, though whole
        (1, "03 06 00 0A 00 0B 00 0C"),  # long, though whole
        (1, "06 00 14 00 0A"),  # the echo of an earlier write
        (2, "83 02"),  # another unit's refusal
    ],
)
def test_rtu_frames_that_were_not_asked(unit: int, pdu: str) -> None:
    buffer = bytearray(RTU.wrap(unit, bytes.fromhex(pdu)))
    with pytest.raises(BadFrame):
        RTU.take_reply(buffer, ASKED)
    assert not buffer


def test_rtu_with_a_wrong_crc() -> None:
    frame = bytearray(RTU.wrap(1, read_reply(ASKED, DATA)))
    frame[4] ^= 0x10
    with pytest.raises(BadFrame, match="no frame"):
        RTU.take_reply(frame, ASKED)
    assert not frame


@given(st.binary(max_size=6), reads())
def test_noise_before_a_reply_never_changes_it(noise: bytes, request: Request) -> None:
    frame = noise + RTU.wrap(request.unit, reply_pdu(request))
    buffer = bytearray(frame)
    try:
        data = RTU.take_reply(buffer, request)
    except (BadFrame, Refused):
        return
    assert data in {None, bytes(request.data_bytes)}


def test_two_bytes_of_noise_before_a_reply_are_stepped_over() -> None:
    buffer = bytearray(b"\x00\xff" + RTU.wrap(1, read_reply(ASKED, DATA)))
    assert RTU.take_reply(buffer, ASKED) == DATA


@pytest.mark.parametrize("noise", ["00", "FF 00", "01 03 00", "00 01 10 FF", "2B 2B 2B 2B 2B 2B 2B"])
def test_a_server_hears_again_after_noise(noise: str) -> None:
    request = write(1, Table.HOLDING, 5, [1, 2])
    frame = RTU.wrap(1, request_pdu(request))
    buffer = bytearray(bytes.fromhex(noise) + frame)
    taken = RTU.take_request(buffer)
    if taken is None:
        # it looked like the beginning of a longer frame: the master's repetition settles it
        buffer += frame
        taken = RTU.take_request(buffer)
    assert taken is not None
    assert parse_request(*taken[:2]) == request


@given(st.binary(max_size=600))
def test_a_server_keeps_at_most_one_frame_of_noise(noise: bytes) -> None:
    buffer = bytearray(noise)
    while RTU.take_request(buffer):
        assert len(buffer) < len(noise)
    assert len(buffer) < 256


def test_broadcast_vector() -> None:
    request = write(0, Table.HOLDING, 1, [50])
    assert RTU.wrap(0, request_pdu(request)) == bytes.fromhex("00 06 00 01 00 32 58 0E")
