"""A luminaire between light and power: what a level costs, and which levels it can give."""

from bisect import bisect_left
from dataclasses import replace

from lightctl.core.decision import Decision, Layer, Reason
from lightctl.core.plant import Luminaire
from lightctl.core.units import DARK, FULL, Level, Watts


def power_at(luminaire: Luminaire, level: Level) -> Watts:
    """Input power at a level with mains on: standby at 0, else along the power curve, straight in between.

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
    """Level that such a power means: 0 near standby, then along the curve, at most its last level."""
    curve = [(watts, level) for level, watts in luminaire.power_curve]
    if power < (luminaire.standby_w + curve[0][0]) / 2:
        return DARK
    index = bisect_left(curve, (float(power), 0.0))
    if index == 0:
        return Level(curve[0][1])
    if index == len(curve):
        return Level(curve[-1][1])
    return Level(_between(curve[index - 1], curve[index], power))


def obtainable(luminaire: Luminaire, level: Level) -> Level:
    """The level that the luminaire can give and that is not under the one asked for; 0 stays 0."""
    if level <= DARK:
        return DARK
    return Level(min(max(level, luminaire.minimum_level), FULL))


def for_lamp(decision: Decision, lamp: str, luminaire: Luminaire) -> Decision:
    """The group's decision as this lamp can carry it out, with a reason where it differs."""
    level = obtainable(luminaire, decision.level)
    if level == decision.level:
        return replace(decision, thing=lamp)
    facts = (("luminaire", luminaire.id), ("minimum", luminaire.minimum_level))
    reason = Reason(Layer.LAMP, "minimum-level", level, facts)
    return replace(decision, thing=lamp, level=level, reasons=(*decision.reasons, reason))


def _between(left: tuple[float, float], right: tuple[float, float], x: float) -> float:
    (x0, y0), (x1, y1) = left, right
    return y0 + (y1 - y0) * ((x - x0) / (x1 - x0)) if x1 > x0 else y1
