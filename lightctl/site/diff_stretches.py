"""Where two plans of one night give other levels, as few stretches as a person wants to read."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

from lightctl.core.night import NightPlan
from lightctl.core.units import DARK, Level

MOMENT = timedelta(minutes=1)
"""So short a difference is left out, or told with its neighbour: mostly the steps of a ramp."""
_PLATEAU = timedelta(minutes=10)
"""From so long on a pair of levels has a line of its own; shorter ones, as on ramps, share one."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """From `start` to `end` the plan's level differs: lowest and highest before and after."""

    start: datetime
    end: datetime
    before: tuple[Level, Level]
    after: tuple[Level, Level]

    @property
    def lasting(self) -> timedelta:
        """How long it is."""
        return self.end - self.start


def planned(plan: NightPlan, at: datetime) -> Level:
    """Light by plan and floor, without sensors and commands."""
    if not plan.lit(at) or plan.dark_by_plan(at):
        return DARK
    return max(plan.plan_at(at), plan.floor)


def stretches(old: NightPlan, new: NightPlan) -> tuple[tuple[Stretch, ...], int]:
    """The stretches in which the planned levels differ, and how many moments by themselves are left out."""
    rows: list[Stretch] = []
    for one in _pieces(old, new):
        if rows and rows[-1].end == one.start and max(rows[-1].lasting, one.lasting) < _PLATEAU:
            rows[-1] = _joined(rows[-1], one)
        else:
            rows.append(one)
    return _without_moments(rows)


def _without_moments(rows: list[Stretch]) -> tuple[tuple[Stretch, ...], int]:
    """A moment beside a longer stretch is told with it; one by itself is only counted."""
    kept: list[Stretch] = []
    begins: datetime | None = None
    alone = 0
    for one, following in zip(rows, [*rows[1:], None], strict=False):
        if one.lasting > MOMENT:
            kept.append(replace(one, start=begins or one.start))
            begins = None
        elif kept and kept[-1].end == one.start:
            kept[-1] = replace(kept[-1], end=one.end)
        elif following is not None and following.start == one.end:
            begins = begins or one.start
        else:
            alone += 1
    return tuple(kept), alone


def _pieces(old: NightPlan, new: NightPlan) -> Iterator[Stretch]:
    """One for each pair of levels that differ."""
    last: Stretch | None = None
    for start, end in pairwise(sorted({*_turns(old), *_turns(new)})):
        before, after = planned(old, start), planned(new, start)
        if last and (before, after) == (last.before[0], last.after[0]):
            last = replace(last, end=end)
            continue
        if last:
            yield last
        last = Stretch(start, end, (before, before), (after, after)) if before != after else None
    if last:
        yield last


def _joined(one: Stretch, other: Stretch) -> Stretch:
    return Stretch(one.start, other.end, _wider(one.before, other.before), _wider(one.after, other.after))


def _wider(one: tuple[Level, Level], other: tuple[Level, Level]) -> tuple[Level, Level]:
    return min(one[0], other[0]), max(one[1], other[1])


def _turns(plan: NightPlan) -> Iterator[datetime]:
    yield from (plan.starts, plan.ends)
    yield from plan.plan.times
    yield from (instant for instant in (plan.on, plan.off) if instant)
