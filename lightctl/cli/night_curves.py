"""A night's plan as curves to draw: what is always lit, what the plan adds, how far sensors may raise it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from lightctl.core.night import NightPlan
from lightctl.core.units import DARK, Level

_AROUND = timedelta(hours=1)
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Levels:
    """At one instant: the least that traffic may leave, the plan, and the most that sensors may ask for."""

    least: Level
    plan: Level
    full: Level


@dataclass(frozen=True, slots=True)
class Change:
    """A line of the table: from `at` to `reached` (later than `at` for a ramp) the plan goes to `levels`."""

    at: datetime
    reached: datetime
    levels: Levels


def levels_at(plan: NightPlan, at: datetime) -> Levels:
    """Levels after the floor; least and full differ from the plan only where a sensor may move it."""
    if not plan.lit(at) or plan.dark_by_plan(at):
        return Levels(DARK, DARK, DARK)
    profile = plan.profile
    planned = max(plan.plan_at(at), plan.floor)
    least = max(plan.least_at(at), plan.floor) if profile.traffic else planned
    full = max(plan.full_at(at), planned) if profile.traffic or profile.weather else planned
    return Levels(min(least, planned), planned, full)


def changes(plan: NightPlan) -> Iterator[Change]:
    """On, every step and ramp of the plan, and off."""
    reached: datetime | None = None
    for start, end, level_from, level_to in plan.pieces():
        there = end if level_from != level_to else start
        if start != reached:
            yield Change(start, there, levels_at(plan, there if there != plan.off else there - _SECOND))
        reached = there if there > start else None
    if plan.off is not None:
        yield Change(plan.off, plan.off, levels_at(plan, plan.off))


def window(plan: NightPlan, *, whole: bool) -> tuple[datetime, datetime]:
    """What to draw: an hour around the lit hours, or from noon to noon."""
    if whole or plan.on is None or plan.off is None:
        return plan.starts, plan.ends
    return max(plan.on - _AROUND, plan.starts), min(plan.off + _AROUND, plan.ends)
