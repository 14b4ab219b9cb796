"""Where the city lies, for sun and calendar."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Place:
    """Latitude and longitude in degrees, north and east positive; elevation of the horizon is sea level."""

    latitude: float
    longitude: float
    zone: ZoneInfo
