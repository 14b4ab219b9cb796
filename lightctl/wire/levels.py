"""Percent of light and the number a device wants for it, never under the decision.

The DALI curve is that of IEC 62386-102: step n gives 10^((n − 1) ÷ (253 ÷ 3) − 1) percent.
"""

from math import ceil, isfinite, log10

from lightctl.wire.scales import LevelScale, Scale, VoltScale

_DALI_STEPS = 253 / 3
FULL_V = 10.0
_SLACK = 1e-9
"""Rounding noise of the arithmetic must not cost a whole step."""


def number_of_level(scale: Scale, level: float) -> float:
    """The device's number whose light is at least `level` percent; whole steps on the 254 scales."""
    if not (isfinite(level) and 0.0 <= level <= 100.0):
        raise ValueError(f"level {level} is not 0 to 100 %")
    if isinstance(scale, VoltScale):
        return _volts(scale, level)
    if scale is LevelScale.PERCENT:
        return level
    if scale is LevelScale.LINEAR_254:
        return ceil(level * 2.54 - _SLACK)
    return ceil(_dali_step(level) - _SLACK)


def level_of_number(scale: Scale, number: float) -> float | None:
    """The light that a device's number gives; None where it is no level of that scale."""
    if isinstance(scale, VoltScale):
        return _level_of_volts(scale, number)
    if scale is LevelScale.PERCENT:
        return float(number) if 0.0 <= number <= 100.0 else None
    if not 0 <= number <= 254:
        return None
    if scale is LevelScale.LINEAR_254:
        return number / 2.54
    return 0.0 if number == 0 else float(10 ** ((number - 1) / _DALI_STEPS - 1))


def _dali_step(level: float) -> float:
    if level == 0.0:
        return 0.0
    return max(1.0, 1.0 + _DALI_STEPS * (log10(level) + 1.0))


def _volts(scale: VoltScale, level: float) -> float:
    if level == 0.0:
        return 0.0
    span_v, span = FULL_V - scale.lowest_v, 100.0 - scale.lowest_level
    return scale.lowest_v + max(0.0, level - scale.lowest_level) * span_v / span


def _level_of_volts(scale: VoltScale, volts: float) -> float | None:
    """Under its lowest voltage a gear burns at its least."""
    if not 0.0 <= volts <= FULL_V:
        return None
    if volts == 0.0:
        return 0.0
    share = max(0.0, volts - scale.lowest_v) / (FULL_V - scale.lowest_v)
    return scale.lowest_level + share * (100.0 - scale.lowest_level)
