"""One group's night: the plan, the least that traffic may reach, and full, from noon to noon."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import partial

from lightctl.core.anchors import instant_of, lit_hours
from lightctl.core.burning import as_pieces, dark_of, long_enough, without_flashes
from lightctl.core.calendar import choose_profile, holiday_of, night_bounds, night_of
from lightctl.core.curve import Curve, Moment, Piece, draw, quantised
from lightctl.core.decision import Fact, Layer, Reason
from lightctl.core.event_light import Held, held_events, with_events, with_pieces
from lightctl.core.fitting import fitted, level_after
from lightctl.core.place import Place
from lightctl.core.plant import Group, Street
from lightctl.core.profile import Profile, Step
from lightctl.core.schedule import Event, Rule
from lightctl.core.sun import Sun, SunNight
from lightctl.core.units import DARK, Level

__all__ = ["NightPlan", "choose_profile", "night_bounds", "night_of", "plan_night"]


@dataclass(frozen=True, slots=True)
class NightPlan:
    """What a group gets between two local noons; `on` and `off` are None on a night without light.

    All instants are UTC and whole seconds. Outside [on, off) every level is 0.
    """

    group: str
    night: date
    starts: datetime
    ends: datetime
    profile: Profile
    rule: str
    """Where the schedule's rule stands, file:line:column."""
    on: datetime | None
    off: datetime | None
    design_class: str
    floor: Level
    """The highest of the profile's floor and what street and group may never fall below."""
    floor_of: str
    """Who asks for that floor: profile, street or group."""
    plan: Curve
    least: Curve
    drawn: tuple[Piece, ...] = field(repr=False)
    reasons: tuple[Reason, ...] = field(repr=False)
    """What the plan says before `plan.times[0]`, and from each of `plan.times` on."""
    holiday: str = ""
    """The holiday for which the rule took the night, as `vietnam/tet`."""
    events: tuple[Held, ...] = ()
    """What goes on in the street that night."""

    def plan_at(self, at: datetime) -> Level:
        """Light with no sensor at all; never below the drawn curve."""
        return self.plan.at(at)

    def least_at(self, at: datetime) -> Level:
        """The lowest level that traffic may reach."""
        return self.least.at(at)

    def level_after(self, classes_down: int) -> Level:
        """Light of the class so many steps under the design class."""
        return level_after(self.profile, self.design_class, classes_down)

    def event_at(self, at: datetime) -> Held | None:
        """The event that the plan follows at an instant: the brightest that gives as much as the plan."""
        on = [one for one in self.events if one.at(at)]
        best = max(on, key=lambda one: one.light.at(at), default=None)
        return best if best is not None and best.light.at(at) >= self.plan.at(at) else None

    def full_at(self, at: datetime) -> Level:
        """The design class in lit hours; 0 outside, and where the plan of a part-night street says 0."""
        if not self.lit(at) or self.dark_by_plan(at):
            return DARK
        return self.profile.full

    def lit(self, at: datetime) -> bool:
        """Whether it lies in the lit hours."""
        return self.on is not None and self.off is not None and self.on <= at < self.off

    def dark_by_plan(self, at: datetime) -> bool:
        """Whether the lit hours are interrupted by a plan that says 0 and may."""
        return self.profile.part_night and self.lit(at) and self.plan.at(at) == DARK

    def reason_at(self, at: datetime) -> Reason:
        """What the plan says at an instant, and why."""
        return self.reasons[bisect_right(self.plan.times, at)]

    def next_change(self, at: datetime) -> datetime:
        """The next instant after this one at which plan, least or full may differ; at most `ends`."""
        changes = (self.plan.next_change(at), self.least.next_change(at))
        return min((change for change in changes if change is not None), default=self.ends)

    def pieces(self) -> tuple[tuple[datetime, datetime, Level, Level], ...]:
        """The drawn curve as straight pieces (start, end, level from, level to), for pictures."""
        return tuple((p.start, p.end, p.level_from, p.level_to) for p in self.drawn)

    def dark_sky_level(self, at: datetime, shift: timedelta) -> Level:
        """The level that a dark sky asks for outside the lit hours: that of the nearer end; 0 farther off."""
        if self.on is None or self.off is None or not self.plan.times:
            return DARK
        if self.on - shift <= at < self.on:
            return self.plan.levels[0]
        if self.off <= at < self.off + shift:
            return self.plan.at(self.off - timedelta(seconds=1))
        return DARK


def plan_night(  # noqa: PLR0913, PLR0917  # a night is where so many things meet
    group: Group,
    street: Street,
    profile: Profile,
    rule: Rule,
    place: Place,
    sun: Sun,
    night: date,
    events: Sequence[Event] = (),
    profiles: Mapping[str, Profile] | None = None,
) -> NightPlan:
    """Resolve a profile to the instants of one night; `profiles` holds those that events name."""
    own = fitted(profile, street)
    drawing = _Drawing(own, place, sun.events(night), night)
    held: tuple[Held, ...] = ()
    if drawing.hours is not None and events:
        light = partial(_light, drawing, street, profiles or {})
        held = held_events(events, group.id, place, drawing.sun, night, light)
    plan, drawn = drawing.curve(own.plan, held)
    floor, floor_of = _floor(own, street, group)
    on, off = drawing.hours or (None, None)
    holiday = holiday_of(rule, night)
    known = NightPlan(
        group=group.id,
        night=night,
        starts=drawing.starts,
        ends=drawing.ends,
        profile=own,
        rule=rule.where,
        on=on,
        off=off,
        design_class=street.lighting_class,
        floor=floor,
        floor_of=floor_of,
        plan=plan,
        least=drawing.curve(own.least, held)[0] if own.least else plan,
        drawn=drawn,
        reasons=(),
        holiday=holiday.name if holiday else "",
        events=held,
    )
    return replace(known, reasons=tuple(_reasons(known, drawing.too_short)))


def _floor(profile: Profile, street: Street, group: Group) -> tuple[Level, str]:
    asked = (profile.floor, "profile"), (street.never_below, "street"), (group.never_below, "group")
    return max(asked, key=lambda pair: pair[0])


class _Drawing:
    """One profile on one night: its lit hours, and its curves within them."""

    def __init__(self, profile: Profile, place: Place, sun: SunNight, night: date) -> None:
        self.profile, self.place, self.sun, self.night = profile, place, sun, night
        self.starts, self.ends = night_bounds(place, night)
        self.dark = dark_of(sun, self.starts, self.ends)
        asked = lit_hours(profile.on, profile.off, place, sun, night)
        self.hours = long_enough(asked, profile.minimum_on, self.dark, self.ends) if asked else None
        self.too_short = asked is not None and self.hours is None

    def drawn(self, steps: Sequence[Step]) -> tuple[Piece, ...]:
        """The steps of one curve; the first holds from `on`, wherever it was hung."""
        if self.hours is None or not steps:
            return ()
        on, off = self.hours
        moments = [Moment(on, steps[0].level, timedelta(0))]
        for step in steps[1:]:
            at = instant_of(step.at, self.place, self.sun, self.night)
            if at is not None:
                moments.append(Moment(max(at, on), step.level, step.ramp))
        return draw(moments, off)

    def curve(self, steps: Sequence[Step], held: Sequence[Held]) -> tuple[Curve, tuple[Piece, ...]]:
        """As it is decided, and as it is drawn; with its events, and without flashes of light."""
        drawn = self.drawn(steps)
        curve = quantised(drawn, self.profile.step)
        if held and self.hours is not None and drawn:
            curve = with_events(curve, held, *self.hours)
            drawn = with_pieces(drawn, curve, held)
        settled = without_flashes(curve, self.profile.minimum_on, self.dark)
        return settled, (drawn if settled == curve else as_pieces(settled))


def _light(drawing: _Drawing, street: Street, profiles: Mapping[str, Profile], event: Event) -> Curve:
    """An event's light through the lit hours of the night that it falls into."""
    if not event.profile:
        on, off = drawing.hours or (drawing.starts, drawing.ends)
        return Curve((on, off), (event.level or DARK, DARK))
    own = fitted(profiles[event.profile], street)
    return quantised(drawing.drawn(own.plan), own.step)


def _about(night: NightPlan) -> tuple[tuple[str, Fact], ...]:
    holiday: tuple[tuple[str, Fact], ...] = (("holiday", night.holiday),) if night.holiday else ()
    return (
        ("profile", night.profile.id),
        ("schedule", night.rule),
        *holiday,
        ("night", night.night.isoformat()),
        ("on", night.on.isoformat() if night.on else None),
        ("off", night.off.isoformat() if night.off else None),
    )


def _reasons(night: NightPlan, too_short: bool) -> Iterator[Reason]:
    about, curve = _about(night), night.plan
    if not curve.times:
        yield Reason(Layer.PLAN, "too-short" if too_short else "no-night", DARK, about)
        return
    yield Reason(Layer.PLAN, "day", DARK, about)
    for at, level in zip(curve.times[:-1], curve.levels[:-1], strict=True):
        since: tuple[str, Fact] = ("since", at.isoformat())
        ruling = night.event_at(at)
        if ruling is not None and level > DARK:
            more = (("event", ruling.event.title), ("event_rule", ruling.event.where))
            told = (*more, ("until", ruling.ends.isoformat()))
            yield Reason(Layer.PLAN, "event", level, (*about, since, *told))
        else:
            yield Reason(Layer.PLAN, "plan" if level > DARK else "part-night", level, (*about, since))
    yield Reason(Layer.PLAN, "day", DARK, about)
