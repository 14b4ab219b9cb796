"""A rehearsal and the ledger count the old installation alike."""

from datetime import date
from pathlib import Path

import pytest

from lightctl.core.calendar import night_bounds
from lightctl.rehearsal import By, Known, rehearse
from lightctl.site.loader import load_site
from lightctl.store.history import History
from tests.cli.town import city, with_history

NIGHT = date(2026, 10, 5)


def test_the_same_baseline_gives_the_same_energy(tmp_path: Path) -> None:
    folder = city(tmp_path)
    with_history(folder)
    site = load_site(folder)
    with History.open(folder / "state") as history:
        hours = history.hours_between(*night_bounds(site.settings.place, NIGHT))
    computed = rehearse(site, NIGHT, NIGHT, By.STREET, Known()).total
    assert len(hours) == 24
    for of_hour, of_night in (
        ([hour.base_dwh for hour in hours], computed.base_wh),
        ([hour.base_full_night_dwh for hour in hours], computed.base_full_night_wh),
        ([hour.new_old_hours_dwh for hour in hours], computed.old_hours_wh),
    ):
        assert of_night > 0
        assert sum(of_hour) / 10 == pytest.approx(of_night, abs=24 * 0.05)
