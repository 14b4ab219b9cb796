"""What was metered and what it costs: for terminal, spreadsheet, program and print."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC
from decimal import Decimal
from html import escape

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from lightctl.figures import Period, SavingsRow, SavingsTable
from lightctl.render.csv_file import LAST_HEADS, harmless, last_cells
from lightctl.render.facts import Facts, flags
from lightctl.render.json_file import period_data
from lightctl.render.labels import missing_text, notes, period_text, row_name, simulated_text
from lightctl.render.numbers import Language, moment, number, percent
from lightctl.render.text import simulated_lines
from lightctl.render.words import say

_ENERGY = ("metered", "attributed", "unattributed")
_STYLE = (
    "body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:1000px;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums;font-size:.9rem}"
    "th,td{padding:.3rem .5rem;border-bottom:1px solid #dfe4e8;text-align:right}"
    "th:first-child,td:first-child,th:last-child,td:last-child{text-align:left}"
    "tr:last-child td{font-weight:650}"
    ".simulated{border:2px solid #c1121f;background:#fdf2f2;padding:.6rem 1rem;font-weight:650}"
)


@dataclass(frozen=True, slots=True)
class Energy:
    """A table and its period; of its rows only what was metered is shown."""

    table: SavingsTable
    period: Period


def energy_text(energy: Energy, facts: Facts, language: Language) -> RenderableType:
    """The table; print it with rich."""
    heads = _heads(energy, language)
    out = Table()
    for i, head in enumerate(heads):
        outer = i in {0, len(heads) - 1}
        out.add_column(head, justify="left" if outer else "right", no_wrap=i == 0, overflow="fold")
    for row in _rows(energy, facts, language):
        out.add_row(*map(Text, row))
    out.add_section()
    out.add_row(*map(Text, _total(energy, language)), style="bold")
    heading = Text(f"{facts.site}, {_period(energy, facts, language)}", style="bold")
    said = Text(say("energy_text", language), style="dim")
    return Group(*simulated_lines(facts, language), heading, out, said)


def energy_csv(energy: Energy, facts: Facts) -> bytes:
    """A header, a line for each row, and the total; decimal points, UTF-8 with a mark."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow((
        "key", "name", "metered_kwh", "attributed_kwh", "unattributed_kwh", "net_vnd", "vat_vnd", "vnd",
        "co2_kg", "known_hours", "hours_of_light", "notes", *LAST_HEADS,
    ))  # fmt: skip
    for row in (*energy.table.rows, energy.table.total):
        name = facts.name(row.key) if row.key else "total"
        amounts = ["" if row.blank else str(value) for value in _amounts(row).values()]
        beside = row.coverage.known, row.coverage.hours, " ".join(flags(row.quality))
        last = last_cells(row, energy.period, facts)
        writer.writerow([harmless(row.key), harmless(name), *amounts, *beside, *last])
    return out.getvalue().encode("utf-8-sig")


def energy_json(energy: Energy, facts: Facts) -> str:
    """One object; amounts as strings of decimals, instants in UTC."""
    rows = [
        {"key": row.key, "name": facts.name(row.key), **_data(row)} for row in energy.table.rows
    ]  # fmt: skip
    whole = {
        "site": facts.site, "made": facts.made.astimezone(UTC).isoformat(), "simulated": facts.simulated,
        "by": energy.table.by, **period_data(energy.period), "rows": rows,
        "total": _data(energy.table.total),
    }  # fmt: skip
    return json.dumps(whole, ensure_ascii=False, indent=1)


def energy_html(energy: Energy, facts: Facts, language: Language) -> str:
    """One page without scripts; every name in it is escaped."""
    title = escape(f"{say('energy_title', language)} – {facts.site}")
    made = f"{say('made', language)} {moment(facts.made, facts.zone, language)}"
    lines = [*_rows(energy, facts, language), _total(energy, language)]
    said = simulated_text(facts, language)
    banner = f'<p class="simulated" role="note">{escape(said)}</p>\n' if said else ""
    body = "\n".join(f"<tr>{_html_cells('td', line)}</tr>" for line in lines)
    return (
        f'<!DOCTYPE html>\n<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{_STYLE}</style></head><body>\n{banner}<h1>{title}</h1>\n"
        f"<p>{escape(_period(energy, facts, language))} {escape(made)}.</p>\n"
        f"<table><thead><tr>{_html_cells('th', _heads(energy, language))}</tr></thead><tbody>\n{body}\n"
        f"</tbody></table>\n<p>{escape(say('energy_text', language))}</p>\n</body></html>\n"
    )


def _period(energy: Energy, facts: Facts, language: Language) -> str:
    said = missing_text(energy.period, facts, language)
    return period_text(energy.period, language) + (f". {said}" if said else ".")


def _heads(energy: Energy, language: Language) -> list[str]:
    return [
        say(energy.table.by.value, language),
        *(f"{say(name, language)}, kWh" for name in _ENERGY),
        say("cost_net", language), say("cost", language), "CO₂, kg", say("coverage", language),
        say("notes", language),
    ]  # fmt: skip


def _rows(energy: Energy, facts: Facts, language: Language) -> list[list[str]]:
    return [
        [row_name(row, energy.table.by, facts, language), *_cells(row, language)]
        for row in energy.table.rows
    ]  # fmt: skip


def _total(energy: Energy, language: Language) -> list[str]:
    return [say("total", language), *_cells(energy.table.total, language)]


def _cells(row: SavingsRow, language: Language) -> list[str]:
    share = percent(100 * row.coverage.share, language)
    if row.blank:
        return [*["–"] * (len(_ENERGY) + 3), share, notes(row.quality, language)]
    amounts = _amounts(row)
    money = [number(amounts[key], language) for key in ("net_vnd", "vnd")]
    return [
        *(number(amounts[f"{key}_kwh"], language, 1) for key in _ENERGY), *money,
        number(amounts["co2_kg"], language, 1), share, notes(row.quality, language),
    ]  # fmt: skip


def _amounts(row: SavingsRow) -> dict[str, Decimal]:
    return {
        **{f"{key}_kwh": getattr(row.kwh, key) for key in _ENERGY},
        "net_vnd": row.net_vnd.metered, "vat_vnd": row.vat_vnd.metered, "vnd": row.vnd.metered,
        "co2_kg": row.co2_kg.metered,
    }  # fmt: skip


def _data(row: SavingsRow) -> dict[str, object]:
    amounts = {key: None if row.blank else f"{value:f}" for key, value in _amounts(row).items()}
    hours = {"known_hours": row.coverage.known, "hours_of_light": row.coverage.hours}
    return {**amounts, **hours, "notes": flags(row.quality)}


def _html_cells(tag: str, cells: Sequence[str]) -> str:
    return "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in cells)
