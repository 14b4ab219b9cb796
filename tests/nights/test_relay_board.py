"""Streets behind the generic drivers: a relay board as the cabinet, a DALI gateway as the concentrator."""

from datetime import datetime
from pathlib import Path

from lightctl.clock.virtual import run_in_virtual_time
from lightctl.field import LampState
from lightctl.site.loader import load_site
from tests.nights.lights import Shown, check, minutes
from tests.nights.one_street import PLANT, local, night, one_street, write_site
from tests.nights.town import Town

RELAYS = PLANT.replace(
    "cabinets/mcu-reference, unit: 1,", "cabinets/generic-relay-8, unit: 1, metered: false,"
)
GATEWAY = RELAYS.replace("concentrators/dcu-reference", "concentrators/generic-dali-gateway")

CIRCUITS = ("td-1", "td-2")


def with_plant(root: Path, plant: str) -> Path:
    """The folder of the one street with another plant."""
    assert plant != PLANT
    write_site(root)
    (root / "config" / "plant.yaml").write_text(plant.lstrip(), encoding="utf-8")
    return root


def test_lamps_behind_a_relay_board_follow_the_plan(tmp_path: Path) -> None:
    _, city = one_street(tmp_path)
    site = load_site(with_plant(tmp_path, RELAYS))

    async def live() -> Shown:
        town = Town(site, tmp_path / "state", local(16, 30))
        await town.begin()
        await town.until(local(20))
        board = town.parts.field.board
        cabinet = board.cabinet("td")
        assert [board.circuit(one).closed for one in CIRCUITS] == [True, True]
        assert (cabinet.power_w, cabinet.door_open, cabinet.clock_offset_s) == (None, None, None)
        await town.until(local(6, 30))
        assert [board.circuit(one).closed for one in CIRCUITS] == [False, False]
        await town.stop()
        return Shown(town.recorder.changes(town.start))

    shown = run_in_virtual_time(live())
    verdict = check(night(city), shown, minutes(local(16, 35), local(6, 30)))
    assert not verdict.faults, "\n".join(verdict.faults[:20])
    assert verdict.exact > 8 * 800


def test_a_locked_out_relay_opens_and_stays_open(tmp_path: Path) -> None:
    site = load_site(with_plant(tmp_path, RELAYS))

    async def live() -> tuple[float, float]:
        town = Town(site, tmp_path / "state", local(20))
        await town.begin()
        await town.pass_s(120)
        lit = town.city.lights()["h-2"]
        await town.parts.lockouts.lock("op", "td-2", crew="two", reason="a pole is down")
        await town.pass_s(600)
        assert town.parts.field.board.circuit("td-2").closed is False
        dark = town.city.lights()["h-2"]
        await town.stop()
        return lit, dark

    lit, dark = run_in_virtual_time(live())
    assert lit > 0
    assert dark == 0


def test_lamps_behind_a_dali_gateway_are_never_dimmer_than_the_plan(tmp_path: Path) -> None:
    """The bus has 254 logarithmic steps of 2.8 %: the next one up is taken, and read back as in effect."""
    site = load_site(with_plant(tmp_path, GATEWAY))

    async def live() -> dict[datetime, list[float]]:
        town = Town(site, tmp_path / "state", local(16, 30))
        await town.begin()
        lights: dict[datetime, list[float]] = {}
        for at in (local(20), local(23), local(1), local(5), local(6, 30)):
            await town.until(at)
            lights[at] = list(town.city.lights().values())
            states = {town.parts.field.board.lamp(lamp).state for lamp in site.plant.lamps}
            assert states == {LampState.VERIFIED if at < local(6) else LampState.UNPOWERED}
        await town.stop()
        return lights

    found = run_in_virtual_time(live())
    for at, plan in ((local(20), 90), (local(23), 70), (local(1), 50), (local(5), 80), (local(6, 30), 0)):
        assert len(set(found[at])) == 1, at
        assert plan <= found[at][0] <= plan * 1.028, at
