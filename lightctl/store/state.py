"""What the daemon must remember over a restart: one JSON text per key."""

from collections.abc import Mapping

from lightctl.store.sqlite import Connection, told, transaction


def load_states(connection: Connection) -> dict[str, str]:
    """Every key's JSON text."""
    with told(connection):
        return dict(connection.execute("SELECT key, json FROM state"))


def save_states(connection: Connection, states: Mapping[str, str]) -> None:
    """Replace the keys' JSON texts, all or none; raises StoreError where one is not JSON."""
    with transaction(connection):
        connection.executemany(
            "INSERT INTO state VALUES (?, ?) ON CONFLICT(key) DO UPDATE SET json = excluded.json",
            states.items(),
        )


def drop_states(connection: Connection, keys: list[str]) -> None:
    """Forget the keys."""
    with transaction(connection):
        connection.executemany("DELETE FROM state WHERE key = ?", [(key,) for key in keys])
