"""Recomputing a stretch of hours from raw samples, some hours at a time, each time in one transaction.

Everything is done in pieces of a tenth of a second or so: whoever takes them one by one may let a command
be stored in between. Only one may be at it at a time.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from lightctl.core.hours import hour_after, hour_of, hours_between
from lightctl.core.lamp_ages import KEY, Aged, read_ages
from lightctl.site.model import Site
from lightctl.store.chunks import mark
from lightctl.store.ledger.account import Accounted, Hour, account
from lightctl.store.ledger.readings import read_samples
from lightctl.store.ledger.rollup import days_touched, roll_up
from lightctl.store.ledger.tested import afterglow
from lightctl.store.ledger.write import SLOT_S, replace_rows, slot_of
from lightctl.store.names import Names
from lightctl.store.samples import accounted, complete_since, touched_since
from lightctl.store.sqlite import Connection, told, transaction
from lightctl.store.times import from_s, to_s
from lightctl.store.trials import trials_between

_LONGEST = 6
_UNDER_WAY = "accounting"
"""Key in `meta`: from where on (seconds) an accounting that was begun has not ended."""


def update(main: Connection, names: Names, samples: Connection, site: Site, now: datetime) -> Iterator[int]:
    """Account what came in since the last time, up to the last full hour; yields hours done. StoreError."""
    since = _begin(main, samples)
    if since is None:
        return
    zone = site.settings.place.zone
    start = hour_of(since - site.accounts.sample_gap, zone)
    yield from rebuild(main, names, samples, site, min([start, *_after_last(main, site)]), hour_of(now, zone))
    with transaction(main):
        main.execute("DELETE FROM meta WHERE k = ?", (_UNDER_WAY,))


def _begin(main: Connection, samples: Connection) -> datetime | None:
    """From where on to account; what comes in from now on is marked anew, and a crash loses no mark."""
    with told(main):
        row = main.execute("SELECT v FROM meta WHERE k = ?", (_UNDER_WAY,)).fetchone()
    marks = [from_s(int(row[0]))] if row else []
    since = min([*marks, *filter(None, [touched_since(samples)])], default=None)
    if since is not None:
        with transaction(main):
            main.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (_UNDER_WAY, str(to_s(since))))
        with transaction(samples):
            accounted(samples)
    return since


def rebuild(
    main: Connection, names: Names, samples: Connection, site: Site, start: datetime, end: datetime
) -> Iterator[int]:
    """Replace all ledger hours that touch [start, end); yields how many are done. Raises StoreError.

    Hours whose raw samples were dropped, or that lie before the first sample, stay as they are.
    """
    zone = site.settings.place.zone
    since = complete_since(samples)
    if since is None:
        return
    start = max(start, hour_of(since, zone))
    hours = [(hour, hour_after(hour, zone)) for hour in hours_between(start, end, zone)]
    for slab in _slabs(hours):
        yield from _rebuild_slab(main, names, samples, site, slab)
        yield len(slab)


def _rebuild_slab(
    main: Connection, names: Names, samples: Connection, site: Site, hours: Sequence[Hour]
) -> Iterator[int]:
    start, end = hours[0][0], hours[-1][1]
    with told(samples):
        readings = read_samples(samples, to_s(start), to_s(end))
    yield 0
    rows = Accounted([], [], [])
    # A meter that is read rarely carries a test into the hours around it, its light into those after it.
    around = site.accounts.sample_gap + afterglow(site.settings)
    trials = trials_between(main, start - around, end + around)
    for piece in account(site, readings, hours, trials, _ages(main)):
        rows.add(piece)
        yield 0
    _replace(main, names, site, hours, rows)


def _ages(main: Connection) -> dict[str, Aged]:
    with told(main):
        row = main.execute("SELECT json FROM state WHERE key = ?", (KEY,)).fetchone()
    return read_ages(row[0]) if row else {}


def _replace(main: Connection, names: Names, site: Site, hours: Sequence[Hour], rows: Accounted) -> None:
    zone, start, end = site.settings.place.zone, hours[0][0], hours[-1][1]
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
