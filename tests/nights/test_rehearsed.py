"""A night rehearsed beforehand, against what the ledger tells of it afterwards."""

from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from lightctl.clock.virtual import run_in_virtual_time
from lightctl.core.calendar import night_bounds
from lightctl.rehearsal import By, Known, rehearse
from lightctl.site.loader import load_site
from lightctl.store import History
from tests.nights.one_street import ZONE, write_site
from tests.nights.town import Town

pytestmark = pytest.mark.timeout(120)

NIGHT = date(2026, 11, 20)
BOUND = 0.03
"""Share of the night's energy: warm drivers, counters of 0.1 kWh and switching that takes its turns."""


def test_the_rehearsed_energy_is_that_of_the_ledger(tmp_path: Path) -> None:
    write_site(tmp_path)
    site = load_site(tmp_path)

    async def live() -> None:
        town = Town(site, tmp_path / "state", datetime.combine(NIGHT, time(11), ZONE))
        await town.begin()
        await town.until(town.start + timedelta(hours=26))
        await town.stop()

    run_in_virtual_time(live())
    with History.open(tmp_path / "state") as history:
        rows = history.hours_between(*night_bounds(site.settings.place, NIGHT))
    metered = sum(row.metered_dwh for row in rows if row.metered_dwh is not None) / 10
    computed = rehearse(site, NIGHT, NIGHT, By.STREET, Known()).total.used_wh
    assert computed > 1000
    assert metered == pytest.approx(computed, rel=BOUND)
