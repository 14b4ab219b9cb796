"""Lamps on a control voltage with a minimum: never under the plan, read back in volts, off at nothing."""

from pathlib import Path

from lightctl.clock.virtual import run_in_virtual_time
from lightctl.field import LampState
from lightctl.site.loader import load_site
from tests.nights.one_street import PLANT, local, write_site
from tests.nights.town import Town

DRIVER = """
driver: volts
title: Concentrator of lamps on a control voltage of 1 to 10 V, the least of which is a tenth of the light
speaks: modbus
proven: simulator
source: ours
level_scale: volts-0-10
volts: {lowest: 1, level: 10}
points:
  identity: {table: input, address: 0, type: uint16, kind: identity, every: rare, expect: [77]}
bank:
  size: 16
  points:
    command: {table: holding, address: 0, type: uint16, unit: V, divisor: 100, access: rw, range: [0, 10],
              kind: level-command, every: never}
    level: {table: input, address: 100, type: uint16, unit: V, divisor: 100, kind: level-in-effect,
            sentinels: [0xFFFF]}
"""


def test_a_night_on_a_control_voltage_gives_at_least_the_plan(tmp_path: Path) -> None:
    write_site(tmp_path)
    plant = PLANT.replace("concentrators/dcu-reference", "concentrators/volts")
    (tmp_path / "config" / "plant.yaml").write_text(plant.lstrip(), encoding="utf-8")
    (tmp_path / "drivers" / "concentrators").mkdir(parents=True)
    (tmp_path / "drivers" / "concentrators" / "volts.yaml").write_text(DRIVER.lstrip(), encoding="utf-8")
    site = load_site(tmp_path)

    async def live() -> list[tuple[float, set[float]]]:
        town = Town(site, tmp_path / "state", local(16, 30))
        await town.begin()
        seen: list[tuple[float, set[float]]] = []
        for at, plan in ((local(20), 90), (local(23), 70), (local(1), 50), (local(6, 30), 0)):
            await town.until(at)
            states = {town.parts.field.board.lamp(lamp).state for lamp in site.plant.lamps}
            assert states == {LampState.VERIFIED if plan else LampState.UNPOWERED}
            seen.append((plan, set(town.city.lights().values())))
        await town.stop()
        return seen

    for plan, lights in run_in_virtual_time(live()):
        assert all(plan - 1e-9 <= light <= plan + 0.12 for light in lights), (plan, lights)


def test_a_stranger_in_the_concentrator_s_place_is_left_alone_until_it_is_gone(tmp_path: Path) -> None:
    write_site(tmp_path)
    plant = PLANT.replace("concentrators/dcu-reference", "concentrators/volts")
    (tmp_path / "config" / "plant.yaml").write_text(plant.lstrip(), encoding="utf-8")
    (tmp_path / "drivers" / "concentrators").mkdir(parents=True)
    (tmp_path / "drivers" / "concentrators" / "volts.yaml").write_text(DRIVER.lstrip(), encoding="utf-8")
    site = load_site(tmp_path)

    async def live() -> tuple[int, int, set[LampState]]:
        town = Town(site, tmp_path / "state", local(20))
        await town.begin()
        await town.pass_s(120)
        dcu = town.city.concentrators["dcu"]
        dcu.stranger = True
        town.network.drop("tcp-1")
        await town.pass_s(30)
        before = dcu.wear.writes.total()
        await town.until(local(23))
        after = dcu.wear.writes.total()
        assert not town.parts.field.board.device("dcu").answering
        dcu.stranger = False
        await town.pass_s(180)
        states = {town.parts.field.board.lamp(lamp).state for lamp in site.plant.lamps}
        await town.stop()
        return before, after, states

    before, after, states = run_in_virtual_time(live())
    assert before == after > 0
    assert states == {LampState.VERIFIED}
