"""Hours by level of light as bars on one scale of hours, drawn as SVG."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from html import escape
from math import ceil

from lightctl.rehearsal import BANDS, Sums
from lightctl.render.numbers import Language, number

SHADES = ("#1f3a5f", "#3f6fa3", "#8fb3d9", "#f2c14e", "#f7e08b")
"""One for each band of level, from dim to full."""
_LEFT, _WIDTH, _ROW, _TOP = 230, 760, 26, 52
_LONGEST = 32
_HOURS = 2


def bars(rows: Sequence[tuple[str, Sums]], language: Language) -> str:
    """A bar for each row, its hours at the end; the legend above, lines at whole hours behind."""
    most = max(_HOURS, ceil(max((sums.lit_hours for _, sums in rows), default=0.0) / _HOURS) * _HOURS)
    scale, height = _WIDTH / most, _TOP + _ROW * len(rows) + 4
    drawn = [*_legend(), *_hours(most, scale, height)]
    for number_, (name, sums) in enumerate(rows):
        drawn += _bar(_TOP + number_ * _ROW, name, sums, scale, language)
    return f'<svg viewBox="0 0 {_LEFT + _WIDTH + 70} {height}" role="img">{"".join(drawn)}</svg>'


def _legend() -> Iterator[str]:
    for i, ((name, _), shade) in enumerate(zip(BANDS, SHADES, strict=True)):
        left = _LEFT + i * 100
        yield f'<rect x="{left}" y="4" width="14" height="14" fill="{shade}"/>'
        yield f'<text x="{left + 20}" y="16">{escape(name)}</text>'


def _hours(most: int, scale: float, height: int) -> Iterator[str]:
    for hour in range(0, most + 1, _HOURS):
        left = _LEFT + hour * scale
        yield f'<path d="M{left:.1f} {_TOP - 6}V{height}" stroke="#dfe4e8"/>'
        yield f'<text x="{left - 6:.1f}" y="{_TOP - 12}" fill="#66727f">{hour} h</text>'


def _bar(top: int, name: str, sums: Sums, scale: float, language: Language) -> Iterator[str]:
    shown = name if len(name) <= _LONGEST else name[: _LONGEST - 1] + "…"
    yield f'<text x="0" y="{top + 14}">{escape(shown)}</text>'
    left = float(_LEFT)
    for hours, shade in zip(sums.lamp_hours, SHADES, strict=True):
        length = hours / (sums.lamp_nights or 1) * scale
        yield f'<rect x="{left:.1f}" y="{top}" width="{length:.1f}" height="18" fill="{shade}"/>'
        left += length
    lit = number(Decimal(str(sums.lit_hours)), language, 2)
    yield f'<text x="{left + 8:.1f}" y="{top + 14}">{lit}</text>'
