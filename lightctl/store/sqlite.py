"""The sole door to SQLite: how a file is opened, migrated, written and read."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from lightctl.errors import StoreError

Connection = sqlite3.Connection

_BUSY_S = 5.0
_CHECKED_WHOLE_BYTES = 32 * 1024 * 1024
"""Files up to this size are checked whole when opened; larger ones by `check`."""
_SETTINGS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA cache_size=-16384",
    "PRAGMA journal_size_limit=67108864",
)


def open_writer(path: Path, migrations: Sequence[str]) -> Connection:
    """Open or create a database and bring it to the newest schema; the caller is its only writer.

    Raises StoreError, and leaves the file as it is, where it is damaged, foreign or newer than this program.
    """
    with _told(path):
        connection = sqlite3.connect(path, timeout=_BUSY_S, isolation_level=None, check_same_thread=False)
        try:
            _prepare(connection, path, migrations)
        except BaseException:
            connection.close()
            raise
        return connection


def open_reader(path: Path, migrations: Sequence[str]) -> Connection:
    """Open an existing database for reading only; a daemon may be writing it.

    Raises StoreError where there is none, or it cannot be read by this program.
    """
    if not path.exists():
        raise StoreError(f"There is no history yet at {path}: it begins when the daemon first runs.")
    with _told(path):
        address = f"{path.absolute().as_uri()}?mode=ro"
        connection = sqlite3.connect(
            address, uri=True, timeout=_BUSY_S, isolation_level=None, check_same_thread=False
        )
        try:
            connection.execute("PRAGMA query_only=ON")
            _refuse_other(_version(connection), path, migrations, reading=True)
        except BaseException:
            connection.close()
            raise
        return connection


@contextmanager
def transaction(connection: Connection) -> Iterator[Connection]:
    """All or nothing, durable when the block has ended; joins a transaction that is already open.

    Raises StoreError where the disk or the file refuses.
    """
    if connection.in_transaction:
        yield connection
        return
    with told(connection):
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


@contextmanager
def told(connection: Connection) -> Iterator[None]:
    """Turn what SQLite says into a StoreError with a sentence."""
    with _told(_path_of(connection)):
        yield


def check(connection: Connection) -> None:
    """Read every page; raises StoreError where the file is damaged."""
    with told(connection):
        verdict = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if verdict != "ok":
        raise StoreError(_damaged(_path_of(connection), verdict))


def back_up(connection: Connection, copy: Path) -> None:
    """Write a compact, consistent copy beside running work; the copy must not exist yet."""
    with told(connection):
        connection.execute("VACUUM INTO ?", (str(copy),))


def _prepare(connection: Connection, path: Path, migrations: Sequence[str]) -> None:
    version = _version(connection)
    _refuse_other(version, path, migrations, reading=False)
    if path.exists() and path.stat().st_size <= _CHECKED_WHOLE_BYTES:
        check(connection)
    for setting in _SETTINGS:
        connection.execute(setting)
    for number, script in enumerate(migrations[version:], start=version + 1):
        _migrate(connection, number, script)


def _migrate(connection: Connection, number: int, script: str) -> None:
    with transaction(connection):
        for statement in _statements(script):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version={number:d}")


def _statements(script: str) -> Iterator[str]:
    """Split a script where SQLite says a statement is complete, so that triggers stay whole."""
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""


def _version(connection: Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _refuse_other(version: int, path: Path, migrations: Sequence[str], *, reading: bool) -> None:
    if version > len(migrations):
        raise StoreError(
            f"{path} was written by a newer lightctl (format {version}, this one knows {len(migrations)}): "
            "install that version again, or restore a backup made before it."
        )
    if reading and version < len(migrations):
        raise StoreError(
            f"{path} has the older format {version}: start the daemon once, it brings the file to format "
            f"{len(migrations)}."
        )


def _path_of(connection: Connection) -> Path:
    try:
        return Path(connection.execute("PRAGMA database_list").fetchone()[2])
    except sqlite3.Error:
        return Path("the closed database")


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        raise StoreError(_operational(path, error)) from error
    except sqlite3.DatabaseError as error:
        raise StoreError(_damaged(path, str(error))) from error


def _operational(path: Path, error: sqlite3.OperationalError) -> str:
    code = getattr(error, "sqlite_errorcode", None)
    if code == sqlite3.SQLITE_FULL:
        return f"The disk of {path} is full: nothing was written. Free space; lightctl goes on by itself."
    if code is not None and code & 0xFF == sqlite3.SQLITE_BUSY:
        return f"{path} is held by another writer: is a second daemon running on this state directory?"
    if code is not None and code & 0xFF in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY):
        return f"{path} cannot be opened ({error}): check that the directory exists and is writable."
    return f"{path} could not be used: {error}."


def _damaged(path: Path, what: str) -> str:
    return (
        f"{path} is damaged or not a lightctl database ({what}). Nothing was changed in it. "
        f"Stop the daemon, move {path.name}, {path.name}-wal and {path.name}-shm aside together, "
        "then restore the last backup, or start without one to begin a new history."
    )
