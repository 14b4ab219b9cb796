"""config/plant*.yaml: lines, luminaires, streets, cabinets and lamps as rows an engineer types."""

from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Discriminator, Field, Tag, model_validator

from lightctl.site.luminaire_row import LuminaireRow
from lightctl.site.problems import did_you_mean
from lightctl.site.words import (
    Date,
    DriverId,
    FileModel,
    Id,
    Percent,
    Positive,
    Text,
    Unit,
    wrong,
)

CLASSES = ("M1", "M2", "M3", "M4", "M5", "M6")


def known_class(word: str) -> str:
    """The class, if EN 13201-2 has it for motor traffic."""
    if word not in CLASSES:
        hint = did_you_mean(word.upper(), CLASSES)
        raise wrong(
            f"{word!r} is not a lighting class", hint or "M1 (brightest) to M6, as EN 13201-2 has them"
        )
    return word


def _host_port(words: str) -> str:
    host, colon, port = words.rpartition(":")
    if not colon or not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise wrong(f"{words!r} is not an address", "host and port, as in 192.0.2.10:502")
    return words


Address = Annotated[str, AfterValidator(_host_port)]


class LineRow(FileModel):
    """One serial port or TCP connection."""

    id: Id
    tcp: Address = ""
    rtu: str = ""
    rtu_over_tcp: Address = Field("", alias="rtu-over-tcp")
    serial: str = ""
    mqtt: Address = ""
    baud: Literal[1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200] = 19200
    parity: Literal["N", "E", "O"] = "N"

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if sum(map(bool, (self.tcp, self.rtu, self.rtu_over_tcp, self.serial, self.mqtt))) != 1:
            raise wrong(f"line {self.id!r} needs one of tcp, rtu, rtu-over-tcp, serial, mqtt")
        return self


class StreetRow(FileModel):
    """A street as people know it."""

    id: Id
    name: Text
    lighting_class: Annotated[str, AfterValidator(known_class)] = Field(alias="class")
    service_flow: Positive
    never_below: Percent = 0.0
    baseline: Id
    district: Id | None = None
    place: Id | None = None
    follows: Id | None = None
    typical: Id | None = None
    calculated_luminance: Positive | None = None
    measured_luminance: Positive | None = None

    @model_validator(mode="after")
    def _one_luminance(self) -> Self:
        if self.calculated_luminance and self.measured_luminance:
            raise wrong(f"street {self.id!r} has its luminance twice", "keep the measured one")
        return self

    @model_validator(mode="after")
    def _one_counter(self) -> Self:
        if self.place and self.follows:
            raise wrong(
                f"street {self.id!r} has both place and follows", "place is its own counter; keep one"
            )
        if self.typical and (self.place or self.follows):
            raise wrong(f"street {self.id!r} has a counter and a typical day", "typical: is for one without")
        return self


class GroupRow(FileModel):
    """Lamps that always get the same decision."""

    id: Id
    street: Id
    never_below: Percent | None = None


class PlaceRow(FileModel):
    """Where vehicles are counted."""

    id: Id
    name: Text
    street: Id
    weights: dict[str, Annotated[float, Field(ge=0)]] = {}


class ConcentratorRow(FileModel):
    """A concentrator in a cabinet; on the cabinet's line unless another is named."""

    id: Id
    driver: DriverId
    unit: Unit
    line: Id | None = None


class MeterRow(FileModel):
    """A meter of its own; on the cabinet's line unless another is named."""

    driver: DriverId
    unit: Unit
    line: Id | None = None


class CabinetRow(FileModel):
    """A cabinet and what is in it."""

    id: Id
    name: Text
    street: Id
    line: Id
    driver: DriverId
    unit: Unit
    circuits: list[Id] = Field(min_length=1)
    concentrators: list[ConcentratorRow] = []
    meter: MeterRow | None = None
    metered: bool = True

    @model_validator(mode="after")
    def _meter_or_none(self) -> Self:
        if self.meter and not self.metered:
            raise wrong(f"cabinet {self.id!r} has a meter and metered: false", "remove one of them")
        return self


class DirectRow(FileModel):
    """Lamp controllers on the line itself, one unit each; or nodes of a broker, one name each."""

    driver: DriverId
    line: Id
    units: Text | None = None
    nodes: Text | None = None

    @model_validator(mode="after")
    def _one_address_each(self) -> Self:
        if bool(self.units) == bool(self.nodes):
            raise wrong("direct needs one of units and nodes", "units on a line, nodes behind a broker")
        return self


class LampRange(FileModel):
    """Lamps in a row of the same kind; their circuits are taken in turn."""

    range: Text
    street: Id
    group: Id | None = None
    circuits: list[Id] = Field(min_length=1)
    concentrator: Id | None = None
    slots: str | None = None
    direct: DirectRow | None = None
    luminaire: Id
    since: Date

    @model_validator(mode="after")
    def _reached_one_way(self) -> Self:
        if self.concentrator and self.direct:
            raise wrong(f"lamps {self.range} have both concentrator and direct", "a lamp is reached one way")
        if bool(self.concentrator) != bool(self.slots):
            raise wrong(f"lamps {self.range} need concentrator and slots together")
        return self


class LampInventory(FileModel):
    """A table with one lamp a row, below config/."""

    inventory: Text


class ChangeRow(FileModel):
    """From a date on another luminaire or controller is on the pole."""

    lamp: Id
    luminaire: Id | None = None
    controller: Text | None = None
    serial: str = ""
    since: Date

    @model_validator(mode="after")
    def _something_changes(self) -> Self:
        if not self.luminaire and not self.controller:
            raise wrong(f"nothing changes on lamp {self.lamp!r}", "name a luminaire or a controller")
        return self


def _which_lamps(row: Any) -> str:
    return "many-in-a-table" if isinstance(row, dict) and "inventory" in row else "many-in-a-row"


LampRows = Annotated[
    Annotated[LampRange, Tag("many-in-a-row")] | Annotated[LampInventory, Tag("many-in-a-table")],
    Discriminator(_which_lamps),
]


class PlantFile(FileModel):
    """One plant file; a city may be split over several."""

    lines: list[LineRow] = []
    luminaires: list[LuminaireRow] = []
    streets: list[StreetRow] = []
    groups: list[GroupRow] = []
    places: list[PlaceRow] = []
    cabinets: list[CabinetRow] = []
    lamps: list[LampRows] = []
    changes: list[ChangeRow] = []
