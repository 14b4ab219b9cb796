"""Percent of light and the number a device wants for it, never under the decision.

The DALI curve is that of IEC 62386-102: step n gives 10^((n − 1) ÷ (253 ÷ 3) − 1) percent.
"""

from math import ceil, isfinite, log10

from lightctl.wire.driver import LevelScale

_DALI_STEPS = 253 / 3
_SLACK = 1e-9
"""Rounding noise of the arithmetic must not cost a whole step."""


def number_of_level(scale: LevelScale, level: float) -> float:
    """The device's number whose light is at least `level` percent; whole steps on the 254 scales."""
    if not (isfinite(level) and 0.0 <= level <= 100.0):
        raise ValueError(f"level {level} is not 0 to 100 %")
    if scale is LevelScale.PERCENT:
        return level
    if scale is LevelScale.LINEAR_254:
        return ceil(level * 2.54 - _SLACK)
    return ceil(_dali_step(level) - _SLACK)


def level_of_number(scale: LevelScale, number: float) -> float | None:
    """The light that a device's number gives; None where it is no level of that scale."""
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
