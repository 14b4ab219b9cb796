"""One group's night: the plan, the least that traffic may reach, and full, from noon to noon."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from lightctl.core.anchors import instant_of, lit_hours
from lightctl.core.calendar import choose_profile, night_bounds, night_of
from lightctl.core.curve import Curve, Moment, Piece, draw, quantised
from lightctl.core.decision import Fact, Layer, Reason
from lightctl.core.place import Place
from lightctl.core.plant import Group, Street
from lightctl.core.profile import Profile, Step
from lightctl.core.schedule import Rule
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
    """Where the schedule's rule stands, file:line."""
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

    def plan_at(self, at: datetime) -> Level:
        """Light with no sensor at all; never below the drawn curve."""
        return self.plan.at(at)

    def least_at(self, at: datetime) -> Level:
        """The lowest level that traffic may reach."""
        return self.least.at(at)

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


def plan_night(
    group: Group, street: Street, profile: Profile, rule: Rule, place: Place, sun: Sun, night: date
) -> NightPlan:
    """Resolve a profile to the instants of one night."""
    starts, ends = night_bounds(place, night)
    events = sun.events(night)
    hours = lit_hours(profile.on, profile.off, place, events, night)
    on, off = hours or (None, None)
    drawn = _drawn(profile.plan, hours, place, events, night)
    curve = quantised(drawn, profile.step)
    least = quantised(_drawn(profile.least, hours, place, events, night), profile.step)
    floor, floor_of = max(
        (profile.floor, "profile"),
        (street.never_below, "street"),
        (group.never_below, "group"),
        key=lambda pair: pair[0],
    )
    return NightPlan(
        group=group.id,
        night=night,
        starts=starts,
        ends=ends,
        profile=profile,
        rule=rule.where,
        on=on,
        off=off,
        design_class=street.lighting_class,
        floor=floor,
        floor_of=floor_of,
        plan=curve,
        least=least if profile.least else curve,
        drawn=drawn,
        reasons=_reasons(curve, _about(profile, rule, night, on, off)),
    )


def _about(
    profile: Profile, rule: Rule, night: date, on: datetime | None, off: datetime | None
) -> tuple[tuple[str, Fact], ...]:
    return (
        ("profile", profile.id),
        ("schedule", rule.where),
        ("night", night.isoformat()),
        ("on", on.isoformat() if on else None),
        ("off", off.isoformat() if off else None),
    )


def _drawn(
    steps: Sequence[Step], hours: tuple[datetime, datetime] | None, place: Place, sun: SunNight, night: date
) -> tuple[Piece, ...]:
    """The steps of one curve; the first holds from `on`, wherever it was hung."""
    if hours is None or not steps:
        return ()
    on, off = hours
    moments = [Moment(on, steps[0].level, timedelta(0))]
    for step in steps[1:]:
        at = instant_of(step.at, place, sun, night)
        if at is not None:
            moments.append(Moment(max(at, on), step.level, step.ramp))
    return draw(moments, off)


def _reasons(curve: Curve, about: tuple[tuple[str, Fact], ...]) -> tuple[Reason, ...]:
    if not curve.times:
        return (Reason(Layer.PLAN, "no-night", DARK, about),)
    rows = [Reason(Layer.PLAN, "day", DARK, about)]
    for at, level in zip(curve.times[:-1], curve.levels[:-1], strict=True):
        rule = "plan" if level > DARK else "part-night"
        rows.append(Reason(Layer.PLAN, rule, level, (*about, ("since", at.isoformat()))))
    rows.append(Reason(Layer.PLAN, "day", DARK, about))
    return tuple(rows)
