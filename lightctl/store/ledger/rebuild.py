"""Recomputing a stretch of hours from raw samples, day by day, each in one transaction."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from lightctl.core.hours import hour_after, hour_of, hours_between
from lightctl.site.model import Site
from lightctl.store.chunks import mark
from lightctl.store.ledger.account import Accounted, Hour, account
from lightctl.store.ledger.readings import read_samples
from lightctl.store.ledger.rollup import days_touched, roll_up
from lightctl.store.ledger.write import SLOT_S, replace_rows, slot_of
from lightctl.store.names import Names
from lightctl.store.samples import accounted, complete_since, touched_since
from lightctl.store.sqlite import Connection, told, transaction
from lightctl.store.times import from_s, to_s

_LONGEST = 24


def update(main: Connection, names: Names, samples: Connection, site: Site, now: datetime) -> int:
    """Account what came in since the last time, up to the last full hour; returns how many hours."""
    since = touched_since(samples)
    if since is None:
        return 0
    zone = site.settings.place.zone
    start = hour_of(since - site.accounts.sample_gap, zone)
    done = rebuild(main, names, samples, site, min([start, *_after_last(main, site)]), hour_of(now, zone))
    with transaction(samples):
        accounted(samples)
    return done


def rebuild(
    main: Connection, names: Names, samples: Connection, site: Site, start: datetime, end: datetime
) -> int:
    """Replace all ledger hours that touch [start, end); returns how many. Raises StoreError.

    Hours whose raw samples were dropped, or that lie before the first sample, stay as they are.
    """
    zone = site.settings.place.zone
    since = complete_since(samples)
    if since is None:
        return 0
    start = max(start, hour_of(since, zone))
    hours = [(hour, hour_after(hour, zone)) for hour in hours_between(start, end, zone)]
    for slab in _slabs(hours):
        _rebuild_slab(main, names, samples, site, slab)
    return len(hours)


def _rebuild_slab(
    main: Connection, names: Names, samples: Connection, site: Site, hours: Sequence[Hour]
) -> None:
    zone = site.settings.place.zone
    start, end = hours[0][0], hours[-1][1]
    with told(samples):
        readings = read_samples(samples, to_s(start), to_s(end))
    rows = account(site, readings, hours)
    days = days_touched(start, end, zone)
    try:
        with transaction(main):
            replace_rows(main, names, start, end, rows)
            roll_up(main, days, zone)
            if site.settings.time_series.url:
                mark(main, _chunks(rows, days))
    except BaseException:
        names.forget()
        raise


def _chunks(rows: Accounted, days: list[date]) -> set[tuple[str, int, str]]:
    """What a time-series server must be told again."""
    hours = {("ledger", slot_of(row.hour), row.cabinet) for row in rows.hours}
    parts = {f"street:{row.street}" if row.street else f"cabinet:{row.cabinet}" for row in rows.hours}
    return hours | {("saving", day.toordinal(), part) for day in days for part in parts}


def _slabs(hours: Sequence[Hour]) -> Iterator[Sequence[Hour]]:
    for index in range(0, len(hours), _LONGEST):
        yield hours[index : index + _LONGEST]


def _after_last(main: Connection, site: Site) -> list[datetime]:
    """Where the ledger ends, so that a long silence leaves unknown hours and not missing ones."""
    with told(main):
        slot = main.execute("SELECT max(slot) FROM ledger").fetchone()[0]
    if slot is None:
        return []
    return [hour_after(from_s(slot * SLOT_S), site.settings.place.zone)]
