"""What makes all points of a device sound together: places, sizes, commands, levels and patterns."""

from collections.abc import Iterable, Sequence

from lightctl.site.words import wrong
from lightctl.wire.codec import address_of, decode, encode_level, width
from lightctl.wire.driver import Access, Encoding, Kind, Limits, Point, Table
from lightctl.wire.scales import ContactorPattern, Scale

Placed = tuple[tuple[str, ...], Point]
"""Where the file says it, and the point as the wire knows it."""

LEVELS = {Kind.LEVEL_COMMAND, Kind.LEVEL_BROADCAST, Kind.LEVEL_GROUP}
_COMMANDS = LEVELS | {Kind.CONTACTOR, Kind.HEARTBEAT, Kind.GROUP_MEMBERS, Kind.FADE_TIME, Kind.PLAN_LENGTH}
_BITS = {Table.COIL, Table.DISCRETE}
_PROBES = range(101)


def check_map(placed: Sequence[Placed], limits: Limits) -> None:
    """Refuse points that share an address, or that one request cannot carry."""
    taken: dict[tuple[Table, int], str] = {}
    for at, point in placed:
        _check_stride(at, point)
        _check_reach(at, point)
        _check_width(at, point, limits)
        for index in range(1, point.count + 1):
            _claim(taken, at, point, index)


def check_commands(placed: Sequence[Placed]) -> None:
    """Refuse a device whose commands cannot be given: somewhere each has to be written."""
    given = {point.kind for _, point in placed if point.access is not Access.READ}
    for at, point in placed:
        if point.kind in _COMMANDS and point.kind not in given:
            raise wrong(
                f"a {point.kind} is written", "access: rw, in a coil or holding register, or written_at", at
            )


def check_levels(placed: Iterable[Placed], scale: Scale) -> None:
    """Refuse a level point that cannot hold every level of the scale: a lamp would stay as it is."""
    for at, point in placed:
        if point.kind in LEVELS and point.access is not Access.READ:
            for level in _PROBES:
                _check_level(at, point, scale, level)


def check_patterns(patterns: Sequence[ContactorPattern], points: Iterable[Point]) -> None:
    """Refuse patterns that name no output, or leave a level without one."""
    if not patterns:
        return
    outputs = max((point.count for point in points if point.kind is Kind.CONTACTOR), default=0)
    before = 0.0
    for number, pattern in enumerate(patterns):
        at = ("patterns", str(number))
        if pattern.level <= before:
            raise wrong(f"level {pattern.level:g} does not come after {before:g}", "rows in rising order", at)
        strangers = [output for output in pattern.outputs if output > outputs]
        if strangers:
            raise wrong(f"output {min(strangers)} is none of the {outputs} contactors", "", at)
        before = pattern.level
    if before != 100:
        raise wrong(f"the last pattern gives {before:g} %", "a last row with level: 100", ("patterns",))


def _check_level(at: tuple[str, ...], point: Point, scale: Scale, level: float) -> None:
    try:
        if decode(point, encode_level(scale, point, level)) is None:
            raise ValueError(f"{point.name}: it would be read as no data")
    except ValueError as error:
        raise wrong(f"level {level} %: {error}", "a range that holds 0 to full light", at) from error


def _check_stride(at: tuple[str, ...], point: Point) -> None:
    if point.stride and point.stride < width(point):
        raise wrong(
            f"a stride of {point.stride} is shorter than the value, which takes {width(point)}",
            "", (*at, "stride"),
        )  # fmt: skip


def _check_reach(at: tuple[str, ...], point: Point) -> None:
    if address_of(point, point.count) + width(point) > 0x10000:
        raise wrong(f"{point.name} reaches beyond address 65535", at=(*at, "address"))


def _check_width(at: tuple[str, ...], point: Point, limits: Limits) -> None:
    if point.table in _BITS:
        return
    if width(point) > limits.read_registers and point.access is not Access.WRITE:
        raise wrong(f"{point.name} is wider than read_registers allows", at=at)
    if width(point) > limits.write_registers and point.access is not Access.READ:
        once = ", and a clock is set in one write" if point.encoding is Encoding.CALENDAR else ""
        raise wrong(f"{point.name} is wider than write_registers allows{once}", at=at)


def _claim(taken: dict[tuple[Table, int], str], at: tuple[str, ...], point: Point, index: int) -> None:
    start = address_of(point, index)
    for address in range(start, start + width(point)):
        owner = taken.setdefault((point.table, address), point.name)
        if owner != point.name:
            raise wrong(f"{point.name} and {owner} share {point.table} 0x{address:04X}", at=at)
