"""A site that is edited under a running daemon: taken over whole, by every lamp, or not at all."""

import asyncio
import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lightctl.clock.virtual import run_in_virtual_time
from lightctl.core.conditions import SensorReading, TrafficReading
from lightctl.core.stored_plan import StoredPlan
from lightctl.daemon.reloading import Reloaded, reload
from lightctl.errors import RestartNeeded, SiteError
from lightctl.feeds.sensing import MqttSensors, sensor_feed
from lightctl.site.kept import kept_site
from lightctl.site.loader import load_site
from tests.nights.lights import Shown
from tests.nights.one_street import PROFILE, local, write_site
from tests.nights.town import Played, Town

T = TypeVar("T")
SETTLED_S = 240.0
"""After it every lamp does what it was told."""

EDITS: dict[str, tuple[str, Callable[[str], str]]] = {
    "a comment": ("profiles/every.yaml", lambda text: text + "# only a word\n"),
    "a higher floor": ("config/plant.yaml", lambda text: text.replace("never_below: 30", "never_below: 70")),
    "a name": ("config/plant.yaml", lambda text: text.replace("Hàng Cau", "Hàng Dừa")),
    "another curve": ("config/plant.yaml", lambda text: text.replace("50: 38.0", "50: 44.0")),
    "an earlier dusk": ("config/settings.yaml", lambda text: text.replace("106.4137", "107.4137")),
    "a baseline": ("config/accounts.yaml", lambda text: text.replace("lamp_w: 150", "lamp_w: 250")),
    "faster streets": ("config/settings.yaml", lambda text: text + "switching: {off_steps: 1}\n"),
}
WIRING = {
    "line tcp-1": ("config/plant.yaml", lambda text: text.replace("127.0.0.1:15001", "127.0.0.1:15009")),
    "concentrator dcu": ("config/plant.yaml", lambda text: text.replace("unit: 2}", "unit: 3}")),
    "setting changed: polling": ("config/settings.yaml", lambda text: text + "polling: {lamps: 30s}\n"),
}  # fmt: skip
BROKEN = ("profiles/every.yaml", lambda text: text + "no_such_key: 1\n")


def edit(folder: Path, file: str, change: Callable[[str], str]) -> None:
    path = folder / file
    before = path.read_text(encoding="utf-8")
    after = change(before)
    assert after != before
    path.write_text(after, encoding="utf-8")


async def living(folder: Path, start: datetime, played: Played | None = None) -> Town:
    town = Town(load_site(folder), folder.parent / "state", start, played=played or Played())
    await town.begin()
    return town


async def reloaded(town: Town, folder: Path, why: str = "why") -> Reloaded:
    town.parts.reread = lambda: load_site(folder)
    async with town.parts.one_at_a_time:
        return await reload(town.parts, "ann", why, threaded=False)


def levels(town: Town) -> dict[str, float | None]:
    return {lamp: town.parts.wishing.level(lamp) for lamp in town.site.plant.lamps}


def truth(town: Town) -> dict[str, float]:
    shown = Shown(town.recorder.changes(town.start))
    return {lamp: shown.at(lamp, town.clock.now()) for lamp in town.site.plant.lamps}


def in_folder(story: Callable[[Path], T]) -> T:
    with tempfile.TemporaryDirectory() as folder:
        return story(write_site(Path(folder) / "site"))


@pytest.mark.parametrize("name", EDITS)
def test_after_a_reload_every_lamp_does_what_a_fresh_daemon_of_that_site_would_do(name: str) -> None:
    _same_as_fresh(name, local(22, 30))


@settings(max_examples=12, deadline=None)
@given(st.sampled_from(sorted(EDITS)), st.integers(0, 15 * 60))
@example("an earlier dusk", 27)
@example("a higher floor", 12 * 60)
def test_at_any_instant_of_the_night(name: str, minutes: int) -> None:
    _same_as_fresh(name, local(17) + timedelta(minutes=minutes))


def _same_as_fresh(name: str, at: datetime) -> None:
    async def lived(folder: Path) -> tuple[dict[str, float | None], dict[str, float], str]:
        town = await living(folder, at - timedelta(seconds=SETTLED_S))
        await town.pass_s(SETTLED_S)
        edit(folder, *EDITS[name])
        await reloaded(town, folder)
        await town.pass_s(SETTLED_S)
        found = levels(town), truth(town), town.parts.site.digest
        await town.stop()
        return found

    async def fresh(folder: Path) -> tuple[dict[str, float | None], dict[str, float], str]:
        edit(folder, *EDITS[name])
        town = await living(folder, at - timedelta(seconds=SETTLED_S))
        await town.pass_s(2 * SETTLED_S)
        found = levels(town), truth(town), town.parts.site.digest
        await town.stop()
        return found

    assert in_folder(lambda f: run_in_virtual_time(lived(f))) == in_folder(
        lambda f: run_in_virtual_time(fresh(f))
    )


def test_no_lamp_goes_dark_or_flickers_through_reloads_that_change_no_light() -> None:
    async def story(folder: Path) -> None:
        town = await living(folder, local(20))
        await town.pass_s(SETTLED_S)
        since = town.clock.now()
        for name in ("a comment", "a name", "a baseline", "faster streets"):
            edit(folder, *EDITS[name])
            await reloaded(town, folder)
            await town.pass_s(97)
        shown = Shown(town.recorder.changes(town.start))
        for lamp in town.site.plant.lamps:
            assert shown.at(lamp, since) > 0
            assert shown.changes_between(lamp, since, town.clock.now()) == []
        await town.stop()

    in_folder(lambda folder: run_in_virtual_time(story(folder)))


QUIET = [TrafficReading("cam", local(21) + timedelta(minutes=5 * n), 200.0, 300) for n in range(25)]
"""A third of the service flow: one class under full."""


@pytest.mark.parametrize("rule", ["{0.50: 1, 0.25: 2}", "{0.60: 1, 0.40: 2}", "{0.50: 1, 0.35: 2}"])
def test_a_dimmed_street_is_judged_at_once_by_an_edited_rule_for_traffic(rule: str) -> None:
    """As if the rule had ruled all evening: no lamp is raised to full until somebody counts again."""
    words = "traffic: {drops: %s"
    edited = ("profiles/every.yaml", lambda text: text.replace(words % "{0.50: 1, 0.25: 2}", words % rule))

    async def lived(folder: Path, *, when: datetime | None) -> tuple[list[float], bool]:
        if when is None:
            to_the_rule(folder)
        town = await living(folder, local(21), Played(traffic=QUIET))
        await town.until(local(22, 31))
        if when is not None:
            to_the_rule(folder)
            edit(folder, *EDITS["a comment"])
            await reloaded(town, folder)
        await town.pass_s(SETTLED_S / 2)
        found = sorted({float(level) for level in truth(town).values()})
        raised = any(level > 75 for level in levels(town).values() if level is not None)
        await town.stop()
        return found, raised

    def to_the_rule(folder: Path) -> None:
        if rule not in PROFILE:
            edit(folder, *edited)

    reloaded_there = in_folder(lambda f: run_in_virtual_time(lived(f, when=local(22, 31))))
    always_so = in_folder(lambda f: run_in_virtual_time(lived(f, when=None)))
    assert reloaded_there == always_so
    assert not reloaded_there[1]


def test_a_site_with_a_mistake_changes_nothing_and_is_told_with_its_place() -> None:
    async def story(folder: Path) -> None:
        town = await living(folder, local(20))
        await town.pass_s(SETTLED_S)
        before, digest = levels(town), town.parts.site.digest
        edit(folder, *BROKEN)
        with pytest.raises(SiteError) as refused:
            await reloaded(town, folder)
        problem = refused.value.problems[0]
        assert problem.file == "profiles/every.yaml"
        assert problem.line > 0
        assert (levels(town), town.parts.site.digest) == (before, digest)
        kept = await town.parts.store.load_states()
        assert digest in kept["site"]
        assert (await _acts(town))[-1][:2] == ("ann", "reload refused")
        await town.stop()

    in_folder(lambda folder: run_in_virtual_time(story(folder)))


@pytest.mark.parametrize("need", WIRING)
def test_wiring_is_refused_whole_with_what_needs_a_restart(need: str) -> None:
    async def story(folder: Path) -> None:
        town = await living(folder, local(20))
        digest = town.parts.site.digest
        edit(folder, *EDITS["a higher floor"])
        edit(folder, *WIRING[need])
        with pytest.raises(RestartNeeded) as refused:
            await reloaded(town, folder)
        kind, _, name = need.partition(" ")
        assert any(kind in one and name.split()[-1] in one for one in refused.value.needs), (
            refused.value.needs
        )
        assert town.parts.site.digest == digest
        assert float(town.parts.site.plant.streets["hang"].never_below) == 30
        await town.stop()

    in_folder(lambda folder: run_in_virtual_time(story(folder)))


def test_who_reloaded_what_stands_in_the_audit_and_decisions_carry_the_new_digest() -> None:
    async def story(folder: Path) -> None:
        town = await living(folder, local(20))
        await town.pass_s(60)
        old = town.parts.site.digest
        edit(folder, *EDITS["a higher floor"])
        done = await reloaded(town, folder, "crossing reported dark")
        new = town.parts.site.digest
        assert done.difference.rules == (
            "street hang: never below 30 → 70", "group hang: never below 30 → 70",
        )  # fmt: skip
        who, what, why, before, after = (await _acts(town))[-1]
        assert (who, what, why, before) == ("ann", "reload", "crossing reported dark", old)
        assert new in after
        group = next(iter(town.site.plant.groups))
        recorded = await town.parts.store.decision_at(group, town.clock.now())
        assert recorded is not None
        assert recorded.site == new != old
        for digest, floor in ((old, 30), (new, 70)):
            assert float(kept_site(town.state, digest).plant.streets["hang"].never_below) == floor
        await town.stop()

    in_folder(lambda folder: run_in_virtual_time(story(folder)))


def test_overrides_emergency_and_lockouts_stay_in_force() -> None:
    async def story(folder: Path) -> None:
        town = await living(folder, local(20))
        await town.pass_s(SETTLED_S)
        await town.parts.overrides.hold("ann", "street:hang", 80, reason="market")
        await town.parts.overrides.hold("ann", "city", 100, reason="fire", emergency=True)
        await town.parts.lockouts.lock("bob", "td-2", crew="3", reason="cable")
        await town.pass_s(SETTLED_S)
        since = town.clock.now()
        for name in ("a higher floor", "another curve", "an earlier dusk"):
            edit(folder, *EDITS[name])
            await reloaded(town, folder)
            await town.pass_s(SETTLED_S)
        shown, now = Shown(town.recorder.changes(town.start)), town.clock.now()
        for lamp in town.site.plant.lamps.values():
            dead = lamp.circuit == "td-2"
            assert shown.at(lamp.id, now) == (0 if dead else 100)
            assert not (dead and shown.changes_between(lamp.id, since, now))
        assert len(town.parts.overrides.active()) == 2
        assert [one.circuit for one in town.parts.lockouts.active()] == ["td-2"]
        await town.stop()

    in_folder(lambda folder: run_in_virtual_time(story(folder)))


def test_reloads_at_once_take_turns_and_the_last_edit_rules() -> None:
    async def story(folder: Path) -> None:
        town = await living(folder, local(20))
        edit(folder, *EDITS["a higher floor"])
        done = await asyncio.gather(*(reloaded(town, folder) for _ in range(5)))
        assert sum(one.difference.old != one.difference.new for one in done) == 1
        assert town.parts.site.digest == load_site(folder).digest
        assert [act[1] for act in await _acts(town)].count("reload") == 1
        await town.stop()

    in_folder(lambda folder: run_in_virtual_time(story(folder)))


def test_cabinets_are_given_the_plan_of_the_new_site_within_minutes() -> None:
    async def story(folder: Path) -> None:
        town = await living(folder, local(20))
        await town.pass_s(600)
        stamps: list[int] = []
        give = town.parts.field.store_plan

        def store_plan(cabinet_id: str, plan: StoredPlan | None) -> None:
            stamps.append(plan.stamp if plan else 0)
            give(cabinet_id, plan)

        town.parts.field.store_plan = store_plan  # type: ignore[method-assign]
        edit(folder, *EDITS["a higher floor"])
        await reloaded(town, folder)
        await town.pass_s(600)
        assert len(stamps) == 1
        assert str(town.parts.field.board.cabinet("td").plan.state) == "stored"
        await town.stop()

    in_folder(lambda folder: run_in_virtual_time(story(folder)))


def test_a_sensor_that_a_reload_brings_is_heard_from_then_on() -> None:
    file, sensor = "config/settings.yaml", "sensors: [{id: roof, kind: lux, serves: [city]}]\n"

    async def story(folder: Path) -> None:
        edit(folder, file, lambda text: text + "sensing: {source: mqtt}\n")
        town = await living(folder, local(20))
        feed = sensor_feed(town.site, town.clock)
        assert isinstance(feed, MqttSensors)
        town.parts.sensing = feed
        assert feed.known == {}
        edit(folder, file, lambda text: text + sensor)
        await reloaded(town, folder)
        assert feed.known == {"roof": "lux"}
        town.parts.watch.heard_sensor(SensorReading("roof", town.clock.now(), 3.0))
        assert town.parts.conditions.light["roof"].value == 3.0
        await town.stop()

    in_folder(lambda folder: run_in_virtual_time(story(folder)))


async def _acts(town: Town) -> list[tuple[str, str, str, str, str]]:
    from lightctl.store.audit import acts_between

    start, end = town.start - timedelta(days=1), town.clock.now() + timedelta(days=1)
    acts = await town.parts.store.work(lambda main, _: acts_between(main, start, end))
    return [(act.who, act.what, act.why, act.before, act.after) for act in acts]
