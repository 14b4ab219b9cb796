"""Odd forms of registers: words by hand from manuals' examples, and the simulated device's own arithmetic."""

from datetime import UTC, datetime
from itertools import product
from math import isnan
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lightctl.simulation import registers
from lightctl.wire import codec
from lightctl.wire.driver import ByteOrder, CalendarField, Encoding, Kind, Point, WordOrder
from lightctl.wire.forms import BCD_DIGITS
from lightctl.wire.scales import LevelScale, Scale, VoltScale
from tests.wire.points import point

HIGH, LOW = "high-first", "low-first"
ORDERS = list(product((HIGH, LOW), (HIGH, LOW)))
DATE = ("year", "month", "day", "hour", "minute", "second")
NUMBERS = [one for one in Encoding if one not in {Encoding.BOOL, Encoding.CALENDAR, Encoding.TEXT}]
FLOATS = {Encoding.FLOAT32, Encoding.FLOAT64}


def formed(encoding: Encoding | str, word: str = HIGH, byte: str = HIGH, **more: Any) -> Point:
    return point(Encoding(encoding), word_order=WordOrder(word), byte_order=ByteOrder(byte), **more)


def calendar(*fields: str, **more: Any) -> Point:
    return point(Encoding.CALENDAR, fields=tuple(map(CalendarField, fields or DATE)), **more)


@pytest.mark.parametrize(
    ("encoding", "word", "byte", "words", "value"),
    [
        # 0x12345678 in the four ways, ABCD CDAB BADC DCBA
        ("uint32", HIGH, HIGH, "1234 5678", 0x12345678),
        ("uint32", LOW, HIGH, "5678 1234", 0x12345678),
        ("uint32", HIGH, LOW, "3412 7856", 0x12345678),
        ("uint32", LOW, LOW, "7856 3412", 0x12345678),
        # 230.5 as IEEE 754
        ("float32", HIGH, HIGH, "4366 8000", 230.5),
        ("float32", LOW, HIGH, "8000 4366", 230.5),
        ("float32", HIGH, LOW, "6643 0080", 230.5),
        ("float32", LOW, LOW, "0080 6643", 230.5),
        ("int32", HIGH, HIGH, "FFFF FB50", -1200),
        ("int32", LOW, HIGH, "FB50 FFFF", -1200),
        ("int32", HIGH, LOW, "FFFF 50FB", -1200),
        ("int32", LOW, LOW, "50FB FFFF", -1200),
        ("uint64", HIGH, HIGH, "0001 0203 0405 0607", 0x0001020304050607),
        ("uint64", LOW, HIGH, "0607 0405 0203 0001", 0x0001020304050607),
        ("uint64", HIGH, LOW, "0100 0302 0504 0706", 0x0001020304050607),
        ("uint64", LOW, LOW, "0706 0504 0302 0100", 0x0001020304050607),
        ("int64", LOW, LOW, "FEFF FFFF FFFF FFFF", -2),
        ("float64", HIGH, HIGH, "4049 0000 0000 0000", 50.0),
        ("float64", LOW, HIGH, "0000 0000 0000 4049", 50.0),
        ("float64", HIGH, LOW, "4940 0000 0000 0000", 50.0),
        ("float64", LOW, LOW, "0000 0000 0000 4940", 50.0),
        ("uint16", HIGH, LOW, "FF08", 0x08FF),
        ("int16", LOW, LOW, "9CFF", -100),
        ("bcd16", HIGH, HIGH, "1234", 1234),
        ("bcd16", HIGH, LOW, "3412", 1234),
        ("bcd32", HIGH, HIGH, "0085 6725", 856725),
        ("bcd32", LOW, HIGH, "6725 0085", 856725),
        ("bcd32", HIGH, LOW, "8500 2567", 856725),
        ("bcd32", LOW, LOW, "2567 8500", 856725),
        ("bcd64", HIGH, HIGH, "0000 1234 5678 9012", 123456789012),
        ("bcd64", LOW, HIGH, "9012 5678 1234 0000", 123456789012),
    ],
)  # fmt: skip
def test_words_by_hand_in_every_order(encoding: str, word: str, byte: str, words: str, value: float) -> None:
    p = formed(encoding, word, byte)
    data = bytes.fromhex(words)
    assert codec.decode(p, data) == value
    assert codec.encode(p, value) == data
    assert registers.decode(p, int.from_bytes(data, "big")) == value
    assert registers.column_encoder(p)([value]) == [int.from_bytes(data, "big")]


@pytest.mark.parametrize("words", ["000A", "A000", "00F0", "FFFF", "9A99"])
def test_a_half_byte_over_nine_is_no_data(words: str) -> None:
    p = formed(Encoding.BCD16)
    assert codec.decode(p, bytes.fromhex(words)) is None
    assert isnan(registers.decode(p, int(words, 16)))


def test_digits_that_do_not_fit_are_refused() -> None:
    for value in (10_000, -1):
        with pytest.raises(ValueError, match="does not fit bcd16"):
            codec.encode(formed(Encoding.BCD16), value)
    with pytest.raises(ValueError, match="no data"):
        codec.encode(formed(Encoding.BCD16, sentinels=(0x9999,)), 9999)


def test_scaled_digits_beside_their_sentinel() -> None:
    p = formed(Encoding.BCD32, LOW, scale=10, count=2, sentinels=(0x99999999,))
    assert codec.decode_column(p, bytes.fromhex("6725 0085 9999 9999"), 2) == [8_567_250, None]


@pytest.mark.parametrize(("word", "byte"), ORDERS)
@pytest.mark.parametrize("encoding", [one for one in NUMBERS if one not in FLOATS])
def test_sentinels_and_no_data_in_every_form(encoding: Encoding, word: str, byte: str) -> None:
    size = 2 * codec.width(formed(encoding))
    raw = int("12" * size, 16)
    p = formed(encoding, word, byte, sentinels=(raw,))
    data = codec.encode_no_data(p)
    assert sorted(data) == [0x12] * size
    assert codec.decode(p, data) is None
    assert registers.column_encoder(p)([None]) == [int.from_bytes(data, "big")]
    uneven = int("80" + "00" * (size - 1), 16)
    q = formed(encoding, word, byte, sentinels=(uneven,))
    assert codec.decode(q, registers.column_encoder(q)([None])[0].to_bytes(size, "big")) is None


@pytest.mark.parametrize(("word", "byte"), ORDERS)
@pytest.mark.parametrize("encoding", sorted(FLOATS))
def test_no_number_in_every_order_is_no_data(encoding: Encoding, word: str, byte: str) -> None:
    p = formed(encoding, word, byte)
    assert codec.decode(p, codec.encode_no_data(p)) is None


def _limits(encoding: Encoding) -> tuple[int, int]:
    if encoding in BCD_DIGITS:
        return 0, 10 ** BCD_DIGITS[encoding] - 1
    bits = 16 * codec.width(formed(encoding))
    return (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) if encoding.startswith("int") else (0, 2**bits - 1)


@given(st.data(), st.sampled_from(NUMBERS), st.sampled_from(ORDERS))
def test_both_sides_of_the_wire_agree(
    data: st.DataObject, encoding: Encoding, order: tuple[str, str]
) -> None:
    p = formed(encoding, *order)
    if encoding in FLOATS:
        width: Literal[32, 64] = 32 if encoding is Encoding.FLOAT32 else 64
        value: float = data.draw(st.floats(allow_nan=False, allow_infinity=False, width=width))
    else:
        low, high = _limits(encoding)
        value = data.draw(st.integers(max(low, -(2**53)), min(high, 2**53)))
    sent = codec.encode(p, value)
    number = int.from_bytes(sent, "big")
    assert registers.decode(p, number) == value
    assert registers.column_encoder(p)([value]) == [number]
    assert codec.decode(p, sent) == value


@given(st.data(), st.sampled_from(NUMBERS), st.sampled_from(ORDERS))
def test_any_words_mean_the_same_to_both(
    data: st.DataObject, encoding: Encoding, order: tuple[str, str]
) -> None:
    """Whatever lies in the registers: the same number, or no number to either."""
    p = formed(encoding, *order)
    words = data.draw(st.binary(min_size=2 * codec.width(p), max_size=2 * codec.width(p)))
    value, shown = codec.decode(p, words), registers.decode(p, int.from_bytes(words, "big"))
    assert float(value) == shown if value is not None else not abs(shown) < float("inf")


@given(
    st.sampled_from(NUMBERS), st.sampled_from(ORDERS),
    st.lists(st.integers(0, 99), min_size=1, max_size=9), st.integers(0, 3),
)  # fmt: skip
def test_columns_with_room_between(
    encoding: Encoding, order: tuple[str, str], values: list[int], room: int
) -> None:
    p = formed(encoding, *order)
    p = formed(encoding, *order, stride=codec.width(p) + room)
    data = b"".join(codec.encode(p, value) + b"\xaa\xbb" * room for value in values)
    assert codec.decode_column(p, data, len(values)) == values


@pytest.mark.parametrize(
    ("p", "words", "instant"),
    [
        (calendar(), "07EA 0003 000F 0012 001E 002D", "2026-03-15T18:30:45"),
        (calendar("second", "minute", "hour", "day", "month", "year"),
         "002D 001E 0012 000F 0003 07EA", "2026-03-15T18:30:45"),
        (calendar(utc_offset_s=25200.0), "07EA 0001 0001 0005 0000 0000", "2025-12-31T22:00:00"),
        (calendar("year-2000", "month", "day", "hour", "minute", "second", packed=True),
         "1A03 0F12 1E2D", "2026-03-15T18:30:45"),
        (calendar("year-2000", "month", "day", "weekday", "hour", "minute", "second", "unused"),
         "001A 0003 000F 0007 0012 001E 002D 0000", "2026-03-15T18:30:45"),
        (calendar(byte_order=ByteOrder.LOW_FIRST), "EA07 0300 0F00 1200 1E00 2D00", "2026-03-15T18:30:45"),
        (calendar(), "07E8 0002 001D 0000 0000 0000", "2024-02-29T00:00:00"),
    ],
)  # fmt: skip
def test_calendars_by_hand(p: Point, words: str, instant: str) -> None:
    data, seconds = bytes.fromhex(words), datetime.fromisoformat(instant).replace(tzinfo=UTC).timestamp()
    assert codec.decode(p, data) == seconds
    assert codec.encode(p, seconds) == data
    assert registers.decode(p, int.from_bytes(data, "big")) == seconds
    assert registers.column_encoder(p)([seconds]) == [int.from_bytes(data, "big")]


@pytest.mark.parametrize(
    "words",
    [
        "07EA 0002 001D 0000 0000 0000",  # 29 February of a common year
        "07EA 0000 0001 0000 0000 0000",
        "07EA 000D 0001 0000 0000 0000",
        "07EA 0004 001F 0000 0000 0000",
        "07EA 0004 0000 0000 0000 0000",
        "07EA 0004 0001 0018 0000 0000",
        "07EA 0004 0001 0000 003C 0000",
        "07EA 0004 0001 0000 0000 003C",
        "0000 0001 0001 0000 0000 0000",
        "FFFF FFFF FFFF FFFF FFFF FFFF",
    ],
)
def test_a_date_that_is_not_in_the_calendar_is_no_data(words: str) -> None:
    p, data = calendar(), bytes.fromhex(words)
    assert codec.decode(p, data) is None
    assert isnan(registers.decode(p, int.from_bytes(data, "big")))


def test_a_short_year_has_two_digits() -> None:
    p = calendar("year-2000", *DATE[1:])
    assert codec.decode(p, bytes.fromhex("0064 0001 0001 0000 0000 0000")) is None
    with pytest.raises(ValueError, match="year 2100"):
        codec.encode(p, datetime(2100, 1, 1, tzinfo=UTC).timestamp())
    with pytest.raises(ValueError, match="year 1999"):
        codec.encode(p, datetime(1999, 1, 1, tzinfo=UTC).timestamp())
    with pytest.raises(ValueError, match="no calendar"):
        codec.encode(p, 1e15)


@given(
    st.integers(946684800, 4102444799 - 86400), st.permutations(DATE), st.booleans(),
    st.integers(-12, 14), st.sampled_from(ByteOrder),
)  # fmt: skip
def test_any_instant_comes_back(
    seconds: int, order: list[str], packed: bool, zone: int, byte_order: ByteOrder
) -> None:
    seconds = max(seconds, 946684800 + 86400)
    fields = ["year-2000" if one == "year" and packed else one for one in order]
    p = calendar(*fields, packed=packed, utc_offset_s=zone * 3600.0, byte_order=byte_order)
    data = codec.encode(p, seconds)
    assert codec.decode(p, data) == seconds
    assert registers.decode(p, int.from_bytes(data, "big")) == seconds
    assert registers.column_encoder(p)([seconds]) == [int.from_bytes(data, "big")]


@given(st.binary(min_size=12, max_size=12), st.booleans())
def test_any_registers_are_a_date_to_both_or_to_neither(data: bytes, small: bool) -> None:
    p = calendar()
    words = bytes(byte & (0x00 if i % 2 == 0 else 0x3F) for i, byte in enumerate(data)) if small else data
    words = b"\x07" + words[1:]
    value, shown = codec.decode(p, words), registers.decode(p, int.from_bytes(words, "big"))
    assert value == shown or (value is None and isnan(shown))


@pytest.mark.parametrize(
    ("words", "byte_order", "text"),
    [
        ("5344 4D36 3330 0000", HIGH, "SDM630"),
        ("4453 364D 3033 0000", LOW, "SDM630"),
        ("5344 4D36 3330 2020", HIGH, "SDM630"),
        ("4142 0043 4400 0000", HIGH, "AB"),
        ("0000 0000 0000 0000", HIGH, None),
        ("FFFF FFFF FFFF FFFF", HIGH, None),
        ("4101 0000 0000 0000", HIGH, None),
    ],
)
def test_texts_by_hand(words: str, byte_order: str, text: str | None) -> None:
    p = formed(Encoding.TEXT, byte=byte_order, length=4, kind=Kind.IDENTITY)
    assert codec.width(p) == 4
    assert codec.identity(p, bytes.fromhex(words)) == text
    assert codec.decode(p, bytes.fromhex(words)) is None


def test_a_text_of_digits_is_a_number_too_and_is_not_written() -> None:
    p = formed(Encoding.TEXT, length=3)
    data = registers.column_encoder(p)([4711])[0].to_bytes(6, "big")
    assert (codec.identity(p, data), codec.decode(p, data)) == ("4711", 4711)
    with pytest.raises(ValueError, match="not written"):
        codec.encode(p, 4711)


def test_an_identity_is_told_in_digits() -> None:
    assert codec.identity(formed("uint64"), bytes.fromhex("000F FFFF FFFF FFFF")) == str(2**52 - 1)
    assert codec.identity(formed("uint16", sentinels=(0xFFFF,)), b"\xff\xff") is None


VOLTS = [
    (VoltScale(), 0, 0.0), (VoltScale(), 50, 5.0), (VoltScale(), 100, 10.0),
    (VoltScale(1.0, 10.0), 0, 0.0), (VoltScale(1.0, 10.0), 5, 1.0), (VoltScale(1.0, 10.0), 10, 1.0),
    (VoltScale(1.0, 10.0), 55, 5.5), (VoltScale(1.0, 10.0), 100, 10.0), (VoltScale(1.0, 0.0), 50, 5.5),
]  # fmt: skip


@pytest.mark.parametrize(("scale", "level", "volts"), VOLTS)
def test_control_voltages_by_hand(scale: VoltScale, level: float, volts: float) -> None:
    p = point(divisor=100, low=0, high=10)
    data = codec.encode_level(scale, p, level)
    assert codec.words_of(data) == (round(100 * volts),)
    assert codec.decode_levels(scale, p, data, 1) == [
        pytest.approx(max(level, scale.lowest_level) if level else 0)
    ]
    assert registers.value_to_level(scale, volts) == pytest.approx(
        max(level, scale.lowest_level) if level else 0
    )
    assert registers.level_to_value(scale, level) == pytest.approx(volts)


def test_a_voltage_under_the_least_is_the_least_light_and_over_ten_is_none() -> None:
    p = point(divisor=100)
    assert codec.decode_levels(VoltScale(1.0, 10.0), p, codec.bytes_of([50, 1001]), 2) == [10.0, None]


@given(
    st.floats(0, 100), st.sampled_from([1, 10, 100, 1000]),
    st.sampled_from([VoltScale(), VoltScale(1.0, 10.0), VoltScale(0.5, 1.0), LevelScale.PERCENT]),
    st.sampled_from([Encoding.UINT16, Encoding.BCD16, Encoding.FLOAT32]),
)  # fmt: skip
def test_light_is_never_under_the_decision(
    level: float, divisor: int, scale: Scale, encoding: Encoding
) -> None:
    p = formed(encoding, LOW, LOW, divisor=divisor if encoding is not Encoding.BCD16 else 10)
    (back,) = codec.decode_levels(scale, p, codec.encode_level(scale, p, level), 1)
    assert back is not None
    assert back >= level - 1e-4
