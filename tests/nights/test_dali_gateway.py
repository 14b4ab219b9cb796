"""A town on a DALI gateway: groups told at once, light that fades down, never up, memory that is spared."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from lightctl.clock.virtual import run_in_virtual_time
from lightctl.core.units import Level
from lightctl.field import LampState
from lightctl.simulation.wear import Wear
from lightctl.site.library import shipped_root
from lightctl.site.loader import load_site
from lightctl.site.model import Site
from tests.nights.lights import LATE, Shown, minutes
from tests.nights.one_street import PLANT, local, night, write_site
from tests.nights.town import Town
from tests.oracle.light import Night, within
from tests.oracle.site import read_city

TOWN = PLANT.replace("concentrators/dcu-reference", "concentrators/generic-dali-gateway").replace(
    """  - {range: "h-1..h-8", street: hang, circuits: [td-1, td-2], concentrator: dcu, slots: "1..8",
     luminaire: led-75, since: 2024-05-01}""",
    """  - {range: "h-01..h-12", street: hang, circuits: [td-1, td-2], concentrator: dcu, slots: "1..12",
     luminaire: led-75, since: 2024-05-01}
  - {range: "k-01..k-12", street: hang, group: crossing, circuits: [td-1, td-2], concentrator: dcu,
     slots: "20..31", luminaire: led-75, since: 2024-05-01}
groups:
  - {id: crossing, street: hang, never_below: 80}""",
)
STEP = 1.028
"""From one DALI step to the next, and a little."""


def town_site(root: Path) -> Site:
    assert TOWN.count("crossing") == 2
    write_site(root)
    (root / "config" / "plant.yaml").write_text(TOWN.lstrip(), encoding="utf-8")
    return load_site(root)


def without_groups(site: Site) -> Site:
    driver = site.drivers["concentrators/generic-dali-gateway"]
    points = tuple(point for point in driver.points if point.name != "level_group")
    return replace(site, drivers={**site.drivers, driver.id: replace(driver, points=points)})


def oracle(root: Path) -> Night:
    town_site(root)
    return night(read_city(root, shipped_root()))


async def evening(site: Site, state: Path) -> tuple[Town, dict[str, float]]:
    town = Town(site, state, local(16, 30))
    await town.begin()
    await town.until(local(0, 30))
    states = {town.parts.field.board.lamp(lamp).state for lamp in site.plant.lamps}
    assert states == {LampState.VERIFIED}
    await town.stop()
    return town, town.city.lights()


def test_an_evening_on_the_gateway_is_the_oracle_s_and_that_without_groups(tmp_path: Path) -> None:
    site = town_site(tmp_path)
    town, final = run_in_virtual_time(evening(site, tmp_path / "with"))
    _, plain = run_in_virtual_time(evening(without_groups(site), tmp_path / "without"))
    assert final == plain
    judge = oracle(tmp_path)
    shown = Shown(town.recorder.changes(town.start))
    instants = minutes(local(18), local(0, 30))
    for lamp in site.plant.lamps:
        for at, light in zip(instants, shown.row(lamp, instants), strict=True):
            least, most = within(judge, lamp, at, LATE)
            assert least - 1e-6 <= light <= most * STEP, (lamp, at)
    assert len(instants) == 390


def test_a_group_is_told_by_one_write_and_the_gear_s_memory_is_spared(tmp_path: Path) -> None:
    site = town_site(tmp_path)
    town, _ = run_in_virtual_time(evening(site, tmp_path / "with"))
    wear: Wear = town.city.concentrators["dcu"].wear
    assert {town.city.concentrators["dcu"].groups[slot] for slot in range(12)} == {2}
    assert {town.city.concentrators["dcu"].groups[slot] for slot in range(19, 31)} == {1}
    assert wear.of("groups") == 1
    assert wear.writes["level_group", 2] >= 5
    assert wear.of("command") <= 1, "one by one only while it is not yet known who stands in which group"
    assert 1 <= wear.of("fade") <= 200


def test_dimming_fades_and_a_raise_does_not(tmp_path: Path) -> None:
    site = town_site(tmp_path)
    hour = timedelta(hours=1)

    async def watched(town: Town, level: float) -> list[float]:
        await town.parts.overrides.hold(
            "op", "lamp:h-01", Level(level), lasting=hour, reason="test", below_floor=True
        )
        lights = []
        for _ in range(40):
            await town.pass_s(0.5)
            lights.append(town.city.lights()["h-01"])
        return lights

    async def live() -> tuple[list[float], list[float]]:
        town = Town(site, tmp_path / "state", local(20))
        await town.begin()
        await town.pass_s(300)
        down, up = await watched(town, 40), await watched(town, 100)
        await town.stop()
        return down, up

    down, up = run_in_virtual_time(live())
    between = {level for level in down if 42 < level < 89}
    assert len(between) >= 5
    assert down == sorted(down, reverse=True)
    assert set(up) == {down[-1], 100.0}
