"""A luminaire's driver: what a level costs, and which level a power means."""

from bisect import bisect_left

from lightctl.core.plant import Luminaire
from lightctl.core.units import DARK, Level, Watts


def power_at(luminaire: Luminaire, level: Level) -> Watts:
    """Input power at a driver level with mains on: standby at 0, else along the curve, straight in between.

    Below the curve's first level the power is that of the first: a driver does not go lower.
    """
    if level <= DARK:
        return luminaire.standby_w
    curve = luminaire.power_curve
    index = bisect_left(curve, (float(level), 0.0))
    if index == 0:
        return Watts(curve[0][1])
    if index == len(curve):
        return luminaire.full_w
    return Watts(_between(curve[index - 1], curve[index], level))


def level_at(luminaire: Luminaire, power: Watts) -> Level:
    """Driver level that such a power means: 0 near standby, then along the curve, at most its last level."""
    curve = [(watts, level) for level, watts in luminaire.power_curve]
    if power < (luminaire.standby_w + curve[0][0]) / 2:
        return DARK
    index = bisect_left(curve, (float(power), 0.0))
    if index == 0:
        return Level(curve[0][1])
    if index == len(curve):
        return Level(curve[-1][1])
    return Level(_between(curve[index - 1], curve[index], power))


def _between(left: tuple[float, float], right: tuple[float, float], x: float) -> float:
    (x0, y0), (x1, y1) = left, right
    return y0 + (y1 - y0) * ((x - x0) / (x1 - x0)) if x1 > x0 else y1
