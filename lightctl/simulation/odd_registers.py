"""Numbers in registers that are no plain binary, on the device's side of the wire: digits, dates, letters.

Everything is whole-number arithmetic on the unsigned number that all registers of a value make, high first.
"""

from math import nan

from lightctl.wire.driver import CalendarField, Encoding, Point

DIGITS = {Encoding.BCD16: 4, Encoding.BCD32: 8, Encoding.BCD64: 16}
_DAY_S = 86_400
_MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def digits_to_number(word: int) -> float:
    """A number from its decimal digits, four bits each; NaN where one is over 9."""
    number, place = 0, 1
    while word:
        word, digit = divmod(word, 16)
        if digit > 9:
            return nan
        number, place = number + digit * place, place * 10
    return number


def number_to_digits(number: int) -> int:
    """Decimal digits of a number, four bits each."""
    word, shift = 0, 0
    while number:
        number, digit = divmod(number, 10)
        word, shift = word | digit << shift, shift + 4
    return word


def letters(text: str, registers: int) -> int:
    """A text's characters, padded with NUL on the right."""
    return int.from_bytes(text.encode("ascii")[: 2 * registers].ljust(2 * registers, b"\0"), "big")


def calendar_to_seconds(point: Point, word: int) -> float:
    """UTC seconds of the epoch of a calendar; NaN for a date that does not exist."""
    size = 8 if point.packed else 16
    told: dict[CalendarField, int] = {}
    for one in reversed(point.fields):
        told[one] = word & (1 << size) - 1
        word >>= size
    if CalendarField.YEAR_2000 in told:
        year = 2000 + told[CalendarField.YEAR_2000]
        if year > 2099:
            return nan
    else:
        year = told[CalendarField.YEAR]
    month, day = told[CalendarField.MONTH], told[CalendarField.DAY]
    hour, minute, second = (
        told[one] for one in (CalendarField.HOUR, CalendarField.MINUTE, CalendarField.SECOND)
    )
    if not (1 <= year <= 9999 and 1 <= month <= 12 and 1 <= day <= _days_of(year, month)):
        return nan
    if hour > 23 or minute > 59 or second > 59:
        return nan
    days = _days_before(year) + sum(_days_of(year, m) for m in range(1, month)) + day - 1
    return days * _DAY_S + hour * 3600 + minute * 60 + second - point.utc_offset_s


def seconds_to_calendar(point: Point, seconds: float) -> int:
    """The registers of a calendar at that instant."""
    days, rest = divmod(round(seconds + point.utc_offset_s), _DAY_S)
    year = 1970 + days // 366
    while _days_before(year + 1) <= days:
        year += 1
    day, month = days - _days_before(year), 1
    while day >= _days_of(year, month):
        day, month = day - _days_of(year, month), month + 1
    shows = {
        CalendarField.YEAR: year, CalendarField.YEAR_2000: year % 100, CalendarField.MONTH: month,
        CalendarField.DAY: day + 1, CalendarField.HOUR: rest // 3600, CalendarField.MINUTE: rest // 60 % 60,
        CalendarField.SECOND: rest % 60, CalendarField.WEEKDAY: (days + 3) % 7 + 1, CalendarField.UNUSED: 0,
    }  # fmt: skip
    word = 0
    for one in point.fields:
        word = word << (8 if point.packed else 16) | shows[one]
    return word


def _days_before(year: int) -> int:
    """Days from 1970-01-01 to the first of January."""
    before = year - 1
    return 365 * (year - 1970) + before // 4 - before // 100 + before // 400 - 477


def _days_of(year: int, month: int) -> int:
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 29 if leap and month == 2 else _MONTH_DAYS[month - 1]
