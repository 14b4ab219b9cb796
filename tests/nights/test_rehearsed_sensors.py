"""Whole nights of a small city with everything that is heard, rehearsed and decided by the daemon."""

import csv
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from lightctl.core.conditions import SensorReading, TrafficReading, WeatherReading
from lightctl.core.decision import Decision, Layer
from lightctl.core.image import Image
from lightctl.core.nights import Nights
from lightctl.core.units import Level
from lightctl.daemon.conditions import Conditions
from lightctl.daemon.cycle import Cycle
from lightctl.daemon.typical_days import TypicalDays
from lightctl.daemon.wishing import Wishing
from lightctl.feeds.recorded import recorded_weather
from lightctl.feeds.sensing import read_sensors
from lightctl.feeds.traffic_files import read_plain
from lightctl.rehearsal import By, known_of, rehearse
from lightctl.rehearsal.walk import Counted, Stretch, Walker
from lightctl.site.loader import load_site
from lightctl.site.model import SensingSource, Site
from tests.nights.deciding import BEAT, NoField
from tests.nights.one_street import PLANT, SETTINGS, ZONE, write_site

START = datetime(2026, 11, 12, 12, tzinfo=ZONE)
"""A Thursday."""
NIGHTS = 9
STEP = timedelta(minutes=10)
STREETS = """
  - {id: nhanh, name: Nhánh, district: p1, class: M4, service_flow: 300, baseline: old, typical: cam}
  - {id: kenh, name: Kênh, district: p1, class: M4, service_flow: 300, baseline: old, follows: cam}
places:"""
LAMPS = """
  - {range: "n-1..n-2", street: nhanh, circuits: [td-1, td-2], concentrator: dcu, slots: "9..10",
     luminaire: led-75, since: 2024-05-01}
  - {range: "k-1..k-2", street: kenh, circuits: [td-1, td-2], concentrator: dcu, slots: "11..12",
     luminaire: led-75, since: 2024-05-01}
"""
HEARD = """
traffic: {source: file, file: counts.csv, mapping: plain}
weather: {source: file, file: weather.csv}
sensing: {source: file, file: words.csv}
sensors:
  - {id: pc-1, kind: photocell, serves: ["street:kenh", "street:nhanh"]}
  - {id: canal, kind: water, serves: ["street:kenh"], flood_from: 0.2, flood_ends: 0.1}
"""


def city(root: Path) -> Site:
    write_site(root)
    (root / "config/settings.yaml").write_text(SETTINGS + HEARD, encoding="utf-8")
    plant = PLANT.replace("\nplaces:", STREETS, 1) + LAMPS.lstrip("\n")
    (root / "config/plant.yaml").write_text(plant, encoding="utf-8")
    _record(root)
    return load_site(root)


def _record(root: Path) -> None:
    """Busy evenings and thin nights, an hour of blindness, showers, a keen photocell, one flood."""
    draw = random.Random(4)
    instants = [START + n * STEP for n in range(NIGHTS * 144)]
    counts: list[tuple[object, ...]] = []
    skies: list[tuple[object, ...]] = []
    words: list[tuple[object, ...]] = []
    for at in instants:
        share = {17: 1.0, 18: 0.9, 19: 0.6, 20: 0.45}.get(at.hour, 0.2 if at.hour >= 21 else 0.1)
        flow = 0 if at.day == 20 and at.hour in {18, 19} else round(600 * share * draw.uniform(0.6, 1.4))
        if not (at.day == 19 and 20 <= at.hour < 22):
            counts.append((at.isoformat(), "cam", flow, 600))
        wet = at.day in {18, 20} and at.hour in {19, 20, 2}
        heavy = wet and at.minute == 30
        skies.append((at.isoformat(), 65 if heavy else 61 if wet else 2, 5 if heavy else int(wet), 95))
        dark = not (at.replace(hour=5, minute=30) <= at < at.replace(hour=17, minute=15))
        words.append((at.isoformat(), "pc-1", int(not dark)))
        depth = 0.6 if at.day == 20 and at.hour in {1, 2} else 0.0
        words.append((at.isoformat(), "canal", depth))
    _write(root / "counts.csv", ("at", "place", "flow_veh_h", "period_s"), counts)
    _write(root / "weather.csv", ("at", "code", "rain_mm_h", "cloud_percent"), skies)
    _write(root / "words.csv", ("at", "sensor", "value"), words)


def _write(path: Path, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines).writerows([heads, *rows])


def by_daemon(site: Site, root: Path, each: Callable[[datetime, dict[str, Decision]], None]) -> None:
    """Ring the daemon's cycle from the first noon to the last, hearing what was recorded; tell each beat."""
    place, plant = site.settings.place, site.plant
    days = TypicalDays(place.zone)
    nights = Nights(plant, site.profiles, site.schedule, place)
    conditions = Conditions(
        plant, site.profiles, counted=True, stale_after=site.settings.traffic.stale_after,
        sensors=site.sensors, altitude=nights.sun.altitude, days=days,
    )  # fmt: skip
    now: dict[str, Decision] = {}
    cycle = Cycle(plant, nights, Wishing(plant, NoField(), START.date()), lambda d: now.update({d.thing: d}))
    words = read_sensors(root / "words.csv") if site.settings.sensing.kind == "file" else []
    heard: list[TrafficReading | WeatherReading | SensorReading] = [
        *(recorded_weather(site) or ()), *read_plain(root / "counts.csv"), *words,
    ]  # fmt: skip
    heard.sort(key=lambda one: one.at, reverse=True)
    at = START
    while at < START + timedelta(days=NIGHTS):
        if (at.hour, at.minute, at.second) == (12, 15, 0):
            days.learn(at)
            cycle.touch_all()
        while heard and heard[-1].at <= at:
            _hear(cycle, conditions, heard.pop())
        if not cycle.idle(at):
            traffic, weather = dict(conditions.traffic), dict(conditions.weather)
            cycle.ring(Image(at, traffic, weather, sensed=conditions.sensed(), usual=conditions.usual(at)))
        each(at, now)
        at += BEAT


def _hear(
    cycle: Cycle, conditions: Conditions, reading: TrafficReading | WeatherReading | SensorReading
) -> None:
    if isinstance(reading, TrafficReading):
        cycle.touch(conditions.take_traffic(reading))
    elif isinstance(reading, SensorReading):
        cycle.touch(conditions.take_sensor(reading))
    elif conditions.take_weather(reading):
        cycle.touch_all()


def told(decision: Decision) -> tuple[Level, Layer, bool]:
    typical = any(reason.rule == "typical" for reason in decision.reasons)
    return decision.level, decision.ruled_by, typical


@pytest.mark.timeout(60)
@pytest.mark.parametrize("recorded", [True, False], ids=["sensors recorded", "sensors live only"])
def test_every_night_is_what_the_daemon_decides(tmp_path: Path, recorded: bool) -> None:
    site = city(tmp_path)
    if not recorded:
        live = SensingSource(kind="mqtt")
        site = replace(site, settings=replace(site.settings, sensing=live))
    walker = Walker(site, known_of(site))
    rehearsed: dict[str, list[Stretch]] = {group: [] for group in site.plant.groups}
    for n in range(NIGHTS):
        stretches, _ = walker.night((START + timedelta(days=n)).date())
        for group, rows in stretches.items():
            rehearsed[group] += rows
    position = dict.fromkeys(rehearsed, 0)
    rules: set[str] = set()

    def compare(at: datetime, decided: dict[str, Decision]) -> None:
        for group, rows in rehearsed.items():
            while rows[position[group]].end <= at:
                position[group] += 1
            row = rows[position[group]]
            assert told(decided[group]) == (row.level, row.layer, row.counted is Counted.TYPICAL), (group, at)
            rules.update(f"{group} {reason.rule}" for reason in decided[group].reasons)

    by_daemon(site, tmp_path, compare)
    everywhere = {"hang flow", "hang stale", "hang blind", "nhanh typical", "kenh neighbour", "hang rain"}
    by_sensors = {"kenh flood", "kenh dark-early", "nhanh light-early"}
    assert everywhere <= rules
    assert by_sensors & rules == (by_sensors if recorded else set())


def test_hours_by_a_typical_day_and_silent_sensors_are_told(tmp_path: Path) -> None:
    site = city(tmp_path)
    live = replace(site, settings=replace(site.settings, sensing=SensingSource(kind="mqtt")))
    first, last = START.date(), START.date() + timedelta(days=NIGHTS - 1)
    known = known_of(live)
    done = rehearse(live, first, last, By.STREET, known)
    assert [street for street, sums in done.rows.items() if sums.typical_lamp_hours > 0] == ["nhanh"]
    assert 0 < done.rows["nhanh"].typical_lamp_hours < sum(done.rows["nhanh"].lamp_hours)
    assert any("typical days: 1 street" in note.en for note in known.notes)
    assert any("light sensors and water stations" in note.en and "silent" in note.en for note in known.notes)
