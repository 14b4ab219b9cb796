"""Computed nights as one HTML file without scripts: bars of hours by level, tables, what it all rests on."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from html import escape

from lightctl.cli.rehearse_bars import bars
from lightctl.cli.rehearse_compare import Outcome, notes_of
from lightctl.cli.rehearse_page import doubts, named_rows
from lightctl.cli.rehearse_words import say
from lightctl.rehearsal import Note, Rehearsal, Sums
from lightctl.render.numbers import Language, day, number
from lightctl.site.model import Site

_MOST_STREETS = 15
_STYLE = (
    'body{font:15px/1.5 system-ui,"Noto Sans",sans-serif;color:#1d2733;max-width:1100px;margin:2rem auto;'
    "padding:0 1rem}h1{font-size:1.7rem;margin:.6rem 0 0}h2{font-size:1.1rem;margin:1.8rem 0 .3rem}"
    "p{margin:.3rem 0;max-width:60em}.mark{border:2px solid #c1121f;background:#fdf2f2;padding:.4rem 1rem;"
    "font-weight:650}table{border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:.88rem}"
    "td,th{padding:.25rem .6rem;border-bottom:1px solid #dfe4e8;text-align:right;vertical-align:bottom;"
    "max-width:13em}td:first-child,th:first-child{text-align:left;padding-left:0;white-space:nowrap}"
    "tr.total td{font-weight:650;border-top:2px solid}ul{padding-left:1.2em;margin:.3rem 0}"
    "svg{display:block;width:100%;height:auto}"
    "svg text{font-size:13px;fill:#1d2733}svg text.end{text-anchor:end}.scroll{overflow-x:auto}"
    "@media print{body{margin:0;font-size:11px}tr,svg{break-inside:avoid}}"
)


def page_of(site: Site, done: Rehearsal, language: Language) -> str:
    """Streets, profiles, nights or months, and the total. Every name is escaped."""
    rows = named_rows(done, site, language)
    keys = (done.by.value, "lit", "used", "old", "saved", "saved_percent", "dimming")
    more, shares = _doubted([sums for _, sums in rows], language)
    body = [_cells(*row, language) + share for row, share in zip(rows, shares, strict=True)]
    heads = [*(say(key, language) for key in keys), *more]
    parts = (
        f"<h2>{escape(say('hours', language))}</h2>{bars(rows, language)}",
        f"<h2>{escape(say('energy', language))}</h2>{_table(heads, body, total=True)}",
        _rests((*doubts(done.total), *done.notes, *_curves(site)), language),
    )
    return _page(site, done, "title", parts, language)


def comparison_of(site: Site, outcomes: Sequence[Outcome], language: Language) -> str:
    """Variants against today: hours, energy, and the streets where they differ."""
    rows = [(_name(one, language), one.done.total) for one in outcomes]
    parts = (
        f"<p>{escape(say('each_against', language))}</p>",
        f"<h2>{escape(say('hours', language))}</h2>{bars(rows, language)}",
        f"<h2>{escape(say('energy', language))}</h2>{_against(outcomes, language)}",
        *(_where(site, one, language) for one in outcomes if one.done is not one.today),
        _rests((*notes_of(outcomes), *_curves(site)), language),
    )
    return _page(site, outcomes[0].done, "compared", parts, language)


def _page(site: Site, done: Rehearsal, title: str, parts: Iterable[str], language: Language) -> str:
    head = f"{say(title, language)} – {site.settings.name}"
    nights = len(done.nights)
    span = f"{day(done.first, language)} {say('to', language)} {day(done.last, language)}"
    span += f", {nights} {say('night' if nights == 1 else 'nights', language)}"
    return (
        f'<!doctype html><html lang="{language}"><meta charset="utf-8"><title>{escape(head)}</title>'
        f'<style>{_STYLE}</style><p class="mark" role="note">{escape(say("mark", language))}</p>'
        f"<h1>{escape(head)}</h1><p>{escape(span)}</p><p>{escape(say('about', language))}</p>"
        f"{''.join(parts)}</html>\n"
    )


def _against(outcomes: Sequence[Outcome], language: Language) -> str:
    keys = ("variant", "replaces", "streets", "lamps", "lit", "used", "against", "against_percent", "range",
            "cost", "of_old")  # fmt: skip
    more, shares = _doubted([one.done.total for one in outcomes], language)
    body = [_outcome(one, language) + share for one, share in zip(outcomes, shares, strict=True)]
    return _table([*(say(key, language) for key in keys), *more], body)


def _outcome(one: Outcome, language: Language) -> list[str]:
    total, variant = one.done.total, one.variant
    lit, used, of_old = _n(total.lit_hours, language, 2), _kwh(total.used_wh, language), total.saved_percent
    against = ["–"] * 4
    if one.done is not one.today:
        least, most = (_kwh(wh, language, 1) for wh in one.saved_in_a_night)
        before, after = one.today.total.cost_vnd, total.cost_vnd
        cost = "–" if before is None or after is None else number(before - after, language)
        share = one.saved_percent
        against = [_kwh(one.saved_wh, language), "–" if share is None else _n(share, language, 1),
                   f"{least} … {most}", cost]  # fmt: skip
    ruled = [variant.profile, str(variant.streets), number(variant.lamps, language)]
    return [_name(one, language), *(ruled if variant.profile else ["–"] * 3), lit, used, *against,
            "–" if of_old is None else _n(of_old, language, 1)]  # fmt: skip


def _where(site: Site, one: Outcome, language: Language) -> str:
    rows = one.by_street()
    head = f"<h2>{escape(say('where', language))}: {escape(_name(one, language))}</h2>"
    if not rows:
        return f"{head}<p>{escape(say('same', language))}</p>"
    body = [
        [site.plant.streets[key].name, _kwh(today, language, 1), _kwh(after, language, 1),
         _kwh(today - after, language, 1), _n(100 * (today - after) / today, language, 1) if today else "–"]
        for key, today, after in rows[:_MOST_STREETS]
    ]  # fmt: skip
    heads = [say("street", language), f"{say('today', language)} kWh", f"{_name(one, language)} kWh",
             say("saved", language), "%"]  # fmt: skip
    left = len(rows) - _MOST_STREETS
    more = f"<p>{escape(say('more', language, count=left))}</p>" if left > 0 else ""
    return head + _table(heads, body) + more


def _doubted(rows: Sequence[Sums], language: Language) -> tuple[list[str], list[list[str]]]:
    """Columns for light that rests on no believed count, where there is such light: heads, cells by row."""
    heads: list[str] = []
    cells: list[list[str]] = [[] for _ in rows]
    for key in ("typical", "doubted"):
        hours = [one.typical_lamp_hours if key == "typical" else one.doubted_lamp_hours for one in rows]
        if any(hours):
            heads.append(say(key, language))
            for row, sums, some in zip(cells, rows, hours, strict=True):
                row.append(_n(100 * sums.share_of_lit(some), language, 1))
    return heads, cells


def _rests(notes: Iterable[Note], language: Language) -> str:
    lines = "".join(f"<li>{escape(note.told(language))}</li>" for note in notes)
    return f"<h2>{escape(say('rests', language))}</h2><ul>{lines}</ul>"


def _curves(site: Site) -> list[Note]:
    """Where the watts come from, model by model."""
    rows = [f"{one.title} – {one.source}" for one in site.plant.luminaires.values()]
    return [Note(f"{say('curves', 'en')}: {'; '.join(rows)}", f"{say('curves', 'vi')}: {'; '.join(rows)}")]


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]], *, total: bool = False) -> str:
    lines = [f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows]
    if total:
        lines[-1] = lines[-1].replace("<tr>", '<tr class="total">', 1)
    head = "".join(f"<th>{escape(one)}</th>" for one in heads)
    return f'<div class="scroll"><table><tr>{head}</tr>{"".join(lines)}</table></div>'


def _cells(name: str, sums: Sums, language: Language) -> list[str]:
    percent = "–" if sums.saved_percent is None else _n(sums.saved_percent, language, 1)
    energy = [_kwh(wh, language) for wh in (sums.used_wh, sums.base_wh, sums.saved_wh)]
    return [name, _n(sums.lit_hours, language, 2), *energy, percent, _kwh(sums.dimming_wh, language)]


def _name(one: Outcome, language: Language) -> str:
    return one.variant.name if one.variant.profile else say("today", language)


def _kwh(wh: float, language: Language, places: int | None = None) -> str:
    kept = (0 if abs(wh) >= 1e6 else 1) if places is None else places
    return _n(wh / 1000, language, kept)


def _n(value: float, language: Language, places: int) -> str:
    return number(Decimal(str(value)), language, places)
