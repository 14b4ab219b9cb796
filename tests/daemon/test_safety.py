"""What would energise a person's circuit, or keep a street dark for good, when things go wrong together."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from lightctl.core.commands import Lockout, Override
from lightctl.core.plant import Circuit, Plant
from lightctl.daemon import starts
from lightctl.daemon.overrides import Overrides
from lightctl.daemon.whereabouts import KEY, read_places
from lightctl.errors import DoneUnstored, StoreError
from lightctl.store import Act, Event, Store
from tests.daemon.conftest import Opener
from tests.daemon.house import HandClock, House
from tests.daemon.small import EVENING, plant


async def test_a_leak_that_also_tripped_the_breaker_locks_out(tmp_path: Path, open_store: Opener) -> None:
    house = House(HandClock(), open_store(tmp_path))
    house.ring()
    house.board.report("c1-2", tripped=True, leakage=True)
    house.ring()
    house.board.report("c1-2")
    house.ring()
    assert house.field.forbidden == {"c1-2": "lockout"}


async def test_a_leak_that_comes_after_the_trip_locks_out(tmp_path: Path, open_store: Opener) -> None:
    house = House(HandClock(), open_store(tmp_path))
    house.board.report("c1-2", tripped=True)
    house.ring()
    house.board.report("c1-2", tripped=True, leakage=True)
    house.ring()
    house.board.report("c1-2")
    house.ring()
    assert house.field.forbidden == {"c1-2": "lockout"}


async def test_a_lockout_released_before_it_was_stored_does_not_come_back(
    tmp_path: Path, open_store: Opener
) -> None:
    store = open_store(tmp_path)
    house = House(HandClock(), store)
    house.board.report("c1-2", leakage=True)
    house.ring()
    house.board.report("c1-2")
    house.ring()
    await house.lockouts.release("an", "c1-2", reason="insulation measured")
    await house.lockouts.store_pending()
    assert house.field.forbidden == {}
    assert await store.active_lockouts() == []


def renamed(to: str) -> Plant:
    """The small city after an engineer gave circuit c1-2 another name."""
    before = plant()
    cabinet = before.cabinets["c1"]
    circuits = tuple(Circuit(to, "c1", c.output) if c.id == "c1-2" else c for c in cabinet.circuits)
    lamps = {n: replace(lamp, circuit=to) if lamp.circuit == "c1-2" else lamp
             for n, lamp in before.lamps.items()}  # fmt: skip
    return replace(
        before, cabinets={**before.cabinets, "c1": replace(cabinet, circuits=circuits)}, lamps=lamps
    )


def swapped() -> Plant:
    """The small city after the names of the two circuits of cabinet c1 were swapped."""
    before = plant()
    cabinet = before.cabinets["c1"]
    first, second = cabinet.circuits
    circuits = (Circuit(second.id, "c1", first.output), Circuit(first.id, "c1", second.output))
    return replace(before, cabinets={**before.cabinets, "c1": replace(cabinet, circuits=circuits)})


@pytest.mark.parametrize(
    ("edited", "dead"),
    [
        (lambda: renamed("feeder-b"), {"feeder-b": "lockout"}),
        (swapped, {"c1-1": "lockout", "c1-2": "lockout"}),
        (plant, {"c1-2": "lockout"}),
    ],
    ids=["renamed", "swapped", "unchanged"],
)
async def test_a_lockout_stays_with_its_cable_when_the_plant_is_edited(
    tmp_path: Path, open_store: Opener, edited: Callable[[], Plant], dead: dict[str, str]
) -> None:
    store = open_store(tmp_path)
    await House(HandClock(), store).lockouts.lock("an", "c1-2", crew="team 3", reason="new cable")
    after = House(HandClock(EVENING + timedelta(minutes=5)), store, city=edited())
    places = read_places((await store.load_states())[KEY])
    after.lockouts.restore(tuple(await store.active_lockouts()), places)
    after.ring()
    assert after.field.forbidden == dead
    for circuit in dead:
        assert after.field.closed[circuit] is False
    await after.lockouts.release("an", next(iter(dead)), reason="cable tested")
    assert after.field.forbidden == {}
    assert await store.active_lockouts() == []


def test_whereabouts_that_nobody_can_read_leave_the_names() -> None:
    assert read_places("not json") == {}
    assert read_places('{"k-1": 5}') == {}


class FullDisk:
    """A store on a disk that takes nothing more."""

    async def load_states(self) -> dict[str, str]:
        return {}

    async def save_state(self, key: str, json: str) -> None:
        raise StoreError("No space is left on the disk.")

    async def say(self, event: Event) -> None:
        raise StoreError("No space is left on the disk.")

    async def add_override(self, override: Override, act: Act) -> None:
        raise StoreError("No space is left on the disk.")


async def test_a_full_disk_does_not_keep_the_city_from_being_lit(tmp_path: Path) -> None:
    full: Store = FullDisk()  # type: ignore[assignment]
    assert await starts.begin(full, EVENING) is False
    await starts.end(full)


async def test_a_lockout_on_what_left_the_plant_is_still_listed(tmp_path: Path, open_store: Opener) -> None:
    house = House(HandClock(), open_store(tmp_path))
    gone = Lockout("k-1", "old-9", EVENING, "an", "team 3", "why")
    house.lockouts.restore((gone,))
    assert house.lockouts.active() == (gone,)
    assert house.lockouts.lost() == ("old-9",)


async def test_an_emergency_is_lit_on_a_full_disk_and_says_that_a_restart_forgets_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    house = House(HandClock(EVENING - timedelta(hours=6)))
    full: Store = FullDisk()  # type: ignore[assignment]
    overrides = Overrides(house.plant, full, house.clock, house.wishing.describe)
    with pytest.raises(DoneUnstored, match="all on now"):
        await overrides.hold("an", "city", 100, reason="fire", emergency=True)
    house.watch.commanded(overrides.active())
    house.ring()
    assert set(house.field.lamps.values()) == {100}
    with pytest.raises(StoreError, match="No space"):
        await overrides.hold("an", "city", 20, reason="film")
    (said,) = [record.getMessage() for record in caplog.records]
    assert said.startswith("set city by an: 100 %")
    assert said.endswith("why: fire; in force, not stored")
    assert [override.emergency for override in overrides.active()] == [True]


async def test_a_leak_seen_again_under_its_lockout_does_not_outlive_the_release(
    tmp_path: Path, open_store: Opener
) -> None:
    house = House(HandClock(), open_store(tmp_path))
    for signals in ({"leakage": True}, {"leakage": True, "closed": True}, {}):
        house.board.report("c1-2", **signals)
        house.ring()
    await house.lockouts.release("an", "c1-2", reason="insulation measured")
    house.ring()
    assert house.field.forbidden == {}


async def test_of_two_lockouts_on_one_cable_the_second_holds_when_the_first_is_released(
    tmp_path: Path, open_store: Opener
) -> None:
    store = open_store(tmp_path)
    before = House(HandClock(), store)
    await before.lockouts.lock("an", "c1-1", crew="team 1", reason="cable")
    await before.lockouts.lock("binh", "c1-2", crew="team 2", reason="poles")
    after = House(HandClock(EVENING + timedelta(minutes=5)), store, city=swapped())
    places = read_places((await store.load_states())[KEY])
    after.lockouts.restore(tuple(await store.active_lockouts()), places)
    for still_dead in ({"c1-1": "lockout", "c1-2": "lockout"}, {}):
        await after.lockouts.release("root", "c1-1", reason="done", admin=True)
        assert after.field.forbidden == still_dead
    assert await store.active_lockouts() == []
