"""Scenes, the answer to a command, and the alarm under the floor, at the desk of a city that runs."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from lightctl.clock.virtual import run_in_virtual_time
from lightctl.daemon.bench import WorkBench
from lightctl.daemon.desk import FrontDesk
from lightctl.daemon.scene_desk import SceneDesk
from lightctl.errors import SiteError, TargetError
from lightctl.site.loader import load_site
from lightctl.store import History
from lightctl.web import Caller
from lightctl.web.asks import LockoutAsk, ResumeAsk, SceneStartAsk, SceneStopAsk, SetAsk
from lightctl.web.commissioning import TestAsk as TrialAsk
from tests.nights.one_street import local, write_site
from tests.nights.town import Town

ANNA = Caller("anna", 1000)
WALK = """
scene: walk
title: Phố đi bộ
longest: 3h
rows:
  - {target: "street:hang", level: 60}
  - {target: "cabinet:td", level: 65}
  - {target: "lamp:h-2", level: 100}
"""
LOW = """
scene: low
title: Tối hơn
longest: 1h
below_floor: true
rows: [{target: city, level: 10}]
"""

Act = Callable[[Town], Awaitable[None]]


def with_scenes(folder: Path, **more: str) -> Path:
    write_site(folder)
    (folder / "schedules/scenes").mkdir()
    for name, text in {"walk": WALK, "low": LOW, **more}.items():
        (folder / f"schedules/scenes/{name}.yaml").write_text(text.lstrip(), encoding="utf-8")
    return folder


def at_night(folder: Path, act: Act, hour: int = 19) -> None:
    async def live() -> None:
        town = Town(load_site(with_scenes(folder)), folder / "state", local(hour))
        await town.begin()
        await town.pass_s(90)
        await act(town)
        await town.stop()

    run_in_virtual_time(live())


def levels(town: Town) -> list[float | None]:
    return [row.decided for row in FrontDesk(town.parts, {}).lamps("lamp:h-1")] + [
        row.decided for row in FrontDesk(town.parts, {}).lamps("lamp:h-2")
    ]


def test_a_scene_is_nested_survives_a_restart_and_ends_by_itself(tmp_path: Path) -> None:
    async def act(town: Town) -> None:
        desk = SceneDesk(town.parts)
        made = await desk.start(ANNA, SceneStartAsk(scene="walk", reason="festival", minutes=60.0))
        assert [(row.target, row.lamps, row.scene) for row in made] == [
            ("street:hang", 8, "walk"), ("cabinet:td", 8, "walk"), ("lamp:h-2", 1, "walk"),
        ]  # fmt: skip
        assert [row.overruled for row in made] == [[], [], []]
        assert levels(town) == [65, 100]
        await town.kill()
        await town.begin()
        await town.pass_s(90)
        assert levels(town) == [65, 100]
        assert [row.owner for row in SceneDesk(town.parts).scenes()] == ["", "anna"]
        with pytest.raises(TargetError, match="lightctl scene stop walk"):
            await FrontDesk(town.parts, {}).resume(ANNA, ResumeAsk(target="city", everything=True))
        await town.pass_s(3600)
        assert levels(town) == [90, 90]
        assert town.parts.overrides.active() == ()

    at_night(tmp_path, act)
    with History.open(tmp_path / "state") as history:
        acts = history.acts_between(local(18), local(23))
    assert [(a.who, a.what, a.target, a.why) for a in acts if a.who == "anna"] == [
        ("anna", "scene start", "scene:walk", "festival")
    ]


def test_a_later_command_stands_over_a_scene_until_it_ends(tmp_path: Path) -> None:
    async def act(town: Town) -> None:
        desk, front = SceneDesk(town.parts), FrontDesk(town.parts, {})
        await desk.start(ANNA, SceneStartAsk(scene="walk", reason="festival"))
        await town.pass_s(5)
        answer = await front.set_level(ANNA, SetAsk(target="city", level=80, minutes=10, reason="police"))
        assert (answer.lamps, answer.overruled) == (8, [])
        assert levels(town) == [80, 80]
        (then,) = [row for row in await desk.overrides_and_then() if not row.scene]
        assert sorted((row.lamps, row.now, row.then, row.layer) for row in then.then) == [
            (1, 80, 100, "scene"), (7, 80, 65, "scene"),
        ]  # fmt: skip
        await town.pass_s(601)
        assert levels(town) == [65, 100]
        await desk.stop(ANNA, SceneStopAsk(scene="walk"))
        assert levels(town) == [90, 90]

    at_night(tmp_path, act)


def test_a_scene_that_cannot_be_leaves_nothing_behind(tmp_path: Path) -> None:
    async def act(town: Town) -> None:
        desk = SceneDesk(town.parts)
        for ask, words in (
            (SceneStartAsk(scene="wlak", reason="x"), "no scene is called 'wlak': low, walk"),
            (SceneStartAsk(scene="walk"), "needs a reason"),
            (SceneStartAsk(scene="walk", reason="x", minutes=181.0), "at most 180 minutes"),
            (SceneStartAsk(scene="low", reason="x"), "say that you mean it"),
            (SceneStartAsk(scene="walk", reason="x", below_floor=True), "keeps to the floor"),
        ):
            with pytest.raises(TargetError, match=words):
                await desk.start(ANNA, ask)
        await desk.start(ANNA, SceneStartAsk(scene="walk", reason="x"))
        with pytest.raises(TargetError, match="runs already"):
            await desk.start(ANNA, SceneStartAsk(scene="walk", reason="x"))
        assert len(town.parts.overrides.active()) == 3

    at_night(tmp_path, act)


def test_a_scene_file_is_checked_with_the_site(tmp_path: Path) -> None:
    rows = "rows:\n  - {target: 'street:hnag', level: 50}\n  - {target: city, level: 150}\n"
    bad = f"scene: bad\ntitle: Sai\n{rows}"
    twice = "scene: once\ntitle: Hai lần\nrows: [{target: city, level: 50}, {target: City, level: 60}]\n"
    with pytest.raises(SiteError) as told:
        load_site(with_scenes(tmp_path, bad=bad, twice=twice))
    words = str(told.value)
    assert "bad.yaml:4" in words
    assert "150 is outside" in words
    assert "city stands here twice" in words
    assert "scene 'once' stands in schedules/scenes/twice.yaml" in words


def test_under_the_floor_is_an_alarm_until_it_ends(tmp_path: Path) -> None:
    async def act(town: Town) -> None:
        front = FrontDesk(town.parts, {})
        await front.set_level(ANNA, SetAsk(target="street:hang", level=5, minutes=11, reason="no flag"))
        assert (levels(town), front.status().below_floor) == ([30, 30], [])
        low = SetAsk(target="lamp:h-1", level=5, reason="film", minutes=10, below_floor=True)
        await front.set_level(ANNA, low)
        assert levels(town) == [5, 30]
        (alarm,) = front.status().below_floor
        assert (alarm.target, alarm.level, alarm.floor, alarm.owner) == ("lamp:h-1", 5, 30, "anna")
        assert any("knowingly under the floor of 30 %" in line for line in front.explain("h-1", "en").told)
        assert any("cố ý dưới mức tối thiểu 30%" in line for line in front.explain("h-1", "vi").told)
        await town.kill()
        await town.begin()
        await town.pass_s(700)
        front, scenes = FrontDesk(town.parts, {}), SceneDesk(town.parts)
        assert front.status().below_floor == []
        await scenes.start(ANNA, SceneStartAsk(scene="low", reason="Giờ Trái Đất", below_floor=True))
        assert [row.scene for row in front.status().below_floor] == ["low"]
        assert levels(town) == [10, 10]
        await scenes.stop(ANNA, SceneStopAsk(scene="low"))
        assert front.status().below_floor == []

    at_night(tmp_path, act)
    with History.open(tmp_path / "state") as history:
        events = [e for e in history.events_between(local(18), local(23)) if e.topic == "below floor"]
    told = [(event.thing, event.word) for event in events]
    assert told == [
        ("lamp:h-1", "raised"), ("lamp:h-1", "cleared"), ("city", "raised"), ("city", "cleared"),
    ]  # fmt: skip
    assert timedelta(minutes=10) <= events[1].at - events[0].at <= timedelta(minutes=10, seconds=30)


def test_the_answer_names_who_is_overruled_and_by_what(tmp_path: Path) -> None:
    async def act(town: Town) -> None:
        front = FrontDesk(town.parts, {})
        await WorkBench(town.parts).begin_test(ANNA, TrialAsk(cabinet="td", minutes=10, reason="dark pole"))
        first = await front.set_level(ANNA, SetAsk(target="street:hang", level=50, reason="x"))
        assert [(row.kind, row.name, row.lamps) for row in first.overruled] == [("test", "cabinet:td", 8)]
        await front.lockout(ANNA, LockoutAsk(target="td-2", crew="two", reason="a pole is down"))
        await front.set_level(ANNA, SetAsk(target="lamp:h-2", level=70, reason="y"))
        city = await front.set_level(ANNA, SetAsk(target="city", level=90, reason="z"))
        assert [(row.kind, row.name, row.level, row.lamps) for row in city.overruled] == [
            ("override", "street:hang", 50, 7), ("override", "lamp:h-2", 70, 1),
        ]  # fmt: skip
        assert [(row.circuit, row.why) for row in city.dark] == [("td-2", "lockout")]

    at_night(tmp_path, act, hour=13)
