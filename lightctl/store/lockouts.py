"""Lockouts: circuits that must stay dead until somebody releases them with a reason."""

from datetime import datetime

from lightctl.core.commands import Lockout
from lightctl.store.sqlite import Connection, told, transaction
from lightctl.store.times import from_ms, to_ms


def add_lockout(connection: Connection, lockout: Lockout) -> None:
    """Keep it; raises StoreError where the id is taken."""
    one = lockout
    with transaction(connection):
        connection.execute(
            "INSERT INTO lockout VALUES (?,?,?,?,?,?,NULL,NULL,NULL)",
            (one.id, one.circuit, to_ms(one.since), one.owner, one.crew, one.reason),
        )


def release_lockout(connection: Connection, lockout: str, at: datetime, by: str, why: str) -> bool:
    """Release it; False where no such lockout stands."""
    with transaction(connection):
        done = connection.execute(
            "UPDATE lockout SET released_ms = ?, released_by = ?, released_why = ? "
            "WHERE id = ? AND released_ms IS NULL",
            (to_ms(at), by, why, lockout),
        )
        return done.rowcount == 1


def active_lockouts(connection: Connection) -> list[Lockout]:
    """All that stand, oldest first."""
    with told(connection):
        rows = connection.execute(
            "SELECT id, circuit, since_ms, owner, crew, reason FROM lockout "
            "WHERE released_ms IS NULL ORDER BY since_ms, id"
        ).fetchall()
    return [Lockout(name, circuit, from_ms(since), owner, crew, reason)
            for name, circuit, since, owner, crew, reason in rows]  # fmt: skip
