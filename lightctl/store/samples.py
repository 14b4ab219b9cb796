"""Raw telemetry of one file: written in batches, read by the ledger, dropped when it is old."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from lightctl.errors import StoreError
from lightctl.store.names import Names
from lightctl.store.records import CircuitSample, LampSample, MeterSample, Sample
from lightctl.store.sqlite import Connection, told, transaction
from lightctl.store.times import from_s, to_s

_Cells = tuple[int | float | None, ...]


_NEIGHBOUR_S = 26 * 3600
"""A lamp's last reading before this one may lie on the other side of a day without power."""


class SampleWriter:
    """Writes batches, and marks from where the ledger must be worked out again."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._names = Names(connection)
        self._last = self._newest()

    def write(self, samples: Sequence[Sample]) -> None:
        """Keep them, all or none; the same thing at the same second is replaced. Raises StoreError."""
        if not samples:
            return
        try:
            with transaction(self._connection):
                self._insert(samples)
        except StoreError:
            self._names.forget()
            self._last = self._newest()
            raise

    def _insert(self, samples: Sequence[Sample]) -> None:
        for kind, sql in _INSERT.items():
            rows = [_cells(self._names, sample) for sample in samples if isinstance(sample, kind)]
            self._connection.executemany(sql, rows)
        touch(self._connection, min(self._left_neighbour(sample) for sample in samples))

    def _left_neighbour(self, sample: Sample) -> int:
        """From where on the sample changes what is known: its thing's answer before it, at most a day back.

        A counter that shows nothing, or zero, is no answer yet: it may come back above its old value.
        Of a sample that comes late the answer before it is not looked for: it may lie a day back.
        """
        at, thing = to_s(sample.at), _thing(sample)
        last = self._last.get(thing, at - 1)
        if isinstance(sample, CircuitSample) or sample.energy_wh:
            self._last[thing] = max(at, last)
        return max(last, at - _NEIGHBOUR_S) if last < at else at - _NEIGHBOUR_S

    def _newest(self) -> dict[str, int]:
        with told(self._connection):
            return {
                uid: at
                for sql in _LAST_OF_EACH
                for uid, at in self._connection.execute(sql, (_NEIGHBOUR_S,)).fetchall()
            }


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


def lamp_samples_between(
    connection: Connection, start: datetime, end: datetime, lamp: str
) -> list[LampSample]:
    """One lamp's answers in [start, end), with what was desired and accepted then; in time order."""
    with told(connection):
        rows = connection.execute(_OF_LAMP, (lamp, to_s(start), to_s(end))).fetchall()
    return [
        LampSample(
            lamp,
            from_s(at),
            level,
            _whole(power),
            _whole(energy),
            status,
            _whole(desired, 100),
            _whole(accepted, 100),
        )
        for at, level, power, energy, status, desired, accepted in rows
    ]


def purge_samples(connection: Connection, before: datetime) -> int:
    """Drop samples older than `before`; returns how many rows went."""
    with transaction(connection):
        connection.execute(
            "INSERT INTO purged VALUES (1, ?) "
            "ON CONFLICT(one) DO UPDATE SET before = max(before, excluded.before)",
            (to_s(before),),
        )
        return sum(connection.execute(sql, (to_s(before),)).rowcount for sql in _PURGE)


def complete_since(connection: Connection) -> datetime | None:
    """From where on hours can be worked out from what is kept; None where nothing is.

    A day is left after what was dropped, because an hour needs its left neighbours.
    """
    with told(connection):
        oldest = [connection.execute(sql).fetchone()[0] for sql in _OLDEST]
        purged = connection.execute("SELECT before FROM purged").fetchone()
    known = [at for at in oldest if at is not None]
    if not known:
        return None
    return from_s(min(known) if purged is None else max(min(known), purged[0] + _NEIGHBOUR_S))


def _cells(names: Names, sample: Sample) -> _Cells:
    at = to_s(sample.at)
    if isinstance(sample, MeterSample):
        volts = [_tenths(v) for v in (*sample.voltage_v, None, None, None)[:3]]
        return (at, names.number(sample.cabinet), _tenths(sample.energy_wh), _tenths(sample.power_w), *volts)
    if isinstance(sample, LampSample):
        amounts = (sample.level, _tenths(sample.power_w), _tenths(sample.energy_wh), sample.status)
        return (
            at,
            names.number(sample.lamp),
            *amounts,
            _hundredths(sample.desired),
            _hundredths(sample.accepted),
        )
    return (at, names.number(sample.circuit), None if sample.closed is None else int(sample.closed))


def _thing(sample: Sample) -> str:
    if isinstance(sample, MeterSample):
        return sample.cabinet
    return sample.lamp if isinstance(sample, LampSample) else sample.circuit


def _whole(scaled: int | None, parts: int = 10) -> float | None:
    return None if scaled is None else scaled / parts


def _hundredths(value: float | None) -> int | None:
    return None if value is None else round(value * 100)


def _tenths(value: float | None) -> int | None:
    return None if value is None else round(value * 10)


_INSERT: dict[type[Sample], str] = {
    MeterSample: "INSERT OR REPLACE INTO meter VALUES (?,?,?,?,?,?,?)",
    LampSample: "INSERT OR REPLACE INTO lamp VALUES (?,?,?,?,?,?,?,?)",
    CircuitSample: "INSERT OR REPLACE INTO circuit VALUES (?,?,?)",
}
_OF_LAMP = (
    "SELECT at, level, power_dw, energy_dwh, status, desired_pp, accepted_pp FROM lamp "
    "WHERE lamp = (SELECT id FROM thing WHERE uid = ?) AND at >= ? AND at < ? ORDER BY at"
)
_NEWEST = ("SELECT max(at) FROM meter", "SELECT max(at) FROM lamp", "SELECT max(at) FROM circuit")
_OLDEST = ("SELECT min(at) FROM meter", "SELECT min(at) FROM lamp", "SELECT min(at) FROM circuit")
_LAST_METER = (
    "SELECT uid, max(at) FROM meter JOIN thing ON id = cabinet "
    "WHERE at > (SELECT max(at) FROM meter) - ? AND energy_dwh > 0 GROUP BY cabinet"
)
_LAST_LAMP = (
    "SELECT uid, max(at) FROM lamp JOIN thing ON id = lamp "
    "WHERE at > (SELECT max(at) FROM lamp) - ? AND energy_dwh > 0 GROUP BY lamp"
)
_LAST_CIRCUIT = (
    "SELECT uid, max(at) FROM circuit JOIN thing ON id = circuit "
    "WHERE at > (SELECT max(at) FROM circuit) - ? GROUP BY circuit"
)
_LAST_OF_EACH = (_LAST_METER, _LAST_LAMP, _LAST_CIRCUIT)
_PURGE: Iterable[str] = (
    "DELETE FROM meter WHERE at < ?", "DELETE FROM lamp WHERE at < ?", "DELETE FROM circuit WHERE at < ?"
)  # fmt: skip
