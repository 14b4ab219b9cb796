"""Register bytes of the odd forms: other orders of words and bytes, decimal digits, calendars and texts."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from lightctl.wire.driver import ByteOrder, CalendarField, Encoding, Point, WordOrder

BCD_DIGITS = {Encoding.BCD16: 4, Encoding.BCD32: 8, Encoding.BCD64: 16}
WIDE = {Encoding.CALENDAR, Encoding.TEXT}
"""As many registers as the point says, and no number to be scaled."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PADDING = b"\0 "


def wide_width(point: Point) -> int:
    """Registers of a calendar or text."""
    if point.encoding is Encoding.TEXT:
        return point.length
    return len(point.fields) // 2 if point.packed else len(point.fields)


def ordered(point: Point, data: bytes) -> bytes:
    """One value's bytes from high-first to the point's order, or back: either way is the same."""
    if point.word_order is WordOrder.LOW_FIRST:
        data = b"".join(data[start : start + 2] for start in range(len(data) - 2, -2, -2))
    return swapped(data) if point.byte_order is ByteOrder.LOW_FIRST else data


def swapped(data: bytes) -> bytes:
    """Whole registers, the two bytes of each exchanged."""
    other = bytearray(len(data))
    other[0::2], other[1::2] = data[1::2], data[0::2]
    return bytes(other)


def from_bcd(word: int) -> int | None:
    """The number whose decimal digits are a word's half bytes; None where one is over 9."""
    digits = f"{word:x}"
    return int(digits) if digits.isdecimal() else None


def to_bcd(encoding: Encoding, number: int) -> int:
    """The word of a whole number; ValueError where its digits do not fit."""
    if not 0 <= number < 10 ** BCD_DIGITS[encoding]:
        raise ValueError(f"{number} does not fit {encoding}")
    return int(str(number), 16)


def decode_wide(point: Point, data: bytes) -> float | None:
    """A calendar as UTC seconds; a text as a number where it is nothing but digits."""
    if point.encoding is Encoding.CALENDAR:
        return _seconds(point, ordered(point, data))
    text = decode_text(point, data)
    return float(text) if text is not None and text.isdecimal() else None


def decode_text(point: Point, data: bytes) -> str | None:
    """A text without its padding; None where nothing is left or it is no ASCII."""
    text = ordered(point, data[: 2 * point.length]).strip(_PADDING).split(b"\0")[0].decode("latin-1")
    return text if text and text.isascii() and text.isprintable() else None


def encode_wide(point: Point, value: float) -> bytes:
    """A calendar's registers, to the second; ValueError where it cannot hold that instant, and for a text."""
    if point.encoding is Encoding.TEXT:
        raise ValueError(f"{point.name}: a text is not written")
    try:
        local = _EPOCH + timedelta(seconds=round(value) + point.utc_offset_s)
    except OverflowError as error:
        raise ValueError(f"{point.name}: {value:g} s is in no calendar") from error
    numbers = [_field(local, one) for one in point.fields]
    if not 0 <= local.year - (2000 if CalendarField.YEAR_2000 in point.fields else 0) <= _most_year(point):
        raise ValueError(f"{point.name}: it cannot hold the year {local.year}")
    size = 1 if point.packed else 2
    return ordered(point, b"".join(number.to_bytes(size, "big") for number in numbers))


def _seconds(point: Point, data: bytes) -> float | None:
    """UTC seconds of a date that exists; None for any other."""
    numbers: Sequence[int] = data if point.packed else [int.from_bytes(data[i : i + 2], "big")
                                                         for i in range(0, len(data), 2)]  # fmt: skip
    told = dict(zip(point.fields, numbers, strict=False))
    short = told.get(CalendarField.YEAR_2000)
    if short is not None and short > _most_year(point):
        return None
    year = told[CalendarField.YEAR] if short is None else 2000 + short
    month, day, hour, minute, second = (told[one] for one in _AFTER_YEAR)
    try:
        local = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
    return (local - _EPOCH).total_seconds() - point.utc_offset_s


def _most_year(point: Point) -> int:
    return 99 if CalendarField.YEAR_2000 in point.fields else 9999


def _field(local: datetime, one: CalendarField) -> int:
    if one is CalendarField.UNUSED:
        return 0
    if one is CalendarField.WEEKDAY:
        return local.isoweekday()
    if one is CalendarField.YEAR_2000:
        return local.year % 100
    return int(getattr(local, one.value))


_AFTER_YEAR = (
    CalendarField.MONTH, CalendarField.DAY, CalendarField.HOUR, CalendarField.MINUTE, CalendarField.SECOND,
)  # fmt: skip
