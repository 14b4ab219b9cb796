"""Several profiles side by side over the same nights: the site as it is, then with each of them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

import click

from lightctl.cli.output import say_table
from lightctl.cli.rehearse_page import as_text, doubts, kwh
from lightctl.core.calendar import choose_profile
from lightctl.core.profile import Profile
from lightctl.core.words import counted
from lightctl.errors import TargetError
from lightctl.rehearsal import By, Known, Note, Rehearsal, rehearse
from lightctl.site.model import Site
from lightctl.site.variant import read_profile, with_profile

TODAY = "as it is"
_UNLIKE = 0.01
"""Share of the light from which it matters that two variants doubt their counters differently."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One column of a comparison; `path` is the file, or what today is called."""

    path: str
    name: str
    site: Site
    profile: str = ""
    """The one that it replaces."""
    streets: int = 0
    lamps: int = 0
    """How many that one rules in the nights asked for."""
    note: Note | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """A variant and its nights."""

    variant: Variant
    done: Rehearsal
    today: Rehearsal

    @property
    def saved_wh(self) -> float:
        """Against today."""
        return self.today.total.used_wh - self.done.total.used_wh

    @property
    def saved_percent(self) -> float | None:
        """Of what today would use; None where that is nothing."""
        used = self.today.total.used_wh
        return 100 * self.saved_wh / used if used else None

    @property
    def saved_in_a_night(self) -> tuple[float, float]:
        """The least and the most that it saves in one of the nights, Wh."""
        saved = [a - b for a, b in zip(self.today.nights, self.done.nights, strict=True)] or [0.0]
        return min(saved), max(saved)

    def by_street(self) -> list[tuple[str, float, float]]:
        """Street id, Wh today and with this, where they differ; the greatest difference first."""
        pairs = [(key, sums.used_wh, self.done.rows[key].used_wh) for key, sums in self.today.rows.items()]
        return sorted(
            (row for row in pairs if abs(row[1] - row[2]) >= 1), key=lambda row: -abs(row[1] - row[2])
        )


def variants_of(
    site: Site, files: Sequence[Path], instead_of: str, nights: tuple[date, date]
) -> list[Variant]:
    """The present site first; raises SiteError, and TargetError for one file given twice."""
    for one, other in combinations(files, 2):
        if one.resolve() == other.resolve():
            raise TargetError(f"{other}: given twice; each file is a variant of its own")
    names = [path.name for path in files]
    plain = len(set(names)) == len(names)
    profiles = [read_profile(site, path) for path in files]
    made = [
        _variant(site, path, path.name if plain else str(path), profile, instead_of, nights)
        for path, profile in zip(files, profiles, strict=True)
    ]
    return [Variant(TODAY, TODAY, site), *made]


def _variant(
    site: Site, path: Path, name: str, profile: Profile, instead_of: str, nights: tuple[date, date]
) -> Variant:
    changed = with_profile(site, profile, instead_of)
    replaced = instead_of or profile.id
    groups = _ruled_by(site, replaced, nights)
    streets = len({site.plant.groups[group].street for group in groups})
    lamps = sum(len(site.plant.groups[group].lamps) for group in groups)
    note = _nothing(name, replaced) if not groups else None
    if changed.profiles[replaced] == site.profiles[replaced]:
        note = Note(
            f"{name}: says the same as today's profile {replaced}, so nothing can differ",
            f"{name}: giống hệt chế độ {replaced} hiện nay, nên không thể khác",
        )
    return Variant(str(path), name, changed, replaced, streets, lamps, note)


def _nothing(name: str, profile: str) -> Note:
    return Note(
        f"{name}: no street is ruled by profile {profile} in these nights, so nothing can differ; "
        "--instead-of PROFILE tries it in the place of another",
        f"{name}: trong các đêm này không tuyến nào theo chế độ {profile}, nên không thể khác; "
        "--instead-of để thử thay cho chế độ khác",
    )


def _ruled_by(site: Site, profile: str, nights: tuple[date, date]) -> set[str]:
    """Groups that it rules in some night, or lights during an event."""
    first, last = nights
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    found: set[str] = set()
    for group in site.plant.groups:
        if any(choose_profile(site.schedule, group, day).profile == profile for day in days):
            found.add(group)
    for event in site.schedule.events:
        if event.profile == profile:
            found.update(event.groups or site.plant.groups)
    return found


def compare(
    variants: Sequence[Variant], nights: tuple[date, date], know: Callable[[Site], Known],
    on_night: Callable[[date], None],
) -> list[Outcome]:  # fmt: skip
    """Every variant over the same nights, each hearing what its own rules make of the recordings."""
    done = [rehearse(one.site, *nights, By.STREET, know(one.site), on_night) for one in variants]
    return [Outcome(one, its, done[0]) for one, its in zip(variants, done, strict=True)]


def say_comparison(outcomes: Sequence[Outcome], site: Site) -> None:
    """A line for each variant, and what each saves against today."""
    first = outcomes[0].done
    span = f"{first.first} to {first.last}, {counted(len(first.nights), 'night')}"
    click.echo(f"{site.settings.name}, {span}: computed, not measured\n")
    heads = ("variant", "replaces", "streets", "lamps", "kWh", "saved against today kWh", "%",
             "in one night", "old lamps saved %")  # fmt: skip
    say_table(heads, [_cells(one) for one in outcomes], empty="nothing to compare")
    for note in notes_of(outcomes):
        click.echo(note.told("en"))


def notes_of(outcomes: Sequence[Outcome]) -> Iterator[Note]:
    """What a person must know of the variants, then of all of them."""
    yield from (one.variant.note for one in outcomes if one.variant.note)
    yield from (_unlike(one) for one in outcomes if abs(_doubted(one.done) - _doubted(one.today)) >= _UNLIKE)
    for one in outcomes:
        for doubt in doubts(one.done.total):
            yield Note(f"{one.variant.name}: {doubt.en}", f"{one.variant.name}: {doubt.vi}")
    yield from outcomes[0].done.notes


def _doubted(done: Rehearsal) -> float:
    return done.total.share_of_lit(done.total.doubted_lamp_hours)


def _unlike(one: Outcome) -> Note:
    its, todays, name = 100 * _doubted(one.done), 100 * _doubted(one.today), one.variant.name
    return Note(
        f"{name}: no counter to believe in {its:.1f} % of its light, in {todays:.1f} % of today's: part of "
        "what differs is doubt, not profile",
        f"{name}: không tin được trạm đếm trong {its:.0f} % giờ sáng, hiện nay là {todays:.0f} %: một phần "
        "khác biệt là do thiếu số liệu, không phải do chế độ",
    )


def as_rows(outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    """What differs, for programs; energy in kWh."""
    return [
        {
            "variant": one.variant.path,
            "replaces": one.variant.profile or None,
            "streets": one.variant.streets, "lamps": one.variant.lamps,
            "used_kwh": round(one.done.total.used_wh / 1000, 1),
            "saved_percent": one.done.total.saved_percent,
            "against_today_kwh": round(one.saved_wh / 1000, 1),
            "against_today_kwh_in_a_night": [round(wh / 1000, 2) for wh in one.saved_in_a_night],
            "cost_vnd": as_text(one.done.total.cost_vnd),
            "typical_share": round(one.done.total.share_of_lit(one.done.total.typical_lamp_hours), 4),
            "doubted_share": round(one.done.total.share_of_lit(one.done.total.doubted_lamp_hours), 4),
            "note": one.variant.note.en if one.variant.note else None,
        }
        for one in outcomes
    ]  # fmt: skip


def _cells(one: Outcome) -> list[str]:
    used, saved = one.done.total.used_wh, one.done.total.saved_percent
    percent = "–" if saved is None else f"{saved:.1f}"
    if one.done is one.today:
        return [one.variant.name, "–", "–", "–", kwh(used), "–", "–", "–", percent]
    least, most = (f"{wh / 1000:+,.1f}" for wh in one.saved_in_a_night)
    share = "–" if one.saved_percent is None else f"{one.saved_percent:+.1f}"
    variant = one.variant
    return [variant.name, variant.profile, str(variant.streets), f"{variant.lamps:,}", kwh(used),
            f"{one.saved_wh / 1000:+,.1f}", share, f"{least} … {most}", percent]  # fmt: skip
