"""Every night of a period, every plan that differs from the others evaluated once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from lightctl.core.accounts import Accounts
from lightctl.core.lint import Finding, Mark, Notebook, Remark, Weight
from lightctl.core.lint_night import remarks_of_night
from lightctl.core.lint_plant import Kind, kind_of, remarks_of_plant
from lightctl.core.lint_room import groups_of, remark_of_room
from lightctl.core.lint_rules import Choices, uncovered
from lightctl.core.lint_sky import Landmarks, Sky, landmarks, sky_of
from lightctl.core.lint_tables import remarks_of_tables
from lightctl.core.night import NightPlan, plan_night
from lightctl.core.place import Place
from lightctl.core.plant import Plant
from lightctl.core.profile import Profile
from lightctl.core.schedule import Rule, Schedule
from lightctl.core.sun import Sun


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
    spare: tuple[str, ...] = ()
    """Profiles that the site has and no rule names."""
    rooms: Mapping[str, int] = field(default_factory=dict)
    """Rows of a stored plan that cabinets have room for; those without are not named."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Findings, and what they rest on."""

    findings: tuple[Finding, ...]
    first: date
    last: date
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
    for night in (year.first + timedelta(days=i) for i in range(year.nights)):
        skies.append((night, walk.night(night)))
        on_night(night)
    last = skies[-1][0]
    walk.close(last)
    return Verdict(tuple(walk.book.findings()), year.first, last, walk.plans, landmarks(year.place, skies))


class _Walk:
    """The nights in order, and what was noted of them."""

    def __init__(self, year: Year) -> None:
        self._year = year
        self._sun = Sun(year.place)
        self._rules = year.schedule.rules
        self._choices = Choices(self._rules)
        self._alike = _alike(year)
        self._fed = {cabinet: groups_of(year.plant, cabinet) for cabinet in year.rooms}
        self._roomy: set[tuple[str, tuple[str, ...]]] = set()
        self.book = Notebook()
        self.plans = 0

    def night(self, night: date) -> Sky:
        """Judge one night; groups of one kind under one rule have one plan."""
        sky = sky_of(self._sun, night)
        ruled: dict[tuple[str, str, Kind], tuple[Rule, list[str]]] = {}
        for (_, kind), groups in self._alike.items():
            rule = self._choices.choose(groups[0], night)
            if rule is None:
                self.book.note(uncovered(self._rules), night, groups)
            else:
                ruled.setdefault((rule.profile, rule.where, kind), (rule, []))[1].extend(groups)
        for (_, _, kind), (rule, groups) in ruled.items():
            self._judge(rule, kind, groups, night, sky)
        self._rooms(night, {group: rule for rule, groups in ruled.values() for group in groups})
        return sky

    def close(self, last: date) -> None:
        """Note what only the whole period shows."""
        year = self._year
        members = {groups[0]: groups for groups in self._alike.values()}
        for remark, heads in self._choices.remarks(last):
            self.book.note(remark, groups=[one for head in sorted(heads) for one in members[head]])
        for remark in remarks_of_tables(
            self._rules,
            year.accounts,
            year.place,
            (year.first, last),
            year.mark,
            year.schedule.tables.values(),
        ):
            self.book.note(remark)
        for profile in year.spare:
            where, advice = year.mark(f"profiles/{profile}"), "name it in a rule, or remove the file"
            subject, message = f"profile {profile}", "no rule names it"
            self.book.note(Remark(Weight.WARNING, "unused-profile", where, subject, message, advice))

    def _rooms(self, night: date, rules: Mapping[str, Rule]) -> None:
        """Look once at every cabinet under every set of rules that its groups come to have."""
        for cabinet, room in self._year.rooms.items():
            groups = self._fed[cabinet]
            key = (cabinet, tuple(rules[group].where for group in groups if group in rules))
            if key in self._roomy or len(key[1]) < len(groups) or not groups:
                continue
            self._roomy.add(key)
            remark = remark_of_room(
                self._year.plant,
                cabinet,
                room,
                lambda one: self._plan(one, rules[one], night),
                self._year.mark,
            )
            if remark:
                self.book.note(remark, night, groups)

    def _plan(self, group: str, rule: Rule, night: date) -> NightPlan:
        year, thing = self._year, self._year.plant.groups[group]
        street = year.plant.streets[thing.street]
        return plan_night(thing, street, year.profiles[rule.profile], rule, year.place, self._sun, night)

    def _judge(self, rule: Rule, kind: Kind, groups: list[str], night: date, sky: Sky) -> None:
        year, plan = self._year, self._plan(groups[0], rule, night)
        self.plans += 1
        for remark in remarks_of_night(plan, sky, self._sun, year.mark):
            self.book.note(remark, night, groups)
        for remark in remarks_of_plant(plan, kind, year.mark):
            self.book.note(remark, night, groups)


def _alike(year: Year) -> dict[tuple[tuple[int, ...], Kind], list[str]]:
    """Groups that share kind and rules, so that one stands for all on every night."""
    rows: dict[tuple[tuple[int, ...], Kind], list[str]] = {}
    for group in year.plant.groups:
        mine = tuple(i for i, r in enumerate(year.schedule.rules) if not r.groups or group in r.groups)
        rows.setdefault((mine, kind_of(year.plant, group, year.first)), []).append(group)
    return rows
