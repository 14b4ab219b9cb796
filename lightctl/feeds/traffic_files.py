"""Recorded traffic: our plain CSV, and the quarter-hour tables of SCATS sites.

A gap is "unknown", never "no cars": hours that do not exist on the recorder's clock, and days on
which an approach of a site is missing, give no reading.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from lightctl.core.conditions import TrafficReading
from lightctl.errors import FeedError
from lightctl.feeds.mapped import Playback
from lightctl.feeds.tables import Row, instant, number, rows_of, text_of

LONGEST_PERIOD_S = 86_400.0
QUARTER = timedelta(minutes=15)
SCATS_ZONE = ZoneInfo("Australia/Melbourne")
_FIRST_COUNT = 10  # columns before V00 in a SCATS row
_QUARTERS = 96


def read_plain(path: Path) -> list[TrafficReading]:
    """Rows `at,place,flow_veh_h,period_s[,occupancy,speed_km_h]`; `at` is ISO 8601 with an offset.

    An empty flow is a place that answered without knowing. Raises FeedError naming file and line.
    """
    return [_plain_row(path, line, row) for line, row in rows_of(path)]


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
    for line, row in enumerate(csv.reader(text_of(path)), start=1):
        if not row or not row[0].strip().isdigit():
            continue  # the two header rows
        try:
            day = datetime.strptime(row[_FIRST_COUNT - 1], "%d/%m/%y").date()  # noqa: DTZ007 - a local date
            counts = _quarters(row)
        except (ValueError, IndexError) as error:
            raise FeedError(f"{path.name}:{line}: not a SCATS row: {error}") from error
        days[row[0].strip()][day].append(counts)
    if not days:
        raise FeedError(f"{path.name}: no SCATS rows in it")
    return days


def _quarters(row: list[str]) -> list[int]:
    counts = [int(cell) for cell in row[_FIRST_COUNT : _FIRST_COUNT + _QUARTERS]]
    if len(counts) != _QUARTERS:
        raise ValueError(f"{len(counts)} quarters of an hour")
    return counts


def _day_readings(
    place: str, day: date, rows: list[list[int]], shift: timedelta, zone: ZoneInfo
) -> Iterable[TrafficReading]:
    for quarter, counts in enumerate(zip(*rows, strict=True)):
        begin = time(quarter // 4, quarter % 4 * 15)
        if _exists(datetime.combine(day, begin, SCATS_ZONE)):
            end = datetime.combine(day + shift, begin, zone).astimezone(UTC) + QUARTER
            flow = float(sum(counts) * 4) if min(counts) >= 0 else None  # below zero: a detector's fault code
            yield TrafficReading(place, end, flow, QUARTER.total_seconds())


def _exists(local: datetime) -> bool:
    """Whether the wall clock ever showed it; clocks going forward leave a hole."""
    return local.astimezone(UTC).astimezone(local.tzinfo).replace(tzinfo=None) == local.replace(tzinfo=None)


def _plain_row(path: Path, line: int, row: Row) -> TrafficReading:
    try:
        period_s = float(row["period_s"] or 0)
        if not 0 <= period_s <= LONGEST_PERIOD_S:
            raise ValueError(f"period_s is {period_s:g}")
        return TrafficReading(
            place=row["place"] or "",
            at=instant(row["at"]),
            flow=number(row["flow_veh_h"]),
            period_s=period_s,
            occupancy=number(row.get("occupancy")),
            speed=number(row.get("speed_km_h")),
        )
    except (KeyError, ValueError) as error:
        raise FeedError(f"{path.name}:{line}: not a traffic row: {error}") from error
