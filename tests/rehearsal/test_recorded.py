"""A month of real counts and real weather over a computed street."""

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

from lightctl.rehearsal import By, Known, known_of, rehearse
from lightctl.site.model import Site, TrafficSource, WeatherSource
from tests.conftest import data_file
from tests.core.make import ARTERIAL
from tests.rehearsal.make import CAMERA, site_with

SCATS_SITE = "0970"
FIRST, LAST = date(2026, 6, 3), date(2026, 6, 27)


def fed(folder: Path) -> Site:
    """The starter street under an arterial's profile, counted in Melbourne and rained on in Saigon."""
    shutil.copy(data_file("traffic/scats_melbourne_15min_2006-10_sites_a.csv"), folder / "counts.csv")
    shutil.copy(data_file("weather/hcmc_current_polls_2024-06.csv"), folder / "weather.csv")
    site = replace(site_with(ARTERIAL, counted=True), root=folder)
    counts = TrafficSource("file", file="counts.csv", mapping="scats", sites={CAMERA: SCATS_SITE},
                           first_day=date(2026, 6, 1))  # fmt: skip
    weather = WeatherSource("file", file="weather.csv", first_day=date(2026, 6, 1))
    return replace(site, settings=replace(site.settings, traffic=counts, weather=weather))


def test_counts_dim_quiet_nights_and_rain_takes_some_of_it_back(tmp_path: Path) -> None:
    site = fed(tmp_path)
    known = known_of(site)
    plan, counted, both = (
        rehearse(site, FIRST, LAST, By.DAY, one)
        for one in (Known(), Known(traffic=known.traffic), known)
    )  # fmt: skip
    assert plan.total.lit_hours == counted.total.lit_hours
    assert counted.total.used_wh != plan.total.used_wh
    assert both.total.used_wh > counted.total.used_wh
    assert len(both.rows) == 25
