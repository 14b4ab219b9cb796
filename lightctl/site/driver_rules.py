"""What makes one point sound: a table that can be written, a form, a range and a kind that fit."""

from collections import Counter

from lightctl.site.words import wrong
from lightctl.wire.codec import encode
from lightctl.wire.driver import (
    Access,
    ByteOrder,
    CalendarField,
    Encoding,
    Kind,
    Point,
    Table,
    WordOrder,
)
from lightctl.wire.forms import WIDE

BITS = {Table.COIL, Table.DISCRETE}
WRITABLE = {Table.COIL, Table.HOLDING}
_SIGNALS = {
    Kind.CONTACTOR,
    Kind.CONTACTOR_FEEDBACK,
    Kind.BREAKER_TRIPPED,
    Kind.EARTH_LEAKAGE,
    Kind.LOCAL_MODE,
    Kind.DOOR_OPEN,
    Kind.PLAN_RUNNING,
    Kind.PLAN_WANTED,
}
UNITS = {
    Kind.ENERGY: "Wh",
    Kind.LAMP_ENERGY: "Wh",
    Kind.POWER: "W",
    Kind.LAMP_POWER: "W",
    Kind.VOLTAGE: "V",
    Kind.CURRENT: "A",
    Kind.CLOCK: "s",
    Kind.FADE_TIME: "s",
    Kind.PLAN_INSTANT: "s",
    Kind.PLAN_AFTER: "s",
    Kind.BURNING_HOURS: "h",
}
_OF_CALENDARS = {None, Kind.CLOCK, Kind.PLAN_INSTANT}
_OF_TEXTS = {None, Kind.IDENTITY}
_ONCE = {
    CalendarField.MONTH, CalendarField.DAY, CalendarField.HOUR, CalendarField.MINUTE, CalendarField.SECOND,
}  # fmt: skip
_YEARS = {CalendarField.YEAR, CalendarField.YEAR_2000}


def check_point(point: Point) -> None:
    """Refuse a point that contradicts itself; where it lies is looked at with the whole map."""
    _check_table(point)
    _check_form(point)
    _check_range(point)
    _check_kind(point)
    _check_writing(point)


def _check_table(point: Point) -> None:
    if point.table in BITS and point.encoding is not Encoding.BOOL:
        raise wrong(f"a {point.table} is a bit, not {point.encoding}", "type: bool", ("type",))
    if point.table not in WRITABLE and point.access is not Access.READ:
        raise wrong(
            f"the {point.table} table cannot be written",
            "access: r, another table, or written_at",
            ("table",),
        )


def _check_form(point: Point) -> None:
    low_first = point.byte_order is ByteOrder.LOW_FIRST or point.word_order is WordOrder.LOW_FIRST
    if point.encoding is Encoding.BOOL and low_first:
        raise wrong("a bool has no order", "leave word_order and byte_order out", ("type",))
    if (point.length > 0) != (point.encoding is Encoding.TEXT):
        raise wrong("a text, and nothing else, has a length", "type: text with length: REGISTERS", ("type",))
    if bool(point.fields) != (point.encoding is Encoding.CALENDAR):
        raise wrong(
            "a calendar, and nothing else, has fields",
            "type: calendar with fields: [year, month, day, hour, minute, second]", ("type",),
        )  # fmt: skip
    if point.encoding is Encoding.CALENDAR:
        _check_fields(point)
    elif point.packed or point.utc_offset_s:
        raise wrong(f"packed and utc_offset belong to a calendar, not to {point.encoding}", at=("type",))
    if point.encoding in WIDE:
        _check_plain(point)


def _check_fields(point: Point) -> None:
    told = Counter(point.fields)
    if sum(told[one] for one in _YEARS) != 1 or any(told[one] != 1 for one in _ONCE):
        raise wrong(
            "a calendar says year (or year-2000), month, day, hour, minute and second once each",
            "weekday and unused may stand beside them", ("fields",),
        )  # fmt: skip
    if point.packed and len(point.fields) % 2:
        raise wrong("packed fields come in pairs", "add unused", ("fields",))
    if point.packed and CalendarField.YEAR in told:
        raise wrong("a year does not fit a byte", "year-2000", ("fields",))


def _check_plain(point: Point) -> None:
    numbers = (point.scale, point.divisor, point.offset, point.low)
    if numbers != (1.0, 1.0, 0.0, None) or point.sentinels or point.names or point.bits:
        raise wrong(
            f"a {point.encoding} is no number",
            "no scale, divisor, offset, range, sentinels, names or bits",
            ("type",),
        )
    if point.word_order is WordOrder.LOW_FIRST:
        raise wrong(f"the registers of a {point.encoding} stand in their order", "byte_order may differ",
                    ("word_order",))  # fmt: skip
    if point.encoding is Encoding.TEXT and point.access is not Access.READ:
        raise wrong("a text is only read", "access: r", ("access",))


def _check_range(point: Point) -> None:
    if point.encoding in WIDE:
        return
    if point.low is None or point.high is None:
        if point.access is not Access.READ and point.encoding is not Encoding.BOOL and not point.names:
            raise wrong("a writable number needs its range", "range: [lowest, highest]")
        return
    if point.low >= point.high:
        raise wrong(f"the range {point.low:g} to {point.high:g} is empty", at=("range",))
    for end in (point.low, point.high):
        try:
            encode(point, end)
        except ValueError as error:
            raise wrong(f"{error}", "a range that the type can hold", ("range",)) from error


def _check_kind(point: Point) -> None:
    kind = point.kind
    if point.encoding is Encoding.CALENDAR and kind not in _OF_CALENDARS:
        raise wrong(f"a calendar is no {kind}", "kind: clock", ("kind",))
    if point.encoding is Encoding.TEXT and kind not in _OF_TEXTS:
        raise wrong(f"a text is no {kind}", "kind: identity", ("kind",))
    if kind is None:
        return
    if kind in _SIGNALS and point.encoding is not Encoding.BOOL:
        raise wrong(f"a {kind} is true or false", "type: bool", ("type",))
    unit = UNITS.get(kind, point.unit)
    if point.unit != unit:
        raise wrong(
            f"{kind} is told in {unit}, not {point.unit!r}", f"unit: {unit}, with scale or divisor", ("unit",)
        )


def _check_writing(point: Point) -> None:
    if point.expect and point.kind is not Kind.IDENTITY:
        raise wrong("only an identity is expected to be something", "kind: identity", ("expect",))
    if point.expect and point.encoding is not Encoding.TEXT:
        for one in point.expect:
            if not one.isdecimal():
                raise wrong(f"{one!r} is no number, and the identity is {point.encoding}", "type: text",
                            ("expect",))  # fmt: skip
    if (point.write_gap_s or point.writes_per_day) and point.access is Access.READ:
        raise wrong("what is only read needs no write limit", at=("write_limit",))
