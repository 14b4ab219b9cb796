"""drivers/FOLDER/NAME.yaml: how one device model speaks. YAML declares, it never computes."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from lightctl.site.driver_addresses import Addressing
from lightctl.site.driver_dialogues import FramesRow, TopicsRow
from lightctl.site.driver_map import Placed, check_commands, check_levels, check_map, check_patterns
from lightctl.site.driver_point import WRITTEN, PointRow
from lightctl.site.driver_words import Name
from lightctl.site.words import Duration, FileModel, Id, Percent, Text, wrong
from lightctl.wire.driver import Driver, Limits
from lightctl.wire.scales import ContactorPattern, LevelScale, Scale, VoltScale

MOST_LAMPS = 128
"""Lamps of one concentrator."""


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
    effect: Duration | None = None

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
            effect_ms=None if self.effect is None else self.effect.total_seconds() * 1000,
        )


class VoltsRow(FileModel):
    """Where a control voltage begins: the least light above nothing, and its voltage."""

    lowest: float = Field(0.0, ge=0, lt=10)
    level: Annotated[float, Field(ge=0, lt=100)] = 0.0

    @model_validator(mode="after")
    def _apart(self) -> Self:
        if self.level and not self.lowest:
            raise wrong("0 V is off, so the least light has a voltage of its own", "lowest: 1", ("lowest",))
        return self


class PatternRow(FileModel):
    """Which outputs are closed for at least that part of the light."""

    level: Percent
    closed: list[Annotated[int, Field(ge=1, le=64)]] = Field(min_length=1)

    def to_pattern(self) -> ContactorPattern:
        """As the wire knows it."""
        return ContactorPattern(self.level, frozenset(self.closed))


class DriverFile(FileModel):
    """One device model; its id is folder/name of the file, and `driver` repeats the name."""

    name: Id = Field(alias="driver")
    title: Text
    speaks: Literal["modbus", "dcu-frames", "mqtt-json"]
    proven: Literal["simulator", "bench", "street"]
    source: Text
    """The document with title and edition, or "ours" for a reference device."""
    counts_from: Literal[0, 1] = 0
    addresses: Literal["registers", "bytes"] = "registers"
    level_scale: Annotated[LevelScale, Field(strict=False)] = LevelScale.PERCENT
    volts: VoltsRow | None = None
    limits: LimitsRow = LimitsRow()
    patterns: list[PatternRow] = []
    points: dict[Name, PointRow] = {}
    bank: BankRow | None = None
    frames: FramesRow | None = None
    topics: TopicsRow | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        self._speaks_one_dialogue()
        self._named_once()
        if self.volts and self.level_scale is not LevelScale.VOLTS_0_10:
            raise wrong("volts belongs to a control voltage", "level_scale: volts-0-10", ("volts",))
        placed = [*self._own_points(), *self._bank_points()]
        check_commands(placed)
        check_map(placed, self.limits.to_limits())
        check_levels(placed, self._scale())
        check_patterns([row.to_pattern() for row in self.patterns], (point for _, point in placed))
        return self

    def driver(self, driver_id: str) -> Driver:
        """As the wire knows it."""
        return Driver(
            id=driver_id,
            title=self.title,
            speaks=self.speaks,
            proven=self.proven,
            source=self.source,
            points=tuple(point for _, point in self._own_points()),
            bank=tuple(point for _, point in self._bank_points()),
            bank_size=self.bank.size if self.bank else 0,
            level_scale=self._scale(),
            patterns=tuple(row.to_pattern() for row in self.patterns),
            limits=self.limits.to_limits(),
            frames=self.frames.to_rules() if self.frames else None,
            topics=self.topics.to_rules() if self.topics else None,
        )

    def _speaks_one_dialogue(self) -> None:
        parts = {"modbus": self.points or self.bank, "dcu-frames": self.frames, "mqtt-json": self.topics}
        sections = {"modbus": "points", "dcu-frames": "frames", "mqtt-json": "topics"}
        for dialogue, part in parts.items():
            if dialogue == self.speaks and not part:
                raise wrong(f"a device that speaks {dialogue} needs its {sections[dialogue]}")
            if dialogue != self.speaks and part:
                raise wrong(
                    f"{sections[dialogue]} belongs to {dialogue}, and this device speaks {self.speaks}"
                )

    def _named_once(self) -> None:
        own, bank = self.points, self.bank.points if self.bank else {}
        names = [*own, *bank]
        names += [name + WRITTEN for name in names if (own.get(name) or bank[name]).written_at]
        twice = [name for name in names if names.count(name) > 1]
        if twice:
            raise wrong(f"{min(twice)} stands both among the points and in the bank, or twice as written")

    def _scale(self) -> Scale:
        if self.level_scale is not LevelScale.VOLTS_0_10:
            return self.level_scale
        return VoltScale(self.volts.lowest, self.volts.level) if self.volts else VoltScale()

    def _addressing(self) -> Addressing:
        return Addressing(self.counts_from, self.addresses == "bytes")

    def _own_points(self) -> Iterator[Placed]:
        for name, row in self.points.items():
            yield from row.placed(name, ("points", name), self._addressing())

    def _bank_points(self) -> Iterator[Placed]:
        if self.bank:
            for name, row in self.bank.points.items():
                yield from row.placed(name, ("bank", "points", name), self._addressing(), self.bank.size)
