"""Lighting classes of motor traffic and what a drop by some classes leaves of the light.

Maintained luminance of EN 13201-2:2015, M1 to M6, in cd/m².
"""

import math

from lightctl.core.units import Level

LUMINANCE = {"M1": 2.0, "M2": 1.5, "M3": 1.0, "M4": 0.75, "M5": 0.5, "M6": 0.3}

_CLASSES = tuple(LUMINANCE)


def class_after(design_class: str, classes_down: int) -> str:
    """The class so many steps darker than the design class, M6 at most; unknown classes stay."""
    if design_class not in LUMINANCE:
        return design_class
    index = _CLASSES.index(design_class) + max(classes_down, 0)
    return _CLASSES[min(index, len(_CLASSES) - 1)]


def level_for(classes_down: int, design_class: str, full: Level, luminance: float | None = None) -> Level:
    """Level that gives the lower class; `full` gives the design class, and is never exceeded.

    With the luminance that the installation has at 100 %, at the end of its life, the level is that share
    of it; without, `full` is taken to give the design class exactly. Rounded up to 0.1 %. A class that is
    not in the table is never dimmed.
    """
    if design_class not in LUMINANCE or classes_down <= 0:
        return full
    wanted = class_after(design_class, classes_down)
    if luminance is not None:
        return min(full, level_of_class(wanted, luminance))
    return min(full, _up(full * LUMINANCE[wanted] / LUMINANCE[design_class]))


def level_of_class(lighting_class: str, luminance: float) -> Level:
    """100 · L_class ÷ L_installation, maintained, both in cd/m²; rounded up to 0.1 %, at most 100.

    KeyError for a class that is not in the table.
    """
    return min(Level(100.0), _up(100.0 * LUMINANCE[lighting_class] / luminance))


def _up(percent: float) -> Level:
    return Level(math.ceil(percent * 10 - 1e-9) / 10)
