"""Who did what and why: append-only, each row sealed over the row before it."""

import hashlib
import json
from dataclasses import astuple, dataclass
from datetime import datetime

from lightctl.errors import StoreError
from lightctl.store.sqlite import Connection, told, transaction
from lightctl.store.times import from_ms, to_ms


@dataclass(frozen=True, slots=True)
class Act:
    """A person's command; `before` and `after` are JSON texts or words, empty where nothing is to be said."""

    at: datetime
    who: str
    what: str
    target: str
    why: str
    before: str = ""
    after: str = ""


def audit(connection: Connection, act: Act) -> None:
    """Append it."""
    with transaction(connection):
        row = _row(act)
        connection.execute(
            "INSERT INTO audit(at_ms, who, what, target, why, before, after, seal) VALUES (?,?,?,?,?,?,?,?)",
            (*row, _seal(_last_seal(connection), row)),
        )


def acts_between(connection: Connection, start: datetime, end: datetime) -> list[Act]:
    """Acts in [start, end), in the order they were done."""
    with told(connection):
        rows = connection.execute(
            "SELECT at_ms, who, what, target, why, before, after FROM audit "
            "WHERE at_ms >= ? AND at_ms < ? ORDER BY seq",
            (to_ms(start), to_ms(end)),
        ).fetchall()
    return [Act(from_ms(at), *words) for at, *words in rows]


def verify_audit(connection: Connection) -> int:
    """Count the rows; raises StoreError naming the first row that was changed, or whose neighbour is gone."""
    seal, count = "", 0
    with told(connection):
        rows = connection.execute(
            "SELECT seq, at_ms, who, what, target, why, before, after, seal FROM audit ORDER BY seq"
        )
        for seq, *row, kept in rows:
            seal = _seal(seal, tuple(row))
            count += 1
            if seal != kept or seq != count:
                raise StoreError(f"The audit was changed at or before row {seq}: its seal does not fit.")
    return count


def _row(act: Act) -> tuple[int | str, ...]:
    return (to_ms(act.at), *astuple(act)[1:])


def _last_seal(connection: Connection) -> str:
    row = connection.execute("SELECT seal FROM audit ORDER BY seq DESC LIMIT 1").fetchone()
    return "" if row is None else str(row[0])


def _seal(before: str, row: tuple[int | str, ...]) -> str:
    text = json.dumps([before, *row], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
