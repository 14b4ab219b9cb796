"""Sensors in the settings: whom they serve, and the mistakes that are refused at their place."""

from datetime import timedelta
from pathlib import Path

import pytest

from lightctl.errors import SiteError
from lightctl.site.loader import check_site, load_site
from tests.site.good_city import FILES, write

SETTINGS = "config/settings.yaml"
SENSING = "sensing: {source: mqtt}\n"
CELL = "{id: pc-1, kind: photocell, serves: [city], before: 20min}"
CANAL = (
    "{id: canal, kind: water, serves: [street:old-street], flood_from: 0.2, lockout_from: 0.5, "
    "pillars: [c-3]}"
)


def city(root: Path, *rows: str, sensing: str = SENSING) -> Path:
    sensors = "sensors:\n" + "".join(f"  - {row}\n" for row in rows)
    return write(root, {**FILES, SETTINGS: FILES[SETTINGS] + sensing + sensors})


def test_sensors_know_their_groups_and_pillars(tmp_path: Path) -> None:
    site = load_site(city(tmp_path, CELL, CANAL))
    cell, canal = site.sensors.light["pc-1"], site.sensors.water["canal"]
    assert cell.serves == frozenset(site.plant.groups)
    assert (cell.photocell, cell.before, cell.after) == (True, timedelta(minutes=20), timedelta(minutes=30))
    assert canal.pillars == tuple(c for c in site.plant.circuits if c.startswith("c-3"))
    assert canal.flood_ends == 0.2
    assert set(site.sensors.water_of) == set(canal.serves)
    assert site.settings.sensing.topic == "lightctl/sensors/+"


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (CELL.replace("city", "street:nowhere"), "no street is called 'nowhere'"),
        (CELL.replace("20min", "3h"), "2h"),
        (CELL.replace("before: 20min", "dark_below: 3"), "dark_below says nothing"),
        ("{id: a, kind: lux, serves: [city], dark_below: 50}", "dark_below must lie under light_above"),
        ("{id: a, kind: lux, serves: []}", "a list is empty"),
        ("{id: a, kind: water, serves: [city]}", "kind: water needs flood_from"),
        (CANAL.replace("0.5", "0.1"), "lockout_from must not lie under flood_from"),
        (CANAL.replace(", pillars: [c-3]", ""), "belong together"),
        (CANAL.replace("c-3", "c-99"), "neither a circuit nor a cabinet"),
    ],
)
def test_mistakes_are_refused_at_their_place(tmp_path: Path, row: str, says: str) -> None:
    with pytest.raises(SiteError) as caught:
        load_site(city(tmp_path, row))
    assert says in str(caught.value)
    assert SETTINGS in str(caught.value)


def test_twice_the_same_id_is_refused_and_silence_is_said(tmp_path: Path) -> None:
    with pytest.raises(SiteError, match="declared twice"):
        load_site(city(tmp_path, CELL, CELL))
    site, problems = check_site(city(tmp_path, CELL, sensing=""))
    assert site is not None
    assert any("nobody brings" in str(warning) for warning in problems.warnings)


def test_weather_that_can_never_agree_is_refused(tmp_path: Path) -> None:
    bright = FILES["profiles/bright.yaml"]
    write(tmp_path, {**FILES, "profiles/bright.yaml": f"{bright}weather: {{agree: 3, of: 2}}\n"})
    with pytest.raises(SiteError, match="can never agree"):
        load_site(tmp_path)
    rule = "weather: {agree: 2, of: 3, hold: 45min, rain_mm_h: 0.5, source: our engineer}\n"
    write(tmp_path, {"profiles/bright.yaml": bright + rule})
    weather = load_site(tmp_path).profiles["bright"].weather
    assert weather is not None
    assert (weather.sense.agree, weather.sense.of, weather.sense.rain_mm_h) == (2, 3, 0.5)
    assert (weather.hold, weather.sense.source) == (timedelta(minutes=45), "our engineer")
