"""A luminaire model: its power curve, and what its gear and light source can do besides."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from lightctl.core.units import FULL, Level, Watts


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


@dataclass(frozen=True, slots=True)
class Luminaire:
    """One luminaire model: power in watts at driver levels in percent, ascending, first level > 0."""

    id: str
    title: str
    power_curve: tuple[tuple[float, float], ...]
    standby_w: Watts
    minimum_level: Level
    """The lowest level of its driver."""
    source: str
    virtual_output: Level = FULL
    """The driver level that gives the design output."""
    constant_light: ConstantLight | None = None
    discharge: Discharge | None = None
    ramp_down: float | None = None
    """Percent per second by which it may be dimmed at most; None for at once."""

    @property
    def full_w(self) -> Watts:
        """Input power of the driver at 100 %."""
        return Watts(self.power_curve[-1][1])
