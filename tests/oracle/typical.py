"""What a place usually counts: the median of an hour, on workdays, Saturdays and Sundays."""

from collections.abc import Mapping
from datetime import datetime, tzinfo

_DAYS = ("workday",) * 5 + ("saturday", "sunday")

Medians = Mapping[tuple[str, str, int], float]
"""veh/h by place, kind of day and local hour; what nobody learned is missing."""


def usual(medians: Medians, place: str, at: datetime, zone: tzinfo) -> float | None:
    """The usual flow of the hour by the clocks in the street; None while nobody knows."""
    local = at.astimezone(zone)
    return medians.get((place, _DAYS[local.weekday()], local.hour))
