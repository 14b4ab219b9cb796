"""The ledger is worked out in pieces: commands are stored in between, and what comes meanwhile counts."""

import asyncio
import sys
from pathlib import Path

import pytest

from lightctl.errors import StoreError
from lightctl.figures.rows import LedgerHour
from lightctl.store import History, Store
from lightctl.store.ledger import update
from tests.store.test_commands import opened
from tests.store.test_ledger import play
from tests.store.town import MINUTE, local, one_street

NOW = local(21, 8) + 5 * MINUTE


def played(path: Path, *, threaded: bool = False) -> Store:
    store = opened(path, threaded=threaded)
    play(store, local(20, 16), local(21, 8), closed=(local(20, 18), local(21, 6)))
    return store


def rows_of(path: Path) -> list[LedgerHour]:
    with History.open(path) as history:
        return history.hours_between(local(20, 16), local(21, 8))


async def whole(path: Path) -> list[LedgerHour]:
    """The rows of the same night, worked out undisturbed."""
    store = played(path)
    await store.update_ledger(one_street(), NOW)
    await store.close()
    return rows_of(path)


async def test_a_command_is_stored_while_the_ledger_is_worked_out(tmp_path: Path) -> None:
    store = played(tmp_path / "a", threaded=True)
    order: list[str] = []

    async def account() -> None:
        await store.update_ledger(one_street(), NOW)
        order.append("ledger")

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(account())
        await asyncio.sleep(0)
        await store.save_state("k", "1")
        order.append("command")
    await store.close()
    assert order == ["command", "ledger"]
    assert rows_of(tmp_path / "a") == await whole(tmp_path / "b")


async def test_what_comes_while_the_ledger_is_worked_out_is_accounted_next(tmp_path: Path) -> None:
    late = local(21, 6) - 30 * MINUTE
    store = played(tmp_path / "a")
    taken: list[int] = []

    def half(main: object, samples: object) -> None:
        pieces = update(main, store._names, samples, one_street(), NOW)  # type: ignore[arg-type]
        taken.extend(next(pieces) for _ in range(2))
        play(store, late, local(21, 8), closed=(late, late))
        store.notes.write()
        taken.extend(pieces)

    await store.work(half)
    assert sum(taken) == 16
    assert await store.update_ledger(one_street(), NOW) > 0
    assert await store.update_ledger(one_street(), NOW) == 0
    again = rows_of(tmp_path / "a")
    await store.rebuild_ledger(one_street(), local(20, 16), local(21, 8))
    assert rows_of(tmp_path / "a") == again
    await store.close()


@pytest.mark.parametrize("pieces", [0, 1, 3, 6])
async def test_an_accounting_that_was_broken_off_is_taken_up_again(tmp_path: Path, pieces: int) -> None:
    store = played(tmp_path / "a")

    def begun(main: object, samples: object) -> None:
        steps = update(main, store._names, samples, one_street(), NOW)  # type: ignore[arg-type]
        for _ in range(pieces):
            next(steps)
        steps.close()  # type: ignore[attr-defined]

    await store.work(begun)
    await store.close()
    store = opened(tmp_path / "a")
    assert await store.update_ledger(one_street(), NOW) == 16
    assert await store.update_ledger(one_street(), NOW) == 0
    await store.close()
    assert rows_of(tmp_path / "a") == await whole(tmp_path / "b")


async def test_a_refusing_disk_leaves_the_mark(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = played(tmp_path / "a")

    def full(*_: object) -> None:
        raise StoreError("disk full")

    rebuilding = sys.modules["lightctl.store.ledger.rebuild"]
    with monkeypatch.context() as broken:
        broken.setattr(rebuilding, "replace_rows", full)
        with pytest.raises(StoreError):
            await store.update_ledger(one_street(), NOW)
    assert await store.update_ledger(one_street(), NOW) == 16
    await store.close()
    assert rows_of(tmp_path / "a") == await whole(tmp_path / "b")
