"""Small recordings for one night of a whole city, written as files and read by both sides."""

import csv
import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from tests.oracle.site import City

QUARTER = timedelta(minutes=15)
SHARES = {16: 0.9, 17: 1.0, 18: 0.95, 19: 0.7, 20: 0.55, 21: 0.4, 22: 0.3, 23: 0.2, 5: 0.35, 6: 0.8}
"""Flow over service flow by local hour; the small hours have a tenth."""


@dataclass(frozen=True)
class Oddity:
    """What a counter says between two instants instead of the truth."""

    place: str
    since: datetime
    until: datetime
    cells: Mapping[str, str] | None
    """Columns to replace; None: it says nothing at all."""


def write_traffic(
    path: Path, city: City, start: datetime, end: datetime, *, oddities: Sequence[Oddity] = (), seed: int = 5
) -> Path:
    """Quarter-hour counts of every place of the city."""
    chance = random.Random(seed)
    names = ("at", "place", "flow_veh_h", "period_s", "occupancy", "speed_km_h")
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, names)
        writer.writeheader()
        for place, row in city.places.items():
            capacity = float(city.streets[row["street"]]["service_flow"])
            lag = timedelta(seconds=chance.randrange(0, 600))
            at = start + lag
            while at < end:
                told = _row(place, at, capacity, chance)
                for oddity in oddities:
                    if oddity.place == place and oddity.since <= at < oddity.until:
                        told = None if oddity.cells is None or told is None else {**told, **oddity.cells}
                if told is not None:
                    writer.writerow(told)
                at += QUARTER
    return path


def write_weather(path: Path, rows: Sequence[tuple[datetime, int, float, float, float]]) -> Path:
    """(at, WMO code, rain mm/h, sight m, cloud %)."""
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerow(("at", "code", "rain_mm_h", "visibility_m", "cloud_percent"))
        writer.writerows((at.isoformat(), *values) for at, *values in rows)
    return path


def _row(place: str, at: datetime, capacity: float, chance: random.Random) -> dict[str, str] | None:
    share = SHARES.get(at.hour, 0.1) * math.exp(chance.gauss(0, 0.15))
    flow = max(1, round(share * capacity))
    return {
        "at": at.isoformat(), "place": place, "flow_veh_h": str(flow), "period_s": "900",
        "occupancy": f"{min(0.2, 0.15 * share):.3f}", "speed_km_h": f"{45 - 15 * share:.1f}",
    }  # fmt: skip
