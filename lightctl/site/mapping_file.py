"""A mapping: how a recorded table of traffic is read, as data instead of code for each file."""

import zoneinfo
from datetime import timedelta
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from lightctl.errors import Problem, SiteError
from lightctl.site.library import Library
from lightctl.site.parse import parse
from lightctl.site.problems import Problems
from lightctl.site.words import Duration, FileModel, Id, Text, between, wrong
from lightctl.site.yaml12 import read


def _zone(name: str) -> str:
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise wrong(f"unknown time zone {name!r}", "as in Asia/Ho_Chi_Minh, or offset") from error
    return name


def _zone_or_offset(name: str) -> str:
    return name if name == "offset" else _zone(name)


class WideRow(FileModel):
    """A table whose rows are days: the first count's column, and how many follow."""

    first: Text
    counts: int = Field(ge=1, le=1440)


class MappingFile(FileModel):
    """One layout of tables. Exactly one of `count`, `flow` and `wide` says what was counted, or none of them
    where a table holds only occupancy or speed.
    """

    mapping: Id
    title: Text
    source: Text
    header: int = Field(1, ge=1, le=20)
    """The line that names the columns."""
    delimiter: Literal[",", ";", "\t"] = ","
    time: Text
    """The column of the instant; of the day where rows are days."""
    time_format: Text = "iso"
    """As strptime writes it, or iso."""
    time_is: Literal["start", "end"]
    """What of the counting period the instant is."""
    zone: Annotated[Text, AfterValidator(_zone_or_offset)]
    """Whose clock wrote the instants; `offset` where each instant says it itself."""
    period: Annotated[Duration, between("10s", "1h")]
    place: str = ""
    """The column that names the place; empty where the table is of one place."""
    count: str = ""
    """The column of vehicles counted in the period."""
    flow: str = ""
    """The column of vehicles an hour."""
    wide: WideRow | None = None
    occupancy: str = ""
    occupancy_unit: Literal["share", "percent"] = "share"
    speed: str = ""
    speed_unit: Literal["km/h", "mph"] = "km/h"
    same_time: Literal["same", "sum"] = "same"
    """Several rows of one place and time: one count written more than once, or lanes to be summed."""

    @model_validator(mode="after")
    def _says_what_was_counted(self) -> Self:
        said = [name for name in ("count", "flow", "wide") if getattr(self, name)]
        if len(said) > 1:
            raise wrong(f"{' and '.join(said)} at once", "one of count, flow, wide")
        if not said and not self.occupancy and not self.speed:
            raise wrong("nothing is read", "add count, flow, wide, occupancy or speed")
        if self.wide and self.wide.counts * self.period != timedelta(days=1):
            raise wrong(f"{self.wide.counts} counts of {self.period} are no day")
        return self


def load_mapping(library: Library, path: str) -> MappingFile:
    """The mapping of a path within the site, or of the shipped library; raises SiteError."""
    file, problems = library.find(path), Problems()
    if file is None:
        raise SiteError([Problem(path, 0, 0, "there is no such mapping")])
    parsed = parse(MappingFile, read(library.text(file), file.label), problems)
    if problems.errors or parsed is None:
        raise SiteError(problems.errors)
    return parsed.model
