"""The newest instant of the history: evidence against a clock that has fallen back."""

from datetime import datetime

from lightctl.store.samples import last_sample
from lightctl.store.sqlite import Connection, told
from lightctl.store.times import from_ms

_NEWEST = (
    "SELECT max(at_ms) FROM decision",
    "SELECT max(at_ms) FROM event",
    "SELECT at_ms FROM audit ORDER BY seq DESC LIMIT 1",
    "SELECT max(since_ms) FROM override",
)


def last_instant(main: Connection, samples: Connection) -> datetime | None:
    """The newest instant kept in either file; None where nothing is kept yet."""
    with told(main):
        rows = [main.execute(sql).fetchone() for sql in _NEWEST]
    kept = [from_ms(row[0]) for row in rows if row is not None and row[0] is not None]
    sampled = last_sample(samples)
    return max([*kept, *([sampled] if sampled else [])], default=None)
