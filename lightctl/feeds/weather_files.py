"""Recorded weather: our plain CSV, and polls of a provider that numbers its weather icons."""

import csv
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from lightctl.core.conditions import WeatherReading
from lightctl.errors import FeedError

ICON_TO_WMO: Mapping[int, int] = {
    113: 0, 116: 2, 119: 3, 122: 3,                     # clear, partly cloudy, cloudy, overcast
    125: 5, 149: 5, 152: 5, 143: 10,                    # haze, smoky haze, smog, mist: no fog
    248: 45, 260: 48,                                   # fog, freezing fog
    176: 80, 353: 80, 356: 81, 359: 82,                 # patchy rain nearby, showers
    263: 51, 266: 51, 293: 61, 296: 61, 299: 63, 302: 63, 305: 65, 308: 65,
    200: 95, 386: 95, 389: 95,                          # thunder nearby counts as thunder
}  # fmt: skip
"""The icon numbers seen in Hồ Chí Minh City, as WMO present-weather codes; anything else is unknown."""


def read_weather(path: Path, first_day: date | None = None) -> list[WeatherReading]:
    """Either layout, told apart by its header; with `first_day` the first recorded UTC day stands for it.

    Raises FeedError naming file and line.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            rows = list(csv.DictReader(lines))
    except OSError as error:
        raise FeedError(f"{path}: cannot be read: {error.strerror}") from error
    readings = [_row(path, number, row) for number, row in enumerate(rows, start=2)]
    if first_day is None or not readings:
        return readings
    shift = first_day - min(reading.at for reading in readings).date()
    return [_moved(reading, shift) for reading in readings]


def _row(path: Path, number: int, row: Mapping[str, str | None]) -> WeatherReading:
    try:
        if "icon_code" in row:
            at = _instant(row["fetched_utc"])
            return WeatherReading(at, path.stem, ICON_TO_WMO.get(int(row["icon_code"] or 0)))
        return WeatherReading(
            at=_instant(row["at"]),
            source=path.stem,
            code=int(row["code"]) if row["code"] else None,
            rain_mm_h=_number(row.get("rain_mm_h")),
            visibility_m=_number(row.get("visibility_m")),
            cloud_percent=_number(row.get("cloud_percent")),
        )
    except (KeyError, ValueError) as error:
        raise FeedError(f"{path.name}:{number}: not a weather row: {error}") from error


def _instant(cell: str | None) -> datetime:
    at = datetime.fromisoformat(cell or "")
    if at.tzinfo is None:
        raise ValueError("the instant has no offset from UTC")
    return at.astimezone(UTC)


def _number(cell: str | None) -> float | None:
    return float(cell) if cell else None


def _moved(reading: WeatherReading, shift: timedelta) -> WeatherReading:
    return WeatherReading(
        reading.at + shift, reading.source, reading.code,
        reading.rain_mm_h, reading.visibility_m, reading.cloud_percent,
    )  # fmt: skip
