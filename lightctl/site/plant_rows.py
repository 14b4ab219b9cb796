"""All plant files of a site as one set of rows, each knowing its place; nothing looked up yet."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from lightctl.errors import SiteError
from lightctl.site.inventory import read_inventory
from lightctl.site.lamp_rows import LampRow, lamps_of_range
from lightctl.site.library import Library
from lightctl.site.luminaire_row import LuminaireRow
from lightctl.site.parse import Parsed
from lightctl.site.plant_file import (
    CabinetRow,
    ChangeRow,
    GroupRow,
    LampInventory,
    LampRange,
    LineRow,
    PlaceRow,
    PlantFile,
    StreetRow,
)
from lightctl.site.problems import Problems, Spot
from lightctl.site.words import FileModel
from lightctl.site.yaml12 import Data

MOST_LAMPS = 200_000

R_co = TypeVar("R_co", bound=FileModel, covariant=True)
R = TypeVar("R", bound=FileModel)


@dataclass(frozen=True, slots=True)
class Placed(Generic[R_co]):
    """A row and where it stands."""

    row: R_co
    parsed: Parsed[PlantFile]
    section: str
    index: int

    def spot(self, *loc: str | int) -> Spot:
        """Place of the row, or of a value in it."""
        return self.parsed.spot(self.section, self.index, *loc)


@dataclass(slots=True)
class PlantRows:
    """Every row of every plant file, in file order."""

    lines: list[Placed[LineRow]] = field(default_factory=list)
    luminaires: list[Placed[LuminaireRow]] = field(default_factory=list)
    streets: list[Placed[StreetRow]] = field(default_factory=list)
    groups: list[Placed[GroupRow]] = field(default_factory=list)
    places: list[Placed[PlaceRow]] = field(default_factory=list)
    cabinets: list[Placed[CabinetRow]] = field(default_factory=list)
    lamps: list[LampRow] = field(default_factory=list)
    changes: list[Placed[ChangeRow]] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    """Ids in rows that were refused: references to them are no mistakes of their own."""
    incomplete: bool = False
    """Whether some row was refused, so that what seems missing may only be misspelt."""


def gather(files: Iterable[Parsed[PlantFile]], library: Library, problems: Problems) -> PlantRows:
    """The rows of all files, ranges and inventory tables spread out into lamps."""
    rows = PlantRows()
    for parsed in files:
        model = parsed.model
        rows.lines += _placed(parsed, "lines", model.lines)
        rows.luminaires += _placed(parsed, "luminaires", model.luminaires)
        rows.streets += _placed(parsed, "streets", model.streets)
        rows.groups += _placed(parsed, "groups", model.groups)
        rows.places += _placed(parsed, "places", model.places)
        rows.cabinets += _placed(parsed, "cabinets", model.cabinets)
        rows.changes += _placed(parsed, "changes", model.changes)
        rows.broken.update(word for row in parsed.dropped for word in _words(row))
        before = len(problems.errors)
        rows.lamps += _lamps(parsed, library, problems)
        rows.incomplete |= bool(parsed.dropped) or len(problems.errors) > before
        if len(rows.lamps) > MOST_LAMPS:
            problems.error(parsed.spot("lamps"), f"more than {MOST_LAMPS} lamps", "one site is one city")
            break
    return rows


def _placed(parsed: Parsed[PlantFile], section: str, rows: list[R]) -> list[Placed[R]]:
    return [Placed(row, parsed, section, index) for index, row in enumerate(rows)]


def _lamps(parsed: Parsed[PlantFile], library: Library, problems: Problems) -> list[LampRow]:
    found: list[LampRow] = []
    for index, row in enumerate(parsed.model.lamps):
        if isinstance(row, LampRange):
            found += lamps_of_range(parsed, index, row, problems)
        else:
            found += _inventory(parsed.spot("lamps", index, "inventory"), row, library, problems)
        if len(found) > MOST_LAMPS:
            break
    return found


def _inventory(spot: Spot, row: LampInventory, library: Library, problems: Problems) -> list[LampRow]:
    file = library.find(f"config/{row.inventory}")
    if file is None or ".." in row.inventory.split("/"):
        problems.error(spot, f"there is no table config/{row.inventory}")
        return []
    try:
        return read_inventory(library.text(file), file.label, problems)
    except SiteError as error:
        problems.errors += error.problems
        return []


def _words(row: Data) -> Iterator[str]:
    if isinstance(row, str):
        yield row
    elif isinstance(row, list):
        for item in row:
            yield from _words(item)
    elif isinstance(row, dict):
        for item in row.values():
            yield from _words(item)
