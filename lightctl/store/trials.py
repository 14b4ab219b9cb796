"""Tests of cabinets, kept for ever: the ledger leaves their hours out of every saving."""

from datetime import datetime

from lightctl.core.trial import Trial
from lightctl.store.sqlite import Connection, told, transaction
from lightctl.store.times import from_ms, to_ms

_SELECT = (
    "SELECT id, cabinet, since_ms, min(until_ms, coalesce(ended_ms, until_ms)) AS stop_ms, owner, reason "
    "FROM trial "
)


def add_trial(connection: Connection, trial: Trial) -> None:
    """Keep it; raises StoreError where the id is taken."""
    row = (trial.id, trial.cabinet, to_ms(trial.since), to_ms(trial.until), trial.owner, trial.reason)
    with transaction(connection):
        connection.execute("INSERT INTO trial VALUES (?,?,?,?,?,?,NULL)", row)


def end_trial(connection: Connection, trial: str, at: datetime) -> bool:
    """End it before its time; False where none such goes on at that instant."""
    with transaction(connection):
        done = connection.execute(
            "UPDATE trial SET ended_ms = ?1 WHERE id = ?2 AND ended_ms IS NULL AND until_ms > ?1",
            (to_ms(at), trial),
        )
        return done.rowcount == 1


def active_trials(connection: Connection, now: datetime) -> list[Trial]:
    """Those that go on at `now`, oldest first."""
    with told(connection):
        rows = connection.execute(
            _SELECT + "WHERE until_ms > ? AND ended_ms IS NULL ORDER BY since_ms, id", (to_ms(now),)
        ).fetchall()
    return [_trial(row) for row in rows]


def trials_between(connection: Connection, start: datetime, end: datetime) -> list[Trial]:
    """Those that went on at some time of [start, end), with the end they really had, oldest first."""
    with told(connection):
        rows = connection.execute(
            _SELECT + "WHERE stop_ms > ? AND since_ms < ? ORDER BY since_ms, id", (to_ms(start), to_ms(end))
        ).fetchall()
    return [_trial(row) for row in rows]


def _trial(row: tuple[str, str, int, int, str, str]) -> Trial:
    name, cabinet, since, until, owner, reason = row
    return Trial(name, cabinet, from_ms(since), from_ms(until), owner, reason)
