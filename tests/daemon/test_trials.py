"""A test by day: one circuit after another, never over protection, ended by itself, known after a restart."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from lightctl.core.image import Protected
from lightctl.core.plant import Lamp
from lightctl.core.units import Level
from lightctl.daemon.blinks import Blinks
from lightctl.daemon.trials import Trials
from lightctl.errors import StoreError, TargetError
from lightctl.store import Event, History, Store
from tests.daemon.conftest import Opener
from tests.daemon.house import HandClock, House
from tests.daemon.small import EVENING

NOON = datetime(2026, 11, 21, 5, tzinfo=UTC)
TEN = timedelta(minutes=10)
SECOND = timedelta(seconds=1)


class Known:
    """What trials and blinks ask of the house, of its pretended board."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.answers = True
        self.mute = False

    def answering(self, cabinet: str) -> bool:
        return self.answers

    def protected(self) -> dict[str, Protected]:
        return self.house.protection.protected

    def wished(self, lamp: str) -> Level | None:
        return self.house.wishing.level(lamp)

    def beat_s(self, lamp: Lamp) -> float:
        return 5.0

    def lowest(self, lamp: Lamp) -> Level:
        return Level(10)

    def closed(self, circuit: str) -> bool | None:
        return self.house.board.circuit(circuit).closed if self.answers else None

    def silent(self, lamp: str) -> bool:
        return self.mute


class Bench:
    """A house with trials and blinks; `ring` is one beat with everything that is asked for."""

    def __init__(self, store: Store, at: datetime = NOON) -> None:
        self.store = store
        self.clock = HandClock(at)
        self.house = House(self.clock, store)
        self.known = Known(self.house)
        self.trials = Trials(self.house.plant, store, self.clock, self.known)
        self.blinks = Blinks(self.house.plant, store, self.clock, self.known)
        self.ring()

    def ring(self, after: timedelta = timedelta(0)) -> None:
        self.clock.at += after
        asked = (*self.house.overrides.active(), *self.trials.overrides(), *self.blinks.overrides())
        self.house.watch.commanded(asked)
        if self.house.watch.look():
            self.house.lockouts.lock_leaking()
        self.house.watch.ring(self.clock.at)

    def closed(self) -> set[str]:
        return {circuit for circuit, closed in self.house.field.closed.items() if closed}


async def test_circuits_take_turns_and_the_test_ends_by_itself(tmp_path: Path, open_store: Opener) -> None:
    bench = Bench(open_store(tmp_path))
    assert bench.closed() == set()
    await bench.trials.begin("an", "c1", lasting=TEN, reason="new feeder")
    bench.ring()
    assert bench.closed() == {"c1-1"}
    assert {lamp for lamp, level in bench.house.field.lamps.items() if level == 100} == {
        "lamp-2", "lamp-4", "lamp-6"
    }  # fmt: skip
    bench.ring(TEN / 2)
    assert bench.closed() == {"c1-2"}
    bench.ring(TEN / 2)
    assert bench.closed() == set()
    assert bench.trials.active() == ()


async def test_contactor_only_lamps_are_tested_too(tmp_path: Path, open_store: Opener) -> None:
    bench = Bench(open_store(tmp_path))
    await bench.trials.begin("an", "cabinet:c3", lasting=TEN, reason="which pole hangs where")
    bench.ring()
    assert bench.closed() == {"c3-1"}
    bench.ring(TEN / 2)
    assert bench.closed() == {"c3-2"}


async def test_a_lockout_wins_at_once_and_for_good(tmp_path: Path, open_store: Opener) -> None:
    bench = Bench(open_store(tmp_path))
    await bench.trials.begin("an", "c1", lasting=TEN, reason="new feeder")
    bench.ring()
    await bench.house.lockouts.lock("ba", "c1-1", crew="2", reason="ladder")
    assert bench.house.field.forbidden == {"c1-1": "lockout"}
    bench.ring(SECOND)
    assert bench.trials.active() == ()
    await bench.house.lockouts.release("ba", "c1-1", reason="down again", admin=False)
    bench.ring(SECOND)
    assert bench.closed() == set()
    await bench.trials.store_pending()
    assert await bench.store.active_trials(bench.clock.at) == []


@pytest.mark.parametrize("signal", ["tripped", "leakage", "local"])
async def test_what_a_cabinet_reports_ends_a_test(tmp_path: Path, open_store: Opener, signal: str) -> None:
    bench = Bench(open_store(tmp_path))
    await bench.trials.begin("an", "c1", lasting=TEN, reason="new feeder")
    bench.ring()
    bench.house.board.report("c1-2", **{signal: True})
    bench.ring(SECOND)
    bench.ring(SECOND)
    assert bench.trials.active() == ()
    assert bench.closed() == set()


@pytest.mark.parametrize("signal", ["tripped", "leakage", "local"])
async def test_a_cabinet_in_danger_is_not_tested(tmp_path: Path, open_store: Opener, signal: str) -> None:
    bench = Bench(open_store(tmp_path))
    bench.house.board.report("c1-2", **{signal: True})
    bench.ring(SECOND)
    with pytest.raises(TargetError, match="c1-2 is kept dead"):
        await bench.trials.begin("an", "c1", lasting=TEN, reason="new feeder")


@pytest.mark.parametrize(
    ("target", "lasting", "reason", "told"),
    [
        ("c1", TEN, " ", "needs a reason"),
        ("street:a", TEN, "x", "no cabinet"),
        ("c9", TEN, "x", "c9"),
        ("c1", timedelta(minutes=1), "x", "takes 2 to 60 minutes"),
        ("c1", timedelta(hours=2), "x", "takes 2 to 60 minutes"),
    ],
)
async def test_what_cannot_be_is_refused(
    tmp_path: Path, open_store: Opener, target: str, lasting: timedelta, reason: str, told: str
) -> None:
    bench = Bench(open_store(tmp_path))
    with pytest.raises(TargetError, match=told):
        await bench.trials.begin("an", target, lasting=lasting, reason=reason)


async def test_no_test_by_night_none_of_a_silent_cabinet_and_none_twice(
    tmp_path: Path, open_store: Opener
) -> None:
    store = open_store(tmp_path)
    with pytest.raises(TargetError, match="light is wanted on c1-1 now"):
        await Bench(store, EVENING).trials.begin("an", "c1", lasting=TEN, reason="x")
    bench = Bench(store)
    bench.known.answers = False
    with pytest.raises(TargetError, match="does not answer"):
        await bench.trials.begin("an", "c1", lasting=TEN, reason="x")
    bench.known.answers = True
    await bench.trials.begin("an", "c1", lasting=TEN, reason="x")
    with pytest.raises(TargetError, match="under test already"):
        await bench.trials.begin("an", "c1", lasting=TEN, reason="x")


async def test_a_restart_goes_on_where_the_test_is_and_not_beyond_its_end(
    tmp_path: Path, open_store: Opener
) -> None:
    store = open_store(tmp_path)
    await Bench(store).trials.begin("an", "c1", lasting=TEN, reason="new feeder")
    again = Bench(store, NOON + timedelta(minutes=6))
    again.trials.restore(tuple(await store.active_trials(again.clock.at)))
    again.ring()
    assert again.closed() == {"c1-2"}
    assert again.trials.under_test("c1") == again.trials.active()[0].id
    late = Bench(store, NOON + timedelta(minutes=11))
    late.trials.restore(tuple(await store.active_trials(late.clock.at)))
    late.ring()
    assert late.closed() == set()


async def test_a_test_is_stopped_audited_and_told(tmp_path: Path, open_store: Opener) -> None:
    bench = Bench(open_store(tmp_path))
    begun = await bench.trials.begin("an", "c1", lasting=TEN, reason="new feeder")
    bench.ring(SECOND)
    await bench.trials.stop("an", "c1", reason="found it")
    bench.ring(SECOND)
    assert bench.closed() == set()
    with pytest.raises(TargetError, match="no test goes on"):
        await bench.trials.stop("an", "c1")
    await bench.store.flush()
    with History.open(tmp_path) as history:
        acts = [(act.what, act.who, act.target) for act in history.acts_between(NOON, NOON + TEN)]
        events = [(event.topic, event.word) for event in history.events_between(NOON, NOON + TEN)]
        kept = history.trials_between(NOON, NOON + TEN)
    assert acts == [("test", "an", "cabinet:c1")] * 2
    assert events == [(f"test {begun.id}", "begun"), (f"test {begun.id}", "ended")]
    assert [(one.since, one.until) for one in kept] == [(NOON, NOON + SECOND)]


async def test_ends_are_stored_once_though_two_ask_for_it(
    tmp_path: Path, open_store: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = Bench(open_store(tmp_path))
    for cabinet in ("c1", "c3"):
        await bench.trials.begin("an", cabinet, lasting=TEN, reason="new feeder")
    bench.ring(TEN)
    said: list[str] = []

    async def slow(event: Event) -> bool:
        await asyncio.sleep(0)
        said.append(event.thing)
        return True

    monkeypatch.setattr(bench.store, "say", slow)
    await asyncio.gather(bench.trials.store_pending(), bench.trials.store_pending())
    assert said == ["c1", "c3"]


async def test_a_test_that_is_stored_is_begun_though_its_event_is_refused(
    tmp_path: Path, open_store: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = Bench(open_store(tmp_path))

    async def full(event: Event) -> bool:
        raise StoreError("disk full")

    monkeypatch.setattr(bench.store, "say", full)
    trial = await bench.trials.begin("an", "c1", lasting=TEN, reason="new feeder")
    assert bench.trials.active() == (trial,)
    await bench.trials.stop("an", "c1", reason="found")
    assert await bench.store.active_trials(bench.clock.at) == []
