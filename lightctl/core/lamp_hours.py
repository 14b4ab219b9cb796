"""How long a light source has burned: no source may say too little, or the lamp would be too dark."""

from dataclasses import dataclass
from datetime import date
from math import acos, cos, degrees, radians, sin, tan

from lightctl.core.place import Place
from lightctl.core.plant import Lamp, fitted_on

_OBLIQUITY, _HORIZON = 23.44, -0.833
_MARGIN_H = 1.0
"""Lamps burn longer than the sun is down: dusk, dawn, dark skies, tests."""
_DOUBT = 0.5
"""A counter that shows less than that share of what the calendar allows is taken for one that was reset."""


@dataclass(frozen=True, slots=True)
class Burned:
    """Hours of the luminaire fitted `since`, at noon of `day`; `source` is counter, lit or calendar."""

    since: date
    day: date
    hours: float
    source: str


def longest_night_h(place: Place) -> float:
    """Hours that a lamp can burn in the longest night of the year, margin included; 24 at most."""
    latitude, sun = radians(abs(place.latitude)), radians(-_OBLIQUITY)
    if cos(latitude) < 1e-9:
        return 24.0
    cosine = sin(radians(_HORIZON)) / (cos(latitude) * cos(sun)) - tan(latitude) * tan(sun)
    day_h = 0.0 if cosine > 1.0 else 24.0 if cosine < -1.0 else 2 * degrees(acos(cosine)) / 15
    return min(24.0, 24.0 - day_h + _MARGIN_H)


def by_calendar(since: date, day: date, night_h: float) -> float:
    """The most that can have passed since it was fitted."""
    return max(0, (day - since).days) * night_h


def burned(
    lamp: Lamp, day: date, before: Burned | None, *, counter_h: float | None, lit_h: float | None,
    night_h: float,
) -> Burned:  # fmt: skip
    """Hours at noon of `day`: the controller's counter where it can be believed, else what was known
    before and what the ledger saw lit since then, else the calendar at its worst.

    `lit_h` is what it was lit since `before`; None where any of it is unknown. Never fewer than before,
    except that a counter corrects the calendar. Another luminaire begins anew.
    """
    since = fitted_on(lamp.luminaires, day).since
    known = before if before is not None and before.since == since and before.day <= day else None
    most = by_calendar(since, day, night_h)
    if counter_h is not None and _believed(lamp, since, day, counter_h, most):
        least = known.hours if known is not None and known.source == "counter" else 0.0
        return Burned(since, day, max(counter_h, least), "counter")
    if known is None:
        return Burned(since, day, most, "calendar")
    passed = by_calendar(known.day, day, night_h)
    more = passed if lit_h is None else max(0.0, min(lit_h, 24.0 * (day - known.day).days))
    source = known.source if lit_h is None else "lit"
    return Burned(since, day, known.hours + more, source)


def _believed(lamp: Lamp, since: date, day: date, counter_h: float, most: float) -> bool:
    """A counter of a controller as old as the luminaire, within what the calendar allows."""
    own = fitted_on(lamp.controllers, day).since if lamp.controllers else lamp.luminaires[0].since
    return own == since and _DOUBT * most <= counter_h <= 24.0 * max(1, (day - since).days)
