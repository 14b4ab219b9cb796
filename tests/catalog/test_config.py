"""The reference city: what it must show, and that it is sound."""

import json
import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from lightctl.core.plant import LineKind, Plant
from lightctl.site.library import FOLDERS, shipped_root
from lightctl.site.loader import check_site
from lightctl.site.model import Site
from tests.conftest import data_file

YAML = sorted(path for folder in FOLDERS for path in (shipped_root() / folder).rglob("*.yaml"))


@pytest.fixture(scope="module")
def tan_an() -> Site:
    site, problems = check_site(shipped_root())
    assert site is not None, problems.errors
    assert problems.warnings == []
    return site


@pytest.fixture(scope="module")
def plant(tan_an: Site) -> Plant:
    return tan_an.plant


def test_its_size(plant: Plant) -> None:
    assert len(plant.streets) == 78
    assert 4000 <= len(plant.lamps) <= 4500
    assert 78 <= len(plant.cabinets) <= 90
    assert len(plant.places) == 22
    assert Counter(line.kind for line in plant.lines.values())[LineKind.RTU] == 3
    assert len(plant.luminaires) == 3


def test_every_cabinet_feeds_one_street(plant: Plant) -> None:
    streets: dict[str, set[str]] = {}
    for lamp in plant.lamps.values():
        streets.setdefault(lamp.cabinet, set()).add(lamp.street)
    assert streets == {cabinet.id: {cabinet.street} for cabinet in plant.cabinets.values()}
    per_street = Counter(cabinet.street for cabinet in plant.cabinets.values())
    assert set(per_street) == set(plant.streets)
    assert max(per_street.values()) == 3


def test_lamps_are_reached_in_every_way(plant: Plant) -> None:
    direct = Counter(lamp.direct.line for lamp in plant.lamps.values() if lamp.direct)
    assert direct == {"rtu-01": 30, "rtu-02": 30, "mqtt-01": 36}
    assert [d.id for d in plant.concentrators.values() if d.address.line == "rtu-03"] != []
    framed = [d for d in plant.concentrators.values() if d.address.line == "serial-01"]
    assert [len(plant.lamps_of_concentrator[d.id]) for d in framed] == [48]
    switched = {lamp.street for lamp in plant.lamps.values() if not lamp.dimmable}
    assert len(switched) == 3
    assert max(len(lamps) for lamps in plant.lamps_of_concentrator.values()) <= 128


def test_meters(plant: Plant) -> None:
    own = Counter(c.meter.driver for c in plant.cabinets.values() if c.meter)
    assert own == {"meters/eastron-sdm630": 1, "meters/schneider-iem3000": 1}
    assert sum(not cabinet.metered for cabinet in plant.cabinets.values()) == 1


def test_half_of_a_half_night_street_can_be_switched(tan_an: Site) -> None:
    rule = next(rule for rule in tan_an.schedule.rules if rule.profile == "half-night")
    for group in rule.groups:
        lamps = [tan_an.plant.lamps[lamp] for lamp in tan_an.plant.groups[group].lamps]
        assert not any(lamp.dimmable for lamp in lamps)
        assert set(Counter(lamp.circuit for lamp in lamps).values()) == {len(lamps) // 2}


def test_counters_are_few(plant: Plant) -> None:
    own = [street for street in plant.streets.values() if street.place]
    follow = [street for street in plant.streets.values() if street.follows]
    assert len(own) == 22
    assert 10 <= len(follow) <= 30
    assert all(plant.places[street.place].street == street.id for street in own)


def test_everything_leads_to_this_computer(plant: Plant) -> None:
    for line in plant.lines.values():
        if line.kind in {LineKind.RTU, LineKind.SERIAL}:
            assert line.device == f"lines/{line.id}"
        else:
            assert line.host == "127.0.0.1"
            assert 1024 < line.port < 32768


def test_new_light_takes_less_than_half_of_what_it_replaced(tan_an: Site) -> None:
    baselines = {row.id: row for row in tan_an.accounts.baselines}
    for lamp in tan_an.plant.lamps.values():
        old = baselines[tan_an.plant.streets[lamp.street].baseline]
        new = tan_an.plant.luminaires[lamp.luminaires[0].model]
        assert new.full_w < 0.55 * float(old.lamp_w + old.ballast_w)
        assert old.evidence == "assumed"


def test_ids_are_their_names_without_accents(plant: Plant) -> None:
    for street in plant.streets.values():
        plain = unicodedata.normalize("NFD", street.name.lower().replace("đ", "d"))
        letters = "".join(c for c in plain if not unicodedata.combining(c))
        assert street.id == re.sub("[^a-z0-9]+", "-", letters)


def test_street_names_are_real(plant: Plant) -> None:
    names = {unicodedata.normalize("NFC", name) for name in json.loads(
        data_file("inventory/tan_an_streets_wards.json").read_text(encoding="utf-8")
    )["street"]}  # fmt: skip
    assert {street.name for street in plant.streets.values()} <= names


@pytest.mark.parametrize("path", YAML, ids=lambda path: path.relative_to(shipped_root()).as_posix())
def test_every_file_tells_an_editor_its_schema(path: Path) -> None:
    first = path.read_text(encoding="utf-8").splitlines()[0]
    found = re.fullmatch(r"# yaml-language-server: \$schema=(\S+\.json)", first)
    assert found, first
    assert (path.parent / found[1]).resolve().is_file()


def test_folders_hold_only_what_engineers_write() -> None:
    root = shipped_root()
    allowed = {".yaml", ".md", ".csv", ".json"}
    strays = [
        p for folder in FOLDERS for p in (root / folder).rglob("*") if p.is_file() and p.suffix not in allowed
    ]
    assert strays == []
    for folder in FOLDERS:
        assert "lightctl/" in (root / folder / "README.md").read_text(encoding="utf-8").splitlines()[0]


def test_one_light_sensor_serves_many_cabinets_and_water_is_watched_by_the_river(tan_an: Site) -> None:
    plant, sensors = tan_an.plant, tan_an.sensors
    (eye,), (river,) = sensors.light.values(), sensors.water.values()
    lit = {plant.lamps[lamp].cabinet for group in eye.serves for lamp in plant.groups[group].lamps}
    assert len(lit) >= 8
    assert {plant.groups[group].street for group in river.serves} == {"bach-dang"}
    assert {plant.circuits[pillar].cabinet for pillar in river.pillars} == {"td-028"}
