"""A year of the reference city, counted and rained on every five minutes, read from files and rehearsed."""

import csv
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from math import pi, sin
from pathlib import Path

from benchmarks.figure import Figure
from lightctl.rehearsal import By, known_of, rehearse
from lightctl.site.loader import load_site
from lightctl.site.model import Site, TrafficSource, WeatherSource
from tests.conftest import REPOSITORY

FIRST, LAST = date(2027, 1, 1), date(2027, 12, 31)
PERIOD = timedelta(minutes=5)
ROWS = 366 * 288
AIM = "30 s on two cores"


def figures() -> Iterator[Figure]:
    """Wall and processor time of reading and of computing; a busy machine shows in the first alone."""
    with tempfile.TemporaryDirectory() as folder:
        site = fed(load_site(REPOSITORY), Path(folder))
        wall, processor = time.perf_counter(), _processor()
        known = known_of(site)
        read, reading = time.perf_counter() - wall, _processor() - processor
        done = rehearse(site, FIRST, LAST, By.STREET, known)
        wall, processor = time.perf_counter() - wall, _processor() - processor
    streets, counts = len(done.rows), ROWS * len(site.plant.places)
    yield Figure(f"a year of {streets} streets, {counts:,} counts: wall", wall, "s", AIM)
    yield Figure("of it reading the files", read, "s")
    yield Figure("processor time, all processes", processor, "s")
    yield Figure("of it reading the files", reading, "s")


def fed(site: Site, folder: Path) -> Site:
    """The site with a year of recordings of its own beside it."""
    write_counts(site, folder / "counts.csv")
    write_weather(folder / "weather.csv")
    traffic = TrafficSource("file", file="counts.csv", mapping="plain")
    weather = WeatherSource("file", file="weather.csv")
    return replace(site, root=folder, settings=replace(site.settings, traffic=traffic, weather=weather))


def write_counts(site: Site, path: Path) -> None:
    """Every place, every five minutes: busy by day, thin at night, never smooth."""
    draw = random.Random(7)
    start = datetime.combine(FIRST - timedelta(days=1), datetime.min.time(), UTC)
    flows = {one.id: site.plant.streets[one.street].service_flow for one in site.plant.places.values()}
    with path.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(("at", "place", "flow_veh_h", "period_s"))
        for i in range(ROWS):
            at = (start + PERIOD * i).isoformat()
            share = 0.08 + 0.5 * max(0.0, sin((i / 12 + 7 - 5) / 24 * 2 * pi))
            for place, service in flows.items():
                rows.writerow((at, place, round(service * share * draw.uniform(0.7, 1.3)), 300))


def write_weather(path: Path) -> None:
    """Rain in the afternoons and evenings of half the year."""
    draw = random.Random(8)
    start = datetime.combine(FIRST - timedelta(days=1), datetime.min.time(), UTC)
    with path.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(("at", "code", "rain_mm_h", "visibility_m", "cloud_percent"))
        wet = False
        for i in range(ROWS):
            at = start + PERIOD * i
            wet = draw.random() < (0.97 if wet else 0.004 * (5 <= at.month <= 10))
            rows.writerow((at.isoformat(), 63 if wet else 2, 3.0 if wet else 0.0, 8000, 95 if wet else 40))


def _processor() -> float:
    rows = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(row.ru_utime + row.ru_stime for row in rows)
