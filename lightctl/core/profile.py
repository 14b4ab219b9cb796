"""How one night of a kind of street is dimmed, as an engineer declared it."""

from dataclasses import dataclass
from datetime import time, timedelta
from enum import StrEnum

from lightctl.core.units import Level
from lightctl.core.weather_rule import WeatherRule


class SunEvent(StrEnum):
    """Sun events a profile can hang on: −0.8333° for set and rise, −6° for dusk and dawn."""

    SUNSET = "sunset"
    DUSK = "dusk"
    DAWN = "dawn"
    SUNRISE = "sunrise"


@dataclass(frozen=True, slots=True)
class Anchor:
    """A moment of any night: a sun event with an offset, or a local time; bounds keep it in place."""

    event: SunEvent | None = None
    offset: timedelta = timedelta(0)
    clock: time | None = None
    earliest: time | None = None
    latest: time | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """From this moment on the level is `level`, reached over `ramp`."""

    at: Anchor
    level: Level
    ramp: timedelta = timedelta(0)
    lighting_class: str = ""
    """Where given, the level is that of the class on the street at hand; `level` then only stands in."""


@dataclass(frozen=True, slots=True)
class TrafficRule:
    """When flow falls under `below` (share of service flow) the class drops by `classes`.

    Rows descend by share. Source: UNI 11248 closed-loop rule; thresholds are the engineer's.
    """

    drops: tuple[tuple[float, int], ...] = ((0.50, 1), (0.25, 2))
    jam_occupancy: float = 0.25
    """Above it (0–1) the street is jammed, whatever its flow."""
    jam_speed_kmh: float = 20.0
    """Vehicles slower than this are jammed."""
    source: str = ""
    """Where the thresholds come from, for those who ask."""


@dataclass(frozen=True, slots=True)
class Profile:
    """`full` is the design class, `plan` the light with no sensor, `least` the lowest traffic may reach.

    `on` and `off` bound the lit hours; before `on` and after `off` the level is 0. Inside them no
    level is below `floor`, except where `plan` itself says 0 (part-night), which `part_night` allows.
    """

    id: str
    title: str
    on: Anchor
    off: Anchor
    plan: tuple[Step, ...]
    """Steps in time order; the first holds from `on`."""
    floor: Level
    full: Level = Level(100.0)
    least: tuple[Step, ...] = ()
    """Empty: equal to `plan`."""
    step: Level = Level(5.0)
    """Ramps are decided in steps of this many percent, rounded up."""
    part_night: bool = False
    """Whether the plan may be dark within the lit hours."""
    traffic: TrafficRule | None = None
    weather: WeatherRule | None = None
    full_of_class: bool = False
    """`full` is what the street's own class needs, where its luminance is known."""
    luminance: float | None = None
    """Maintained, in cd/m², at 100 %; of the kind of street, a street's own goes before it."""
    luminance_from: str = ""
    """`calculated` or `measured`; empty with no luminance."""
    minimum_on: timedelta = timedelta(0)
    """Lamps that would burn for less are not switched on by daylight, and stay on for so long in the dark."""

    @property
    def by_class(self) -> bool:
        """Whether any of its levels is worked out from a lighting class."""
        steps = any(step.lighting_class for step in (*self.plan, *self.least))
        return steps or self.full_of_class or self.traffic is not None or self.weather is not None
