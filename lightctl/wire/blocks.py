"""Few requests for many points: which registers are read or written together, and what lies where in them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from lightctl.wire.codec import address_of, decode_column, stride, width, words_of
from lightctl.wire.driver import Limits, Point, Table
from lightctl.wire.modbus import unpack_bits
from lightctl.wire.request import Request, read, write

Spot = tuple[Point, int]
"""A point and the index of one of its values, from 1."""

Write = tuple[Point, int, bytes]
"""A point, an index, and the register bytes to write; for a coil b"\\x00\\x01" or b"\\x00\\x00"."""

_BITS = {Table.COIL, Table.DISCRETE}


@dataclass(frozen=True, slots=True)
class Run:
    """Consecutive indexes of one point inside a block; `offset` counts registers or bits from its start."""

    point: Point
    first: int
    count: int
    offset: int

    def column(self, data: bytes) -> bytes:
        """The run's part of the block's register bytes, for `codec.decode_column` and `decode_levels`."""
        return data[2 * self.offset :]

    def values(self, data: bytes) -> list[float | None]:
        """Values of its indexes from the block's whole data, in order; None means no data."""
        if self.point.table in _BITS:
            last = self.offset + (self.count - 1) * stride(self.point)
            bits = unpack_bits(data, last + 1)
            return [bool(bit) for bit in bits[self.offset :: stride(self.point)]]
        return decode_column(self.point, self.column(data), self.count)


@dataclass(frozen=True, slots=True)
class Block:
    """One legal read."""

    table: Table
    address: int
    count: int
    runs: tuple[Run, ...]

    def request(self, unit: int) -> Request:
        """The read of this block."""
        return read(unit, self.table, self.address, self.count)

    def values(self, data: bytes) -> Iterator[tuple[Point, int, float | None]]:
        """(point, index, value) of everything wanted in it, from the reply's data."""
        for run in self.runs:
            for index, value in enumerate(run.values(data), run.first):
                yield run.point, index, value


def spots_of(points: Iterable[Point], indexes: Iterable[int] | None = None) -> list[Spot]:
    """Every index of every point, or only those given."""
    wanted = None if indexes is None else list(indexes)
    return [
        (point, index)
        for point in points
        for index in (range(1, point.count + 1) if wanted is None else wanted)
    ]


def plan_reads(spots: Iterable[Spot], limits: Limits) -> tuple[Block, ...]:
    """The fewest legal blocks that hold all the values, by table and address; no value is cut in two.

    From the lowest address on, each block takes all it may: no plan needs fewer.
    """
    return tuple(_block(group) for group in _grouped(spots, lambda table: _reach(table, limits)))


def plan_writes(unit: int, changes: Iterable[Write], limits: Limits) -> tuple[Request, ...]:
    """The fewest legal writes; only values that touch share one, for a hole must not be written."""
    data = {(point.table, address_of(point, index)): content for point, index, content in changes}
    spots = sorted(data.items(), key=lambda item: (item[0][0].value, item[0][1]))
    requests: list[Request] = []
    words: list[int] = []
    table, start = Table.HOLDING, 0
    for (next_table, address), content in spots:
        more = words_of(content)
        most = limits.write_bits if next_table in _BITS else limits.write_registers
        touches = words and next_table is table and address == start + len(words)
        if words and not (touches and len(words) + len(more) <= most):
            requests.append(write(unit, table, start, words))
            words = []
        if not words:
            table, start = next_table, address
        words.extend(more)
    return (*requests, write(unit, table, start, words)) if words else tuple(requests)


def _reach(table: Table, limits: Limits) -> tuple[int, int]:
    """Items in one read, and how many unused ones it may step over."""
    return (limits.read_bits if table in _BITS else limits.read_registers), limits.hole_registers


def _grouped(spots: Iterable[Spot], reach: Callable[[Table], tuple[int, int]]) -> Iterator[list[Spot]]:
    group: list[Spot] = []
    start = end = 0
    for point, index in sorted(spots, key=_place):
        address = address_of(point, index)
        after = address + width(point)
        if group:
            most, hole = reach(point.table)
            joins = point.table is group[0][0].table and address <= end + hole and after - start <= most
            if not joins:
                yield group
                group = []
        if not group:
            start = end = address
        group.append((point, index))
        end = max(end, after)
    if group:
        yield group


def _place(spot: Spot) -> tuple[str, int]:
    point, index = spot
    return point.table.value, address_of(point, index)


def _block(group: list[Spot]) -> Block:
    start = address_of(*group[0])
    end = max(address_of(point, index) + width(point) for point, index in group)
    return Block(group[0][0].table, start, end - start, tuple(_runs(group, start)))


def _runs(group: list[Spot], start: int) -> Iterator[Run]:
    indexes: dict[str, list[int]] = {}
    points: dict[str, Point] = {}
    for point, index in group:
        points[point.name] = point
        indexes.setdefault(point.name, []).append(index)
    for name, found in indexes.items():
        point = points[name]
        for first, count in _stretches(found):
            yield Run(point, first, count, address_of(point, first) - start)


def _stretches(indexes: list[int]) -> Iterator[tuple[int, int]]:
    """Ascending indexes as (first, count) of stretches without a gap."""
    first = count = 0
    for index in indexes:
        if count and index == first + count:
            count += 1
            continue
        if count:
            yield first, count
        first, count = index, 1
    if count:
        yield first, count
