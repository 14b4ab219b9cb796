"""Thirty whole nights of the whole city, each drawn by chance, each held against the oracle."""

import os
import shutil
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from lightctl.clock.virtual import run_in_virtual_time
from prove.part import Counts, Failed, in_silence
from tests.conftest import DATA
from tests.nights.city_night import CityNight
from tests.nights.energy import account
from tests.nights.one_street import ZONE
from tests.oracle.sun import night_events
from tests.oracle.words import Sky

FIRST = date(2026, 1, 9)
APART = timedelta(days=12)
MOST_ENERGY_ERROR = 0.005


class Nights:
    """One item is one night: its date, weather, traffic, commands and mishaps follow from its number."""

    name = "nights"
    promise = "every lamp shows what the oracle says at every minute, and the ledger tells the energy"
    size = 30

    def item(self, number: int) -> Counts:
        """Live the night in virtual time, then look at every minute of every lamp."""
        folder = Path(tempfile.mkdtemp(prefix="lightctl-night-"))
        try:
            with in_silence():
                return _lived(CityNight(folder, sky_of(FIRST + number * APART), seed=1000 + number))
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def sky_of(night: date) -> Sky:
    """The sun of that night out of the ephemeris table."""
    table = DATA / "sun" / "skyfield_de421_tan_an_2026.csv"
    if not table.exists():
        raise Failed(f"needs {table.name} under LIGHTCTL_DATA ({os.environ.get('LIGHTCTL_DATA', DATA)})")
    return Sky(night_events(table, night), ZONE, night)


def _lived(night: CityNight) -> Counts:
    began = time.monotonic()
    lived = run_in_virtual_time(night.live())
    took = time.monotonic() - began
    dimmed, switched = night.lamps(lived), night.contactors(lived)
    told = account(night.folder / "state", lived.hours)
    where = f"{night.sky.night}, seed {night.seed}"
    if faults := dimmed.faults + switched.faults:
        raise Failed(f"{where}: {len(faults)} lamp-minutes are wrong: {'; '.join(faults[:4])}")
    if told.unknown != night.missing():
        raise Failed(f"{where}: unknown hours {sorted(told.unknown)}, missing {sorted(night.missing())}")
    if abs(told.error) > MOST_ENERGY_ERROR or told.worst()[0] > MOST_ENERGY_ERROR:
        raise Failed(f"{where}: energy off by {told.error:.3%}, worst {told.worst()}")
    return {
        "lamp_minutes": dimmed.checked + switched.checked,
        "of_them_exact": dimmed.exact + switched.exact,
        "wrong": 0,
        "metered_hours": told.hours,
        "hours_named_as_missing": len(told.unknown),
        "most_energy_error_percent": round(abs(told.error) * 100, 4),
        "most_energy_error_of_a_cabinet_percent": round(told.worst()[0] * 100, 4),
        "most_seconds_a_night": round(took, 1),
    }
