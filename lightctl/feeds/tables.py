"""What recorded tables have in common: text, instants with an offset, cells that may be empty."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from lightctl.errors import FeedError
from lightctl.feeds.messages import EARLIEST, LATEST

Row = dict[str, str | None]
T = TypeVar("T")
_MOST_KEPT = 50_000


class Once(dict[str, T]):
    """What each text says, worked out once: in a recording many places count until the same instant."""

    def __init__(self, says: Callable[[str], T]) -> None:
        self._says = says

    def __missing__(self, text: str) -> T:
        if len(self) >= _MOST_KEPT:
            self.clear()
        value = self[text] = self._says(text)
        return value


def text_of(path: Path) -> io.StringIO:
    """The file's text (UTF-8, byte order mark allowed), for csv; raises FeedError."""
    try:
        return io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")
    except OSError as error:
        raise FeedError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise FeedError(f"{path}: is not UTF-8 text") from error


def rows_of(path: Path) -> list[tuple[int, Row]]:
    """(line, cells by column) of every row under the header; raises FeedError."""
    try:
        return list(enumerate(csv.DictReader(text_of(path)), start=2))
    except csv.Error as error:
        raise FeedError(f"{path}: not a table: {error}") from error


def instant(cell: str | None) -> datetime:
    """ISO 8601 with an offset, as UTC; raises ValueError."""
    at = datetime.fromisoformat(cell or "")
    if at.tzinfo is None:
        raise ValueError("the instant has no offset from UTC")
    if not EARLIEST <= at <= LATEST:
        raise ValueError("the instant is outside the calendar")
    return at.astimezone(UTC)


def number(cell: str | None) -> float | None:
    """The cell's number, None where it is empty; raises ValueError."""
    return float(cell) if cell else None
