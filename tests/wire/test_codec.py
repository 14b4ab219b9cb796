"""Register words and what they mean, there and back."""

import math
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lightctl.wire import codec
from lightctl.wire.driver import Access, Encoding, Point, Table, WordOrder
from lightctl.wire.scales import LevelScale
from tests.wire.points import point

INTEGERS = {
    Encoding.UINT16: (0, 2**16 - 1),
    Encoding.INT16: (-(2**15), 2**15 - 1),
    Encoding.UINT32: (0, 2**32 - 1),
    Encoding.INT32: (-(2**31), 2**31 - 1),
    Encoding.UINT64: (0, 2**64 - 1),
    Encoding.INT64: (-(2**63), 2**63 - 1),
}


def words(*numbers: int) -> bytes:
    return codec.bytes_of(numbers)


@pytest.mark.parametrize(
    ("encoding", "registers", "value"),
    [
        (Encoding.UINT16, (0xFFFE,), 65534),
        (Encoding.INT16, (0xFFFE,), -2),
        (Encoding.UINT32, (0x0001, 0x0002), 65538),
        (Encoding.INT32, (0xFFFF, 0xFF38), -200),
        (Encoding.UINT64, (0, 0, 1, 0), 65536),
        (Encoding.INT64, (0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF), -1),
        (Encoding.FLOAT32, (0x4366, 0x8000), 230.5),
        (Encoding.FLOAT64, (0x4049, 0x0000, 0, 0), 50.0),
        (Encoding.BOOL, (0x0001,), True),
        (Encoding.BOOL, (0x0000,), False),
    ],
)
def test_words_written_by_hand(encoding: Encoding, registers: tuple[int, ...], value: float) -> None:
    p = point(encoding)
    assert codec.decode(p, words(*registers)) == value
    assert codec.words_of(codec.encode(p, value)) == registers


@pytest.mark.parametrize(
    ("encoding", "registers", "value"),
    [
        (Encoding.UINT32, (0x0002, 0x0001), 65538),
        (Encoding.FLOAT32, (0x8000, 0x4366), 230.5),
        (Encoding.INT64, (0xFFFE, 0xFFFF, 0xFFFF, 0xFFFF), -2),
        (Encoding.UINT64, (4, 3, 2, 1), 0x0001_0002_0003_0004),
        (Encoding.UINT16, (7,), 7),
    ],
)
def test_low_word_first(encoding: Encoding, registers: tuple[int, ...], value: float) -> None:
    p = point(encoding, word_order=WordOrder.LOW_FIRST)
    assert codec.decode(p, words(*registers)) == value
    assert codec.words_of(codec.encode(p, value)) == registers


def test_scale_divisor_and_offset() -> None:
    p = point(Encoding.INT16, scale=5, divisor=10, offset=-40)
    assert codec.decode(p, words(100)) == 10.0
    assert codec.words_of(codec.encode(p, 10.0)) == (100,)


def test_tenths_are_exact() -> None:
    assert codec.decode(point(divisor=10), words(2301)) == 230.1


@given(st.sampled_from(list(INTEGERS)), st.sampled_from(WordOrder), st.data())
def test_integers_come_back(encoding: Encoding, order: WordOrder, draw: st.DataObject) -> None:
    value = draw.draw(st.integers(*INTEGERS[encoding]))
    p = point(encoding, word_order=order)
    back = codec.decode(p, _encode_whole(p, value))
    assert back == value


def _encode_whole(p: Point, value: int) -> bytes:
    """`encode` computes in floats, which hold whole numbers up to 2^53."""
    return codec.encode(p, value) if abs(value) < 2**53 else _raw(p, value)


def _raw(p: Point, value: int) -> bytes:
    data = (value & ((1 << 16 * codec.width(p)) - 1)).to_bytes(2 * codec.width(p), "big")
    registers = codec.words_of(data)
    return codec.bytes_of(registers if p.word_order is WordOrder.HIGH_FIRST else registers[::-1])


@given(st.sampled_from(WordOrder), st.floats(width=32, allow_nan=False, allow_infinity=False))
def test_float32_comes_back(order: WordOrder, value: float) -> None:
    p = point(Encoding.FLOAT32, word_order=order)
    assert codec.decode(p, codec.encode(p, value)) == value


@given(
    st.sampled_from([Encoding.UINT16, Encoding.INT32, Encoding.UINT32]),
    st.sampled_from([0.1, 0.5, 1.0, 10.0, 1000.0]),
    st.sampled_from([1.0, 10.0, 100.0]),
    st.integers(-50, 50),
    st.integers(0, 60000),
)
def test_scaled_raw_steps_come_back(
    encoding: Encoding, scale: float, divisor: float, offset: int, raw: int
) -> None:
    p = point(encoding, scale=scale, divisor=divisor, offset=offset)
    data = raw.to_bytes(2 * codec.width(p), "big")
    value = codec.decode(p, data)
    assert value is not None
    assert codec.encode(p, value) == data


@pytest.mark.parametrize(
    ("encoding", "sentinel", "registers"),
    [
        (Encoding.UINT16, 0xFFFF, (0xFFFF,)),
        (Encoding.INT16, 0x8000, (0x8000,)),
        (Encoding.INT16, -32768, (0x8000,)),
        (Encoding.INT32, 0x80000000, (0x8000, 0)),
        (Encoding.UINT32, 0xFFFFFFFF, (0xFFFF, 0xFFFF)),
        (Encoding.INT64, 1 << 63, (0x8000, 0, 0, 0)),
        (Encoding.FLOAT32, 0xC9742400, (0xC974, 0x2400)),
    ],
)
def test_sentinels_are_no_data(encoding: Encoding, sentinel: int, registers: tuple[int, ...]) -> None:
    p = point(encoding, sentinels=(sentinel,))
    assert codec.decode(p, words(*registers)) is None
    assert codec.words_of(codec.encode_no_data(p)) == registers
    assert codec.decode(p, words(*(0 for _ in registers))) == 0


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize(("encoding", "code"), [(Encoding.FLOAT32, ">f"), (Encoding.FLOAT64, ">d")])
def test_what_is_no_number_is_no_data(encoding: Encoding, code: str, value: float) -> None:
    assert codec.decode(point(encoding), struct.pack(code, value)) is None


def test_no_data_of_a_float_is_nan_and_an_integer_without_sentinel_has_none() -> None:
    assert codec.decode(point(Encoding.FLOAT32), codec.encode_no_data(point(Encoding.FLOAT32))) is None
    with pytest.raises(ValueError, match="p: nothing means no data"):
        codec.encode_no_data(point())


@pytest.mark.parametrize("value", [-1, 101, math.nan, math.inf])
def test_a_value_outside_the_range_is_refused_by_name(value: float) -> None:
    p = point(name="command", table=Table.HOLDING, access=Access.READ_WRITE, low=0, high=100)
    with pytest.raises(ValueError, match="command"):
        codec.encode(p, value)


def test_both_ends_of_the_range_are_taken() -> None:
    p = point(low=0, high=100)
    assert [codec.encode(p, end) for end in (0, 100)] == [b"\x00\x00", b"\x00\x64"]


@pytest.mark.parametrize(
    ("encoding", "value"),
    [(Encoding.UINT16, 65536), (Encoding.UINT16, -1), (Encoding.INT16, 32768), (Encoding.FLOAT32, 1e39)],
)
def test_what_does_not_fit_the_type_is_refused(encoding: Encoding, value: float) -> None:
    with pytest.raises(ValueError, match=r"p: .* does not fit"):
        codec.encode(point(encoding), value)


def test_a_value_that_would_be_read_as_no_data_is_refused() -> None:
    with pytest.raises(ValueError, match="no data"):
        codec.encode(point(sentinels=(0xFFFF,)), 65535)


@given(
    st.sampled_from([Encoding.UINT16, Encoding.INT32, Encoding.FLOAT32, Encoding.INT64]),
    st.sampled_from(WordOrder),
    st.integers(0, 3),
    st.integers(1, 20),
    st.data(),
)
def test_a_column_is_its_values_one_by_one(
    encoding: Encoding, order: WordOrder, room: int, count: int, draw: st.DataObject
) -> None:
    p = point(encoding, word_order=order, sentinels=(0xFFFF,), divisor=10)
    p = point(
        encoding, word_order=order, sentinels=(0xFFFF,), divisor=10, count=count, stride=codec.width(p) + room
    )
    size = 2 * (codec.stride(p) * (count - 1) + codec.width(p))
    data = draw.draw(st.binary(min_size=size, max_size=size + 4))
    one_by_one = [codec.decode(p, data[2 * codec.stride(p) * i :]) for i in range(count)]
    assert codec.decode_column(p, data, count) == one_by_one


def test_addresses_of_a_repeated_point() -> None:
    p = point(Encoding.UINT32, address=0x0400, count=128)
    assert [codec.address_of(p, i) for i in (1, 2, 128)] == [0x0400, 0x0402, 0x04FE]
    assert codec.address_of(point(address=0x0101, stride=3), 64) == 0x0101 + 63 * 3


def test_flags_and_names() -> None:
    p = point(bits={0: "lamp-failed", 3: "no-mains"}, names={0: "off", 2: "on"})
    assert codec.flags(p, 0b1011) == {"lamp-failed", "no-mains"}
    assert codec.decode_name(p, words(2)) == "on"
    assert codec.decode_name(p, words(7)) == "7"
    assert codec.encode_name(p, "on") == words(2)
    with pytest.raises(ValueError, match="p: no value is called shut"):
        codec.encode_name(p, "shut")


@given(st.sampled_from(LevelScale), st.floats(0, 100), st.sampled_from([1.0, 10.0, 100.0]))
def test_a_level_read_back_is_never_under_the_one_sent(
    scale: LevelScale, level: float, divisor: float
) -> None:
    p = point(table=Table.HOLDING, access=Access.READ_WRITE, divisor=divisor, low=0, high=254)
    data = codec.encode_level(scale, p, level)
    (back,) = codec.decode_levels(scale, p, data, 1)
    assert back is not None
    assert level - 1e-6 <= back
    assert scale is not LevelScale.PERCENT or back < level + 1 / divisor + 1e-6


@given(st.floats(0, 100))
def test_a_level_in_a_float_is_not_a_hair_under_the_decision(level: float) -> None:
    p = point(Encoding.FLOAT32, table=Table.HOLDING, access=Access.READ_WRITE, low=0, high=100)
    back = codec.decode(p, codec.encode_level(LevelScale.PERCENT, p, level))
    assert back is not None
    assert level <= back <= min(100.0, level * 1.000001 + 1e-40)


def test_levels_of_a_bank_with_one_lamp_dark() -> None:
    p = point(sentinels=(0xFFFF,), stride=3)
    data = words(60, 0, 412, 0xFFFF, 8, 0xFFFF, 101, 0, 1)
    assert codec.decode_levels(LevelScale.PERCENT, p, data, 3) == [60.0, None, None]
