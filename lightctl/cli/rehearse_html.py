"""Computed nights as one HTML file without scripts: bars of hours by level, and the table."""

from collections.abc import Sequence
from html import escape

from lightctl.rehearsal import BANDS, Rehearsal, Sums
from lightctl.site.model import Site

WIDTH, ROW = 640, 26
SHADES = ("#1f3a5f", "#3f6fa3", "#8fb3d9", "#f2c14e", "#f7e08b")
"""One for each band of level, from dim to full."""
STYLE = (
    "body{font:15px/1.5 sans-serif;max-width:70em;margin:2em auto;padding:0 1em}"
    "table{border-collapse:collapse}td,th{padding:.2em .7em;border-bottom:1px solid #ccc;text-align:right}"
    "td:first-child,th:first-child{text-align:left}svg text{font:13px sans-serif}"
)
HEADS = ("", "lit h", "kWh", "old kWh", "saved kWh", "saved %", "full-light kWh saved by dimming")


def page_of(site: Site, done: Rehearsal, rows: Sequence[tuple[str, Sums]]) -> str:
    """The whole page; `rows` are streets, months or variants by name. Every name is escaped."""
    title = f"{site.settings.name}, {done.first} to {done.last}"
    legend = "".join(
        f'<rect x="{i * 110}" y="2" width="14" height="14" fill="{shade}"/>'
        f'<text x="{i * 110 + 19}" y="14">{escape(name)}</text>'
        for i, ((name, _), shade) in enumerate(zip(BANDS, SHADES, strict=True))
    )
    notes = "".join(f"<p>{escape(note)}</p>" for note in done.notes)
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{STYLE}</style><h1>{escape(title)}</h1><p>Computed from plans, recordings and power "
        "curves, not measured. Hours are those of an average lamp in an average night; the old lamps are "
        f'the site\'s baselines.</p><svg width="560" height="20">{legend}</svg>{_bars(rows)}'
        f"{_table(rows)}{notes}</html>\n"
    )


def _bars(rows: Sequence[tuple[str, Sums]]) -> str:
    longest = max((sums.lit_hours for _, sums in rows), default=0.0) or 1.0
    drawn = "".join(_bar(i, name, sums, WIDTH / longest) for i, (name, sums) in enumerate(rows))
    return f'<svg width="{WIDTH + 300}" height="{ROW * len(rows) + 6}" role="img">{drawn}</svg>'


def _bar(number: int, name: str, sums: Sums, scale: float) -> str:
    top, left = number * ROW + 4, 220.0
    parts = [f'<text x="0" y="{top + 14}">{escape(name)}</text>']
    for hours, shade in zip(sums.lamp_hours, SHADES, strict=True):
        length = hours / (sums.lamp_nights or 1) * scale
        parts.append(f'<rect x="{left:.1f}" y="{top}" width="{length:.1f}" height="18" fill="{shade}"/>')
        left += length
    return "".join(parts)


def _table(rows: Sequence[tuple[str, Sums]]) -> str:
    head = "".join(f"<th>{escape(one)}</th>" for one in HEADS)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in _cells(*row))}</tr>" for row in rows)
    return f"<table><tr>{head}</tr>{body}</table>"


def _cells(name: str, sums: Sums) -> list[str]:
    percent = "–" if sums.saved_percent is None else f"{sums.saved_percent:.1f}"
    kwh = [f"{wh / 1000:,.1f}" for wh in (sums.used_wh, sums.base_wh, sums.saved_wh)]
    return [escape(name), f"{sums.lit_hours:.2f}", *kwh, percent, f"{sums.dimming_wh / 1000:,.1f}"]
