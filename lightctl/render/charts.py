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
    """A bar for each row, all on one scale, as long as what the old lamps would have used."""
    longest = max((_length(row.kwh) for row in rows), default=Decimal(0))
    scale = WIDTH / longest if longest else Decimal(0)
    return [Bar(row.key, _pieces(row.kwh, scale), row.kwh.saved) for row in rows]


def _parts(columns: Columns) -> list[tuple[str, Decimal]]:
    """What was metered, then the savings; a loss (longer hours, say) shortens the savings that pay for it."""
    savings = [(kind, max(getattr(columns, kind), Decimal(0))) for kind in ("dimming", "switching", "swap")]
    gained = sum((value for _, value in savings), Decimal(0))
    share = max(columns.saved, Decimal(0)) / gained if gained else Decimal(0)
    return [("metered", columns.metered), *((kind, value * share) for kind, value in savings)]


def _length(columns: Columns) -> Decimal:
    return sum((value for _, value in _parts(columns)), Decimal(0))


def _pieces(columns: Columns, scale: Decimal) -> tuple[Piece, ...]:
    pieces, start = [], Decimal(0)
    for kind, value in _parts(columns):
        length = value * scale
        pieces.append(Piece(kind, f"{start:.1f}", f"{length:.1f}"))
        start += length
    return tuple(pieces)
