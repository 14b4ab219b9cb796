"""Operators' overrides, kept for ever: what holds now, and what held."""

from collections.abc import Iterable
from datetime import datetime

from lightctl.core.commands import Override, Scope, Target
from lightctl.core.units import Level
from lightctl.store.sqlite import Connection, told, transaction
from lightctl.store.times import from_ms, to_ms

_SELECT = (
    "SELECT id, scope, target, level, since_ms, min(until_ms, coalesce(ended_ms, until_ms)) AS stop_ms, "
    "owner, reason, below_floor, emergency, scene FROM override "
)


def add_override(connection: Connection, override: Override) -> None:
    """Keep it; raises StoreError where the id is taken."""
    o = override
    with transaction(connection):
        connection.execute(
            "INSERT INTO override(id, scope, target, level, since_ms, until_ms, owner, reason, below_floor, "
            "emergency, scene) VALUES (?,?,?,?,?,?,?,?,?,?,?)",
            (o.id, int(o.target.scope), o.target.id, o.level, to_ms(o.since), to_ms(o.until), o.owner,
             o.reason, o.below_floor, o.emergency, o.scene),
        )  # fmt: skip


def add_overrides(connection: Connection, overrides: Iterable[Override]) -> None:
    """Keep all of them or, where one cannot be, none."""
    with transaction(connection):
        for override in overrides:
            add_override(connection, override)


def end_overrides(connection: Connection, overrides: Iterable[str], at: datetime, by: str) -> bool:
    """End all of them before their time; False where none was in force at that instant."""
    with transaction(connection):
        ended = [end_override(connection, override, at, by) for override in overrides]
        return any(ended)


def end_override(connection: Connection, override: str, at: datetime, by: str) -> bool:
    """End it before its time; False where there is no such override in force at that instant."""
    with transaction(connection):
        done = connection.execute(
            "UPDATE override SET ended_ms = ?1, ended_by = ?2 "
            "WHERE id = ?3 AND ended_ms IS NULL AND until_ms > ?1",
            (to_ms(at), by, override),
        )
        return done.rowcount == 1


def active_overrides(connection: Connection, now: datetime) -> list[Override]:
    """Those in force at `now`, or still to begin, oldest first."""
    with told(connection):
        rows = connection.execute(
            _SELECT + "WHERE until_ms > ? AND ended_ms IS NULL ORDER BY since_ms, id",
            (to_ms(now),),
        ).fetchall()
    return [_override(row) for row in rows]


def overrides_between(connection: Connection, start: datetime, end: datetime) -> list[Override]:
    """Those in force at some time of [start, end), with the end they really had, oldest first."""
    with told(connection):
        rows = connection.execute(
            _SELECT + "WHERE until_ms > ?1 AND stop_ms > ?1 AND since_ms < ?2 ORDER BY since_ms, id",
            (to_ms(start), to_ms(end)),
        ).fetchall()
    return [_override(row) for row in rows]


def _override(row: tuple[str, int, str, float, int, int, str, str, int, int, str]) -> Override:
    name, scope, target, level, since, until, owner, reason, below, emergency, scene = row
    return Override(
        id=name, target=Target(Scope(scope), target), level=Level(level), since=from_ms(since),
        until=from_ms(until), owner=owner, reason=reason, below_floor=bool(below), emergency=bool(emergency),
        scene=scene,
    )  # fmt: skip
