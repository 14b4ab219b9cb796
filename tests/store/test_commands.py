"""What people ask for is kept, in order, with who asked and why."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from lightctl.core.commands import Lockout, Override, Scope, Target
from lightctl.core.units import Level
from lightctl.errors import StoreError
from lightctl.store import Act, Event, History, Store

SAIGON = ZoneInfo("Asia/Ho_Chi_Minh")
T0 = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def opened(path: Path, *, threaded: bool = False) -> Store:
    return Store.open(path, site_zone=SAIGON, threaded=threaded)


def override(name: str, since: datetime, lasting: timedelta) -> Override:
    target = Target(Scope.STREET, "tran-hung-dao")
    return Override(name, target, Level(80.0), since, since + lasting, "lan", "lễ hội", below_floor=True)


def act(what: str, at: datetime = T0) -> Act:
    return Act(at, "lan", what, "street:tran-hung-dao", "lễ hội")


@pytest.mark.parametrize("threaded", [False, True])
async def test_states_come_back(tmp_path: Path, threaded: bool) -> None:
    store = opened(tmp_path, threaded=threaded)
    await store.save_states({"traffic": '{"drop": 1}', "weather": "null"})
    await store.save_state("traffic", '{"drop": 2}')
    await store.close()
    again = opened(tmp_path, threaded=threaded)
    assert await again.load_states() == {"traffic": '{"drop": 2}', "weather": "null"}
    await again.close()


async def test_a_state_that_is_not_json_is_refused_whole(tmp_path: Path) -> None:
    store = opened(tmp_path)
    with pytest.raises(StoreError):
        await store.save_states({"good": "1", "bad": "{"})
    assert await store.load_states() == {}
    await store.close()


async def test_overrides_hold_until_they_end(tmp_path: Path) -> None:
    store = opened(tmp_path)
    first, second = override("a", T0, 2 * HOUR), override("b", T0 + HOUR, HOUR * 3)
    await store.add_override(first, act("set"))
    await store.add_override(second)
    assert await store.active_overrides(T0) == [first, second]
    assert await store.active_overrides(T0 + 2 * HOUR) == [second]
    assert await store.end_override("b", T0 + 2 * HOUR, "minh", act("resume"))
    assert not await store.end_override("b", T0 + 2 * HOUR, "minh", act("resume again"))
    assert await store.active_overrides(T0 + 2 * HOUR) == []
    await store.close()
    with History.open(tmp_path) as history:
        ended = history.overrides_between(T0, T0 + 5 * HOUR)[1]
        assert (ended.id, ended.until) == ("b", T0 + 2 * HOUR)
        assert history.overrides_between(T0 + 2 * HOUR, T0 + 5 * HOUR) == []
        assert [one.what for one in history.acts_between(T0, T0 + HOUR)] == ["set", "resume"]


async def test_an_act_is_not_kept_without_its_command(tmp_path: Path) -> None:
    store = opened(tmp_path)
    await store.add_override(override("a", T0, HOUR), act("set"))
    with pytest.raises(StoreError):
        await store.add_override(override("a", T0, HOUR), act("set the same again"))
    await store.close()
    with History.open(tmp_path) as history:
        assert [one.what for one in history.acts_between(T0, T0 + HOUR)] == ["set"]


async def test_a_lockout_stands_over_a_restart_until_released(tmp_path: Path) -> None:
    lockout = Lockout("l1", "td-001-1", T0, "lan", "đội 2", "thay cáp")
    store = opened(tmp_path)
    await store.add_lockout(lockout, act("lockout"))
    await store.close()
    again = opened(tmp_path)
    assert await again.active_lockouts() == [lockout]
    assert await again.release_lockout("l1", T0 + 90 * HOUR, "lan", "xong", act("release"))
    assert not await again.release_lockout("l1", T0 + 91 * HOUR, "lan", "xong")
    assert await again.active_lockouts() == []
    await again.close()


async def test_an_event_is_said_once(tmp_path: Path) -> None:
    store = opened(tmp_path)
    silent = Event(T0, "td-001", "answering", "silent", (("line", "tcp-001"),))
    back = Event(T0, "td-001", "answering", "back")
    news = [await store.say(event) for event in (silent, silent, back, back, silent)]
    assert news == [True, False, True, False, True]
    assert await store.say(Event(T0, "td-002", "answering", "silent"))
    await store.close()
    with History.open(tmp_path) as history:
        assert history.events_between(T0, T0 + HOUR, "td-001") == [silent, back, silent]
        assert len(history.events_between(T0, T0 + HOUR)) == 4


async def test_the_audit_shows_that_it_was_changed(tmp_path: Path) -> None:
    store = opened(tmp_path)
    for n in range(5):
        await store.audit(act(f"set {n}", T0 + n * HOUR))
    await store.work(lambda main, _: main.execute("DROP TRIGGER audit_stays"))
    with History.open(tmp_path) as history:
        assert history.verify_audit() == 5
    await store.work(lambda main, _: main.execute("UPDATE audit SET who = 'minh' WHERE seq = 3"))
    await store.close()
    with History.open(tmp_path) as history, pytest.raises(StoreError, match="row 3"):
        history.verify_audit()


async def test_the_audit_cannot_be_rewritten_by_mistake(tmp_path: Path) -> None:
    store = opened(tmp_path)
    await store.audit(act("set"))
    for sql in ("UPDATE audit SET who = 'x'", "DELETE FROM audit"):
        with pytest.raises(Exception, match="append-only"):
            await store.work(lambda main, _, sql=sql: main.execute(sql))  # type: ignore[misc]
    await store.close()
