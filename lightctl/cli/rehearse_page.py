"""Computed nights as a table and as data."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import click

from lightctl.cli.output import say_table
from lightctl.cli.rehearse_words import say
from lightctl.core.words import counted
from lightctl.rehearsal import BANDS, By, Note, Rehearsal, Sums
from lightctl.site.model import Site


def say_rehearsal(done: Rehearsal, site: Site) -> None:
    """A table with its total, and what the figures rest on."""
    span = f"{done.first} to {done.last}, {counted(len(done.nights), 'night')}"
    click.echo(f"{site.settings.name}, {span}: computed, not measured\n")
    heads = (done.by.value, "lit h", *(name for name, _ in BANDS), "kWh", "old kWh", "saved kWh", "%")
    rows = [(_name(key, done.by, site), *_cells(sums)) for key, sums in done.rows.items()]
    say_table(heads, [*rows, ("total", *_cells(done.total))], empty="no nights")
    total = done.total
    click.echo(
        f"\nsaving estimated at {kwh(total.saved_wh)} kWh: {kwh(total.swap_wh)} by the new lamps, "
        f"{kwh(total.switching_wh)} by other hours, {kwh(total.dimming_wh)} by dimming{_worth(total)}"
    )
    click.echo(
        "hours are those of an average lamp in an average night; the old lamps are the site's baselines"
    )
    for note in (*doubts(total), *done.notes):
        click.echo(note.told("en"))


def as_data(done: Rehearsal, site: Site) -> dict[str, Any]:
    """The same for programs; money and CO2 as strings of decimals, None where the site declares no rate."""
    rows = [{"key": key, "name": _name(key, done.by, site), **_row(sums)} for key, sums in done.rows.items()]
    return {
        "site": site.settings.id, "digest": site.digest, "computed": True, "first": done.first.isoformat(),
        "last": done.last.isoformat(), "by": done.by, "rows": rows, "total": _row(done.total),
        "notes": [note.told("en") for note in (*doubts(done.total), *done.notes)],
    }  # fmt: skip


def named_rows(done: Rehearsal, site: Site, language: str = "en") -> list[tuple[str, Sums]]:
    """Every line by the name that a person knows, and the total."""
    rows = [(_name(key, done.by, site), sums) for key, sums in done.rows.items()]
    return [*rows, (say("total", language), done.total)]


def _cells(sums: Sums) -> list[str]:
    nights = sums.lamp_nights or 1
    bands = [f"{hours / nights:.2f}" if hours else "–" for hours in sums.lamp_hours]
    percent = "–" if sums.saved_percent is None else f"{sums.saved_percent:.1f}"
    energy = (sums.used_wh, sums.base_wh, sums.saved_wh)
    return [f"{sums.lit_hours:.2f}", *bands, *map(kwh, energy), percent]


def _row(sums: Sums) -> dict[str, Any]:
    return {
        "lamp_nights": sums.lamp_nights,
        "lit_hours_per_lamp_night": round(sums.lit_hours, 4),
        "lamp_hours_by_band": {
            name: round(h, 2) for (name, _), h in zip(BANDS, sums.lamp_hours, strict=True)
        },
        "typical_lamp_hours": round(sums.typical_lamp_hours, 2),
        "doubted_lamp_hours": round(sums.doubted_lamp_hours, 2),
        "used_kwh": round(sums.used_wh / 1000, 1),
        "base_full_night_kwh": round(sums.base_full_night_wh / 1000, 1),
        "base_kwh": round(sums.base_wh / 1000, 1),
        "saved_by_swap_kwh": round(sums.swap_wh / 1000, 1),
        "saved_by_switching_kwh": round(sums.switching_wh / 1000, 1),
        "saved_by_dimming_kwh": round(sums.dimming_wh / 1000, 1),
        "saved_kwh": round(sums.saved_wh / 1000, 1),
        "saved_percent": None if sums.saved_percent is None else round(sums.saved_percent, 1),
        "cost_vnd": as_text(sums.cost_vnd),
        "saved_vnd": as_text(sums.saved_vnd),
        "saved_co2_kg": as_text(sums.saved_co2_kg, 1),
    }


def _worth(total: Sums) -> str:
    money, co2 = total.saved_vnd, total.saved_co2_kg
    named = [] if money is None else [f"{money:,.0f} đ with VAT"]
    named += [] if co2 is None else [f"{co2 / 1000:,.1f} t CO₂"]
    return "; " * bool(named) + ", ".join(named)


def as_text(amount: Decimal | None, places: int = 0) -> str | None:
    """A decimal for programs; None stays None."""
    return None if amount is None else f"{amount:.{places}f}"


def _name(key: str, by: By, site: Site) -> str:
    return site.plant.streets[key].name if by is By.STREET else key


def kwh(wh: float) -> str:
    """Whole numbers from a megawatt-hour on."""
    return f"{wh / 1000:,.0f}" if abs(wh) >= 1e6 else f"{wh / 1000:,.1f}"


def doubts(total: Sums) -> Iterator[Note]:
    """How much of the light rests on something else than a count that could be believed."""
    for key, hours in (("all_typical", total.typical_lamp_hours), ("all_doubted", total.doubted_lamp_hours)):
        if hours:
            share = 100 * total.share_of_lit(hours)
            yield Note(
                say(key, "en", share=f"{share:.1f}"), say(key, "vi", share=f"{share:.1f}".replace(".", ","))
            )
