"""What a lighting class means on a street: by its luminance where somebody knows it, else by shares."""

import math
from collections.abc import Mapping
from typing import Any

LUMINANCE = {"M1": 2.0, "M2": 1.5, "M3": 1.0, "M4": 0.75, "M5": 0.5, "M6": 0.3}  # EN 13201-2, cd/m²

Row = Mapping[str, Any]


def full_on(street: Row, own: Row) -> float:
    """The light of the design class, in percent of the design output."""
    known = _luminance(street, own)
    if own.get("trim_to_class") == "true" and known:
        return min(100.0, _up(100 * LUMINANCE[street["class"]] / known))
    return float(own.get("full", "100"))


def level_of_class(name: str, street: Row, own: Row) -> float:
    """The light that gives a class on a street, never above full."""
    full, known = full_on(street, own), _luminance(street, own)
    share = 100 * LUMINANCE[name] / known if known else full * LUMINANCE[name] / LUMINANCE[street["class"]]
    return min(full, _up(share))


def level_after(classes_down: int, street: Row, own: Row) -> float:
    """The light of the class so many under the street's own; that of its own class is full."""
    if classes_down == 0:
        return full_on(street, own)
    return level_of_class(f"M{min(6, int(street['class'][1:]) + classes_down)}", street, own)


def fitted(own: Row, street: Row) -> dict[str, Any]:
    """The profile as one street gets it: every class a level, and its own full."""
    found = {**own, "full": str(full_on(street, own))}
    for curve in ("plan", "least"):
        if curve in own:
            found[curve] = [_in_percent(step, street, own) for step in own[curve]]
    return found


def _in_percent(step: Row, street: Row, own: Row) -> Row:
    return step if "level" in step else {**step, "level": str(level_of_class(step["class"], street, own))}


def _luminance(street: Row, own: Row) -> float:
    for row in (street, own):
        for kind in ("calculated_luminance", "measured_luminance"):
            if kind in row:
                return float(row[kind])
    return 0.0


def _up(percent: float) -> float:
    return math.ceil(percent * 10 - 1e-6) / 10
