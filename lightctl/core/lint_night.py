"""What is wrong with one plan on one night, told against the sun of that night."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise

from lightctl.core.anchors import instant_of
from lightctl.core.lint import Mark, Remark, Weight
from lightctl.core.lint_sky import Sky, Span, clock_changes, clock_of, common, outside, times_of
from lightctl.core.night import NightPlan
from lightctl.core.profile import Anchor, Step
from lightctl.core.schedule import Event
from lightctl.core.sun import CIVIL, Sun
from lightctl.core.units import DARK

NEARLY = timedelta(minutes=1)
"""Shorter stretches are rounding, not mistakes."""
NEARLY_DARK = CIVIL - 0.25
"""Degrees: what the sun moves in such a stretch; near the poles it stays between for hours."""
SWALLOWED = timedelta(hours=3)
"""So long lit by day, it is no longer a matter of some minutes."""


def remarks_of_night(plan: NightPlan, sky: Sky, sun: Sun, mark: Mark) -> Iterator[Remark]:
    """Everything that one plan deserves on its night."""
    trap = _on_after_off(plan, sky, sun, mark)
    if trap:
        yield trap
        return
    lit = _lit(plan)
    yield from _by_day(plan, lit, sky, sun, mark)
    yield from _dark(plan, lit, sky, sun, mark)
    yield from _under_the_floor(plan, mark)
    for section, steps in (("plan", plan.profile.plan), ("least", plan.profile.least)):
        yield from _overtaken(plan, section, steps, sun, mark)


def _on_after_off(plan: NightPlan, sky: Sky, sun: Sun, mark: Mark) -> Remark | None:
    profile = plan.profile
    if plan.on is not None or not sky.dark:
        return None
    events = sun.events(plan.night)
    begins, ends = (instant_of(anchor, sun.place, events, plan.night) for anchor in (profile.on, profile.off))
    if begins is None or ends is None:
        message = (
            "no light though the sun goes below −6°: on or off hangs on a sun event that does not happen"
        )
        advice = "hang it on sunset and sunrise, or on local times"
    else:
        on, off = clock_of(begins, sun.place), clock_of(ends, sun.place)
        message = f"on at {on} does not come before off at {off}: no light that night"
        advice = "a night runs from noon to noon; bound on with latest, or off with earliest"
    where = mark(f"profiles/{profile.id}", "on")
    return Remark(Weight.REFUSED, "on-after-off", where, _ruled(plan), message, advice)


def _by_day(plan: NightPlan, lit: Sequence[Span], sky: Sky, sun: Sun, mark: Mark) -> Iterator[Remark]:
    middle = plan.starts + (plan.ends - plan.starts) / 2
    for span in (common(one, day) for one in lit for day in sky.day):
        if span is None or span[1] - span[0] <= NEARLY:
            continue
        end = "on" if span[0] < middle else "off"
        where = mark(f"profiles/{plan.profile.id}", end)
        lasting = f"lit {times_of(span, sun.place)} with the sun above +4°"
        if span[1] - span[0] >= SWALLOWED:
            message = f"{lasting}: it swallows the day"
            advice = "on belongs to the evening, off to the morning"
            yield Remark(Weight.REFUSED, "lit-all-day", where, _ruled(plan), message, advice)
        else:
            advice = f"hang {end} on {'sunset' if end == 'on' else 'sunrise'}, or bound it"
            yield Remark(Weight.REFUSED, "lit-by-day", where, _ruled(plan), lasting, advice)


def _dark(plan: NightPlan, lit: Sequence[Span], sky: Sky, sun: Sun, mark: Mark) -> Iterator[Remark]:
    for gap in (gap for dark in sky.dark for gap in outside(dark, lit)):
        if gap[1] - gap[0] <= NEARLY or _hardly(gap, sun):
            continue
        message = f"dark {times_of(gap, sun.place)} with the sun below −6°"
        darkening = _darkening(plan, gap[0])
        end = _end_of(plan, gap)
        where = mark(f"profiles/{plan.profile.id}", end)
        if plan.profile.part_night and end == "plan":
            where = mark(f"profiles/{plan.profile.id}", "part_night")
            yield Remark(
                Weight.NOTE, "part-night", where, _ruled(plan), message, "nothing to do if the dark is meant"
            )
        elif plan.profile.part_night:
            advice = f"move {end}: part_night is for hours between on and off in which plan says 0"
            yield Remark(Weight.WARNING, "dark-beside-hours", where, _ruled(plan), message, advice)
        elif darkening is not None:
            subject, advice = (
                f"event {darkening.title!r} on {_ruled(plan)}",
                "give it light, or the profile a floor",
            )
            yield Remark(Weight.REFUSED, "dark-at-night", darkening.where, subject, message, advice)
        else:
            advice = "light these hours, or say part_night: true and 0 in plan if the dark is meant"
            yield Remark(Weight.REFUSED, "dark-at-night", where, _ruled(plan), message, advice)


def _hardly(gap: Span, sun: Sun) -> bool:
    """Whether the sun is so little below −6° all the time that nobody could tell."""
    middle = gap[0] + (gap[1] - gap[0]) / 2
    return min(sun.altitude(at) for at in (gap[0], middle, gap[1])) > NEARLY_DARK


def _end_of(plan: NightPlan, gap: Span) -> str:
    if plan.on is None or gap[1] <= plan.on:
        return "on"
    return "off" if plan.off is None or gap[0] >= plan.off else "plan"


def _under_the_floor(plan: NightPlan, mark: Mark) -> Iterator[Remark]:
    for index, step in enumerate(plan.profile.plan):
        if not DARK < step.level < plan.floor:
            continue
        where = mark(f"profiles/{plan.profile.id}", "plan", index, "level")
        message = f"plan wants {step.level:g} %, the floor of the {plan.floor_of}, {plan.floor:g} %, wins"
        advice = "raise the plan, or give this street a profile of its own"
        subject = f"{_ruled(plan)}, step {index + 1}, floor {plan.floor:g}"
        yield Remark(Weight.WARNING, "under-the-floor", where, subject, message, advice)


def _overtaken(
    plan: NightPlan, section: str, steps: Sequence[Step], sun: Sun, mark: Mark
) -> Iterator[Remark]:
    """Steps of no duration within the lit hours; those before on or after off came with a short night."""
    if plan.on is None or plan.off is None:
        return
    moments = list(_moments(plan, plan.on, steps, sun))
    for (index, own, start), (later, _, end) in pairwise(moments):
        skipped = _clock_skips(steps[index].at, steps[later].at, plan.night, sun)
        if end <= start < plan.off and own > plan.on and not skipped:
            where = mark(f"profiles/{plan.profile.id}", section, index)
            subject = f"profile {plan.profile.id}, step {index + 1} of {section}"
            since = clock_of(start, sun.place)
            message = f"never comes into force that night: step {later + 1} holds from {since} already"
            advice = "hang both on the sun or both on the clock, or bound the one that moves"
            yield Remark(Weight.WARNING, "overtaken-step", where, subject, message, advice)


def _clock_skips(one: Anchor, other: Anchor, night: date, sun: Sun) -> bool:
    """Whether two local times fall together because the spring change skips them."""
    ordered = one.clock is not None and other.clock is not None and one.clock < other.clock
    return ordered and clock_changes(sun.place, night)


def _moments(
    plan: NightPlan, on: datetime, steps: Sequence[Step], sun: Sun
) -> Iterator[tuple[int, datetime, datetime]]:
    """Index, own moment and beginning of each step that has one: the curve begins none before the last."""
    events = sun.events(plan.night)
    before = on
    for index, step in enumerate(steps):
        at = instant_of(step.at, sun.place, events, plan.night) if index else on
        if at is not None:
            before = max(before, at)
            yield index, at, before


def _lit(plan: NightPlan) -> list[Span]:
    """Stretches with light, by plan, and by the floor that holds an event; those that touch are one."""
    spans: list[Span] = []
    for (start, level), (end, _) in pairwise(zip(plan.plan.times, plan.plan.levels, strict=True)):
        if level <= DARK and not (plan.floor > DARK and _darkening(plan, start)):
            continue
        if spans and spans[-1][1] == start:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return spans


def _darkening(plan: NightPlan, at: datetime) -> Event | None:
    """The event that lowers the plan at an instant, where that may be."""
    lowering = (one.event for one in plan.events if one.event.lowers and one.at(at))
    return None if plan.profile.part_night else next(lowering, None)


def _ruled(plan: NightPlan) -> str:
    return f"profile {plan.profile.id} (by {plan.rule})"
