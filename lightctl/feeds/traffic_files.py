"""Recorded traffic: our plain CSV, and the quarter-hour tables of SCATS sites.

A gap is "unknown", never "no cars": hours that do not exist on the recorder's clock, and days on
which an approach of a site is missing, give no reading.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from lightctl.core.conditions import TrafficReading
from lightctl.errors import FeedError

QUARTER = timedelta(minutes=15)
SCATS_ZONE = ZoneInfo("Australia/Melbourne")
_FIRST_COUNT = 10  # columns before V00 in a SCATS row


@dataclass(frozen=True, slots=True)
class Playback:
    """Where a recording is played: the city's zone, and the day its first recorded day stands for."""

    zone: ZoneInfo
    first_day: date | None = None


def read_plain(path: Path) -> list[TrafficReading]:
    """Rows `at,place,flow_veh_h,period_s[,occupancy,speed_km_h]`; `at` is ISO 8601 with an offset.

    An empty flow is a place that answered without knowing. Raises FeedError naming file and line.
    """
    with _opened(path) as lines:
        return [_plain_row(path, number, row) for number, row in enumerate(csv.DictReader(lines), start=2)]


def read_scats(path: Path, sites: Mapping[str, str], playback: Playback) -> list[TrafficReading]:
    """Counts of all approaches of a site, summed per quarter of an hour; `sites` is place → site number."""
    days = _days_by_site(path)
    missing = sorted(set(sites.values()) - set(days))
    if missing:
        raise FeedError(f"{path.name}: has no site {', '.join(missing)}; it has {', '.join(sorted(days))}")
    first = min(day for by_day in days.values() for day in by_day)
    shift = (playback.first_day - first) if playback.first_day else timedelta(0)
    readings: list[TrafficReading] = []
    for place, site in sites.items():
        whole = max(len(rows) for rows in days[site].values())
        for day, rows in days[site].items():
            if len(rows) == whole:
                readings += _day_readings(place, day, rows, shift, playback.zone)
    return readings


def _days_by_site(path: Path) -> dict[str, dict[date, list[list[int]]]]:
    days: dict[str, dict[date, list[list[int]]]] = defaultdict(lambda: defaultdict(list))
    with _opened(path) as lines:
        for number, row in enumerate(csv.reader(lines), start=1):
            if not row or not row[0].strip().isdigit():
                continue  # the two header rows
            try:
                day = datetime.strptime(row[_FIRST_COUNT - 1], "%d/%m/%y").date()  # noqa: DTZ007 - a local date
                counts = [int(cell) for cell in row[_FIRST_COUNT : _FIRST_COUNT + 96]]
            except (ValueError, IndexError) as error:
                raise FeedError(f"{path.name}:{number}: not a SCATS row: {error}") from error
            days[row[0].strip()][day].append(counts)
    if not days:
        raise FeedError(f"{path.name}: no SCATS rows in it")
    return days


def _day_readings(
    place: str, day: date, rows: list[list[int]], shift: timedelta, zone: ZoneInfo
) -> Iterable[TrafficReading]:
    for quarter, counts in enumerate(zip(*rows, strict=True)):
        begin = time(quarter // 4, quarter % 4 * 15)
        if _exists(datetime.combine(day, begin, SCATS_ZONE)):
            end = datetime.combine(day + shift, begin, zone).astimezone(UTC) + QUARTER
            yield TrafficReading(place, end, float(sum(counts) * 4), QUARTER.total_seconds())


def _exists(local: datetime) -> bool:
    """Whether the wall clock ever showed it; clocks going forward leave a hole."""
    return local.astimezone(UTC).astimezone(local.tzinfo).replace(tzinfo=None) == local.replace(tzinfo=None)


def _plain_row(path: Path, number: int, row: Mapping[str, str | None]) -> TrafficReading:
    try:
        at = datetime.fromisoformat(row["at"] or "")
        if at.tzinfo is None:
            raise ValueError("`at` has no offset from UTC")
        return TrafficReading(
            place=row["place"] or "",
            at=at.astimezone(UTC),
            flow=_number(row["flow_veh_h"]),
            period_s=float(row["period_s"] or 0),
            occupancy=_number(row.get("occupancy")),
            speed=_number(row.get("speed_km_h")),
        )
    except (KeyError, ValueError) as error:
        raise FeedError(f"{path.name}:{number}: not a traffic row: {error}") from error


def _number(cell: str | None) -> float | None:
    return float(cell) if cell else None


def _opened(path: Path):  # type: ignore[no-untyped-def]
    try:
        return path.open(encoding="utf-8-sig", newline="")
    except OSError as error:
        raise FeedError(f"{path}: cannot be read: {error.strerror}") from error
