"""An inventory as somebody else keeps it: a table (CSV) or points (GeoJSON), row by row with their lines."""

import csv
import io
import json
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lightctl.errors import Problem, SiteError

MOST_BYTES = 64_000_000
ENCODINGS = ("utf-8", "windows-1258")
"""UTF-8 with or without its mark; the old Vietnamese code page only when it is asked for."""
DELIMITERS = ",;\t"


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One row: its first line in the file and its filled cells by column, in composed form (NFC)."""

    line: int
    cells: dict[str, str]
    trouble: str = ""
    """Why it is no row at all; empty for a sound one."""


@dataclass(frozen=True, slots=True)
class SourceTable:
    """Everything that was in a file."""

    columns: tuple[str, ...]
    rows: tuple[SourceRow, ...]


def read_source(path: Path, encoding: str = ENCODINGS[0]) -> SourceTable:
    """The rows of a .csv, .geojson or .json file; raises SiteError where it cannot be read at all."""
    text = _text(path, encoding)
    if path.suffix.lower() in {".geojson", ".json"}:
        return _points(text, path.name)
    return _table(text, path.name)


def _text(path: Path, encoding: str) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _no(path.name, 0, f"cannot be read: {error.strerror or error}") from error
    if len(data) > MOST_BYTES:
        raise _no(path.name, 0, f"is larger than {MOST_BYTES // 1_000_000} MB")
    try:
        text = data.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        hint = "save it as UTF-8, or name its code page: --encoding windows-1258"
        raise _no(path.name, line, f"is not {encoding}: byte {data[error.start]:#04x}", hint) from error
    return unicodedata.normalize("NFC", text)


def _table(text: str, file: str) -> SourceTable:
    head = text.split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=head.count)
    table = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=delimiter)
    rows: list[SourceRow] = []
    try:
        columns = [cell.strip() for cell in next(table, [])]
        _check_head(columns, file)
        line = table.line_num + 1
        for cells in table:
            if any(cell.strip() for cell in cells):
                rows.append(_row(columns, cells, line))
            line = table.line_num + 1
    except csv.Error as error:
        raise _no(file, table.line_num, f"not a table: {error}") from error
    return SourceTable(tuple(columns), tuple(rows))


def _check_head(columns: list[str], file: str) -> None:
    if not any(columns):
        raise _no(file, 1, "has no first line with the names of its columns")
    twice = next((one for one in columns if columns.count(one) > 1), None)
    if twice is not None:
        raise _no(file, 1, f"column {twice!r} appears twice")


def _row(columns: list[str], cells: list[str], line: int) -> SourceRow:
    if len(cells) != len(columns):
        told = f"has {len(cells)} cells where the first line names {len(columns)}"
        return SourceRow(line, {"?": " | ".join(cells)}, told)
    return SourceRow(line, {n: c.strip() for n, c in zip(columns, cells, strict=True) if c.strip()})


def _points(text: str, file: str) -> SourceTable:
    try:
        whole = json.loads(text)
    except ValueError as error:
        raise _no(file, getattr(error, "lineno", 0), f"is not JSON: {error}") from error
    if not isinstance(whole, dict) or not isinstance(whole.get("features"), list):
        raise _no(file, 1, "is no GeoJSON FeatureCollection")
    try:
        lines = _feature_lines(text, len(whole["features"]))
    except (
        ValueError,
        IndexError,
    ):  # "features" stands elsewhere in it too
        lines = [1] * len(whole["features"])
    rows = tuple(_feature(one, line) for one, line in zip(whole["features"], lines, strict=True))
    columns = dict.fromkeys(column for row in rows for column in row.cells)
    return SourceTable(tuple(columns), rows)


def _feature_lines(text: str, count: int) -> list[int]:
    """The line on which each feature begins."""
    decoder = json.JSONDecoder()
    start = text.find("[", text.find('"features"')) + 1
    lines: list[int] = []
    counted, line = 0, 1
    for _ in range(count):
        while text[start] in ", \t\r\n":
            start += 1
        line += text.count("\n", counted, start)
        counted = start
        lines.append(line)
        _, start = decoder.raw_decode(text, start)
    return lines


def _feature(feature: Any, line: int) -> SourceRow:
    if not isinstance(feature, dict):
        return SourceRow(line, {"?": str(feature)}, "is no feature")
    properties = feature.get("properties") or {}
    cells = {str(name): _cell(value) for name, value in dict(properties).items()}
    cells = {name: cell for name, cell in cells.items() if cell}
    geometry = feature.get("geometry")
    if geometry is None:
        return SourceRow(line, cells)
    place = geometry.get("coordinates") if isinstance(geometry, dict) else None
    if not isinstance(place, list) or not _is_point(geometry, place):
        return SourceRow(line, cells, "is no point: a lamp stands at one place")
    return SourceRow(line, {**cells, "lon": _degrees(place[0]), "lat": _degrees(place[1])})


def _is_point(geometry: Any, place: list[Any]) -> bool:
    numbers = all(isinstance(one, int | float) and not isinstance(one, bool) for one in place)
    return geometry.get("type") == "Point" and len(place) in {2, 3} and numbers


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return value.strip() if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _degrees(value: float) -> str:
    return f"{value:.9f}".rstrip("0").rstrip(".")


def _no(file: str, line: int, message: str, hint: str = "") -> SiteError:
    return SiteError([Problem(file, line, 1, message, hint)])
