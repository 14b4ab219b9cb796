"""A device's registers: which address is which value, read and written as Modbus does it.

A master asks for the same blocks again and again, so each block is worked out once and its bytes are kept
until something in it may have changed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise
from struct import Struct

from lightctl.simulation.registers import STRUCT_CODE, allowed, column_encoder, decode, step, width
from lightctl.wire.driver import Access, Kind, Limits, Point, Table
from lightctl.wire.modbus import ILLEGAL_ADDRESS, ILLEGAL_VALUE, pack_bits, refused

MOST_PLANS = 512
_BIT_TABLES = {Table.COIL, Table.DISCRETE}
_COUNTERS = {Kind.ENERGY, Kind.LAMP_ENERGY, Kind.BURNING_HOURS}


class Pace(IntEnum):
    """How soon a value may change: with something that happened, with the load, or all the time."""

    STATE = 0
    LOAD = 1
    LIVE = 2


STATE, LOAD, LIVE = Pace
"""The same as plain names: looked up for every request."""

Values = Callable[[float], Sequence[float | None]]
"""Engineering values of a point at an instant, one per index."""
Setter = Callable[[float, int, float], None]
"""Takes (instant, index from 0, value)."""
Stamp = Callable[[Pace, float], object]
"""Equal for two instants between which nothing of that pace has changed."""


class Source:
    """Where one point's values come from, and where they go; what follows the last value is no data."""

    def __init__(self, point: Point, pace: Pace, values: Values, put: Setter | None = None) -> None:
        self.point = point
        self.pace = pace
        self.put = put
        self.count = 1
        self._values = values
        self._encode = column_encoder(point, counts=point.kind in _COUNTERS)
        self._known: object = None
        self._words: list[int] = []

    def words(self, t: float, known: object) -> list[int]:
        """The unsigned numbers in the registers, one per index; `known` is the stamp of this pace now."""
        if known != self._known or not self._words:
            self._words, self._known = self._fresh(t), known
        return self._words

    def _fresh(self, t: float) -> list[int]:
        words = self._encode(self._values(t))
        if len(words) < self.count:
            words += self._encode([None]) * (self.count - len(words))
        return words


@dataclass(slots=True)
class Cell:
    """One value at one place: an index of a source, or nothing."""

    source: Source
    index: int
    address: int
    width: int


Order = tuple[Setter, int, float]
"""A setter with what it will be given: index from 0, value."""


class Image:
    """All registers of one device; raises Refused with the Modbus exception code."""

    def __init__(
        self, sources: Sequence[Source], counts: Sequence[int], limits: Limits, stamp: Stamp
    ) -> None:
        self._limits = limits
        self._stamp_of_device = stamp
        self._writes = 0
        self._cells: dict[Table, dict[int, Cell]] = {table: {} for table in Table}
        for source, count in zip(sources, counts, strict=True):
            self._place(source, count)
        self._holes = {table: self._readable_holes(table) for table in Table}
        self._blocks: dict[tuple[Table, int, int], Block] = {}

    def block(self, table: Table, address: int, count: int) -> "Block":
        """The block at that address; refused where there is nothing or too much is asked."""
        key = (table, address, count)
        if (block := self._blocks.get(key)) is None:
            if len(self._blocks) >= MOST_PLANS:
                self._blocks.clear()
            block = self._blocks[key] = self._plan(table, address, count)
        return block

    def write(self, t: float, table: Table, address: int, words: Sequence[int]) -> None:
        """Write words or bits; everything is checked before anything is changed."""
        most = self._limits.write_bits if table in _BIT_TABLES else self._limits.write_registers
        if len(words) > most:
            raise refused(ILLEGAL_VALUE)
        orders: list[Order] = []
        at = address
        while at < address + len(words):
            cell = self._cells[table].get(at)
            here = words[at - address : at - address + cell.width] if cell else ()
            orders.append(_order(cell, at, here))
            at += len(here)
        for put, index, value in orders:
            put(t, index, value)
        self._writes += 1

    def _stamp(self, pace: Pace, t: float) -> object:
        """What is only kept changes by a write, and may be read again in the same instant."""
        known = self._stamp_of_device(pace, t)
        return (self._writes, known) if pace is LIVE else known

    def _place(self, source: Source, count: int) -> None:
        point, wide = source.point, width(source.point)
        cells = self._cells[point.table]
        source.count = count
        for index in range(count):
            start = point.address + index * step(point)
            cell = Cell(source, index, start, wide)
            for address in range(start, start + wide):
                cells.setdefault(address, cell)

    def _readable(self, table: Table, address: int) -> Cell | None:
        cell = self._cells[table].get(address)
        return cell if cell is not None and cell.source.point.access is not Access.WRITE else None

    def _readable_holes(self, table: Table) -> set[int]:
        """Addresses between values that read as 0, because the device lets a block step over them."""
        taken = sorted(address for address in self._cells[table] if self._readable(table, address))
        most = self._limits.hole_registers
        return {
            hole for low, high in pairwise(taken) if high - low - 1 <= most for hole in range(low + 1, high)
        }

    def _plan(self, table: Table, address: int, count: int) -> "Block":
        most = self._limits.read_bits if table in _BIT_TABLES else self._limits.read_registers
        if count > most:
            raise refused(ILLEGAL_VALUE)
        cells: list[Cell | None] = []
        at = start = self._start_of(table, address)
        while at < address + count:
            cell = self._readable(table, at)
            if cell is None and at not in self._holes[table]:
                raise refused(ILLEGAL_ADDRESS)
            cells.append(cell)
            at += cell.width if cell else 1
        return Block(cells, address - start, count, self._stamp, bits=table in _BIT_TABLES)

    def _start_of(self, table: Table, address: int) -> int:
        cell = self._readable(table, address)
        return cell.address if cell else address


class Block:
    """A run of registers, or of bits, that is asked for as one."""

    def __init__(
        self, cells: Sequence[Cell | None], skip: int, count: int, stamp: Stamp, *, bits: bool
    ) -> None:
        self._sources = list({id(cell.source): cell.source for cell in cells if cell}.values())
        places = {id(source): place for place, source in enumerate(self._sources)}
        # An address between values reads 0: place −1 is a list that holds nothing else.
        self._order = [(places[id(cell.source)], cell.index) if cell else (-1, 0) for cell in cells]
        self._struct = Struct(">" + "".join(_code(cell) for cell in cells))
        self._wide = [
            (place, 2 * cell.width)
            for place, cell in enumerate(cells)
            if cell and cell.width not in STRUCT_CODE
        ]
        self._skip, self._count, self._bits = skip, count, bits
        self._stamp = stamp
        self._paces = tuple({source.pace for source in self._sources})
        self._pace = max(self._paces, default=Pace.STATE)
        self._slice = self._single_run()
        self._known: object = None
        self._data = b""

    def read(self, t: float) -> bytes:
        """Register bytes, or packed bits, at that instant."""
        known = self._stamp(self._pace, t)
        if known != self._known or not self._data:
            self._data = self._fresh(t)
            self._known = known
        return self._data

    def _fresh(self, t: float) -> bytes:
        stamps: list[object] = [None, None, None]
        for pace in self._paces:
            stamps[pace] = self._stamp(pace, t)
        if self._slice is not None:
            source = self._sources[0]
            words = source.words(t, stamps[source.pace])[self._slice]
        else:
            columns = [*(source.words(t, stamps[source.pace]) for source in self._sources), [0]]
            words = [columns[place][index] for place, index in self._order]
        if self._bits:
            return pack_bits(words)
        return self._struct.pack(*self._packable(words))[2 * self._skip : 2 * (self._skip + self._count)]

    def _packable(self, words: Sequence[int]) -> Sequence[int | bytes]:
        if not self._wide:
            return words
        packable: list[int | bytes] = list(words)
        for place, size in self._wide:
            packable[place] = words[place].to_bytes(size, "big")
        return packable

    def _single_run(self) -> slice | None:
        """The part of the only source that is asked for, where it is one run of its indices."""
        first = self._order[0][1]
        run = [(0, first + i) for i in range(len(self._order))]
        return slice(first, first + len(run)) if len(self._sources) == 1 and self._order == run else None


def _code(cell: Cell | None) -> str:
    return STRUCT_CODE.get(cell.width, f"{2 * cell.width}s") if cell else "H"


def _order(cell: Cell | None, at: int, words: Sequence[int]) -> Order:
    """What writing these words there does; refused where they are no whole value that may be written."""
    if cell is None or cell.address != at or len(words) < cell.width:
        raise refused(ILLEGAL_ADDRESS)
    point, put = cell.source.point, cell.source.put
    if put is None or point.access is Access.READ:
        raise refused(ILLEGAL_ADDRESS)
    value = decode(point, _joined(words))
    if not allowed(point, value):
        raise refused(ILLEGAL_VALUE)
    return put, cell.index, value


def _joined(words: Sequence[int]) -> int:
    number = 0
    for word in words:
        number = number << 16 | word
    return number
