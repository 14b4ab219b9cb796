"""A history that simulated devices fed says so for good; that of real devices never does."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from lightctl.clock import RunningClock
from lightctl.clock.virtual import run_in_virtual_time
from lightctl.daemon import Service, Surroundings
from lightctl.links import MemoryNetwork
from lightctl.site.init import init_site
from lightctl.site.loader import load_site
from lightctl.site.model import Site
from lightctl.store import History
from lightctl.store.origin import is_simulated


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    root = tmp_path_factory.mktemp("city") / "site"
    init_site(root)
    return load_site(root)


async def _minute(site: Site, state: Path, simulated: bool) -> None:
    clock = RunningClock(datetime(2026, 10, 5, 19, tzinfo=site.settings.place.zone))
    around = Surroundings(MemoryNetwork(), clock, state, threaded=False, simulated=simulated)
    service = Service(site, around)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(service.run())
        await clock.sleep(timedelta(minutes=1).total_seconds())
        service.stop()


@pytest.mark.parametrize(
    ("runs", "marked"),
    [((False,), False), ((True,), True), ((True, True), True), ((True, False), True), ((False, True), True)],
)
def test_the_mark_of_simulated_devices_stays(
    site: Site, tmp_path: Path, runs: tuple[bool, ...], marked: bool
) -> None:
    for simulated in runs:
        run_in_virtual_time(_minute(site, tmp_path, simulated))
    with History.open(tmp_path) as history:
        assert is_simulated(history.states()) is marked
