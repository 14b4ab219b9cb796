"""Bars for the report as rectangles; the template draws them as SVG."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from lightctl.figures.columns import Columns
from lightctl.figures.savings import SavingsRow

WIDTH = Decimal(640)
"""The longest bar; the template leaves 200 for names and 120 for figures."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One coloured part of a bar; `kind` is metered, dimming, switching or swap."""

    kind: str
    start: str
    length: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One line's bar, from the left: what was used, then what was saved and how."""

    key: str
    pieces: tuple[Piece, ...]
    saved: Decimal


def bars(rows: Sequence[SavingsRow]) -> list[Bar]:
    """A bar for each row, all on one scale; what cost more instead of saving is drawn as nothing."""
    longest = max((_length(row.kwh) for row in rows), default=Decimal(0))
    scale = WIDTH / longest if longest else Decimal(0)
    return [Bar(row.key, _pieces(row.kwh, scale), row.kwh.saved) for row in rows]


def _parts(columns: Columns) -> list[tuple[str, Decimal]]:
    parts = [("metered", columns.metered), ("dimming", columns.dimming),
             ("switching", columns.switching), ("swap", columns.swap)]  # fmt: skip
    return [(kind, max(value, Decimal(0))) for kind, value in parts]


def _length(columns: Columns) -> Decimal:
    return sum((value for _, value in _parts(columns)), Decimal(0))


def _pieces(columns: Columns, scale: Decimal) -> tuple[Piece, ...]:
    pieces, start = [], Decimal(0)
    for kind, value in _parts(columns):
        length = value * scale
        pieces.append(Piece(kind, f"{start:.1f}", f"{length:.1f}"))
        start += length
    return tuple(pieces)
