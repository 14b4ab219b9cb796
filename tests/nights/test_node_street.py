"""One street of lamp nodes, one night: what was planned is what burned, whatever the broker does."""

from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path

import pytest

from lightctl.clock.virtual import run_in_virtual_time
from lightctl.field import LampState
from lightctl.site.scenario import Mishap, MishapKind
from tests.nights.lights import Shown, check, minutes
from tests.nights.node_street import node_street
from tests.nights.one_street import local, night
from tests.nights.town import PLAIN, Town

pytestmark = pytest.mark.timeout(120)


def test_every_lamp_follows_the_plan_from_dusk_to_dawn(tmp_path: Path) -> None:
    site, city = node_street(tmp_path)

    async def live() -> tuple[Shown, int]:
        town = Town(site, tmp_path / "state", local(16, 30), latency_s=0.05)
        await town.begin()
        await town.until(local(6, 30))
        silent = sum(not device.answering for device in town.parts.field.board.devices())
        await town.stop()
        return Shown(town.recorder.changes(town.start)), silent

    shown, silent = run_in_virtual_time(live())
    verdict = check(night(city), shown, minutes(local(16, 35), local(6, 30)))
    assert not verdict.faults, "\n".join(verdict.faults[:20])
    assert verdict.exact > 8 * 800
    assert not silent, "a node without power by day was called silent"


def test_a_broker_lost_over_a_change_of_levels_is_made_good_when_it_is_back(tmp_path: Path) -> None:
    site, _ = node_street(tmp_path)

    async def live() -> tuple[set[float], set[float], set[LampState]]:
        town = Town(site, tmp_path / "state", local(21, 30), latency_s=0.05)
        await town.begin()
        await town.until(local(21, 55))
        before = set(town.city.lights().values())
        town.network.refuse("mqtt-1")
        town.network.drop("mqtt-1")
        await town.until(local(22, 30))
        assert set(town.city.lights().values()) == before
        town.network.accept("mqtt-1")
        await town.until(local(22, 32))
        states = {town.parts.field.board.state(lamp) for lamp in site.plant.lamps}
        await town.stop()
        return before, set(town.city.lights().values()), states

    before, after, states = run_in_virtual_time(live())
    assert (before, after, states) == ({90.0}, {70.0}, {LampState.VERIFIED})


def test_the_network_server_cut_off_is_silence_of_its_nodes_and_no_more(tmp_path: Path) -> None:
    site, _ = node_street(tmp_path)
    cut = Mishap(what=MishapKind.LINE_DOWN, thing="mqtt-1", at=time(21), lasts=timedelta(hours=2))

    async def live() -> tuple[set[LampState], set[LampState], set[float]]:
        scenario = replace(PLAIN, mishaps=(cut,))
        town = Town(site, tmp_path / "state", local(20, 30), scenario, latency_s=0.05)
        await town.begin()
        await town.until(local(22, 50))
        during = {town.parts.field.board.state(lamp) for lamp in site.plant.lamps}
        await town.until(local(23, 20))
        after = {town.parts.field.board.state(lamp) for lamp in site.plant.lamps}
        await town.stop()
        return during, after, set(town.city.lights().values())

    during, after, lights = run_in_virtual_time(live())
    assert (during, after, lights) == ({LampState.SILENT}, {LampState.VERIFIED}, {70.0})


def test_two_daemons_started_one_over_the_other_do_not_throw_each_other_out(tmp_path: Path) -> None:
    site, _ = node_street(tmp_path)

    async def live() -> tuple[int, set[LampState]]:
        town = Town(site, tmp_path / "one", local(20, 30), latency_s=0.05)
        await town.begin()
        await town.until(local(20, 40))
        first, first_running = town.service, town._running
        town.state = tmp_path / "two"
        await town.begin()
        await town.until(local(20, 50))
        sessions = [client for client in town.network.broker("mqtt-1").clients if client.dialled]
        states = {town.parts.field.board.state(lamp) for lamp in site.plant.lamps}
        await town.stop()
        assert first is not None
        assert first_running is not None
        first.stop()
        await first_running
        return len(sessions), states

    assert run_in_virtual_time(live()) == (2, {LampState.VERIFIED})
