"""What events in the street come to on their nights: who meets whom, and what never changes anything."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations

from lightctl.core.anchors import instant_of
from lightctl.core.calendar import matches, night_bounds, wall_instant
from lightctl.core.event_light import Held
from lightctl.core.lint import Remark, Weight
from lightctl.core.lint_dates import Outlook, outlook
from lightctl.core.lint_sky import Span, clock_changes, clock_of, common, times_of
from lightctl.core.night import NightPlan
from lightctl.core.place import Place
from lightctl.core.schedule import Event
from lightctl.core.sun import Sun
from lightctl.core.units import DARK, Level

Without = Callable[[Event], NightPlan]
"""The same night, had nobody written the event."""


@dataclass(slots=True)
class _Tally:
    """What one event came to so far."""

    nights: set[date] = field(default_factory=set)
    lit: bool = False
    """Some of it fell into lit hours."""
    matters: bool = False
    called: bool = False
    """Its conditions held on a night on which it did not take place."""
    backwards: bool = False
    groups: set[str] = field(default_factory=set)


class Happenings:
    """All events of a schedule over a period; nights come in order."""

    def __init__(self, events: Sequence[Event], sun: Sun) -> None:
        self._events = events
        self._sun = sun
        self._tallies = [_Tally() for _ in events]

    def night(self, plan: NightPlan, groups: Sequence[str], without: Without) -> Iterator[Remark]:
        """Take note of one plan's events, and tell what is wrong with them that night."""
        for event, tally in zip(self._events, self._tallies, strict=True):
            held = next((one for one in plan.events if one.event is event), None)
            if held is not None:
                self._count(tally, plan, held, groups, without)
            elif event.first is None and matches(event, plan.group, plan.night):
                tally.called = True
                yield from self._backwards(event, tally, plan)
        for one in plan.events:
            yield from _under_the_floor(one, plan)
        for one, other in combinations(plan.events, 2):
            yield from _collision(one, other, plan, self._sun.place)

    def remarks(self, first: date, last: date) -> Iterator[tuple[Remark, set[str]]]:
        """What the whole period showed of each event, and the groups it concerns."""
        for event, tally in zip(self._events, self._tallies, strict=True):
            nights = f"on each of its {len(tally.nights)} nights" if len(tally.nights) > 1 else "on its night"
            if not tally.nights and not tally.backwards:
                seen = Outlook.NEVER if tally.called else _outlook(event, first, last, self._sun.place)
                yield _never(event, seen, last), tally.groups
            elif tally.nights and not tally.lit:
                message = f"lies outside the lit hours {nights}, and an event never lights a street by day"
                advice = "let it begin before off and end after on, or move on and off of the profile"
                yield _remark(Weight.WARNING, "event-by-day", event, message, advice), tally.groups
            elif tally.nights and not tally.matters:
                message = f"changes nothing: the plan, or another event, gives as much light {nights}"
                advice = "leave it out, or give it the light that was meant"
                yield _remark(Weight.WARNING, "idle-event", event, message, advice), tally.groups

    def _count(
        self, tally: _Tally, plan: NightPlan, held: Held, groups: Sequence[str], without: Without
    ) -> None:
        tally.nights.add(plan.night)
        tally.groups.update(groups)
        tally.lit |= _in_light(held, plan) is not None
        if tally.lit and not tally.matters:
            bare = without(held.event)
            tally.matters = (bare.plan, bare.least) != (plan.plan, plan.least)

    def _backwards(self, event: Event, tally: _Tally, plan: NightPlan) -> Iterator[Remark]:
        """Of an event whose conditions hold, but whose end comes before its beginning that night."""
        if plan.on is None:
            return
        sun, place = self._sun.events(plan.night), self._sun.place
        begins, ends = (instant_of(one, place, sun, plan.night) for one in (event.begins, event.ends))
        skipped = event.begins.clock and event.ends.clock and clock_changes(place, plan.night)
        if begins is not None and ends is not None and begins >= ends and not skipped:
            tally.backwards = True
            times = f"begin at {clock_of(begins, place)} and end at {clock_of(ends, place)}"
            message = f"does not take place: it would {times}"
            advice = "hang from and to both on the sun or both on the clock"
            yield _remark(Weight.WARNING, "event-backwards", event, message, advice)


def _in_light(held: Held, plan: NightPlan) -> Span | None:
    """The part of it that falls into lit hours."""
    if plan.on is None or plan.off is None:
        return None
    return common((held.starts, held.ends), (plan.on, plan.off))


def _under_the_floor(held: Held, plan: NightPlan) -> Iterator[Remark]:
    span = _in_light(held, plan)
    if span is None or not held.event.lowers:
        return
    lowest = min(_levels(held, span))
    if lowest < plan.floor and not (lowest <= DARK and plan.profile.part_night):
        message = f"lowers to {lowest:g} %, and the floor of the {plan.floor_of}, {plan.floor:g} %, wins"
        advice = "ask for the floor at least, or leave this street out"
        yield _remark(Weight.WARNING, "event-under-the-floor", held.event, message, advice)


def _collision(one: Held, other: Held, plan: NightPlan, place: Place) -> Iterator[Remark]:
    """Two events at once that want different light; of two that raise, the brighter one is no surprise."""
    mine, yours = _in_light(one, plan), _in_light(other, plan)
    span = common(mine, yours) if mine and yours else None
    if span is None or _levels(one, span) == _levels(other, span):
        return
    lowered = one.event.lowers or other.event.lowers
    met = f"event {one.event.title!r} ({one.event.where})"
    message = f"meets {met} {times_of(span, place)}: the brighter light wins"
    weight = Weight.WARNING if lowered else Weight.NOTE
    advice = (
        "part them in time or place, or leave one out"
        if lowered
        else "nothing to do if both may be on at once"
    )
    yield _remark(weight, "events-collide", other.event, message, advice)


def _levels(held: Held, span: Span) -> list[Level]:
    """Its light at the span's start and whenever it changes within."""
    inside = (at for at in held.light.times if span[0] < at < span[1])
    return [held.light.at(at) for at in (span[0], *inside)]


def _never(event: Event, seen: Outlook, last: date) -> Remark:
    if seen is Outlook.OVER:
        message, advice = "is over: it changes no night any more", "remove it, or give it dates to come"
        return _remark(Weight.WARNING, "event-over", event, message, advice)
    if seen is Outlook.TO_COME:
        message, advice = (
            f"is not judged: it comes after {last}, the last night looked at",
            "nothing to do if these dates are meant",
        )
        return _remark(Weight.NOTE, "event-to-come", event, message, advice)
    message = "never takes place: its conditions hold together on no night that has light"
    return _remark(Weight.WARNING, "event-never", event, message, "look at its nights, weekdays and holidays")


def _outlook(event: Event, first: date, last: date, place: Place) -> Outlook:
    if event.first is None or event.last is None:
        return outlook(event, first, last)
    if wall_instant(place, event.last) <= night_bounds(place, first)[0]:
        return Outlook.OVER
    later = wall_instant(place, event.first) >= night_bounds(place, last)[1]
    return Outlook.TO_COME if later else Outlook.NEVER


def _remark(weight: Weight, code: str, event: Event, message: str, advice: str) -> Remark:
    return Remark(weight, code, event.where, f"event {event.title!r}", message, advice)
