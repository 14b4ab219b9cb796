"""What a simulated field's cameras, sky and sensors will say, written down as recordings to be played."""

import csv
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from lightctl.cli.options import SENSORS, TRAFFIC, WEATHER
from lightctl.simulation.sensors import LIGHT_EVERY, SensedCity
from lightctl.simulation.sky import EVERY, Sky
from lightctl.simulation.traffic import PERIOD, Streets
from lightctl.site.model import Site
from lightctl.site.scenario import Scenario

WRITTEN_FOR = timedelta(hours=36)


def write_feeds(site: Site, scenario: Scenario, start: datetime, folder: Path) -> None:
    """Write `traffic.csv`, `weather.csv` and `sensors.csv` for the 36 hours from `start` into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    sky = Sky(scenario, site.settings.place.zone)
    streets = Streets(site, scenario, sky)
    counts = (one for at in _instants(start, PERIOD) for one in streets.readings(at))
    _write(
        folder / TRAFFIC,
        ("at", "place", "flow_veh_h", "period_s", "occupancy", "speed_km_h"),
        ((c.at.isoformat(), c.place, c.flow, c.period_s, c.occupancy, c.speed) for c in counts),
    )
    skies = (sky.reading(at) for at in _instants(start, EVERY))
    _write(
        folder / WEATHER,
        ("at", "code", "rain_mm_h", "visibility_m", "cloud_percent"),
        ((s.at.isoformat(), s.code, s.rain_mm_h, s.visibility_m, s.cloud_percent) for s in skies),
    )
    sensed = SensedCity(site, sky)
    words = (one for at in _instants(start, LIGHT_EVERY) for one in sensed.words(at))
    _write(
        folder / SENSORS, ("at", "sensor", "value"),
        ((word.at.isoformat(), word.sensor, word.value) for word in words),
    )  # fmt: skip


def _instants(start: datetime, every: timedelta) -> Iterable[datetime]:
    first = int(start.timestamp() // every.total_seconds())
    for number in range(first, first + WRITTEN_FOR // every):
        yield datetime.fromtimestamp(number * every.total_seconds(), UTC)


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerow(header)
        writer.writerows(rows)
