"""Hours that were asked for and that the ledger does not hold: unknown, which is not dark."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

from lightctl.core.hours import hour_after, hours_between
from lightctl.core.plant import Cabinet
from lightctl.figures.rows import LedgerSum, Quality
from lightctl.site.model import Site
from lightctl.store.ledger.old import OldLight
from lightctl.store.ledger.rollup import day_start, days_touched

_DAY = timedelta(days=1)


def blanks(site: Site, held: Iterable[LedgerSum], start: datetime, end: datetime) -> list[LedgerSum]:
    """A sum without amounts for each cabinet of the plant and local day that lacks hours of [start, end).

    A cabinet that the ledger never heard of lacks them all; the sum's hours are those that are missing.
    """
    if start >= end:
        return []
    rows: dict[tuple[date, str], list[LedgerSum]] = defaultdict(list)
    for row in held:
        rows[row.day, row.cabinet].append(row)
    asked = _Asked(site, start, end)
    made = (
        _blank(cabinet, asked, day, rows[day, cabinet.id])
        for day in days_touched(start, end, site.settings.place.zone)
        for cabinet in site.plant.cabinets.values()
    )
    return [one for one in made if one is not None]


def _blank(cabinet: Cabinet, asked: "_Asked", day: date, rows: Sequence[LedgerSum]) -> LedgerSum | None:
    hours = len(asked.hours(day)) - sum(row.hours for row in rows)
    if hours <= 0:
        return None
    nightly = asked.night_hours(day, cabinet) - sum(row.night_hours for row in rows)
    streets = asked.streets(cabinet)
    quality = Quality.MISSING if cabinet.metered else Quality.MISSING | Quality.UNMETERED
    return LedgerSum(
        day=day, cabinet=cabinet.id, street=streets[0] if len(streets) == 1 else "", metered_dwh=0,
        attributed_dwh=0, new_full_dwh=0, new_old_hours_dwh=0, base_dwh=0, base_full_night_dwh=0, lit_min=0,
        partial_dwh=0, lamps=0, hours=hours, night_hours=min(max(nightly, 0), hours), known_hours=0,
        known_night_hours=0, quality=quality,
    )  # fmt: skip


class _Asked:
    """Which ledger hours of a day are asked for, and in which of them the old lamps would have burned."""

    def __init__(self, site: Site, start: datetime, end: datetime) -> None:
        self._zone = site.settings.place.zone
        self._start, self._end = start, end
        self._old = OldLight(site.accounts, site.settings.place)
        self._baselines = {street.id: street.baseline for street in site.plant.streets.values()}
        self._streets: dict[str, set[str]] = defaultdict(set)
        for lamp in site.plant.lamps.values():
            self._streets[lamp.cabinet].add(lamp.street)
        self._hours: dict[date, tuple[datetime, ...]] = {}
        self._nights: dict[tuple[date, str], frozenset[datetime]] = {}

    def streets(self, cabinet: Cabinet) -> list[str]:
        """The streets that it lights; its own where it has no lamps."""
        return sorted(self._streets.get(cabinet.id) or {cabinet.street})

    def hours(self, day: date) -> tuple[datetime, ...]:
        """Starts of the day's ledger hours."""
        if day not in self._hours:
            first = max(self._start, day_start(day, self._zone))
            after = min(self._end, day_start(day + _DAY, self._zone))
            self._hours[day] = tuple(hours_between(first, after, self._zone))
        return self._hours[day]

    def night_hours(self, day: date, cabinet: Cabinet) -> int:
        """How many of them had old light; a cabinet without lamps had none."""
        baselines = {self._baselines[street] for street in self._streets.get(cabinet.id, ())}
        return len(frozenset[datetime]().union(*(self._burning(day, one) for one in baselines)))

    def _burning(self, day: date, baseline: str) -> frozenset[datetime]:
        if (day, baseline) not in self._nights:
            self._nights[day, baseline] = frozenset(self._lit(day, baseline))
        return self._nights[day, baseline]

    def _lit(self, day: date, baseline: str) -> Iterator[datetime]:
        for hour in self.hours(day):
            if self._old.hour(baseline, hour, hour_after(hour, self._zone)).full_night_hours > 0:
                yield hour
