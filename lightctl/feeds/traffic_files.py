"""Recorded traffic in our plain CSV."""

from pathlib import Path

from lightctl.core.conditions import TrafficReading
from lightctl.errors import FeedError
from lightctl.feeds.tables import Row, instant, number, rows_of

LONGEST_PERIOD_S = 86_400.0


def read_plain(path: Path) -> list[TrafficReading]:
    """Rows `at,place,flow_veh_h,period_s[,occupancy,speed_km_h]`; `at` is ISO 8601 with an offset.

    An empty flow is a place that answered without knowing. Raises FeedError naming file and line.
    """
    return [_plain_row(path, line, row) for line, row in rows_of(path)]


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
