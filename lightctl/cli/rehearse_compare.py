"""Several profiles side by side over the same nights: the site as it is, then with each of them."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from lightctl.cli.output import say_table
from lightctl.rehearsal import By, Known, Rehearsal, Sums, rehearse
from lightctl.site.model import Site
from lightctl.site.variant import read_profile, with_profile

TODAY = "as it is"


def variants_of(site: Site, files: Sequence[Path], instead_of: str) -> list[tuple[str, Site]]:
    """Names and sites, the present one first; raises SiteError and TargetError."""
    changed = [(str(path), with_profile(site, read_profile(site, path), instead_of)) for path in files]
    return [(TODAY, site), *changed]


def compare(
    variants: Sequence[tuple[str, Site]], nights: tuple[date, date], known_of: Callable[[Site], Known],
    on_night: Callable[[date], None],
) -> list[tuple[str, Rehearsal]]:  # fmt: skip
    """Every variant over the same nights, each hearing what its own rules make of the recordings."""
    return [(name, rehearse(site, *nights, By.STREET, known_of(site), on_night)) for name, site in variants]


def say_comparison(done: Sequence[tuple[str, Rehearsal]], site: Site) -> None:
    """A line for each variant, and what each saves against today."""
    nights = (done[0][1].last - done[0][1].first).days + 1
    span = f"{done[0][1].first} to {done[0][1].last}, {nights} night{'s' * (nights != 1)}"
    click.echo(f"{site.settings.name}, {span}: computed, not measured\n")
    today = done[0][1].total
    heads = ("variant", "lit h", "kWh", "old kWh", "saved %", "saved against today kWh", "%")
    say_table(heads, [(name, *_cells(one.total, today)) for name, one in done], empty="nothing to compare")
    for note in done[0][1].notes:
        click.echo(note)


def as_rows(done: Sequence[tuple[str, Rehearsal]]) -> list[dict[str, Any]]:
    """What differs, for programs; energy in kWh."""
    today = done[0][1].total
    return [
        {
            "variant": name,
            "used_kwh": round(one.total.used_wh / 1000, 1),
            "saved_percent": one.total.saved_percent,
            "against_today_kwh": round((today.used_wh - one.total.used_wh) / 1000, 1),
            "cost_vnd": f"{one.total.cost_vnd:.0f}",
        }
        for name, one in done
    ]


def _cells(sums: Sums, today: Sums) -> list[str]:
    less = today.used_wh - sums.used_wh
    share = f"{100 * less / today.used_wh:+.1f}" if today.used_wh else "–"
    percent = "–" if sums.saved_percent is None else f"{sums.saved_percent:.1f}"
    kwh = [f"{wh / 1000:,.1f}" for wh in (sums.used_wh, sums.base_wh)]
    return [f"{sums.lit_hours:.2f}", *kwh, percent, f"{less / 1000:+,.1f}", share]
