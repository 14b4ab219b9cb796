"""An inventory table (CSV) of lamps: one lamp a line, each mistake with its line and column."""

import csv
import io
import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Self

from pydantic import Field, ValidationError, model_validator
from pydantic_core import ErrorDetails

from lightctl.core.plant import DeviceAddress, Fitted
from lightctl.site.lamp_rows import DeclaredAt, LampRow
from lightctl.site.problems import Problems, Spot, did_you_mean
from lightctl.site.words import Date, DriverId, FileModel, Id, Text, Unit, wrong

COLUMNS = (
    "id", "pole", "street", "group", "circuit", "concentrator", "slot", "driver", "line", "unit", "node",
    "luminaire", "since", "controller", "controller_since", "serial", "lat", "lon",
)  # fmt: skip
NEEDED = ("id", "street", "circuit", "luminaire", "since")
_NUMBERS = ("slot", "unit")
_DEGREES = ("lat", "lon")
_DEGREE = re.compile(r"-?\d{1,3}(\.\d{1,12})?\Z", re.ASCII)


class InventoryRow(FileModel):
    """The filled cells of one line."""

    id: Id
    pole: Text = ""
    street: Id
    group: Id | None = None
    circuit: Id
    concentrator: Id | None = None
    slot: int | None = Field(None, ge=1)
    driver: DriverId | None = None
    line: Id | None = None
    unit: Unit | None = None
    node: Text | None = None
    luminaire: Id
    since: Date
    controller: Text = ""
    controller_since: Date | None = None
    serial: Text = ""
    lat: float | None = Field(None, ge=-90, le=90)
    lon: float | None = Field(None, ge=-180, le=180)

    @model_validator(mode="after")
    def _reached_one_way(self) -> Self:
        own = [self.driver, self.line, self.unit or self.node]
        if bool(self.concentrator) != bool(self.slot):
            raise wrong("needs concentrator and slot together")
        if any(own) and not all(own):
            raise wrong("needs driver, line and unit together")
        if self.unit and self.node:
            raise wrong("has both a unit and a node", "a unit on a serial line, a node behind a broker")
        if self.concentrator and self.driver:
            raise wrong("has both a concentrator and an address of its own", "a lamp is reached one way")
        if (self.lat is None) != (self.lon is None):
            raise wrong("needs lat and lon together")
        if self.serial and not self.controller:
            raise wrong("has a serial of no controller")
        return self

    def to_lamp(self, declared: DeclaredAt) -> LampRow:
        """As the other rows that declare lamps."""
        direct = (
            DeviceAddress(self.driver, self.line, self.unit or 0, self.node or "")
            if self.driver and self.line
            else None
        )
        return LampRow(
            id=self.id,
            pole=self.pole or self.id,
            street=self.street,
            group=self.group or self.street,
            circuit=self.circuit,
            concentrator=self.concentrator or "",
            slot=self.slot or 0,
            direct=direct,
            luminaire=self.luminaire,
            since=self.since,
            row=declared,
            controllers=self._controllers(),
            where=None if self.lat is None or self.lon is None else (self.lat, self.lon),
        )

    def _controllers(self) -> tuple[Fitted, ...]:
        since: date = self.controller_since or self.since
        return (Fitted(since, self.controller, self.serial),) if self.controller else ()


def read_inventory(text: str, file: str, problems: Problems) -> list[LampRow]:
    """Every good line as a lamp; every bad one as a problem."""
    lines = list(io.StringIO(text, newline=""))
    table = csv.reader(lines, strict=True)
    lamps: list[LampRow] = []
    try:
        head = [cell.strip() for cell in next(table, [])]
        if not _head_is_good(head, file, problems):
            return []
        for cells in table:
            if any(cell.strip() for cell in cells):
                lamps += _lamp(
                    head, cells, lines[table.line_num - 1], Spot(file, table.line_num, 1), problems
                )
    except csv.Error as error:
        problems.error(Spot(file, table.line_num, 1), f"not a table: {error}")
    return lamps


def _head_is_good(head: list[str], file: str, problems: Problems) -> bool:
    before = len(problems.errors)
    for column in head:
        if column not in COLUMNS:
            hint = did_you_mean(column, COLUMNS) or f"known are: {', '.join(COLUMNS)}"
            problems.error(Spot(file, 1, 1), f"unknown column {column!r}", hint)
        elif head.count(column) > 1:
            problems.error(Spot(file, 1, 1), f"column {column!r} appears twice")
            break
    missing = [column for column in NEEDED if column not in head]
    if missing and len(problems.errors) == before:
        problems.error(Spot(file, 1, 1), f"needs the columns {', '.join(missing)}")
    return len(problems.errors) == before


def _lamp(head: list[str], cells: list[str], line: str, spot: Spot, problems: Problems) -> list[LampRow]:
    if len(cells) != len(head):
        problems.error(spot, f"has {len(cells)} cells where the first line names {len(head)}")
        return []
    spots = _cell_spots(head, cells, line, spot)
    values = {name: cell.strip() for name, cell in zip(head, cells, strict=True) if cell.strip()}
    for name, cell in values.items():
        if not unicodedata.is_normalized("NFC", cell):
            problems.error(
                spots[name], f"{cell!r} is written with combining accents, not in composed form (NFC)"
            )
    row, refusals = checked(values)
    for column, message, hint in refusals:
        problems.error(spots.get(column, spot), message, hint)
    return [] if row is None else [row.to_lamp(DeclaredAt(spot, spots))]


def checked(values: Mapping[str, str]) -> tuple[InventoryRow | None, list[tuple[str, str, str]]]:
    """The row of filled cells, or why it is none: (column, message, hint), the column empty for the whole."""
    try:
        return InventoryRow.model_validate({name: _value(name, cell) for name, cell in values.items()}), []
    except ValidationError as error:
        return None, [_refusal(detail, values) for detail in error.errors(include_url=False)]


def _refusal(detail: ErrorDetails, values: Mapping[str, str]) -> tuple[str, str, str]:
    column = str(detail["loc"][0]) if detail["loc"] else ""
    context = detail.get("ctx", {})
    message = str(context.get("say") or _plain(detail["type"], column, values.get(column, "")))
    return column, message, str(context.get("hint", ""))


def _plain(kind: str, column: str, cell: str) -> str:
    return f"needs a {column}" if kind == "missing" else f"{cell!r} cannot be a {column}"


def _value(column: str, cell: str) -> str | int | float:
    if column in _NUMBERS and cell.isascii() and cell.isdecimal() and len(cell) < 6:
        return int(cell)
    if column in _DEGREES and _DEGREE.match(cell):
        return float(cell)
    return cell


def _cell_spots(head: list[str], cells: list[str], line: str, spot: Spot) -> dict[str, Spot]:
    """Where each cell begins; the line's own place when quotes hide it."""
    spots: dict[str, Spot] = {}
    column = 1
    for name, cell in zip(head, cells, strict=True):
        spots[name] = spot if '"' in line else Spot(spot.file, spot.line, column)
        column += len(cell) + 1
    return spots
