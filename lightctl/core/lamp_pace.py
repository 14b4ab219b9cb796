"""What a lamp may do at once: discharge lamps warm up and cool down, and going dimmer may take its time.

A raise is never delayed, but by a lamp that cannot light while it is hot.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from lightctl.core.plant import Luminaire
from lightctl.core.units import DARK, FULL, Level

RAMP_STEP = timedelta(seconds=10)
"""How often a lamp on its way down is told its next level."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a driver was told last and since when; None where nobody knows, as after a start."""

    driver: Level | None = None
    at: datetime | None = None
    lit_since: datetime | None = None
    dark_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A driver level for now; `rule` says what holds it away from the one wanted, until when."""

    driver: Level
    rule: str = ""
    until: datetime | None = None


def paced(luminaire: Luminaire) -> bool:
    """Whether lamps of that kind cannot always do at once what is wanted."""
    return luminaire.discharge is not None or luminaire.ramp_down is not None


def next_step(
    luminaire: Luminaire, told: Told, wanted: Level, now: datetime, *, urgent: bool = False
) -> Step:
    """What the driver is told now; `urgent` (an emergency) lights even a hot lamp, should it be able to.

    A lamp of which nobody knows since when it burns is taken for cold: light when in doubt.
    """
    if wanted <= DARK:
        return Step(DARK)
    held = _arc(luminaire, told, now, urgent)
    return held or _ramp(luminaire, told, wanted, now)


def after(told: Told, driver: Level, now: datetime) -> Told:
    """What is known once the driver was told a level."""
    if driver <= DARK:
        dark = told.dark_since if told.driver == DARK else now if told.driver is not None else None
        return Told(driver, now, None, dark)
    return replace(told, driver=driver, at=now, lit_since=told.lit_since or now, dark_since=None)


def _arc(luminaire: Luminaire, told: Told, now: datetime, urgent: bool) -> Step | None:
    arc = luminaire.discharge
    if arc is None:
        return None
    cool = _cool_at(told.dark_since, arc.restrike, now)
    if now < cool and not urgent:
        return Step(DARK, "restrike", cool)
    warm = (told.lit_since or now) + arc.warm_up
    return Step(FULL, "warm-up", warm) if now < warm else None


def _cool_at(dark_since: datetime | None, restrike: timedelta, now: datetime) -> datetime:
    """At once where nobody knows since when it is dark, or the clock was set back to before that."""
    return now if dark_since is None or dark_since > now else dark_since + restrike


def _ramp(luminaire: Luminaire, told: Told, wanted: Level, now: datetime) -> Step:
    if luminaire.ramp_down is None or told.driver is None or told.at is None or wanted >= told.driver:
        return Step(wanted)
    if now < told.at + RAMP_STEP:
        return Step(told.driver, "ramp", told.at + RAMP_STEP)
    lower = told.driver - luminaire.ramp_down * RAMP_STEP.total_seconds()
    return Step(wanted) if lower <= wanted else Step(Level(lower), "ramp", now + RAMP_STEP)
