"""What a device's memory endures in a day: a daemon that is started again and again counts on."""

from dataclasses import replace
from pathlib import Path

import pytest

from lightctl.clock.virtual import run_in_virtual_time
from lightctl.site.model import Site
from tests.nights.one_street import local, one_street
from tests.nights.town import Town

DRIVER = "concentrators/dcu-reference"
PER_DAY = 6


def worn(root: Path) -> Site:
    """The street, its concentrator's level registers endure six writes a day."""
    site, _ = one_street(root)
    driver = site.drivers[DRIVER]
    bank = tuple(
        replace(point, writes_per_day=PER_DAY) if point.name == "command" else point for point in driver.bank
    )
    assert bank != driver.bank
    return replace(site, drivers={**site.drivers, DRIVER: replace(driver, bank=bank)})


def written(town: Town) -> int:
    """How often the level of lamp h-3 was written today, as the daemon knows it."""
    return town.parts.field.writes.of(("dcu", "command", 3))


@pytest.mark.parametrize("killed", [False, True])
def test_a_new_start_gives_no_new_writes(tmp_path: Path, killed: bool) -> None:
    async def live() -> list[int]:
        town = Town(worn(tmp_path), tmp_path / "state", local(19))
        await town.begin()
        await town.pass_s(200)
        counts = []
        for level in (81, 72, 63, 54):
            await town.parts.overrides.hold("op", "lamp:h-3", level, reason="a test")
            await town.pass_s(100)
            counts.append(written(town))
            await (town.kill() if killed else town.stop())
            await town.begin()
            counts.append(written(town))
            await town.pass_s(600)
        await town.until(local(0, 1))
        counts.append(written(town))
        await town.stop()
        return counts

    *today, tomorrow = run_in_virtual_time(live())
    # A start may tell the lamp once more what it is to do; what was written before it stays counted.
    assert today == sorted(today)
    assert today[-1] == PER_DAY
    assert tomorrow < PER_DAY
