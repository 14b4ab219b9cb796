"""What is still to be sent: (stream, slot, part) with the version that was last changed."""

from collections.abc import Iterable
from dataclasses import dataclass

from lightctl.store.sqlite import Connection, told, transaction


@dataclass(frozen=True, slots=True)
class Chunk:
    """One point's worth of the ledger; forgotten only at the version that the server took."""

    stream: str
    """`ledger`: a cabinet's hour; `saving`: a street's day."""
    slot: int
    part: str
    version: int


def mark(main: Connection, chunks: Iterable[tuple[str, int, str]]) -> None:
    """Say that these (stream, slot, part) changed; joins the transaction that changed them."""
    with transaction(main):
        main.executemany(
            "INSERT INTO sync_chunk(stream, slot, part) VALUES (?,?,?) "
            "ON CONFLICT(stream, slot, part) DO UPDATE SET version = version + 1",
            chunks,
        )


def pending(main: Connection, most: int) -> list[Chunk]:
    """The oldest that are to be sent."""
    with told(main):
        rows = main.execute(
            "SELECT stream, slot, part, version FROM sync_chunk ORDER BY stream, slot, part LIMIT ?", (most,)
        ).fetchall()
    return [Chunk(*row) for row in rows]


def count(main: Connection) -> int:
    """How many are to be sent."""
    with told(main):
        return int(main.execute("SELECT count(*) FROM sync_chunk").fetchone()[0])


def forget(main: Connection, sent: Iterable[Chunk]) -> None:
    """Forget them, except those that changed since."""
    with transaction(main):
        main.executemany(
            "DELETE FROM sync_chunk WHERE stream = ? AND slot = ? AND part = ? AND version = ?",
            [(one.stream, one.slot, one.part, one.version) for one in sent],
        )


def reject(main: Connection, chunk: Chunk, at_ms: int, http: int, reason: str, line: str) -> None:
    """Put a point aside that the server will never take, so that it holds up nothing."""
    with transaction(main):
        main.execute(
            "INSERT INTO sync_reject(stream, slot, part, at_ms, http, reason, line) VALUES (?,?,?,?,?,?,?)",
            (chunk.stream, chunk.slot, chunk.part, at_ms, http, reason, line),
        )
        forget(main, [chunk])


def rejected(main: Connection) -> list[tuple[str, int, str, int, str, str]]:
    """What was put aside: (stream, slot, part, http, reason, line)."""
    with told(main):
        return main.execute(
            "SELECT stream, slot, part, http, reason, line FROM sync_reject ORDER BY seq"
        ).fetchall()


def mark_everything(main: Connection) -> int:
    """Mark the whole ledger, for a server that is new or was restored; returns how many are pending."""
    with transaction(main):
        main.execute(
            "INSERT INTO sync_chunk(stream, slot, part) SELECT 'ledger', l.slot, t.uid FROM ledger l "
            "JOIN thing t ON t.id = l.cabinet WHERE true "
            "ON CONFLICT(stream, slot, part) DO UPDATE SET version = version + 1"
        )
        main.execute(
            "INSERT INTO sync_chunk(stream, slot, part) SELECT DISTINCT 'saving', l.day, "
            "coalesce('street:' || s.uid, 'cabinet:' || c.uid) FROM ledger_day l "
            "JOIN thing c ON c.id = l.cabinet LEFT JOIN thing s ON s.id = l.street WHERE true "
            "ON CONFLICT(stream, slot, part) DO UPDATE SET version = version + 1"
        )
    return count(main)


def greet(main: Connection, server: str) -> None:
    """Mark the whole ledger if this server (by its bucket's name) is another than the last one."""
    with transaction(main):
        row = main.execute("SELECT v FROM meta WHERE k = 'server'").fetchone()
        if row is None or row[0] != server:
            main.execute("INSERT OR REPLACE INTO meta VALUES ('server', ?)", (server,))
            mark_everything(main)
