"""A drill's findings as tables and as data."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

import click

from lightctl.cli.drill.darkness import StreetRow, total_of
from lightctl.cli.drill.trial import Trial
from lightctl.cli.output import say_table
from lightctl.field.plan_keeper import PLAN_AFTER_S
from lightctl.site.model import Site
from lightctl.wire.driver import Kind

MOST_STREETS = 3
"""Of each trial with stored plans, on the page, and one of each without; all of them in the data."""
NEARLY_MIN = 1.0
"""A contactor's turn among its neighbours, and a poll: less than this is no darkness worth a line."""
HONEST = (
    "This proves the plans and the programs, not the hardware: the cabinets are simulated from their driver "
    "files.\nPull a real cabinet's network cable one evening before you believe it."
)


def over_bound(trials: Sequence[Trial], bound: float) -> list[Trial]:
    """Trials with stored plans and a single fault that left a lamp dark for longer."""
    return [trial for trial in trials if trial.stored and trial.fault.judged and trial.darkest_min > bound]


def say_drill(
    site: Site, night: date, cabinets: Sequence[str], trials: Sequence[Trial], bound: float
) -> None:
    """A line for each trial, the worst streets, and what it proves."""
    lamps = sum(row.lamps for row in trials[0].streets) if trials else 0
    click.echo(
        f"{site.settings.name}, night of {night}: {len(cabinets)} of {len(site.plant.cabinets)} cabinets, "
        f"{lamps} lamps ({', '.join(cabinets)}), polled every few minutes\n"
    )
    heads = ("what fails", "when", "dark min", "by day min", "dark min without plans", "by day min")
    say_table(heads, [_line(one, _bare(one, trials)) for one in trials if one.stored], empty="no trials")
    click.echo("\nminutes of the worst lamp; the streets that suffered, worst first:\n")
    say_table(
        ("what fails", "when", "plans", "street", "lamps", "dark min", "lamp-min", "by day min", "lamp-min"),
        [row for trial in trials for row in _streets(site, trial)], empty="none",
    )  # fmt: skip
    click.echo(f"\nA cabinet takes over after {PLAN_AFTER_S / 60:.0f} min of silence. "
               "Two faults at once are shown and not judged.")  # fmt: skip
    click.echo(_about_lockouts(site, cabinets))
    bad = over_bound(trials, bound)
    words = ", ".join(f"{trial.fault.id} {trial.when}" for trial in bad)
    well = f"With stored plans no single fault keeps a lamp dark for over {bound:g} min."
    click.echo(f"DARK for over {bound:g} min: {words}" if bad else well)
    click.echo(HONEST)


def as_data(
    site: Site, night: date, cabinets: Sequence[str], trials: Sequence[Trial], bound: float
) -> dict[str, Any]:
    """The same for programs."""
    return {
        "site": site.settings.id, "night": night.isoformat(), "cabinets": list(cabinets),
        "cabinets_total": len(site.plant.cabinets), "bound_min": bound,
        "passed": not over_bound(trials, bound), "simulated": True,
        "cannot_be_disabled": _unable(site, cabinets),
        "trials": [
            {
                "fault": one.fault.id, "title": one.fault.title, "when": one.when, "at": one.at.isoformat(),
                "stored_plan": one.stored, "judged": one.fault.judged, "dark_worst_min": one.darkest_min,
                "day_worst_min": one.day_min,
                "total": asdict(total_of(one.streets)),
                "streets": [asdict(row) for row in one.streets],
            }
            for one in trials
        ],
    }  # fmt: skip


def _line(trial: Trial, bare: Trial | None) -> tuple[object, ...]:
    other = (None, None) if bare is None else (bare.darkest_min, bare.day_min)
    return (_title(trial), trial.when, trial.darkest_min, trial.day_min, *other)


def _title(trial: Trial) -> str:
    return trial.fault.title if trial.fault.judged else f"{trial.fault.title} (two faults)"


def _bare(trial: Trial, trials: Sequence[Trial]) -> Trial | None:
    same = (t for t in trials if not t.stored and t.fault is trial.fault and t.when == trial.when)
    return next(same, None)


def _streets(site: Site, trial: Trial) -> list[tuple[object, ...]]:
    suffered = [r for r in trial.streets if max(r.dark_worst_min, r.day_worst_min) > NEARLY_MIN]
    shown = suffered[: MOST_STREETS if trial.stored else 1]
    named = [(site.plant.streets[row.street].name, row) for row in shown]
    if len(suffered) > len(shown):
        named.append((f"all {len(suffered)} streets", total_of(trial.streets)))
    held = "stored" if trial.stored else "none"
    return [(trial.fault.id, trial.when, held, name, *_numbers(row)) for name, row in named]


def _numbers(row: StreetRow) -> tuple[object, ...]:
    return row.lamps, row.dark_worst_min, row.dark_lamp_min, row.day_worst_min, row.day_lamp_min


def _unable(site: Site, cabinets: Sequence[str]) -> list[str]:
    drivers = {name: site.drivers[site.plant.cabinets[name].address.driver] for name in cabinets}
    return [name for name, driver in drivers.items() if driver.writable(Kind.PLAN_ENABLED) is None]


def _about_lockouts(site: Site, cabinets: Sequence[str]) -> str:
    if unable := ", ".join(_unable(site, cabinets)):
        return f"On a locked-out circuit, what these cabinets do by themselves CANNOT BE DISABLED: {unable}."
    return "A locked-out circuit is taken out of its cabinet's own plan too."
