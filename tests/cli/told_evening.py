"""An evening in which every layer has its say, on three streets of one cabinet, and what was told of it."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from lightctl.clock.virtual import run_in_virtual_time
from lightctl.core.conditions import SensorReading, TrafficReading, WeatherReading
from lightctl.core.explaining import Story
from lightctl.daemon.desk import FrontDesk
from lightctl.site.loader import load_site
from lightctl.web import Caller
from lightctl.web.asks import LockoutAsk, SetAsk
from tests.nights import one_street
from tests.nights.one_street import local
from tests.nights.town import Played, Town

START, END = local(16, 30), local(23)
ANNA = Caller("anna", 1000)
KINDS = """
  - {id: led-kept, title: LED of constant light, power_curve: {10: 9.5, 50: 38.0, 100: 75.0}, standby_w: 0.6,
     minimum_level: 10, virtual_output: 85, clo: {by: lightctl, lumen_curve: {0: 100, 50000: 90, 100000: 80}},
     source: "assumed: made by hand"}
  - {id: sodium, title: Sodium 150 W, power_curve: {50: 95.0, 100: 170.0}, minimum_level: 50, standby_w: 2,
     kind: discharge, warm_up: 15min, restrike: 10min, source: "assumed: made by hand"}
streets:
  - {id: ke, name: Kế Bên, district: p1, class: M4, service_flow: 600, never_below: 30, baseline: old,
     follows: cam}
  - {id: nhanh, name: Nhánh, district: p1, class: M4, service_flow: 600, never_below: 30, baseline: old,
     typical: cam}"""
LAMPS = """
lamps:
  - {range: "h-1..h-2", street: hang, circuits: [td-1], concentrator: dcu, slots: "1..2", luminaire: led-75,
     since: 2024-05-01}
  - {range: "h-3..h-3", street: hang, circuits: [td-1], concentrator: dcu, slots: "3..3", luminaire: led-kept,
     since: 2026-11-20}
  - {range: "h-4..h-4", street: hang, circuits: [td-1], concentrator: dcu, slots: "4..4", luminaire: sodium,
     since: 2018-05-01}
  - {range: "k-1..k-2", street: ke, circuits: [td-1], concentrator: dcu, slots: "5..6", luminaire: led-75,
     since: 2024-05-01}
  - {range: "n-1..n-2", street: nhanh, circuits: [td-2], concentrator: dcu, slots: "7..8", luminaire: led-75,
     since: 2024-05-01}
"""
SENSORS = """
sensing: {source: mqtt, host: 127.0.0.1}
sensors:
  - {id: pc-1, kind: photocell, serves: [city]}
  - {id: canal, kind: water, serves: ["street:ke"], flood_from: 0.2, flood_ends: 0.1}
"""
SCHEDULE = """
schedule: every
rules: [{profile: every}]
events:
  - {title: Chợ đêm, for: ["street:nhanh"], nights: [2026-11-20], from: "19:00", to: "20:00", level: 100}
"""
WALK = """
scene: walk
title: Phố đi bộ
longest: 3h
rows: [{target: "street:nhanh", level: 65}]
"""


@dataclass
class Told:
    """The folder of an evening (`site`, `state`), and what `explain` said then, by instant and lamp."""

    folder: Path
    then: dict[tuple[datetime, str], Story] = field(default_factory=dict)


def live(folder: Path) -> Told:
    """Let it be evening."""
    told = Told(folder)
    run_in_virtual_time(_live(told))
    return told


def write(root: Path) -> Path:
    """The site's folder."""
    one_street.write_site(root)
    plant = root / "config/plant.yaml"
    text = plant.read_text(encoding="utf-8").replace("\nstreets:", KINDS, 1)
    plant.write_text(text[: text.index("\nlamps:")] + LAMPS, encoding="utf-8")
    settings = root / "config/settings.yaml"
    settings.write_text(settings.read_text(encoding="utf-8") + SENSORS, encoding="utf-8")
    (root / "schedules/every.yaml").write_text(SCHEDULE.lstrip(), encoding="utf-8")
    (root / "schedules/scenes").mkdir(exist_ok=True)
    (root / "schedules/scenes/walk.yaml").write_text(WALK.lstrip(), encoding="utf-8")
    return root


@contextmanager
def tampered(evening: Told, sql: str, *facts: object) -> Iterator[None]:
    """The state with something changed by hand in it; put back afterwards."""
    path = evening.folder / "state/lightctl.db"
    with closing(sqlite3.connect(path)) as connection, closing(sqlite3.connect(":memory:")) as kept:
        connection.backup(kept)
        with connection:
            assert connection.execute(sql, facts).rowcount > 0
        try:
            yield
        finally:
            kept.backup(connection)


async def _live(told: Told) -> None:
    site = load_site(write(told.folder / "site"))
    town = Town(site, told.folder / "state", START, played=_played())
    await town.begin()
    busy = {day.isoformat(): [400.0] * 24 for day in _workdays()}
    town.parts.conditions.days.recall(json.dumps({"cam": busy}), town.clock.now())
    desk = FrontDesk(town.parts, {})
    await _ask(town, told, local(17, 30))
    await _ask(town, told, local(17, 40))
    await _ask(town, told, local(19, 30))
    await desk.lockout(ANNA, LockoutAsk(target="td-2", crew="team 3", reason="new cable"))
    await _ask(town, told, local(19, 40))
    await town.parts.lockouts.release("anna", "td-2", reason="cable tested", admin=True)
    await town.until(local(20, 5))
    await desk.set_level(
        ANNA, SetAsk(target="lamp:h-2", level=10, minutes=30, reason="glare", below_floor=True)
    )
    await town.parts.scenes.start("anna", "walk", lasting=timedelta(minutes=20), reason="walk")
    await _ask(town, told, local(20, 10))
    await _ask(town, told, local(21, 20))
    await _ask(town, told, local(22, 20))
    await town.until(END)
    await town.stop()


async def _ask(town: Town, told: Told, at: datetime) -> None:
    await town.until(at)
    desk = FrontDesk(town.parts, {})
    for lamp in town.site.plant.lamps:
        told.then[at, lamp] = desk.explain(lamp, "en")


def _played() -> Played:
    minute = timedelta(minutes=1)
    counts = [TrafficReading("cam", START + 5 * n * minute, 500 if n < 40 else 20, 300) for n in range(78)]
    skies = [
        WeatherReading(START + 15 * n * minute, "open-meteo", 61 if 18 <= n < 20 else 1) for n in range(26)
    ]
    cell = [
        SensorReading("pc-1", START + n * minute, float(START + n * minute < local(17, 21)))
        for n in range(390)
    ]
    water = [SensorReading("canal", local(22) + 10 * n * minute, 0.7) for n in range(3)]
    return Played(traffic=counts, weather=skies, sensors=sorted([*cell, *water], key=lambda one: one.at))


def _workdays() -> list[date]:
    days = [date(2026, 11, 20) - timedelta(days=n) for n in range(1, 15)]
    return [day for day in days if day.weekday() < 5]
