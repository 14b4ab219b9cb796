"""Traffic, weather and sensors as reported, before anything is concluded from them."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class TrafficReading:
    """One count at one place; `at` is the end of the counting period.

    `flow` is in vehicles per hour over all lanes and directions, motorcycles weighted; None says
    that the source answered but does not know. `occupancy` is 0–1, `speed` km/h, None where not measured.
    """

    place: str
    at: datetime
    flow: float | None
    period_s: float
    occupancy: float | None = None
    speed: float | None = None
    congested: bool = False


@dataclass(frozen=True, slots=True)
class WeatherReading:
    """The weather now; None where the source does not say. `code` is a WMO present-weather code."""

    at: datetime
    source: str
    code: int | None
    rain_mm_h: float | None = None
    visibility_m: float | None = None
    cloud_percent: float | None = None


@dataclass(frozen=True, slots=True)
class SensorReading:
    """One word of a light sensor or a water-level station.

    `value` is lux, for a photocell 1 by day and 0 in the dark, for water metres above the station's zero;
    None says that the device answered but does not know.
    """

    sensor: str
    at: datetime
    value: float | None
