"""One street behind a framed concentrator: a whole night, a silence, a broken line, and a live pty."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from lightctl.clock import RunningClock
from lightctl.clock.virtual import run_in_virtual_time
from lightctl.core.units import Level
from lightctl.field import Field, LampState
from lightctl.links import LineDialer
from lightctl.simulation import City, serve_sockets
from lightctl.site.model import Site
from lightctl.site.scenario import Mishap, MishapKind, Scenario
from tests.nights.framed_street import framed_street
from tests.nights.lights import Shown, check, minutes
from tests.nights.one_street import local, night
from tests.nights.town import PLAIN, Town

pytestmark = pytest.mark.timeout(120)


def test_every_lamp_follows_the_plan_from_dusk_to_dawn(tmp_path: Path) -> None:
    site, city = framed_street(tmp_path)

    async def live() -> tuple[Shown, int]:
        town = Town(site, tmp_path / "state", local(16, 30))
        await town.begin()
        await town.until(local(6, 30))
        await town.stop()
        return Shown(town.recorder.changes(town.start)), town.city.lines["serial-1"].requests

    shown, requests = run_in_virtual_time(live())
    verdict = check(night(city), shown, minutes(local(16, 35), local(6, 30)))
    assert not verdict.faults, "\n".join(verdict.faults[:20])
    assert verdict.exact > 8 * 800
    # A page of states a minute, counters a quarter of an hour, and some commands with their looks.
    assert 700 < requests < 1500


def in_the_evening(tmp_path: Path, test: Callable[[Town], Awaitable[None]], *mishaps: Mishap) -> None:
    site, _ = framed_street(tmp_path)

    async def live() -> None:
        scenario = Scenario(id="broken", title="Something breaks", seed=3, mishaps=mishaps)
        town = Town(site, tmp_path / "state", local(17, 0), scenario=scenario if mishaps else PLAIN)
        await town.begin()
        await town.until(local(18, 30))
        await test(town)
        await town.stop()

    run_in_virtual_time(live())


def states(town: Town) -> set[LampState]:
    board = town.parts.field.board
    return {board.lamp(lamp).state for lamp in town.site.plant.lamps}


def all_verified(field: Field, site: Site) -> bool:
    return {field.board.lamp(one).state for one in site.plant.lamps} == {LampState.VERIFIED}


def mishap(what: MishapKind, thing: str) -> Mishap:
    return Mishap(what=what, thing=thing, at=local(19).time(), lasts=timedelta(minutes=20))


@pytest.mark.parametrize(
    ("what", "thing"), [(MishapKind.CONCENTRATOR_SILENT, "dcu"), (MishapKind.LINE_DOWN, "serial-1")]
)
def test_a_silence_is_said_and_ends_by_itself(tmp_path: Path, what: MishapKind, thing: str) -> None:
    async def test(town: Town) -> None:
        board = town.parts.field.board
        assert states(town) == {LampState.VERIFIED}
        await town.until(local(19, 10))
        assert board.device("dcu").silent_since is not None
        assert states(town) == {LampState.SILENT}
        await town.until(local(19, 22))
        assert board.device("dcu").silent_since is None
        assert states(town) == {LampState.VERIFIED}

    in_the_evening(tmp_path, test, mishap(what, thing))


def test_a_lamp_that_dies_is_seen_at_once_from_its_event(tmp_path: Path) -> None:
    async def test(town: Town) -> None:
        await town.until(local(19, 2))
        assert "lamp-failed" in town.parts.field.board.lamp("h-3").status

    in_the_evening(tmp_path, test, mishap(MishapKind.LAMP_DEAD, "h-3"))


@pytest.mark.live
async def test_levels_over_a_real_pty_with_wire_time(tmp_path: Path) -> None:
    site, _ = framed_street(tmp_path)
    clock = RunningClock(local(19), rate=60.0)
    city = City(site, PLAIN, clock)
    async with serve_sockets(city, tmp_path, free_ports=True, wire_time=True) as addresses:
        field = Field(site, LineDialer(tmp_path, addresses), clock)
        for circuit in ("td-1", "td-2"):
            field.wish_circuit(circuit, True, "test")
        for lamp in site.plant.lamps:
            field.wish_lamp(lamp, Level(55), "test")
        running = asyncio.create_task(field.run())
        try:
            async with asyncio.timeout(20):
                while not all_verified(field, site):  # noqa: ASYNC110  a board rings no bell
                    await asyncio.sleep(0.02)
        finally:
            running.cancel()
            await asyncio.wait({running})
        assert set(city.lights().values()) == {55.0}
