"""Every night of a period, every plan that differs from the others evaluated once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import chain

from lightctl.core.accounts import Accounts
from lightctl.core.fitting import fitted
from lightctl.core.lint import Finding, Mark, Notebook, Remark, Weight
from lightctl.core.lint_cabinets import CabinetLimits, Cabinets
from lightctl.core.lint_events import Happenings
from lightctl.core.lint_light import remarks_of_luminance
from lightctl.core.lint_night import remarks_of_night
from lightctl.core.lint_plant import Kind, kind_of, remarks_of_plant
from lightctl.core.lint_rules import Choices, meaning_nobody, uncovered
from lightctl.core.lint_sky import Landmarks, Sky, landmarks, sky_of
from lightctl.core.lint_swing import Swings
from lightctl.core.lint_tables import remarks_of_tables
from lightctl.core.lint_writes import LevelWrites, Writes
from lightctl.core.night import NightPlan, plan_night
from lightctl.core.place import Place
from lightctl.core.plant import Plant
from lightctl.core.profile import Profile
from lightctl.core.schedule import Conditions, Event, Rule, Schedule
from lightctl.core.sun import Sun

Alike = tuple[tuple[int, ...], tuple[int, ...], Kind]
"""Rules and events that reach a group, and its kind."""


@dataclass(frozen=True, slots=True)
class Year:
    """What is judged: a site's nights from `first` on, at least one."""

    plant: Plant
    profiles: Mapping[str, Profile]
    schedule: Schedule
    accounts: Accounts
    place: Place
    first: date
    nights: int
    mark: Mark
    also: tuple[date, ...] = ()
    """Nights after the period that are judged with it: a leap day, where the period has none."""
    spare: tuple[str, ...] = ()
    """Profiles that the site has and neither rule nor event names."""
    nobody: tuple[tuple[str, str], ...] = ()
    """Rules and events of the site's own that mean no lamp: what they are called, and where they stand."""
    cabinets: Mapping[str, CabinetLimits] = field(default_factory=dict)
    """What the drivers of cabinets declare; those that declare nothing may be missing."""
    drivers: Mapping[str, LevelWrites] = field(default_factory=dict)
    """Drivers whose lamps endure only so many writes."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Findings, and what they rest on."""

    findings: tuple[Finding, ...]
    first: date
    last: date
    nights: int
    """How many were judged, those after the period among them."""
    plans: int
    """How many plans were evaluated."""
    landmarks: Landmarks

    @property
    def refused(self) -> bool:
        """Whether anything must be mended before a street gets it."""
        return any(finding.weight is Weight.REFUSED for finding in self.findings)


def lint_year(year: Year, on_night: Callable[[date], object] = lambda night: None) -> Verdict:
    """Judge a period; `on_night` hears of every night that is done."""
    walk = _Walk(year)
    skies: list[tuple[date, Sky]] = []
    last = year.first + timedelta(days=year.nights - 1)
    for night in (*(year.first + timedelta(days=i) for i in range(year.nights)), *year.also):
        skies.append((night, walk.night(night)))
        on_night(night)
    walk.close(last)
    marks = landmarks(year.place, skies)
    return Verdict(tuple(walk.book.findings()), year.first, last, len(skies), walk.plans, marks)


class _Walk:
    """The nights in order, and what was noted of them."""

    def __init__(self, year: Year) -> None:
        plant, mark = year.plant, year.mark
        self._year = year
        self._sun = Sun(year.place)
        self._rules = year.schedule.rules
        self._choices = Choices(self._rules)
        self._happenings = Happenings(year.schedule.events, self._sun)
        self._alike = _alike(year)
        self._cabinets = Cabinets(plant, year.cabinets, mark)
        self._swings = Swings(plant, mark)
        self._writes = Writes(plant, year.drivers, year.place, mark)
        self.book = Notebook()
        self.plans = 0

    def night(self, night: date) -> Sky:
        """Judge one night; groups of one kind under one rule, with the same events, have one plan."""
        sky = sky_of(self._sun, night)
        ruled: dict[tuple[str, str, Alike], tuple[Rule, list[str]]] = {}
        for (_, events, kind), groups in self._alike.items():
            rule = self._choices.choose(groups[0], night)
            if rule is None:
                self.book.note(uncovered(self._rules), night, groups)
            else:
                key = (rule.profile, rule.where, ((), events, kind))
                ruled.setdefault(key, (rule, []))[1].extend(groups)
        plans: dict[str, NightPlan] = {}
        for (_, _, (_, _, kind)), (rule, groups) in ruled.items():
            plans |= dict.fromkeys(groups, self._judge(rule, kind, groups, night, sky))
        for remark, fed in self._cabinets.night(plans):
            self.book.note(remark, night, fed)
        self._swings.night(plans)
        return sky

    def close(self, last: date) -> None:
        """Note what only the whole period shows."""
        year, period = self._year, (self._year.first, last)
        members = {groups[0]: groups for groups in self._alike.values()}
        for remark, heads in self._choices.remarks(*period):
            self.book.note(remark, groups=[one for head in sorted(heads) for one in members[head]])
        for remark, groups in self._happenings.remarks(*period):
            self.book.note(remark, groups=sorted(groups))
        for remark, fed in self._swings.remarks():
            self.book.note(remark, groups=fed)
        for remark in remarks_of_tables(year.schedule, year.accounts, year.place, period, year.mark):
            self.book.note(remark)
        for subject, where in year.nobody:
            self.book.note(meaning_nobody(subject, where))
        for profile in year.spare:
            where, advice = year.mark(f"profiles/{profile}"), "name it in a rule, or remove the file"
            subject, message = f"profile {profile}", "no rule or event chooses it"
            self.book.note(Remark(Weight.WARNING, "unused-profile", where, subject, message, advice))

    def _plan(self, group: str, rule: Rule, night: date, leave_out: Event | None = None) -> NightPlan:
        year, thing = self._year, self._year.plant.groups[group]
        street, profile = year.plant.streets[thing.street], year.profiles[rule.profile]
        events = [event for event in year.schedule.events if event is not leave_out]
        return plan_night(thing, street, profile, rule, year.place, self._sun, night, events, year.profiles)

    def _judge(self, rule: Rule, kind: Kind, groups: list[str], night: date, sky: Sky) -> NightPlan:
        year, plan = self._year, self._plan(groups[0], rule, night)
        self.plans += 1
        remarks = (
            remarks_of_night(plan, sky, self._sun, year.mark),
            remarks_of_plant(plan, kind, year.mark),
            remarks_of_luminance(plan, kind, self._lent(plan), year.mark),
            self._happenings.night(plan, groups, lambda event: self._plan(groups[0], rule, night, event)),
            self._writes.night(night, plan, kind, groups),
        )
        for remark in chain.from_iterable(remarks):
            self.book.note(remark, night, groups)
        return plan

    def _lent(self, plan: NightPlan) -> list[Profile]:
        """Profiles whose plan an event borrows that night, as this street gets them."""
        plant, profiles = self._year.plant, self._year.profiles
        street = plant.streets[plant.groups[plan.group].street]
        return [fitted(profiles[one.event.profile], street) for one in plan.events if one.event.profile]


def _alike(year: Year) -> dict[Alike, list[str]]:
    """Groups that share kind, rules and events, so that one stands for all on every night."""
    rows: dict[Alike, list[str]] = {}
    last = year.first + timedelta(days=year.nights)
    for group in year.plant.groups:
        rules, events = _reaching(year.schedule.rules, group), _reaching(year.schedule.events, group)
        kind = kind_of(year.plant, group, year.first, last)
        rows.setdefault((rules, events, kind), []).append(group)
    return rows


def _reaching(asked: Sequence[Conditions], group: str) -> tuple[int, ...]:
    return tuple(i for i, one in enumerate(asked) if not one.groups or group in one.groups)
