"""Lamp samples keep what was desired and accepted beside the level in effect; older files are kept."""

import sqlite3
from datetime import timedelta
from pathlib import Path

from lightctl.store import History, LampSample
from lightctl.store.files import SAMPLES_FILE
from lightctl.store.schema import SAMPLES
from lightctl.store.sqlite import open_writer
from tests.store.test_commands import T0, opened

DAY = timedelta(days=1)


async def test_three_states_are_read_again_as_they_were_noted(tmp_path: Path) -> None:
    store = opened(tmp_path)
    store.notes.lamps(
        T0, [("l-1", 40.0, 32.1, 7.0, 0, 60.63, 50.0), ("l-2", None, None, None, 1, 60.0, None)]
    )
    await store.close()
    with History.open(tmp_path) as history:
        assert history.lamp_samples_between(T0, T0 + DAY, "l-1") == [
            LampSample("l-1", T0, 40.0, 32.1, 7.0, 0, 60.63, 50.0)
        ]
        (unheard,) = history.lamp_samples_between(T0, T0 + DAY, "l-2")
        assert (unheard.level, unheard.desired, unheard.accepted) == (None, 60.0, None)
        assert history.lamp_samples_between(T0 - DAY, T0, "l-1") == []
        assert history.lamp_samples_between(T0, T0 + DAY, "nobody") == []


async def test_a_file_of_the_older_format_keeps_its_rows(tmp_path: Path) -> None:
    await opened(tmp_path).close()
    path = tmp_path / SAMPLES_FILE
    for name in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
        name.unlink(missing_ok=True)
    older = open_writer(path, SAMPLES[:1])
    older.execute("INSERT INTO thing VALUES (1, 'l-1')")
    older.execute("INSERT INTO lamp VALUES (?, 1, 80.0, 600, 70, 0)", (int(T0.timestamp()),))
    older.close()
    store = opened(tmp_path)
    store.notes.lamps(T0 + timedelta(minutes=15), [("l-1", 80.0, 60.0, 9.0, 0, 80.0, 80.0)])
    await store.close()
    with History.open(tmp_path) as history:
        rows = history.lamp_samples_between(T0, T0 + DAY, "l-1")
    assert [(row.energy_wh, row.desired, row.accepted) for row in rows] == [
        (7.0, None, None),
        (9.0, 80.0, 80.0),
    ]


def test_the_two_levels_cost_few_bytes(tmp_path: Path) -> None:
    sizes = []
    for name, asked in (("old.db", (None, None)), ("new.db", (6063, 6000))):
        connection = open_writer(tmp_path / name, SAMPLES)
        rows = [(at, lamp, 60.0, 612, 70_000 + at, 0, *asked) for at in range(100) for lamp in range(200)]
        with connection:
            connection.execute("BEGIN")
            connection.executemany("INSERT INTO lamp VALUES (?,?,?,?,?,?,?,?)", rows)
            connection.execute("COMMIT")
        sizes.append(connection.execute("SELECT sum(pgsize) FROM dbstat WHERE name = 'lamp'").fetchone()[0]
                     if _has_dbstat(connection) else (tmp_path / name).stat().st_size)  # fmt: skip
        connection.close()
    assert 0 < (sizes[1] - sizes[0]) / 20_000 <= 6


def _has_dbstat(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute("SELECT 1 FROM dbstat LIMIT 1")
    except sqlite3.OperationalError:
        return False
    return True
