"""Overrides always end, lockouts never do by themselves, and every command is in the audit."""

import logging
from datetime import timedelta
from pathlib import Path

import pytest

from lightctl.core.commands import Lockout, Override
from lightctl.daemon.lockouts import NotYours
from lightctl.daemon.telling import dark_rows
from lightctl.errors import DoneUnstored, StoreError, TargetError
from lightctl.store import History
from lightctl.web.command_rows import DarkRow
from tests.daemon.conftest import Opener
from tests.daemon.house import HandClock, House
from tests.daemon.small import EVENING


async def test_an_override_holds_for_two_hours_and_then_ends_by_itself(
    tmp_path: Path, open_store: Opener
) -> None:
    house = House(HandClock(), open_store(tmp_path))
    house.ring()
    override = await house.overrides.hold("an", "street:tran hung dao", 70, reason="concert")
    assert override.until - override.since == timedelta(hours=2)
    house.clock.at += timedelta(seconds=1)
    house.ring()
    assert house.field.lamps["lamp-1"] == 70
    house.clock.at = override.until
    house.ring()
    assert house.field.lamps["lamp-1"] == 100
    assert house.overrides.active() == ()


@pytest.mark.parametrize(
    ("target", "level", "lasting", "words"),
    [
        ("street:tran hung dau", 50, timedelta(hours=1), "did you mean"),
        ("city", 101, timedelta(hours=1), "101 is not between 0 and 100"),
        ("city", float("nan"), timedelta(hours=1), "not between"),
        ("city", 50, timedelta(hours=25), "at most 24 hours"),
        ("city", 50, timedelta(0), "at least one minute"),
    ],
)
async def test_what_cannot_be_is_refused_and_changes_nothing(
    tmp_path: Path, open_store: Opener, target: str, level: float, lasting: timedelta, words: str
) -> None:
    house = House(HandClock(), open_store(tmp_path))
    with pytest.raises(TargetError, match=words):
        await house.overrides.hold("an", target, level, lasting=lasting, reason="why not")
    with History.open(tmp_path) as history:
        assert history.acts_between(EVENING - timedelta(days=1), EVENING + timedelta(days=1)) == []


async def test_a_command_needs_a_reason(tmp_path: Path, open_store: Opener) -> None:
    house = House(HandClock(), open_store(tmp_path))
    with pytest.raises(TargetError, match="needs a reason"):
        await house.overrides.hold("an", "city", 50, reason="  ")


async def test_an_emergency_is_all_on_and_nothing_less(tmp_path: Path, open_store: Opener) -> None:
    house = House(HandClock(EVENING - timedelta(hours=6)), open_store(tmp_path))
    house.ring()
    with pytest.raises(TargetError, match="lights everything"):
        await house.overrides.hold("an", "city", 80, reason="fire", emergency=True)
    await house.overrides.hold("an", "city", 100, reason="fire", emergency=True)
    house.ring()
    assert set(house.field.lamps.values()) == {100}
    assert set(house.field.closed.values()) == {True}


async def test_an_answer_names_the_circuits_that_stay_dark_and_their_lamps(
    tmp_path: Path, open_store: Opener
) -> None:
    house = House(HandClock(), open_store(tmp_path))
    await house.lockouts.lock("an", "c1-2", crew="team 3", reason="new cable")
    house.board.report("c2-1", tripped=True)
    house.ring()

    async def dark(target: str, level: float = 100) -> list[DarkRow]:
        override = await house.overrides.hold("an", target, level, reason="fire", emergency=level == 100)
        return dark_rows(override, house.plant, house.protection.protected)

    locked, tripped = DarkRow("c1-2", "lockout", 3), DarkRow("c2-1", "breaker", 3)
    assert await dark("city") == [locked, tripped]
    assert await dark("street:a") == [locked]
    assert await dark("lamp:lamp-1", 60) == [DarkRow("c1-2", "lockout", 1)]
    assert await dark("street:c") == []
    assert await dark("city", 0) == []


async def test_resume_ends_that_very_target_and_with_all_what_lies_within(
    tmp_path: Path, open_store: Opener
) -> None:
    house = House(HandClock(), open_store(tmp_path))
    for target in ("city", "street:a", "lamp:lamp-2"):
        await house.overrides.hold("an", target, 50, reason="test")
        house.clock.at += timedelta(seconds=1)
    with pytest.raises(TargetError, match="city is held until it ends or is resumed"):
        await house.overrides.resume("an", "street:b")
    assert _targets(await house.overrides.resume("an", "street:a")) == ["street:a"]
    with pytest.raises(TargetError, match="lamp:lamp-2 in it is held: --all resumes that too"):
        await house.overrides.resume("an", "street:a")
    assert _targets(house.overrides.to_resume("city", everything=True)) == ["city", "lamp:lamp-2"]
    assert _targets(await house.overrides.resume("an", "street:a", everything=True)) == ["lamp:lamp-2"]
    assert _targets(house.overrides.active()) == ["city"]


def _targets(overrides: tuple[Override, ...]) -> list[str]:
    return [str(override.target) for override in overrides]


async def test_the_audit_tells_who_what_why_before_and_after(tmp_path: Path, open_store: Opener) -> None:
    house = House(HandClock(), open_store(tmp_path))
    house.ring()
    await house.overrides.hold("an", "street:b", 40, reason="film crew")
    await house.overrides.resume("binh", "street:b")
    with History.open(tmp_path) as history:
        acts = history.acts_between(EVENING, EVENING + timedelta(hours=1))
    assert [(a.who, a.what, a.target, a.why) for a in acts] == [
        ("an", "set", "street:b", "film crew"), ("binh", "resume", "street:b", ""),
    ]  # fmt: skip
    assert acts[0].before == "100 %"
    assert acts[0].after.startswith("40 % until")
    assert acts[1].after == "automatic"


async def test_the_log_holds_every_command_in_one_line_each(
    tmp_path: Path, open_store: Opener, caplog: pytest.LogCaptureFixture
) -> None:
    house = House(HandClock(), open_store(tmp_path))
    with caplog.at_level(logging.INFO, "lightctl.daemon"):
        await house.overrides.hold("an", "street:b", 40, reason="film\ncrew")
        await house.overrides.resume("binh", "street:b")
        await house.lockouts.lock("an", "c1-2", crew="team 3", reason="new cable")
        await house.lockouts.release("an", "c1-2", reason="tested")
        with pytest.raises(TargetError):
            await house.overrides.hold("an", "city", 101, reason="refused")
    assert {record.levelname for record in caplog.records} == {"INFO"}
    assert [record.getMessage() for record in caplog.records] == [
        "set street:b by an: 40 % until 2026-11-21T14:00:00+00:00; why: film crew",
        "resume street:b by binh: automatic; why: not said",
        "lockout c1-2 by an: locked out for team 3; why: new cable",
        "release c1-2 by an: in service; why: tested",
    ]


async def test_a_locked_circuit_stays_dead_through_override_emergency_and_restart(
    tmp_path: Path, open_store: Opener
) -> None:
    store = open_store(tmp_path)
    house = House(HandClock(), store)
    house.ring()
    await house.lockouts.lock("an", "c1-2", crew="team 3", reason="new cable")
    assert house.field.forbidden == {"c1-2": "lockout"}
    await house.overrides.hold("an", "city", 100, reason="fire", emergency=True)
    house.ring()
    assert house.field.closed["c1-2"] is False
    assert house.field.closed["c1-1"] is True

    await store.close()
    again = open_store(tmp_path)
    after = House(HandClock(EVENING + timedelta(minutes=5)), again)
    after.lockouts.restore(tuple(await again.active_lockouts()))
    after.overrides.restore(tuple(await again.active_overrides(after.clock.at)))
    after.ring()
    assert after.field.forbidden == {"c1-2": "lockout"}
    assert after.field.closed["c1-2"] is False
    assert after.field.closed["c1-1"] is True
    decision = after.cycle.decision_of("lamp-1")
    assert decision is not None
    assert [reason.layer for reason in decision.reasons][-2:] == ["emergency", "protection"]


async def test_a_cabinet_is_locked_out_whole_and_each_circuit_once(
    tmp_path: Path, open_store: Opener
) -> None:
    house = House(HandClock(), open_store(tmp_path))
    await house.lockouts.lock("an", "c1-1", crew="team 3", reason="cable")
    made = await house.lockouts.lock("binh", "cabinet:c1", crew="team 4", reason="paint")
    assert [lockout.circuit for lockout in made] == ["c1-2"]
    with pytest.raises(TargetError, match="already"):
        await house.lockouts.lock("binh", "c1", crew="team 4", reason="paint")


async def test_only_the_owner_or_an_administrator_releases(tmp_path: Path, open_store: Opener) -> None:
    house = House(HandClock(), open_store(tmp_path))
    house.ring()
    await house.lockouts.lock("an", "c1-1", crew="team 3", reason="cable")
    house.ring()
    with pytest.raises(NotYours, match="an locked out c1-1"):
        await house.lockouts.release("binh", "c1-1", reason="done")
    with pytest.raises(TargetError, match="needs a reason"):
        await house.lockouts.release("an", "c1-1", reason="")
    await house.lockouts.release("root", "c1-1", reason="team 3 called", admin=True)
    assert house.field.forbidden == {}
    house.ring()
    assert house.field.closed["c1-1"] is True


async def test_a_lockout_that_cannot_be_stored_is_still_in_force_and_stored_later(
    tmp_path: Path, open_store: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(tmp_path)
    house = House(HandClock(), store)

    async def full(*_: object) -> None:
        raise StoreError("disk full")

    with monkeypatch.context() as broken:
        broken.setattr(store, "add_lockout", full)
        with pytest.raises(DoneUnstored, match="locked out now, but that is not stored yet"):
            await house.lockouts.lock("an", "c1-1", crew="team 3", reason="cable")
    assert house.field.forbidden == {"c1-1": "lockout"}
    await house.lockouts.store_pending()
    assert [lockout.circuit for lockout in await store.active_lockouts()] == ["c1-1"]


async def test_a_circuit_number_that_a_cabinet_does_not_have_names_those_it_has(
    tmp_path: Path, open_store: Opener
) -> None:
    house = House(HandClock(), open_store(tmp_path))
    cabinet = next(iter(house.plant.cabinets.values()))
    with pytest.raises(TargetError, match=f"no circuit is called.*{cabinet.id} has {cabinet.circuits[0].id}"):
        await house.lockouts.lock("an", f"{cabinet.id}-99", crew="team 3", reason="cable")
    assert house.field.forbidden == {}


async def test_a_lockout_on_a_circuit_that_left_the_plant_can_be_released(
    tmp_path: Path, open_store: Opener
) -> None:
    store = open_store(tmp_path)
    house = House(HandClock(), store)
    gone = Lockout("k-1", "old-7", EVENING, "an", "team 3", "cable")
    await store.add_lockout(gone)
    house.lockouts.restore((gone,))
    house.ring()
    assert house.lockouts.active() == (gone,)
    await house.lockouts.release("an", "old-7", reason="scrapped")
    assert await store.active_lockouts() == []


async def test_earth_leakage_locks_the_circuit_out_until_a_person_releases_it(
    tmp_path: Path, open_store: Opener
) -> None:
    store = open_store(tmp_path)
    house = House(HandClock(), store)
    house.ring()
    house.board.report("c1-1", leakage=True)
    house.ring()
    assert house.field.closed["c1-1"] is False
    house.board.report("c1-1", leakage=False)
    house.ring()
    assert house.field.forbidden == {"c1-1": "lockout"}
    await house.lockouts.store_pending()
    assert [lockout.owner for lockout in await store.active_lockouts()] == ["lightctl"]
    await house.lockouts.release("binh", "c1-1", reason="luminaire changed")
    house.ring()
    assert house.field.closed["c1-1"] is True


@pytest.mark.parametrize("signal", ["tripped", "local"])
def test_a_tripped_or_local_circuit_is_not_energised_while_it_lasts(signal: str) -> None:
    house = House(HandClock())
    house.board.report("c2-1", **{signal: True})
    house.ring()
    assert "c2-1" in house.field.forbidden
    assert house.field.closed["c2-1"] is False
    house.board.report("c2-1", **{signal: False})
    house.ring()
    assert house.field.forbidden == {}
    assert house.field.closed["c2-1"] is True
