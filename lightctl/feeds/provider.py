"""One port for every weather service: what is asked of it, and how its answer is read."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from lightctl.core.conditions import WeatherReading
from lightctl.errors import FeedError

MOST_AHEAD = timedelta(hours=1)
"""Weather from farther in the city's future would outlast every true reading that follows it."""
FRESH_FOR = timedelta(hours=2)
"""Older weather is no weather."""

Reader = Callable[[bytes, datetime, datetime], WeatherReading]
"""(body, when it was fetched, now) → the weather now; raises FeedError, nothing else, where it is none."""


@dataclass(frozen=True, slots=True)
class Provider:
    """A weather service at an address; `secret` joins the query and is never said or kept."""

    kind: str
    address: str
    read: Reader
    query: Mapping[str, str] = field(default_factory=dict)
    secret: Mapping[str, str] = field(default_factory=dict, repr=False)
    attribution: str = ""

    @property
    def name(self) -> str:
        """What people call it."""
        return f"{self.kind} at {self.address}"


def checked(reading: WeatherReading, now: datetime) -> WeatherReading:
    """The reading, no younger than now, where it is neither ahead of the city nor too old; raises FeedError.

    A clock that runs ahead a little keeps no later reading from being heard.
    """
    if not_ahead(reading, now).at < now - FRESH_FOR:
        raise FeedError(f"the weather answer is of {reading.at.isoformat()}, too old")
    return replace(reading, at=min(reading.at, now))


def not_ahead(reading: WeatherReading, now: datetime) -> WeatherReading:
    """The reading, where its instant is not ahead of the city; raises FeedError."""
    if reading.at > now + MOST_AHEAD:
        raise FeedError(f"the weather answer is of {reading.at.isoformat()}, ahead of the city")
    return reading


def says_nothing(reading: WeatherReading) -> bool:
    """Whether a reading holds no weather at all."""
    told = (reading.code, reading.rain_mm_h, reading.visibility_m, reading.cloud_percent)
    return all(value is None for value in told)


def sane(value: object, low: float, high: float) -> float | None:
    """The number, where it is one within these bounds; None for everything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if low <= value <= high else None


def table(value: object) -> Mapping[str, object]:
    """The JSON object, or an empty one."""
    return value if isinstance(value, dict) else {}


def epoch(value: object, what: str) -> datetime:
    """Seconds since 1970 as an instant; raises FeedError."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(_float(value)):
        raise FeedError(f"the {what} answer's time {str(value)[:40]!r} is not an instant")
    try:
        return datetime.fromtimestamp(float(value), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise FeedError(f"the {what} answer's time {str(value)[:40]!r} is not an instant") from error


def _float(value: float) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf
