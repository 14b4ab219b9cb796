"""CRC of the serial line: known frames, and pymodbus as the other opinion."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymodbus.framer import FramerRTU

from lightctl.wire.crc import crc16


@pytest.mark.parametrize(
    "frame",
    ["01 03 00 00 00 0A C5 CD", "11 03 00 6B 00 03 76 87", "00 06 00 01 00 32 58 0E"],
)
def test_known_frames(frame: str) -> None:
    data = bytes.fromhex(frame)
    assert crc16(data[:-2]).to_bytes(2, "little") == data[-2:]


def test_of_nothing_is_the_initial_value() -> None:
    assert crc16(b"") == 0xFFFF


@given(st.binary(max_size=300))
def test_agrees_with_pymodbus(data: bytes) -> None:
    assert crc16(data).to_bytes(2, "little") == FramerRTU.compute_CRC(data).to_bytes(2, "big")


@given(st.binary(min_size=1, max_size=80), st.data())
def test_any_single_wrong_bit_is_seen(data: bytes, draw: st.DataObject) -> None:
    place = draw.draw(st.integers(0, len(data) * 8 - 1))
    wrong = bytearray(data)
    wrong[place // 8] ^= 1 << place % 8
    assert crc16(wrong) != crc16(data)
