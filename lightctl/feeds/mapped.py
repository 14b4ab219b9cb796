"""Recorded traffic read by a mapping: any table of instants and counts.

A gap is "unknown", never "no cars": an hour that no clock showed gives no reading, nor does one that a clock
showed twice unless its rows say which; rows that contradict each other, a lane that is missing on a day, a
cell that is empty or below zero make the count unknown.
"""

import csv
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from lightctl.core.conditions import TrafficReading
from lightctl.errors import FeedError
from lightctl.feeds.messages import EARLIEST, LATEST
from lightctl.feeds.tables import Once, text_of
from lightctl.site.mapping_file import MappingFile

KMH_PER_MPH = 1.609344
ONLY = ""
"""The source's own name where a table is of one place."""


@dataclass(frozen=True, slots=True)
class Playback:
    """Where a recording is played: the city's zone, and the day its first recorded day stands for."""

    zone: ZoneInfo
    first_day: date | None = None


class _Cells(NamedTuple):
    """What a row says of one period; `begin` is the recorder's wall clock, aware where rows say it."""

    name: str
    begin: datetime
    units: float | None
    occupancy: float | None
    speed: float | None


def read_mapped(
    path: Path, mapping: MappingFile, sites: Mapping[str, str], playback: Playback
) -> list[TrafficReading]:
    """Every count of the wanted places; `sites` is counting place → the table's own name for it.

    Raises FeedError naming file and line.
    """
    found: dict[tuple[str, datetime], list[_Cells]] = defaultdict(list)
    for cells in _rows(path, mapping):
        found[cells.name, cells.begin].append(cells)
    if not found or not sites:
        what = "no counts in it" if sites else "say in sites: whose counts these are"
        raise FeedError(f"{path.name}: {what}")
    names = {name for name, _ in found}
    places = {name if mapping.place else ONLY: place for place, name in sites.items()}
    missing = sorted(set(places) - names)
    if missing:
        raise FeedError(f"{path.name}: has no site {', '.join(missing)}; it has {', '.join(sorted(names))}")
    lanes = _lanes_of(found.values()) if mapping.same_time == "sum" else {}
    first = min(begin for _, begin in found).date()
    clock = _Clock(mapping, playback, first)
    return [
        _reading(places[name], at, rows, mapping, lanes.get(name, 1))
        for (name, begin), rows in sorted(found.items(), key=lambda item: item[0])
        if name in places and (at := clock.end_of(begin)) is not None
    ]


class _Clock:
    """The recorder's wall clock as instants, or as those of the city where a recording is played."""

    def __init__(self, mapping: MappingFile, playback: Playback, first: date) -> None:
        self._own = None if mapping.zone == "offset" else ZoneInfo(mapping.zone)
        self._playback, self._period = playback, mapping.period
        self._shift = playback.first_day - first if playback.first_day else None
        self._known: dict[datetime, datetime | None] = {}

    def end_of(self, begin: datetime) -> datetime | None:
        """The end of the period that began then; None for an hour that never was, or was twice."""
        if self._own is None:  # equal instants of other offsets are other wall clocks
            return self._end_of(begin)
        if begin not in self._known:
            self._known[begin] = self._end_of(begin)
        return self._known[begin]

    def _end_of(self, begin: datetime) -> datetime | None:
        if self._own is not None:
            local = begin.replace(tzinfo=self._own)
            if local.utcoffset() != local.replace(fold=1).utcoffset():
                return None
        else:
            local = begin
        if self._shift is not None:
            local = (local.replace(tzinfo=None) + self._shift).replace(tzinfo=self._playback.zone)
        return local.astimezone(UTC) + self._period


def _lanes_of(groups: Iterable[list[_Cells]]) -> dict[str, int]:
    most: dict[str, int] = {}
    for rows in groups:
        most[rows[0].name] = max(most.get(rows[0].name, 0), len(rows))
    return most


def _reading(
    place: str, at: datetime, rows: list[_Cells], mapping: MappingFile, lanes: int
) -> TrafficReading:
    units = [row.units for row in rows if row.units is not None]
    known = len(units) == len(rows) >= lanes
    if mapping.same_time == "same":
        known = known and len(set(units)) == 1
        units = units[:1]
    seconds = mapping.period.total_seconds()
    return TrafficReading(
        place, at, sum(units) * (1 if mapping.flow else 3600 / seconds) if known else None, seconds,
        max((row.occupancy for row in rows if row.occupancy is not None), default=None),
        min((row.speed for row in rows if row.speed is not None), default=None),
    )  # fmt: skip


def _rows(path: Path, mapping: MappingFile) -> Iterator[_Cells]:
    reader = csv.reader(text_of(path), delimiter=mapping.delimiter)
    columns: dict[str, int] = {}
    instants = Once(lambda cell: _instant(cell, mapping))
    try:
        for line, row in enumerate(reader, start=1):
            if line == mapping.header:
                columns = {name.strip(): index for index, name in reversed(list(enumerate(row)))}
                _refuse_missing(path, mapping, columns)
            elif line > mapping.header and any(row):
                yield from _cells(path, line, row, columns, mapping, instants)
    except csv.Error as error:
        raise FeedError(f"{path.name}: not a table: {error}") from error
    if not columns:
        raise FeedError(f"{path.name}: has no line {mapping.header} with its columns")


def _refuse_missing(path: Path, mapping: MappingFile, columns: Mapping[str, int]) -> None:
    wide = mapping.wide.first if mapping.wide else ""
    counted = (mapping.count, mapping.flow, mapping.occupancy, mapping.speed, wide)
    wanted = (mapping.time, mapping.place, *counted)
    missing = [name for name in wanted if name and name not in columns]
    if missing:
        raise FeedError(f"{path.name}:{mapping.header}: has no column {', '.join(map(repr, missing))}")


def _cells(
    path: Path, line: int, row: list[str], columns: Mapping[str, int], mapping: MappingFile,
    instants: Once[datetime],
) -> Iterator[_Cells]:  # fmt: skip
    try:
        name = row[columns[mapping.place]].strip() if mapping.place else ONLY
        stated = instants[row[columns[mapping.time]]]
        if mapping.wide is not None:
            yield from _day(name, stated, row, columns[mapping.wide.first], mapping)
            return
        begin = stated - mapping.period if mapping.time_is == "end" else stated
        percent = 100 if mapping.occupancy_unit == "percent" else 1
        factor = KMH_PER_MPH if mapping.speed_unit == "mph" else 1.0
        occupancy = _number(row, columns, mapping.occupancy)
        speed = _number(row, columns, mapping.speed)
        yield _Cells(
            name, begin, _number(row, columns, mapping.count or mapping.flow),
            occupancy / percent if occupancy is not None else None,
            speed * factor if speed is not None else None,
        )  # fmt: skip
    except (ValueError, IndexError, OverflowError) as error:
        raise FeedError(f"{path.name}:{line}: not a row of {mapping.mapping}: {error}") from error


def _day(name: str, stated: datetime, row: list[str], first: int, mapping: MappingFile) -> Iterator[_Cells]:
    cells = row[first : first + (mapping.wide.counts if mapping.wide else 0)]
    if mapping.wide is None or len(cells) != mapping.wide.counts:
        raise ValueError(f"{len(cells)} counts in a day")
    midnight = datetime.combine(stated.date(), time())
    for index, cell in enumerate(cells):
        yield _Cells(name, midnight + index * mapping.period, _believed(cell), None, None)


def _instant(cell: str, mapping: MappingFile) -> datetime:
    text = cell.strip()
    if mapping.time_format == "iso":
        at = datetime.fromisoformat(text)
    else:
        at = datetime.strptime(text, mapping.time_format)  # noqa: DTZ007 - the mapping says whose clock
    if not EARLIEST.year <= at.year < LATEST.year:
        raise ValueError(f"{text!r} is outside the calendar")
    if (at.tzinfo is not None) != (mapping.zone == "offset"):
        raise ValueError(f"{text!r} and zone: {mapping.zone} do not agree")
    return at


def _number(row: list[str], columns: Mapping[str, int], column: str) -> float | None:
    return _believed(row[columns[column]]) if column else None


def _believed(cell: str) -> float | None:
    """The cell's number; None for an empty cell, and below zero, where detectors write fault codes."""
    value = float(cell) if cell.strip() else None
    return value if value is not None and math.isfinite(value) and value >= 0 else None
