"""Water that stands since the afternoon: full light from the first lit second, one proposal, one refusal."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from math import nan
from pathlib import Path

import pytest

from lightctl.clock.virtual import run_in_virtual_time
from lightctl.core.conditions import SensorReading
from lightctl.core.sensing import sensors_of
from lightctl.core.water import WaterStation
from lightctl.daemon.desk import FrontDesk
from lightctl.daemon.floods import KEY
from lightctl.errors import TargetError
from lightctl.site.model import Site
from lightctl.store import History
from lightctl.web import Caller
from lightctl.web.asks import RefuseAsk
from tests.nights.one_street import local, one_street
from tests.nights.town import Played, Town

ANNA = Caller("anna", 1000)
TEN = timedelta(minutes=10)
CANAL = WaterStation("canal", frozenset({"hang"}), 0.2, 0.1, ("td-1",), 0.5)


def site_of(root: Path) -> Site:
    return replace(one_street(root)[0], sensors=sensors_of([], [CANAL]))


def spell(start: datetime, end: datetime, metres: float | None) -> list[SensorReading]:
    """A word every ten minutes."""
    return [SensorReading("canal", start + n * TEN, metres) for n in range((end - start) // TEN)]


def town_with(root: Path, words: Iterable[SensorReading]) -> Town:
    return Town(site_of(root), root / "state", local(15), played=Played(sensors=list(words)))


def proposed(town: Town) -> list[str]:
    return [row.circuit for row in FrontDesk(town.parts, {}).proposals()]


def decided(town: Town) -> tuple[float, str]:
    decision = town.parts.cycle.decision_of("h-1")
    assert decision is not None
    return float(decision.level), decision.reasons[-1].rule


def acts(root: Path) -> list[tuple[str, str]]:
    with History.open(root / "state") as history:
        found = history.acts_between(local(14), local(14) + timedelta(days=1))
    return [(act.who, act.what) for act in found if act.target == "td-1"]


def test_a_flood_of_the_afternoon_is_full_light_from_dusk_until_its_hold_and_one_proposal(
    tmp_path: Path,
) -> None:
    silent_from = local(19)
    words = [
        *spell(local(15, 10), silent_from, 0.7),
        *(
            SensorReading("canal", local(20, 30 + n), value)
            for n, value in enumerate((99.0, nan, -50.0, None))
        ),
        SensorReading("canal", local(22), 0.02),
    ]

    async def live() -> None:
        town = town_with(tmp_path, words)
        await town.begin()
        await town.until(local(16))
        assert (decided(town)[0], proposed(town)) == (0, ["td-1"])
        on = town.parts.nights.at("hang", town.clock.now()).on
        assert on is not None
        await town.until(on - timedelta(seconds=2))
        assert decided(town)[0] == 0
        last_word = silent_from - TEN
        await town.until(on + timedelta(seconds=2))
        while town.clock.now() < last_word + CANAL.hold - timedelta(minutes=3):
            assert decided(town) == (100, "flood")
            await town.pass_s(150)
        await town.until(last_word + CANAL.hold + timedelta(seconds=2))
        dry = decided(town)
        assert dry[0] < 100
        for at in (local(20, 29), local(20, 36), local(21, 59)):
            await town.until(at)
            assert (decided(town), proposed(town)) == (dry, ["td-1"])
        await town.until(local(22, 3))
        assert proposed(town) == []
        assert town.parts.lockouts.active() == ()
        await town.stop()

    run_in_virtual_time(live())
    assert acts(tmp_path) == [("lightctl", "propose lockout"), ("lightctl", "withdraw proposal")]


def test_what_an_operator_refused_is_proposed_again_only_by_the_next_flood(tmp_path: Path) -> None:
    words = [
        *spell(local(15, 10), local(18), 0.6),
        *spell(local(18), local(19), 0.9),
        *spell(local(19), local(20), None),
        *spell(local(20), local(21), 0.8),
        *spell(local(21), local(22), 0.02),
        *spell(local(22), local(23), 0.6),
    ]

    async def live() -> None:
        town = town_with(tmp_path, words)
        await town.begin()
        await town.until(local(16))
        desk = FrontDesk(town.parts, {})
        for ask in (RefuseAsk(target="td-1", reason=" "), RefuseAsk(target="td-9", reason="no")):
            with pytest.raises(TargetError):
                await desk.refuse(ANNA, ask)
        (row,) = await desk.refuse(ANNA, RefuseAsk(target="canal", reason="the pillar stands on a dam"))
        assert (row.circuit, proposed(town)) == ("td-1", [])
        for at in (local(17, 30), local(18, 30), local(19, 30), local(20, 30)):
            await town.until(at)
            assert proposed(town) == []
            await town.kill()
            await town.begin()
            assert proposed(town) == []
        assert decided(town) == (100, "flood")
        await town.until(local(21, 30))
        assert proposed(town) == []
        await town.until(local(22, 30))
        assert proposed(town) == ["td-1"]
        await town.stop()

    run_in_virtual_time(live())
    assert acts(tmp_path) == [
        ("lightctl", "propose lockout"), ("anna", "refuse proposal"), ("lightctl", "withdraw proposal"),
        ("lightctl", "propose lockout"),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["3", "null", '{"told": 1}', '{"told": [], "refused": 7}', '["canal/td-1"]'])
def test_what_another_version_kept_is_told_again_or_taken_over(
    text: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def live() -> None:
        town = town_with(tmp_path, spell(local(15, 10), local(16), 0.7))
        await town.begin()
        await town.until(local(15, 30))
        await town.parts.store.save_state(KEY, text)
        await town.kill()
        await town.begin()
        await town.until(local(15, 50))
        assert proposed(town) == ["td-1"]
        await town.stop()

    run_in_virtual_time(live())
    old = text == '["canal/td-1"]'
    assert acts(tmp_path) == [("lightctl", "propose lockout")] * (1 if old else 2)
    assert any("proposed lockouts are told again" in message for message in caplog.messages) is not old
