"""Ids of things as small integers, so that a row of telemetry stays small."""

from lightctl.store.sqlite import Connection


class Names:
    """The `thing` table of one file, remembered; for the file's writer."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: dict[str, int] = dict(connection.execute("SELECT uid, id FROM thing"))

    def number(self, uid: str) -> int:
        """The thing's number, given now if it is new; call inside the transaction that uses it."""
        number = self._known.get(uid)
        return self._give(uid) if number is None else number

    def forget(self) -> None:
        """After a rolled-back transaction: believe the file again."""
        self._known = dict(self._connection.execute("SELECT uid, id FROM thing"))

    def _give(self, uid: str) -> int:
        number = int(
            self._connection.execute("INSERT INTO thing(uid) VALUES (?) RETURNING id", (uid,)).fetchone()[0]
        )
        self._known[uid] = number
        return number


def uids(connection: Connection) -> dict[int, str]:
    """Every number's thing."""
    return dict(connection.execute("SELECT id, uid FROM thing"))


def number_of(connection: Connection, uid: str) -> int | None:
    """The thing's number, or None where the file has never heard of it."""
    row = connection.execute("SELECT id FROM thing WHERE uid = ?", (uid,)).fetchone()
    return None if row is None else int(row[0])
