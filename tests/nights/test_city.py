"""One whole night of the whole reference city: every lamp, every minute, every metered hour."""

import sys
import time

import pytest

from lightctl.clock.virtual import run_in_virtual_time
from tests.conftest import data_file
from tests.nights.city_night import CityNight, Lived
from tests.nights.energy import account
from tests.nights.one_street import NIGHT, sky
from tests.oracle.sun import night_events


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> CityNight:
    return CityNight(tmp_path_factory.mktemp("city"), sky(), seed=1)


@pytest.fixture(scope="module")
def lived(night: CityNight) -> Lived:
    began = time.perf_counter()
    lived = run_in_virtual_time(night.live())
    lived.seconds = time.perf_counter() - began
    return lived


def test_its_sun_is_that_of_the_table() -> None:
    table = night_events(data_file("sun/skyfield_de421_tan_an_2026.csv"), NIGHT)
    assert table == sky().events


@pytest.mark.timeout(180)
@pytest.mark.xdist_group("night")
def test_every_lamp_shows_what_the_oracle_says_at_every_minute(
    night: CityNight, lived: Lived, capsys: pytest.CaptureFixture[str]
) -> None:
    dimmed, switched = night.lamps(lived), night.contactors(lived)
    with capsys.disabled():
        sys.stdout.write(
            f"\n  {len(night.city.lamps)} lamps of {len(night.city.streets)} streets, "
            f"{dimmed.checked + switched.checked:,} lamp-minutes, the night took {lived.seconds:.0f} s\n"
        )
    assert not dimmed.faults, "\n".join(dimmed.faults[:20])
    assert not switched.faults, "\n".join(switched.faults[:20])
    assert len(night.city.lamps) >= 4000
    assert dimmed.exact > 0.95 * dimmed.checked
    assert switched.exact > 0.95 * switched.checked


@pytest.mark.timeout(180)
@pytest.mark.xdist_group("night")
def test_the_ledger_tells_the_energy_that_passed_and_names_the_hours_it_does_not_know(
    night: CityNight, lived: Lived
) -> None:
    told = account(night.folder / "state", lived.hours)
    assert told.unknown == night.missing()
    assert told.hours > 12 * (len(night.site.plant.cabinets) - 1) - 2
    assert abs(told.error) < 0.005
    assert told.worst()[0] < 0.005, told.worst()
