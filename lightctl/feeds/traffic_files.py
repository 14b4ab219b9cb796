"""Recorded traffic in our plain CSV: `at,place,flow_veh_h,period_s[,occupancy,speed_km_h]`.

`at` is ISO 8601 with an offset; an empty flow is a place that answered without knowing. Read in slices, a
column at a time, since the recording of a year has millions of rows and each instant in it is of many places.
"""

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path

from lightctl.core.conditions import TrafficReading
from lightctl.errors import FeedError
from lightctl.feeds.counts import Counts, readings_of
from lightctl.feeds.tables import Once, instant, number, text_of

LONGEST_PERIOD_S = 86_400.0
_NEEDED = ("at", "place", "flow_veh_h", "period_s")
_SLICE = 8192

_Columns = Mapping[str, Sequence[str]]


def read_plain(path: Path) -> list[TrafficReading]:
    """Every row, place after place; raises FeedError naming file and line."""
    return readings_of(read_plain_counts(path))


def read_plain_counts(path: Path) -> dict[str, Counts]:
    """The same by place, in the order of the file; raises FeedError likewise."""
    found: dict[str, Counts] = {}
    instants, periods = Once(instant), Once(_period_s)
    try:
        for columns in _slices(path):
            try:
                _take(found, columns, instants, periods)
            except ValueError as error:
                raise _where(path, error) from error
    except csv.Error as error:
        raise FeedError(f"{path}: not a table: {error}") from error
    return found


def _period_s(cell: str) -> float:
    """Seconds of a counting period; raises ValueError."""
    period_s = float(cell or 0)
    if not 0 <= period_s <= LONGEST_PERIOD_S:
        raise ValueError(f"period_s is {period_s:g}")
    return period_s


def _slices(path: Path) -> Iterator[_Columns]:
    """Some thousand rows at a time as columns by name; cells that a short row lacks are empty."""
    reader = csv.reader(text_of(path))
    heads = _heads(reader)
    missing = [name for name in _NEEDED if name not in heads]
    if heads and missing:
        raise FeedError(f"{path.name}:{reader.line_num}: has no column {', '.join(map(repr, missing))}")
    while chunk := list(islice(reader, _SLICE)):
        yield _columns(heads, chunk)


def _heads(reader: Iterator[list[str]]) -> list[str]:
    return next((row for row in reader if row), [])


def _columns(heads: Sequence[str], chunk: Sequence[Sequence[str]]) -> _Columns:
    width = len(heads)
    if set(map(len, chunk)) != {width}:
        chunk = [[*row[:width], *[""] * (width - len(row))] for row in chunk if row]
    return dict(zip(heads, zip(*chunk, strict=True) if chunk else [()] * width, strict=True))


def _take(
    found: dict[str, Counts], columns: _Columns, instants: Once[datetime], periods: Once[float]
) -> None:
    rows = len(columns["at"])
    nothing: list[float | None] = [None] * rows
    occupancy, speed = columns.get("occupancy"), columns.get("speed_km_h")
    slice_ = Counts(
        "", [instants[text] for text in columns["at"]], _numbers(columns["flow_veh_h"]),
        [periods[text] for text in columns["period_s"]], _numbers(occupancy) if occupancy else nothing,
        _numbers(speed) if speed else nothing, [False] * rows,
    )  # fmt: skip
    positions: defaultdict[str, list[int]] = defaultdict(list)
    for position, place in enumerate(columns["place"]):
        positions[place].append(position)
    for place, of_place in positions.items():
        found.setdefault(place, Counts(place)).extend(slice_, of_place)


def _numbers(cells: Sequence[str]) -> list[float | None]:
    return [float(cell) if cell else None for cell in cells]


def _where(path: Path, error: ValueError) -> FeedError:
    """The first row that cannot be read, looked for again row by row."""
    reader = csv.reader(text_of(path))
    heads = _heads(reader)
    for row in reader:
        cells = dict(zip(heads, row, strict=False))
        try:
            instant(cells.get("at"))
            _period_s(cells.get("period_s", ""))
            for name in ("flow_veh_h", "occupancy", "speed_km_h"):
                number(cells.get(name))
        except ValueError as found:
            if row:
                return FeedError(f"{path.name}:{reader.line_num}: not a traffic row: {found}")
    return FeedError(f"{path.name}: not a table of traffic: {error}")
