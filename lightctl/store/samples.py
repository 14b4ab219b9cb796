"""Raw telemetry of one file: written in batches, read by the ledger, dropped when it is old."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from lightctl.store.names import Names
from lightctl.store.records import CircuitSample, LampSample, MeterSample, Sample
from lightctl.store.sqlite import Connection, told, transaction
from lightctl.store.times import from_s, to_s

_Cells = tuple[int | float | None, ...]


def write_samples(connection: Connection, names: Names, samples: Sequence[Sample]) -> None:
    """Keep them, all or none; the same thing at the same second is replaced. Marks the hours they touch."""
    if not samples:
        return
    with transaction(connection):
        for kind, sql in _INSERT.items():
            rows = [_cells(names, sample) for sample in samples if isinstance(sample, kind)]
            connection.executemany(sql, rows)
        touch(connection, min(to_s(sample.at) for sample in samples))


def touch(connection: Connection, since: int) -> None:
    """Mark that everything from `since` (seconds) on must be accounted again."""
    with transaction(connection):
        connection.execute(
            "INSERT INTO touched VALUES (1, ?) "
            "ON CONFLICT(one) DO UPDATE SET since = min(since, excluded.since)",
            (since,),
        )


def touched_since(connection: Connection) -> datetime | None:
    """From where samples came in since the last accounting; None where all is accounted."""
    with told(connection):
        row = connection.execute("SELECT since FROM touched").fetchone()
    return None if row is None else from_s(row[0])


def accounted(connection: Connection) -> None:
    """Say that everything kept so far is accounted."""
    with transaction(connection):
        connection.execute("DELETE FROM touched")


def last_sample(connection: Connection) -> datetime | None:
    """The newest instant of any sample."""
    with told(connection):
        newest = [connection.execute(sql).fetchone()[0] for sql in _NEWEST]
    known = [at for at in newest if at is not None]
    return from_s(max(known)) if known else None


def purge_samples(connection: Connection, before: datetime) -> int:
    """Drop samples older than `before`; returns how many rows went."""
    with transaction(connection):
        return sum(connection.execute(sql, (to_s(before),)).rowcount for sql in _PURGE)


def _cells(names: Names, sample: Sample) -> _Cells:
    at = to_s(sample.at)
    if isinstance(sample, MeterSample):
        volts = [_tenths(v) for v in (*sample.voltage_v, None, None, None)[:3]]
        return (at, names.number(sample.cabinet), _tenths(sample.energy_wh), _tenths(sample.power_w), *volts)
    if isinstance(sample, LampSample):
        amounts = (sample.level, _tenths(sample.power_w), _tenths(sample.energy_wh), sample.status)
        return (at, names.number(sample.lamp), *amounts)
    return (at, names.number(sample.circuit), None if sample.closed is None else int(sample.closed))


def _tenths(value: float | None) -> int | None:
    return None if value is None else round(value * 10)


_INSERT: dict[type[Sample], str] = {
    MeterSample: "INSERT OR REPLACE INTO meter VALUES (?,?,?,?,?,?,?)",
    LampSample: "INSERT OR REPLACE INTO lamp VALUES (?,?,?,?,?,?)",
    CircuitSample: "INSERT OR REPLACE INTO circuit VALUES (?,?,?)",
}
_NEWEST = ("SELECT max(at) FROM meter", "SELECT max(at) FROM lamp", "SELECT max(at) FROM circuit")
_PURGE: Iterable[str] = (
    "DELETE FROM meter WHERE at < ?", "DELETE FROM lamp WHERE at < ?", "DELETE FROM circuit WHERE at < ?"
)  # fmt: skip
