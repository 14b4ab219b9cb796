"""drivers/FOLDER/NAME.yaml: how one device model speaks. YAML declares, it never computes."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from lightctl.site.driver_dialogues import FramesRow, TopicsRow
from lightctl.site.driver_rules import check_levels, check_map, check_point
from lightctl.site.words import Duration, FileModel, Id, Positive, Text, wrong
from lightctl.wire.driver import (
    Access,
    Driver,
    Encoding,
    Kind,
    LevelScale,
    Limits,
    Point,
    Table,
    WordOrder,
)

MOST_LAMPS = 128
"""Lamps of one concentrator."""

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
BitNumber = Annotated[int, Field(ge=0, le=63)]


class PointRow(FileModel):
    """One value of the device; addresses count from 0, as on the wire."""

    table: Annotated[Table, Field(strict=False)]
    address: int = Field(ge=0, le=0xFFFF)
    type: Annotated[Encoding, Field(strict=False)]
    access: Annotated[Access, Field(strict=False)] = Access.READ
    kind: Annotated[Kind, Field(strict=False)] | None = None
    unit: str = ""
    scale: Positive = 1.0
    divisor: Positive = 1.0
    offset: float = 0.0
    range: Annotated[list[float], Field(min_length=2, max_length=2)] | None = None
    word_order: Annotated[WordOrder, Field(strict=False)] = WordOrder.HIGH_FIRST
    sentinels: list[int] = []
    names: dict[int, Text] = {}
    bits: dict[BitNumber, Text] = {}
    count: int = Field(1, ge=1, le=MOST_LAMPS)
    stride: int = Field(0, ge=0, le=1000)
    every: Literal["normal", "energy", "rare", "never"] = "normal"
    note: str = ""

    @model_validator(mode="after")
    def _sound(self) -> Self:
        check_point(self.to_point("the point"))
        return self

    def to_point(self, name: str, repeats: int = 0) -> Point:
        """As the wire knows it; in a bank it repeats for each lamp."""
        low, high = self.range or (None, None)
        return Point(
            name=name,
            table=self.table,
            address=self.address,
            encoding=self.type,
            access=self.access,
            kind=self.kind,
            unit=self.unit,
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
        )


class BankRow(FileModel):
    """Points that a concentrator repeats for each of its lamps."""

    size: int = Field(ge=1, le=MOST_LAMPS)
    points: dict[Name, PointRow] = Field(min_length=1)


class LimitsRow(FileModel):
    """What one request to the device may carry, and how fast requests may follow each other."""

    read_registers: int = Field(125, ge=1, le=125)
    read_bits: int = Field(2000, ge=1, le=2000)
    write_registers: int = Field(123, ge=1, le=123)
    write_bits: int = Field(1968, ge=1, le=1968)
    hole_registers: int = Field(8, ge=0, le=124)
    gap: Duration = timedelta(0)
    timeout: Duration = timedelta(seconds=1)
    connections: int = Field(1, ge=1, le=16)
    outstanding: int = Field(1, ge=1, le=16)

    def to_limits(self) -> Limits:
        """As the wire knows it."""
        return Limits(
            read_registers=self.read_registers,
            read_bits=self.read_bits,
            write_registers=self.write_registers,
            write_bits=self.write_bits,
            hole_registers=self.hole_registers,
            gap_ms=self.gap.total_seconds() * 1000,
            timeout_ms=self.timeout.total_seconds() * 1000,
            connections=self.connections,
            outstanding=self.outstanding,
        )


class DriverFile(FileModel):
    """One device model; its id is folder/name of the file, and `driver` repeats the name."""

    name: Id = Field(alias="driver")
    title: Text
    speaks: Literal["modbus", "dcu-frames", "mqtt-json"]
    proven: Literal["simulator", "bench", "street"]
    source: Text
    """The document with title and edition, or "ours" for a reference device."""
    level_scale: Annotated[LevelScale, Field(strict=False)] = LevelScale.PERCENT
    limits: LimitsRow = LimitsRow()
    points: dict[Name, PointRow] = {}
    bank: BankRow | None = None
    frames: FramesRow | None = None
    topics: TopicsRow | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        self._speaks_one_dialogue()
        if self.bank:
            twice = set(self.points) & set(self.bank.points)
            if twice:
                raise wrong(f"{min(twice)} stands both among the points and in the bank")
        points = [*self._own_points(), *self._bank_points()]
        check_map(points, self.limits.to_limits())
        check_levels(points, self.level_scale)
        return self

    def driver(self, driver_id: str) -> Driver:
        """As the wire knows it."""
        return Driver(
            id=driver_id,
            title=self.title,
            speaks=self.speaks,
            proven=self.proven,
            source=self.source,
            points=tuple(self._own_points()),
            bank=tuple(self._bank_points()),
            bank_size=self.bank.size if self.bank else 0,
            level_scale=self.level_scale,
            limits=self.limits.to_limits(),
            frames=self.frames.to_rules() if self.frames else None,
            topics=self.topics.to_rules() if self.topics else None,
        )

    def _speaks_one_dialogue(self) -> None:
        parts = {"modbus": self.points, "dcu-frames": self.frames, "mqtt-json": self.topics}
        sections = {"modbus": "points", "dcu-frames": "frames", "mqtt-json": "topics"}
        for dialogue, part in parts.items():
            if dialogue == self.speaks and not part:
                raise wrong(f"a device that speaks {dialogue} needs its {sections[dialogue]}")
            if dialogue != self.speaks and part:
                raise wrong(
                    f"{sections[dialogue]} belongs to {dialogue}, and this device speaks {self.speaks}"
                )

    def _own_points(self) -> Iterator[Point]:
        return (row.to_point(name) for name, row in self.points.items())

    def _bank_points(self) -> Iterator[Point]:
        if self.bank:
            for name, row in self.bank.points.items():
                yield row.to_point(name, self.bank.size)
