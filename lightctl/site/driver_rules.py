"""What makes a driver's points sound: tables that can be written, ranges that fit, kinds that make sense."""

from collections.abc import Iterable

from lightctl.site.words import wrong
from lightctl.wire.codec import address_of, decode, encode, encode_level, width
from lightctl.wire.driver import Access, Encoding, Kind, LevelScale, Limits, Point, Table

_BITS = {Table.COIL, Table.DISCRETE}
_WRITABLE = {Table.COIL, Table.HOLDING}
_COMMANDS = {Kind.CONTACTOR, Kind.HEARTBEAT, Kind.LEVEL_COMMAND, Kind.LEVEL_BROADCAST}
_LEVELS = {Kind.LEVEL_COMMAND, Kind.LEVEL_BROADCAST}
_PROBES = range(101)
_SIGNALS = {
    Kind.CONTACTOR,
    Kind.CONTACTOR_FEEDBACK,
    Kind.BREAKER_TRIPPED,
    Kind.EARTH_LEAKAGE,
    Kind.LOCAL_MODE,
    Kind.DOOR_OPEN,
}
_UNITS = {
    Kind.ENERGY: "Wh",
    Kind.LAMP_ENERGY: "Wh",
    Kind.POWER: "W",
    Kind.LAMP_POWER: "W",
    Kind.VOLTAGE: "V",
    Kind.CURRENT: "A",
    Kind.CLOCK: "s",
    Kind.BURNING_HOURS: "h",
}


def check_point(point: Point) -> None:
    """Refuse a point that contradicts itself."""
    _check_table(point)
    _check_range(point)
    _check_kind(point)


def check_map(points: Iterable[Point], limits: Limits) -> None:
    """Refuse points that share an address, or that one request cannot carry."""
    taken: dict[tuple[Table, int], str] = {}
    for point in points:
        check_reach(point)
        _check_width(point, limits)
        for index in range(1, point.count + 1):
            _claim(taken, point, index)


def check_levels(points: Iterable[Point], scale: LevelScale) -> None:
    """Refuse a level point that cannot hold every level of the scale: a lamp would stay as it is."""
    for point in points:
        if point.kind not in _LEVELS:
            continue
        for level in _PROBES:
            try:
                data = encode_level(scale, point, level)
                if decode(point, data) is None:
                    raise ValueError(f"{point.name}: it would be read as no data")
            except ValueError as error:
                raise wrong(f"level {level} %: {error}", "a range that holds 0 to full light") from error


def check_reach(point: Point) -> None:
    """Refuse a point whose last value lies beyond address 65535."""
    if address_of(point, point.count) + width(point) > 0x10000:
        raise wrong(f"{point.name} reaches beyond address 65535")


def _check_table(point: Point) -> None:
    check_reach(point)
    if point.table in _BITS and point.encoding is not Encoding.BOOL:
        raise wrong(f"a {point.table} is a bit, not {point.encoding}", "type: bool")
    if point.table not in _WRITABLE and point.access is not Access.READ:
        raise wrong(f"the {point.table} table cannot be written", "access: r, or another table")
    if point.stride and point.stride < width(point):
        raise wrong(f"a stride of {point.stride} is shorter than the value, which takes {width(point)}")


def _check_range(point: Point) -> None:
    if point.low is None or point.high is None:
        if point.access is not Access.READ and point.encoding is not Encoding.BOOL and not point.names:
            raise wrong("a writable number needs its range", "range: [lowest, highest]")
        return
    if point.low >= point.high:
        raise wrong(f"the range {point.low:g} to {point.high:g} is empty")
    for end in (point.low, point.high):
        try:
            encode(point, end)
        except ValueError as error:
            raise wrong(f"{error}", "a range that the type can hold") from error


def _check_kind(point: Point) -> None:
    kind = point.kind
    if kind is None:
        return
    if kind in _COMMANDS and point.access is Access.READ:
        raise wrong(f"a {kind} is written", "access: rw, in a coil or holding register")
    if kind in _SIGNALS and point.encoding is not Encoding.BOOL:
        raise wrong(f"a {kind} is true or false", "type: bool")
    unit = _UNITS.get(kind, point.unit)
    if point.unit != unit:
        raise wrong(f"{kind} is told in {unit}, not {point.unit!r}", f"unit: {unit}, with scale or divisor")


def _check_width(point: Point, limits: Limits) -> None:
    if point.table in _BITS:
        return
    if width(point) > limits.read_registers:
        raise wrong(f"{point.name} is wider than read_registers allows")
    if point.access is not Access.READ and width(point) > limits.write_registers:
        raise wrong(f"{point.name} is wider than write_registers allows")


def _claim(taken: dict[tuple[Table, int], str], point: Point, index: int) -> None:
    start = address_of(point, index)
    for address in range(start, start + width(point)):
        owner = taken.setdefault((point.table, address), point.name)
        if owner != point.name:
            raise wrong(f"{point.name} and {owner} share {point.table} 0x{address:04X}")
