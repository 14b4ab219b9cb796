"""Nights one after the other, summed by street, profile, night or month."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from lightctl.figures.rates import on
from lightctl.rehearsal.crew import side_by_side
from lightctl.rehearsal.known import Known
from lightctl.rehearsal.loads import CabinetLoad, Fitted, Levels
from lightctl.rehearsal.notes import Note, grounds_of
from lightctl.rehearsal.old import OldNights
from lightctl.rehearsal.sums import Sums
from lightctl.rehearsal.walk import Counted, Stretch, Walker
from lightctl.site.model import Site

_AGE_DAYS = 32
"""How often lamps are given another age."""
Spent = tuple[Levels, tuple[Counted, ...]]
"""The levels of several groups, and what traffic rested on in each."""


class By(StrEnum):
    """How a rehearsal is cut."""

    STREET = "street"
    PROFILE = "profile"
    DAY = "day"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Computed nights from `first` to `last`, both included; lines in the order of their keys."""

    first: date
    last: date
    by: By
    rows: Mapping[str, Sums]
    total: Sums
    nights: tuple[float, ...]
    """Wh used in each night, in their order."""
    notes: tuple[Note, ...]


def rehearse(
    site: Site, first: date, last: date, by: By, known: Known,
    on_night: Callable[[date], None] | None = None, *, workers: int | None = None,
) -> Rehearsal:  # fmt: skip
    """Compute every night; `on_night` hears of each one done. A night bears the date of its evening.

    The figures do not depend on how many processes share the work (`workers`; None: what pays).
    """
    nights = list(_nights(first, last))
    rows: dict[str, Sums] = {}
    total, used = Sums(), []
    for night, of_night in zip(
        nights, side_by_side(_Nights(site, known).sums, nights, workers=workers), strict=True
    ):
        for (street, profile), sums in of_night.items():
            key = {By.STREET: street, By.PROFILE: profile, By.DAY: night.isoformat(),
                   By.MONTH: f"{night:%Y-%m}"}[by]  # fmt: skip
            rows.setdefault(key, Sums()).add(sums)
            total.add(sums)
        used.append(sum(sums.used_wh for sums in of_night.values()))
        if on_night:
            on_night(night)
    notes = (*known.notes, *grounds_of(site, first))
    return Rehearsal(first, last, by, dict(sorted(rows.items())), total, tuple(used), notes)


class _Nights:
    """One night of the whole city at a time."""

    def __init__(self, site: Site, known: Known) -> None:
        self._site = site
        self._walker = Walker(site, known)
        self._old = OldNights(site.accounts, self._walker.sun)
        self._refits = sorted({row.since for lamp in site.plant.lamps.values() for row in lamp.luminaires})
        self._refitted: tuple[int, date] | None = None
        self._loads: tuple[CabinetLoad, ...] = ()

    def sums(self, night: date) -> dict[tuple[str, str], Sums]:
        """Figures by street and profile."""
        aged = date.fromordinal(night.toordinal() // _AGE_DAYS * _AGE_DAYS)
        refits = bisect_right(self._refits, night), aged
        if refits != self._refitted:
            self._refitted = refits
            plant, place = self._site.plant, self._site.settings.place
            cabinets = plant.cabinets.values()
            self._loads = tuple(CabinetLoad(plant, cabinet, night, aged, place) for cabinet in cabinets)
        stretches, profiles = self._walker.night(night)
        rows: dict[tuple[str, str], Sums] = {}
        hours_of: dict[tuple[tuple[Stretch, ...], ...], Mapping[Spent, float]] = {}
        for cabinet in self._loads:
            walks = tuple(stretches[group] for group in cabinet.groups)
            if walks not in hours_of:
                hours_of[walks] = hours_by_levels(walks)
            keys = {g: (self._site.plant.groups[g].street, profiles[g]) for g in cabinet.groups}
            for group, sums in _lit(cabinet, hours_of[walks]).items():
                rows.setdefault(keys[group], Sums()).add(sums)
            for group, fitted in cabinet.fitted.items():
                self._count_old(rows[keys[group]], keys[group][0], fitted, night)
        for sums in rows.values():
            self._price(sums, night)
        return rows

    def _count_old(self, sums: Sums, street: str, fitted: Fitted, night: date) -> None:
        old = self._old.on(self._site.plant.streets[street].baseline, night)
        sums.lamp_nights += fitted.lamps
        sums.old_hours_wh += fitted.full_w * old.hours
        sums.base_wh += fitted.lamps * old.watts * old.hours
        sums.base_full_night_wh += fitted.lamps * old.watts * old.full_night_hours

    def _price(self, sums: Sums, night: date) -> None:
        tariff = on(self._site.accounts.tariffs, night)
        factor = on(self._site.accounts.grid_factors, night)
        price = tariff.price_vnd_per_kwh * (1 + tariff.vat_percent / 100) if tariff else None
        saved = _kwh(sums.saved_wh)
        sums.cost_vnd = None if price is None else _kwh(sums.used_wh) * price
        sums.saved_vnd = None if price is None else saved * price
        sums.saved_co2_kg = saved * factor.t_co2_per_mwh if factor else None  # t/MWh is kg/kWh


def hours_by_levels(walks: tuple[tuple[Stretch, ...], ...]) -> dict[Spent, float]:
    """How many hours several groups spend at each combination of their levels; they share one night."""
    hours: defaultdict[Spent, float] = defaultdict(float)
    positions = [0] * len(walks)
    at: datetime | None = walks[0][0].start if walks else None
    while at is not None:
        now = [walk[i] for walk, i in zip(walks, positions, strict=True)]
        end = min(stretch.end for stretch in now)
        spent = tuple(s.level for s in now), tuple(s.counted for s in now)
        hours[spent] += (end - at).total_seconds() / 3600
        positions = [i + (s.end == end) for i, s in zip(positions, now, strict=True)]
        at = end if positions[0] < len(walks[0]) else None
    return dict(hours)


def _lit(cabinet: CabinetLoad, hours: Mapping[Spent, float]) -> dict[str, Sums]:
    rows = {group: Sums() for group in cabinet.groups}
    for (levels, marks), lasting in hours.items():
        for (group, load), counted in zip(cabinet.of(levels).items(), marks, strict=True):
            sums = rows[group]
            sums.used_wh += load.watts * lasting
            sums.full_wh += load.full_w * lasting
            for band, lamps in enumerate(load.lamps):
                sums.lamp_hours[band] += lamps * lasting
            if counted is Counted.TYPICAL:
                sums.typical_lamp_hours += sum(load.lamps) * lasting
            elif counted is Counted.DOUBTED:
                sums.doubted_lamp_hours += sum(load.lamps) * lasting
    return rows


def _nights(first: date, last: date) -> Iterator[date]:
    for day in range((last - first).days + 1):
        yield first + timedelta(days=day)


def _kwh(wh: float) -> Decimal:
    return Decimal(round(wh * 1000)) / 1_000_000
