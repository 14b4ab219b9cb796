"""What a profile makes of the weather: how readings are believed, and how far they move the light."""

from dataclasses import dataclass, field
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class WeatherSense:
    """When a reading counts as rain, fog or a dark sky, and how long that lasts.

    A kind raises the light when `agree` of the last `of` usable readings within `hold` saw it, the newest
    among them; while it lasts, every further sight extends it to `hold` from then.
    """

    hold: timedelta = timedelta(minutes=60)
    agree: int = 1
    of: int = 1
    rain_mm_h: float = 0.2
    fog_visibility_m: float = 1000.0
    """Fog is sight under a kilometre (WMO)."""
    dark_rain_mm_h: float = 2.0
    dark_cloud_percent: float = 90.0
    """Under such a cover rain of any strength makes the sky dark."""
    source: str = ""
    """Where an engineer took the thresholds from."""


@dataclass(frozen=True, slots=True)
class WeatherRule:
    """How weather raises light: classes below `full` still allowed, and how far switching may shift."""

    rain_classes: int = 1
    fog_classes: int = 0
    sense: WeatherSense = field(default_factory=WeatherSense)
    dark_sky_shift: timedelta = timedelta(minutes=20)
    """On earlier, off later, under a dark sky; zero for none."""

    @property
    def hold(self) -> timedelta:
        """How long a raise outlasts the last sight of its cause."""
        return self.sense.hold
