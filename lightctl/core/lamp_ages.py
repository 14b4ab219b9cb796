"""What is remembered of lamps whose light is kept constant: hours, and since which night they counted."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from lightctl.core.lamp_hours import Burned
from lightctl.core.lamp_level import gear_of
from lightctl.core.plant import Luminaire

KEY = "lamp-hours"
"""Under which it is kept as JSON."""


@dataclass(frozen=True, slots=True)
class Aged:
    """A lamp's hours now; `steps` are the nights from which on it had another gear, with its hours then."""

    now: Burned
    steps: tuple[tuple[date, float], ...]

    def hours_on(self, night: date) -> float | None:
        """The hours by which it was geared on a night; None before anybody knew."""
        return next((hours for since, hours in reversed(self.steps) if since <= night), None)


def grown(before: Aged | None, now: Burned, luminaire: Luminaire) -> Aged:
    """The lamp at another noon; its gear changes only by a whole step of its factor."""
    if before is None:
        return Aged(now, ((now.day, now.hours),))
    last, gear = gear_of(luminaire, before.steps[-1][1]), gear_of(luminaire, now.hours)
    same = (last.factor, last.unseen) == (gear.factor, gear.unseen)
    if same and before.now.since == now.since:
        return Aged(now, before.steps)
    earlier = tuple(step for step in before.steps if step[0] < now.day)
    return Aged(now, (*earlier, (now.day, now.hours)))


def read_ages(text: str) -> dict[str, Aged]:
    """Ages as `write_ages` wrote them; ValueError, KeyError or TypeError for anything else."""
    return {lamp: _aged(row) for lamp, row in json.loads(text).items()}


def write_ages(ages: Mapping[str, Aged]) -> str:
    """Ages as JSON."""
    return json.dumps(
        {
            lamp: {
                "since": one.now.since.isoformat(), "day": one.now.day.isoformat(), "hours": one.now.hours,
                "source": one.now.source, "steps": [(day.isoformat(), hours) for day, hours in one.steps],
            }
            for lamp, one in ages.items()
        }
    )  # fmt: skip


def hours_of(ages: Mapping[str, Aged], night: date, lamps: Iterable[str]) -> dict[str, float]:
    """Hours by which each lamp is geared that night, where they are known."""
    found = ((lamp, ages[lamp].hours_on(night)) for lamp in lamps if lamp in ages)
    return {lamp: hours for lamp, hours in found if hours is not None}


def _aged(row: Mapping[str, object]) -> Aged:
    steps = row["steps"]
    if not isinstance(steps, list):
        raise TypeError("steps are a list")
    day = date.fromisoformat
    now = Burned(day(str(row["since"])), day(str(row["day"])), float(str(row["hours"])), str(row["source"]))
    return Aged(now, tuple((day(since), float(hours)) for since, hours in steps))
