"""`explain` tells the story as it was: decisions come back with reasons, site and version."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lightctl.clock import RunningClock
from lightctl.clock.virtual import run_in_virtual_time
from lightctl.core.decision import Decision, Layer, Reason
from lightctl.core.inputs import Inputs
from lightctl.core.noted import read_noted
from lightctl.core.units import Level
from lightctl.core.weather import WeatherState
from lightctl.errors import StoreError
from lightctl.store import History, schema
from lightctl.store.decisions import Recorded, decision_at, record_decisions
from lightctl.store.names import Names
from lightctl.store.sqlite import open_writer
from tests.store.test_commands import T0, opened

MINUTE = timedelta(minutes=1)


def decision(thing: str, at: datetime, level: float, *reasons: Reason) -> Decision:
    why = reasons or (Reason(Layer.PLAN, "everyday.yaml:4", Level(level), (("profile", "arterial"),)),)
    return Decision(thing, at, Level(level), why, at + 10 * MINUTE)


async def test_the_newest_decision_before_an_instant_is_found(tmp_path: Path) -> None:
    store = opened(tmp_path)
    facts = (("mm_h", 4.5), ("stale", False), ("code", None), ("n", 3))
    rain = Reason(Layer.WEATHER, "rain", Level(90.0), facts)
    first, second = decision("thd", T0, 100.0), decision("thd", T0 + MINUTE, 90.0, rain)
    store.note_decisions([first, decision("other", T0, 50.0)], "digest-1", "0.1")
    store.note_decisions([second], "digest-2", "0.1")
    assert await store.decision_at("thd", T0 + 30 * MINUTE) == Recorded(second, "digest-2", "0.1")
    assert await store.decision_at("thd", T0 + timedelta(seconds=59)) == Recorded(first, "digest-1", "0.1")
    assert await store.decision_at("thd", T0 - MINUTE) is None
    assert await store.decision_at("unheard-of", T0) is None
    await store.close()
    with History.open(tmp_path) as history:
        assert [r.decision for r in history.decisions_between(T0, T0 + MINUTE, "thd")] == [first]
        assert len(history.decisions_between(T0, T0 + 2 * MINUTE)) == 3
        assert history.decisions_between(T0, T0 + MINUTE, "unheard-of") == []
        editions = history.editions_between(T0, T0 + 2 * MINUTE)
        assert editions == [("digest-1", "0.1", 2), ("digest-2", "0.1", 1)]


def test_notes_are_durable_within_the_commit_window(tmp_path: Path) -> None:
    async def night() -> tuple[bool, bool]:
        clock = RunningClock(T0)
        store = opened(tmp_path)
        store.note_decisions([decision("thd", T0, 100.0)], "digest", "0.1")
        seen = []
        import asyncio

        task = asyncio.create_task(store.run(clock, lambda error: None))
        for wait in (4.0, 2.0):
            await clock.sleep(wait)
            with History.open(tmp_path) as history:
                seen.append(history.decision_at("thd", T0) is not None)
        task.cancel()
        await asyncio.wait([task])
        await store.close()
        return seen[0], seen[1]

    assert run_in_virtual_time(night()) == (False, True)


def test_what_could_not_be_written_is_kept_and_reported(tmp_path: Path) -> None:
    async def night() -> list[str]:
        clock, said = RunningClock(T0), list[str]()
        store = opened(tmp_path)
        await store.work(lambda main, _: main.execute("PRAGMA query_only=ON"))
        store.note_decisions([decision("thd", T0, 100.0)], "digest", "0.1")

        def trouble(error: StoreError) -> None:
            said.append(str(error))

        import asyncio

        task = asyncio.create_task(store.run(clock, trouble))
        await clock.sleep(6)
        assert len(store.notes.decisions) == 1
        store._main.execute("PRAGMA query_only=OFF")
        await clock.sleep(5)
        task.cancel()
        await asyncio.wait([task])
        assert await store.decision_at("thd", T0) is not None
        await store.close()
        return said

    said = run_in_virtual_time(night())
    assert len(said) == 1
    assert "lightctl.db" in said[0]


@given(st.lists(st.tuples(st.integers(0, 5000), st.sampled_from("abc"), st.sampled_from([0.0, 50.0, 100.0]))),
       st.integers(-10, 5010), st.sampled_from("abc"))  # fmt: skip
def test_lookup_agrees_with_a_plain_list(rows: list[tuple[int, str, float]], ask: int, thing: str) -> None:
    main = open_writer(Path(":memory:"), schema.MAIN)
    ms = timedelta(milliseconds=1)
    made = {(at, who): decision(who, T0 + at * ms, level) for at, who, level in rows}
    record_decisions(main, Names(main), [Recorded(d, "s", "v") for d in made.values()])
    told = decision_at(main, thing, T0 + ask * ms)
    expected = max((at for at, who in made if who == thing and at <= ask), default=None)
    assert (told and told.decision) == (None if expected is None else made[expected, thing])
    main.close()


def test_epoch_is_exact_to_the_millisecond() -> None:
    from lightctl.store.times import from_ms, to_ms

    at = datetime(2026, 11, 20, 11, 0, 0, 123_000, tzinfo=UTC)
    assert from_ms(to_ms(at)) == at


async def test_a_disk_that_stays_full_costs_the_oldest_notes_and_not_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lightctl.store.notes._MOST_DECISIONS", 3)
    monkeypatch.setattr("lightctl.store.notes._MOST_SAMPLES", 2)
    store = opened(tmp_path)

    def full(*_: object) -> None:
        raise StoreError("full")

    with monkeypatch.context() as broken:
        broken.setattr("lightctl.store.notes.record_decisions", full)
        for n in range(5):
            store.note_decisions([decision(f"l-{n}", T0, 10.0)], "digest", "0.1")
            store.notes.meter(f"c-{n}", T0, 1.0)
            with pytest.raises(StoreError):
                await store.flush()
    await store.close()
    with History.open(tmp_path) as history:
        kept = [row.decision.thing for row in history.decisions_between(T0, T0 + MINUTE)]
        meters = history.samples.execute("SELECT uid FROM meter JOIN thing ON id = cabinet ORDER BY uid")
        assert kept == ["l-2", "l-3", "l-4"]
        assert [uid for (uid,) in meters.fetchall()] == ["c-3", "c-4"]


async def test_a_history_of_before_inputs_were_kept_stays_readable(tmp_path: Path) -> None:
    old = open_writer(tmp_path / "lightctl.db", schema.MAIN[:3])
    old.execute("INSERT INTO meta VALUES ('zone', 'Asia/Ho_Chi_Minh')")
    old.execute("INSERT INTO thing VALUES (1, 'thd')")
    old.execute("INSERT INTO edition VALUES (1, 'digest-1', '0.1')")
    old.execute(
        'INSERT INTO decision VALUES (1, ?, 100.0, ?, \'[["plan","plan",100.0,[]]]\', 1)',
        (int(T0.timestamp() * 1000), int((T0 + MINUTE).timestamp() * 1000)),
    )
    old.close()
    store = opened(tmp_path)
    known = Inputs(weather=WeatherState(T0, "open-meteo"))
    store.note_decisions([replace(decision("thd", T0 + MINUTE, 90.0), inputs=known)], "digest-1", "0.1")
    store.note_decisions([replace(decision("other", T0 + MINUTE, 90.0), inputs=known)], "digest-1", "0.1")
    await store.close()
    with History.open(tmp_path) as history:
        before, after, other = history.decisions_between(T0, T0 + 2 * MINUTE)[:3]
        kept = history.main.execute("SELECT count(*) FROM basis").fetchone()
    assert before.noted == ""
    assert read_noted(after.noted).weather == read_noted(other.noted).weather == known.weather
    assert kept == (1,)
