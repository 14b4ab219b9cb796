"""Between the light that people see and the level that a driver is told.

Light 100 is the design output: what the driver's `virtual_output` gives at the end of the source's life.
The driver's level is light × virtual output × constant-light factor, never under the luminaire's minimum,
never over 100; all shares are rounded up, so that light is never under the decision.
"""

from bisect import bisect_right
from dataclasses import dataclass
from math import ceil

from lightctl.core.lamp_kind import ConstantLight, KeptBy
from lightctl.core.lamp_power import power_at
from lightctl.core.plant import Luminaire
from lightctl.core.units import DARK, FULL, Level, Watts

_STEP = 0.005
"""Steps of the constant-light factor: small beside a DALI step, and a lamp is told anew twice a year."""
_SLACK = 1e-6
_HUNDREDTH = 100
_UNSEEN = frozenset({KeptBy.DRIVER, KeptBy.CONTROLLER})


@dataclass(frozen=True, slots=True)
class Gear:
    """One lamp's way from light to driver on one night."""

    luminaire: Luminaire
    hours: float | None
    """Burning hours of the light source; None where nobody asks for them."""
    factor: float
    """What constant light leaves of the driver's level, told by us; 1 without."""
    unseen: float = 1.0
    """The same, done by driver or controller themselves."""

    @property
    def share(self) -> float:
        """Driver level per light, 0–1."""
        return float(self.luminaire.virtual_output) / FULL * self.factor

    @property
    def lowest(self) -> Level:
        """The least light that it can give besides none."""
        return Level(min(self.luminaire.minimum_level / self.share, FULL))

    @property
    def plain(self) -> bool:
        """Whether light and driver level are the same."""
        return self.share == 1.0


def gear_of(luminaire: Luminaire, hours: float | None) -> Gear:
    """A luminaire's gear with so many burning hours; None gives all the light there is, as at its end."""
    factor, unseen = factors_of(luminaire, hours)
    return Gear(luminaire, hours if ages(luminaire) else None, factor, unseen)


def ages(luminaire: Luminaire) -> bool:
    """Whether its burning hours matter."""
    return luminaire.constant_light is not None and luminaire.constant_light.by is not KeptBy.NOBODY


def factors_of(luminaire: Luminaire, hours: float | None) -> tuple[float, float]:
    """What constant light leaves of the driver's level: told by us, and unseen by us."""
    clo = luminaire.constant_light
    if clo is None or hours is None or clo.by is KeptBy.NOBODY:
        return 1.0, 1.0
    factor = constant_light_factor(clo, hours)
    return (1.0, factor) if clo.by in _UNSEEN else (factor, 1.0)


def constant_light_factor(clo: ConstantLight, hours: float) -> float:
    """L_end ÷ L(hours), at most 1, rounded up to half percents."""
    exact = clo.lumen_curve[-1][1] / lumen(clo.lumen_curve, hours)
    return min(ceil(exact / _STEP - _SLACK) * _STEP, 1.0)


def lumen(curve: tuple[tuple[float, float], ...], hours: float) -> float:
    """Percent of the flux when new: straight in between, flat beyond both ends."""
    index = bisect_right(curve, hours, key=lambda point: point[0])
    if index == 0:
        return curve[0][1]
    if index == len(curve):
        return curve[-1][1]
    (x0, y0), (x1, y1) = curve[index - 1], curve[index]
    return y0 + (y1 - y0) * (hours - x0) / (x1 - x0)


def to_driver(gear: Gear, light: Level) -> Level:
    """The driver level that gives at least this light, in hundredths of a percent; 0 stays 0."""
    if light <= DARK or gear.plain:
        return light
    level = ceil(light * gear.share * _HUNDREDTH - _SLACK) / _HUNDREDTH
    return Level(min(max(level, float(gear.luminaire.minimum_level)), FULL))


def to_light(gear: Gear, driver: Level) -> Level:
    """The light that a driver level gives; over 100 for a driver that stands above the design output."""
    return driver if gear.plain else Level(driver / gear.share)


def given(gear: Gear, light: Level) -> Level:
    """The light that the lamp can give and that is not under the one asked for; 0 stays 0."""
    return DARK if light <= DARK else Level(min(max(light, gear.lowest), FULL))


def power_of(gear: Gear, light: Level) -> Watts:
    """Input power at that light."""
    driver = to_driver(gear, light)
    return power_at(gear.luminaire, Level(driver * gear.unseen) if gear.unseen < 1.0 else driver)


def design_power(gear: Gear) -> Watts:
    """Input power at the whole design output."""
    return gear.luminaire.full_w if gear.plain and gear.unseen == 1.0 else power_of(gear, FULL)
