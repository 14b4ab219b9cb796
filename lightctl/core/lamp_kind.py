"""What a luminaire's gear and light source can do besides its power curve."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class KeptBy(StrEnum):
    """Who raises the driver as the light source ages."""

    LIGHTCTL = "lightctl"
    CONTROLLER = "controller"
    """The lamp controller, unseen from here."""
    DRIVER = "driver"
    """The driver itself, unseen from here."""
    NOBODY = "none"


@dataclass(frozen=True, slots=True)
class ConstantLight:
    """How light falls with burning hours, and who makes up for it."""

    by: KeptBy
    lumen_curve: tuple[tuple[float, float], ...]
    """(hours, percent of the flux when new), from 0 h on, hours ascending, percent never rising, over 0."""


@dataclass(frozen=True, slots=True)
class Discharge:
    """A lamp that has to warm up before it may be dimmed, and to cool down before it lights again."""

    warm_up: timedelta
    restrike: timedelta
