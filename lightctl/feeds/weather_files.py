"""Recorded weather: our plain CSV, and polls of a provider that numbers its weather icons."""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

from lightctl.core.conditions import WeatherReading
from lightctl.errors import FeedError
from lightctl.feeds.tables import Row, instant, number, rows_of

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
    readings = [_row(path, line, row) for line, row in rows_of(path)]
    if first_day is None or not readings:
        return readings
    shift = first_day - min(reading.at for reading in readings).date()
    return [_moved(reading, shift) for reading in readings]


def _row(path: Path, line: int, row: Row) -> WeatherReading:
    try:
        if "icon_code" in row:
            at = instant(row["fetched_utc"])
            return WeatherReading(at, path.stem, ICON_TO_WMO.get(int(row["icon_code"] or 0)))
        return WeatherReading(
            at=instant(row["at"]),
            source=path.stem,
            code=int(row["code"]) if row["code"] else None,
            rain_mm_h=number(row.get("rain_mm_h")),
            visibility_m=number(row.get("visibility_m")),
            cloud_percent=number(row.get("cloud_percent")),
        )
    except (KeyError, ValueError) as error:
        raise FeedError(f"{path.name}:{line}: not a weather row: {error}") from error


def _moved(reading: WeatherReading, shift: timedelta) -> WeatherReading:
    return WeatherReading(
        reading.at + shift, reading.source, reading.code,
        reading.rain_mm_h, reading.visibility_m, reading.cloud_percent,
    )  # fmt: skip
