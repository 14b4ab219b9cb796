"""Damaged, foreign, newer and busy files are told apart, and never overwritten."""

import sqlite3
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from lightctl.errors import StoreError
from lightctl.figures.rows import Quality
from lightctl.store import History, Store
from lightctl.store.schema import MAIN, SAMPLES
from lightctl.store.sqlite import open_writer
from tests.store.test_commands import SAIGON, T0, act, opened


async def test_a_file_that_is_no_database_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "lightctl.db").write_bytes(b"not a database, but somebody's notes\n" * 100)
    before = (tmp_path / "lightctl.db").read_bytes()
    with pytest.raises(StoreError, match="aside together"):
        opened(tmp_path)
    with pytest.raises(StoreError, match=r"lightctl\.db"):
        History.open(tmp_path)
    assert (tmp_path / "lightctl.db").read_bytes() == before


async def test_a_damaged_page_is_found_when_opening(tmp_path: Path) -> None:
    store = opened(tmp_path)
    for n in range(300):
        await store.audit(act(f"set {n} " + "x" * 100))
    await store.close()
    path = tmp_path / "lightctl.db"
    content = bytearray(path.read_bytes())
    content[len(content) // 2 :] = b"\x5a" * (len(content) - len(content) // 2)
    path.write_bytes(content)
    with pytest.raises(StoreError, match="restore the last backup"):
        opened(tmp_path)
    assert path.read_bytes() == bytes(content)


async def test_damaged_telemetry_is_told_by_its_name(tmp_path: Path) -> None:
    await opened(tmp_path).close()
    (tmp_path / "samples.db").write_bytes(b"x" * 5000)
    with pytest.raises(StoreError, match=r"samples\.db"):
        opened(tmp_path)


async def test_a_newer_file_is_refused(tmp_path: Path) -> None:
    await opened(tmp_path).close()
    with sqlite3.connect(tmp_path / "lightctl.db") as foreign:
        foreign.execute("PRAGMA user_version=99")
    foreign.close()
    with pytest.raises(StoreError, match="newer lightctl"):
        opened(tmp_path)
    with pytest.raises(StoreError, match="newer lightctl"):
        History.open(tmp_path)


async def test_the_zone_of_the_days_cannot_change(tmp_path: Path) -> None:
    await opened(tmp_path).close()
    with pytest.raises(StoreError, match="Asia/Ho_Chi_Minh"):
        Store.open(tmp_path, site_zone=ZoneInfo("Europe/Berlin"), threaded=False)
    with History.open(tmp_path) as history:
        assert history.zone == SAIGON


def test_without_a_history_a_reader_is_told_when_it_begins(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no history yet"):
        History.open(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_migrations_run_in_order_and_whole(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    one = "CREATE TABLE a(x INTEGER) STRICT;\nINSERT INTO a VALUES (1);\n"
    two = "CREATE TABLE b(x INTEGER) STRICT;\nINSERT INTO b SELECT x + 1 FROM a;\n"
    open_writer(path, [one]).close()
    broken = two + "INSERT INTO nowhere VALUES (1);\n"
    with pytest.raises(StoreError):
        open_writer(path, [one, broken])
    connection = open_writer(path, [one, two])
    assert connection.execute("SELECT x FROM b").fetchall() == [(2,)]
    assert connection.execute("PRAGMA user_version").fetchone() == (2,)
    connection.close()


async def test_a_second_writer_is_told_apart_from_damage(tmp_path: Path) -> None:
    store = opened(tmp_path)
    store._main.execute("PRAGMA busy_timeout=50")
    other = sqlite3.connect(tmp_path / "lightctl.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="another writer"):
        await store.audit(act("set"))
    other.execute("ROLLBACK")
    await store.audit(act("set"))
    other.close()
    await store.close()


async def test_readers_see_commits_while_the_daemon_runs(tmp_path: Path) -> None:
    store = opened(tmp_path, threaded=True)
    with History.open(tmp_path) as history:
        await store.save_state("a", "1")
        assert history.states() == {"a": "1"}
        with pytest.raises(sqlite3.OperationalError):
            history.main.execute("DELETE FROM state")
    await store.close()


async def test_a_backup_opens_as_a_history(tmp_path: Path) -> None:
    store = opened(tmp_path / "live")
    store.notes.meter("td-001", T0, 1234.5)
    await store.audit(act("set"))
    await store.back_up(tmp_path / "copy")
    await store.check()
    with pytest.raises(StoreError, match="somewhere else"):
        await store.back_up(tmp_path / "live")
    await store.close()
    with History.open(tmp_path / "copy") as copy:
        assert copy.verify_audit() == 1
        assert copy.samples.execute("SELECT energy_dwh FROM meter").fetchall() == [(12345,)]


async def test_the_newest_instant_is_evidence_for_the_clock(tmp_path: Path) -> None:
    store = opened(tmp_path)
    assert await store.last_instant() is None
    await store.audit(act("set", T0))
    assert await store.last_instant() == T0
    store.notes.circuit("td-001-1", T0.replace(hour=12), True)
    assert await store.last_instant() == T0.replace(hour=12)
    await store.close()


def written(folder: Path) -> dict[str, int]:
    return {file.name: file.stat().st_mtime_ns for file in folder.iterdir()}


async def test_a_second_daemon_is_refused_before_it_writes(tmp_path: Path) -> None:
    first = opened(tmp_path)
    before = written(tmp_path)
    with pytest.raises(StoreError, match="in use by another lightctl daemon"):
        opened(tmp_path)
    assert written(tmp_path) == before
    await first.close()
    await opened(tmp_path).close()


def test_a_state_directory_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file")
    with pytest.raises(StoreError, match="cannot be used as a state directory"):
        opened(tmp_path / "state")


async def test_rows_of_the_format_before_keep_their_figures(tmp_path: Path) -> None:
    """Files as format 1 wrote them: opened, brought to the newest format, and read as they were."""
    main = open_writer(tmp_path / "lightctl.db", MAIN[:1])
    main.execute("INSERT INTO thing VALUES (1, 'td-1')")
    slot = int(T0.timestamp()) // 900
    main.execute("INSERT INTO ledger VALUES (?,1,0,1200,1100,1,2,3,4,60,5,8,4)", (slot,))
    day, month = T0.astimezone(SAIGON).date(), T0.astimezone(SAIGON).date().replace(day=1)
    rolled = "1,0,1200,1100,1,2,3,4,60,5,8,24,13,23,12,4"
    main.execute(f"INSERT INTO ledger_day VALUES ({day.toordinal()},{rolled})")
    main.execute(f"INSERT INTO ledger_month VALUES ({month:%Y%m},{rolled})")
    main.close()
    samples = open_writer(tmp_path / "samples.db", SAMPLES[:1])
    samples.execute("INSERT INTO thing VALUES (1, 'l-1')")
    samples.execute("INSERT INTO lamp VALUES (?,1,60,330,12345,2)", (int(T0.timestamp()),))
    samples.close()
    await opened(tmp_path).close()
    with History.open(tmp_path) as history:
        (hour,) = history.hours_between(T0, T0 + timedelta(hours=1))
        (whole,) = history.day_sums(day, day + timedelta(days=1))
        (lamp,) = history.lamp_samples_between(T0, T0 + timedelta(seconds=1), "l-1")
    assert (hour.metered_dwh, hour.attributed_dwh, hour.partial_dwh, hour.lamps) == (1200, 1100, 5, 8)
    assert (hour.quality, hour.tested_dwh) == (Quality(4), 0)
    assert (whole.metered_dwh, whole.hours, whole.known_night_hours, whole.tested_dwh) == (1200, 24, 12, 0)
    assert whole.quality == Quality(4)
    assert (lamp.level, lamp.power_w, lamp.energy_wh, lamp.status) == (60, 33.0, 1234.5, 2)
    assert (lamp.desired, lamp.accepted) == (None, None)
