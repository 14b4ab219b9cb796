"""A device without a city shows what any driver can declare, and the wire reads it back as it was meant."""

from hypothesis import given
from hypothesis import strategies as st

from lightctl.simulation.alone import LoneDevice, sample
from lightctl.wire import codec
from lightctl.wire.driver import Access, CalendarField, Driver, Encoding, Point, Table, WordOrder
from lightctl.wire.request import read, write
from tests.simulation.hand import ask, refusal

ODD = {Encoding.BOOL, Encoding.CALENDAR, Encoding.TEXT}
NUMBERS = [encoding for encoding in Encoding if encoding not in ODD]
DATE = tuple(CalendarField(one) for one in ("year", "month", "day", "hour", "minute", "second"))


def alone(*points: Point) -> tuple[Driver, LoneDevice]:
    driver = Driver("meters/mine", "Mine", "modbus", "simulator", "ours", points)
    return driver, LoneDevice(driver)


def wire_value(device: LoneDevice, point: Point, index: int) -> float | None:
    data = ask(device.line(5), read(5, point.table, codec.address_of(point, index), codec.width(point)))
    assert data is not None
    return codec.decode(point, data)


@given(
    encoding=st.sampled_from(NUMBERS),
    order=st.sampled_from(list(WordOrder)),
    address=st.integers(0, 60_000),
    divisor=st.sampled_from([1.0, 10.0, 100.0]),
    count=st.integers(1, 9),
    room=st.integers(0, 3),
)
def test_what_it_holds_is_what_the_wire_reads(
    encoding: Encoding, order: WordOrder, address: int, divisor: float, count: int, room: int
) -> None:
    plain = Point("p", Table.INPUT, address, encoding, word_order=order, divisor=divisor, count=count)
    point = Point(
        "p", Table.INPUT, address, encoding, word_order=order, divisor=divisor, count=count,
        stride=codec.width(plain) + room,
    )  # fmt: skip
    _, device = alone(point)
    shown = [device.value(point, index) for index in range(1, count + 1)]
    assert len(set(shown)) == count
    for index, value in enumerate(shown, 1):
        assert value is not None
        assert wire_value(device, point, index) == value


@given(address=st.integers(0, 60_000), low=st.integers(-300, 300), span=st.integers(1, 500))
def test_a_sample_is_in_its_range_and_no_sentinel(address: int, low: int, span: int) -> None:
    point = Point(
        "p", Table.HOLDING, address, Encoding.INT16, Access.READ_WRITE, low=low, high=low + span,
        sentinels=(0x7FFF,),
    )  # fmt: skip
    value = sample(point, 1)
    assert low <= value <= low + span
    assert codec.decode(point, codec.encode(point, value)) == value


def test_a_sentinel_is_stepped_over() -> None:
    pattern = int(sample(Point("p", Table.INPUT, 8, Encoding.UINT16), 1))
    point = Point("p", Table.INPUT, 8, Encoding.UINT16, sentinels=(pattern,))
    assert sample(point, 1) == pattern + 1


def test_what_it_forgot_is_no_data_where_the_point_has_a_word_for_it() -> None:
    word = Point("word", Table.INPUT, 0, Encoding.UINT16, sentinels=(0xFFFF,), count=2)
    number = Point("number", Table.INPUT, 4, Encoding.FLOAT64)
    whole = Point("whole", Table.INPUT, 8, Encoding.UINT16)
    _, device = alone(word, number, whole)
    assert [device.forget(point) for point in (word, number, whole)] == [True, True, False]
    assert [wire_value(device, word, 2), wire_value(device, number, 1)] == [None, None]
    assert wire_value(device, whole, 1) == device.value(whole, 1) is not None


def test_it_keeps_what_a_master_writes() -> None:
    point = Point("p", Table.HOLDING, 3, Encoding.UINT32, Access.READ_WRITE, low=0, high=99_999, count=2)
    _, device = alone(point)
    ask(device.line(5), write(5, Table.HOLDING, 5, codec.words_of(codec.encode(point, 70_000))))
    assert device.value(point, 2) == wire_value(device, point, 2) == 70_000
    assert device.value(point, 1) == sample(point, 1)


def test_a_calendar_and_a_text_are_shown_written_and_forgotten() -> None:
    clock = Point(
        "clock", Table.HOLDING, 50036, Encoding.CALENDAR, Access.READ_WRITE, fields=DATE, utc_offset_s=25200.0
    )
    serial = Point("serial", Table.INPUT, 7, Encoding.TEXT, length=5)
    _, device = alone(clock, serial)
    assert wire_value(device, clock, 1) == device.value(clock, 1)
    assert wire_value(device, serial, 1) == device.value(serial, 1)
    words = codec.words_of(codec.encode(clock, 1_772_305_199))
    assert ask(device.line(5), write(5, Table.HOLDING, 50036, words)) is not None
    assert device.value(clock, 1) == 1_772_305_199
    for point in (clock, serial):
        assert device.forget(point)
        assert wire_value(device, point, 1) is None


def test_a_date_that_does_not_exist_is_refused_whole() -> None:
    clock = Point("clock", Table.HOLDING, 0, Encoding.CALENDAR, Access.READ_WRITE, fields=DATE)
    _, device = alone(clock)
    before = device.value(clock, 1)
    assert refusal(device.line(5), write(5, Table.HOLDING, 0, [2026, 2, 30, 0, 0, 0])) == 3
    assert refusal(device.line(5), write(5, Table.HOLDING, 0, [2026, 2])) == 2
    assert device.value(clock, 1) == before


def test_an_expected_identity_is_shown() -> None:
    model = Point("model", Table.INPUT, 0, Encoding.TEXT, length=3, expect=("AB-1", "AB-2"))
    number = Point("number", Table.INPUT, 8, Encoding.UINT16, expect=("17",))
    _, device = alone(model, number)
    data = ask(device.line(5), read(5, Table.INPUT, 0, 3))
    assert data is not None
    assert (codec.identity(model, data), device.value(model, 1)) == ("AB-1", None)
    assert wire_value(device, number, 1) == device.value(number, 1) == 17
