"""The recordings a test plays to the city, read a second time."""

import csv
from datetime import datetime
from pathlib import Path

from tests.oracle.traffic import Count
from tests.oracle.weather import Report


def counts(path: Path) -> dict[str, list[Count]]:
    """Rows `at,place,flow_veh_h,period_s[,occupancy,speed_km_h]` by place."""
    rows: dict[str, list[Count]] = {}
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            flow, occupancy, speed = (
                _number(row.get(name)) for name in ("flow_veh_h", "occupancy", "speed_km_h")
            )
            count = Count(datetime.fromisoformat(row["at"]), flow, occupancy, speed, float(row["period_s"]))
            rows.setdefault(row["place"], []).append(count)
    return {place: sorted(found, key=lambda count: count.at) for place, found in rows.items()}


def reports(path: Path) -> list[Report]:
    """Rows `at,code,rain_mm_h,visibility_m,cloud_percent`."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = [_report(row) for row in csv.DictReader(lines)]
    return sorted(rows, key=lambda report: report.at)


def _report(row: dict[str, str]) -> Report:
    numbers = (_number(row.get(name)) for name in ("rain_mm_h", "visibility_m", "cloud_percent"))
    return Report(datetime.fromisoformat(row["at"]), int(row["code"]) if row["code"] else None, *numbers)


def _number(cell: str | None) -> float | None:
    return float(cell) if cell else None
