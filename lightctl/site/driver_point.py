"""A point of a driver file, as an engineer writes it."""

from dataclasses import replace
from datetime import timedelta
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from lightctl.site.driver_addresses import Addressing
from lightctl.site.driver_map import Placed
from lightctl.site.driver_rules import check_point
from lightctl.site.driver_words import Address, Sentinels
from lightctl.site.words import Duration, FileModel, Positive, Text, duration, wrong
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

MOST_REPEATS = 512
"""Values of one point outside a bank."""
WRITTEN = "_written"
"""What follows a point's name where it is written elsewhere."""

BitNumber = Annotated[int, Field(ge=0, le=63)]
Stride = Annotated[int, Field(ge=0, le=2000)]


def _offset(value: object) -> timedelta:
    """A duration that may be under nothing."""
    if isinstance(value, str) and value.startswith("-"):
        return -duration(value[1:])
    return duration(value.removeprefix("+") if isinstance(value, str) else value)


Offset = Annotated[
    timedelta,
    BeforeValidator(_offset),
    WithJsonSchema({"type": "string", "pattern": r"^[+-]?[0-9]+(\.[0-9]+)?(min|h)$", "examples": ["7h"]}),
]


class WrittenRow(FileModel):
    """Where a value is written that is read elsewhere."""

    table: Annotated[Table, Field(strict=False)] = Table.HOLDING
    address: Address
    stride: Stride = 0


class WriteLimitRow(FileModel):
    """How often one value may be written."""

    gap: Duration = timedelta(0)
    per_day: int = Field(0, ge=0, le=100_000)


class PointRow(FileModel):
    """One value of the device."""

    table: Annotated[Table, Field(strict=False)]
    address: Address
    type: Annotated[Encoding, Field(strict=False)]
    access: Annotated[Access, Field(strict=False)] = Access.READ
    written_at: WrittenRow | None = None
    kind: Annotated[Kind, Field(strict=False)] | None = None
    unit: str = ""
    scale: Positive = 1.0
    divisor: Positive = 1.0
    offset: float = 0.0
    range: Annotated[list[float], Field(min_length=2, max_length=2)] | None = None
    word_order: Annotated[WordOrder, Field(strict=False)] = WordOrder.HIGH_FIRST
    byte_order: Annotated[ByteOrder, Field(strict=False)] = ByteOrder.HIGH_FIRST
    length: int = Field(0, ge=0, le=60)
    fields: list[Annotated[CalendarField, Field(strict=False)]] = []
    packed: bool = False
    utc_offset: Offset = timedelta(0)
    sentinels: Sentinels = []
    names: dict[int, Text] = {}
    bits: dict[BitNumber, Text] = {}
    count: int = Field(1, ge=1, le=MOST_REPEATS)
    stride: Stride = 0
    every: Literal["normal", "energy", "rare", "never"] = "normal"
    expect: list[int | Text] = []
    write_limit: WriteLimitRow = WriteLimitRow()
    note: str = ""

    @model_validator(mode="after")
    def _sound(self) -> Self:
        point = self._point("the point")
        if self.written_at is None:
            check_point(point)
            return self
        if self.access is not Access.READ_WRITE:
            raise wrong("what is written elsewhere is read and written", "access: rw", ("access",))
        if (self.written_at.table, self.written_at.address) == (self.table, self.address):
            raise wrong("written_at is where it is read", "leave written_at out", ("written_at",))
        check_point(self._read(point))
        check_point(self._written(point, self.written_at))
        return self

    def placed(
        self, name: str, at: tuple[str, ...], addressing: Addressing, repeats: int = 0
    ) -> list[Placed]:
        """As the wire knows it: one point, or one to read and one to write; in a bank each lamp has it."""
        point = self._point(name, repeats)
        if self.written_at is None:
            return [(at, addressing.on_the_wire(point, at))]
        place = (*at, "written_at")
        return [
            (at, addressing.on_the_wire(self._read(point), at)),
            (place, addressing.on_the_wire(self._written(point, self.written_at), place)),
        ]

    def _read(self, point: Point) -> Point:
        return replace(point, access=Access.READ, write_gap_s=0.0, writes_per_day=0)

    def _written(self, point: Point, row: WrittenRow) -> Point:
        return replace(
            point, name=point.name + WRITTEN, table=row.table, address=row.address, stride=row.stride,
            access=Access.WRITE, every="never",
        )  # fmt: skip

    def _point(self, name: str, repeats: int = 0) -> Point:
        low, high = self.range or (None, None)
        return Point(
            name=name,
            table=self.table,
            address=self.address,
            encoding=self.type,
            access=self.access,
            kind=self.kind,
            unit=self.unit or ("s" if self.type is Encoding.CALENDAR else ""),
            scale=self.scale,
            divisor=self.divisor,
            offset=self.offset,
            low=low,
            high=high,
            word_order=self.word_order,
            sentinels=tuple(self.sentinels),
            names=self.names,
            bits=self.bits,
            count=repeats or self.count,
            stride=self.stride,
            every=self.every,
            note=self.note,
            byte_order=self.byte_order,
            length=self.length,
            fields=tuple(self.fields),
            packed=self.packed,
            utc_offset_s=self.utc_offset.total_seconds(),
            expect=tuple(str(one) for one in self.expect),
            write_gap_s=self.write_limit.gap.total_seconds(),
            writes_per_day=self.write_limit.per_day,
        )
