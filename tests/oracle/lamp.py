"""What a luminaire's driver is told for a light: design output, constant light, and its lowest level."""

import math
from collections.abc import Mapping
from itertools import pairwise
from typing import Any


def driver_level(row: Mapping[str, Any], hours: float, light: float) -> float:
    """Percent for the driver of a lamp that burnt so many hours, in hundredths; 0 stays 0."""
    if light <= 0:
        return 0.0
    told = light * float(row.get("virtual_output", "100")) / 100 * _young(row.get("clo", {}), hours)
    told = math.ceil(told * 100 - 1e-4) / 100
    return min(100.0, max(told, float(row.get("minimum_level", "0"))))


def _young(clo: Mapping[str, Any], hours: float) -> float:
    """What lightctl takes back from a source that still gives more than at its end, in half percents."""
    if clo.get("by") != "lightctl":
        return 1.0
    points = sorted((float(at), float(flux)) for at, flux in clo["lumen_curve"].items())
    ages, last = [at for at, _ in points], points[-1][1]
    now = points[0][1] if hours <= ages[0] else last
    for (left, before), (right, after) in pairwise(points):
        if left <= hours <= right:
            now = before + (after - before) * (hours - left) / (right - left)
    return min(1.0, math.ceil(last / now * 200 - 1e-4) / 200)
