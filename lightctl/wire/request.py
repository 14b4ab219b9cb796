"""What is asked of a Modbus unit: one request, checked against the protocol's limits."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from lightctl.wire.driver import Table


class Function(IntEnum):
    """The Modbus functions spoken here."""

    READ_COILS = 1
    READ_DISCRETE = 2
    READ_HOLDING = 3
    READ_INPUT = 4
    WRITE_COIL = 5
    WRITE_REGISTER = 6
    WRITE_COILS = 15
    WRITE_REGISTERS = 16


READS = {
    Table.COIL: Function.READ_COILS,
    Table.DISCRETE: Function.READ_DISCRETE,
    Table.HOLDING: Function.READ_HOLDING,
    Table.INPUT: Function.READ_INPUT,
}
WRITES = {
    Table.COIL: (Function.WRITE_COIL, Function.WRITE_COILS),
    Table.HOLDING: (Function.WRITE_REGISTER, Function.WRITE_REGISTERS),
}
"""The function for one item, and for several."""

TABLES = {
    **{function: table for table, function in READS.items()},
    **{function: table for table, pair in WRITES.items() for function in pair},
}
MOST = {
    Function.READ_COILS: 2000,
    Function.READ_DISCRETE: 2000,
    Function.READ_HOLDING: 125,
    Function.READ_INPUT: 125,
    Function.WRITE_COIL: 1,
    Function.WRITE_REGISTER: 1,
    Function.WRITE_COILS: 1968,
    Function.WRITE_REGISTERS: 123,
}
"""Items in one request at most (Modbus application protocol; pymodbus does not keep the write limits)."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request; build it with `read` or `write`, which check it."""

    unit: int
    function: int
    address: int
    count: int
    values: tuple[int, ...] = ()
    """What is written: register words, or bits as 0 and 1."""

    @property
    def table(self) -> Table:
        """The table that is read or written."""
        return TABLES[Function(self.function)]

    @property
    def writes(self) -> bool:
        """Whether it changes the device."""
        return self.function >= Function.WRITE_COIL

    @property
    def of_bits(self) -> bool:
        """Whether its items are bits, not registers."""
        return self.function in {1, 2, 5, 15}

    @property
    def data_bytes(self) -> int:
        """Bytes that its items take on the wire."""
        return (self.count + 7) // 8 if self.of_bits else 2 * self.count


def read(unit: int, table: Table, address: int, count: int) -> Request:
    """Read `count` registers or bits; ValueError beyond the protocol's limits."""
    return _checked(Request(unit, READS[table], address, count))


def write(unit: int, table: Table, address: int, values: Sequence[int]) -> Request:
    """Write words or bits, one or several; ValueError beyond the limits or where none may write."""
    if table not in WRITES:
        raise ValueError(f"the {table} table cannot be written")
    single, several = WRITES[table]
    highest = 1 if table is Table.COIL else 0xFFFF
    if not all(0 <= value <= highest for value in values):
        raise ValueError(f"a {table} holds 0 to {highest}")
    function = single if len(values) == 1 else several
    return _checked(Request(unit, function, address, len(values), tuple(values)))


def _checked(request: Request) -> Request:
    most = MOST[Function(request.function)]
    if not 1 <= request.count <= most:
        raise ValueError(f"{request.count} items asked in one request, 1 to {most} allowed")
    if not 0 <= request.address <= 0x10000 - request.count:
        raise ValueError(f"address {request.address} with {request.count} items leaves 0 to 65535")
    if not 0 <= request.unit <= 255:
        raise ValueError(f"unit {request.unit} is not 0 to 255")
    return request
