"""Schedules resolved to groups and holidays: every name in them is known."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from lightctl.core.profile import Anchor
from lightctl.core.schedule import Event, HolidayNights, Rule
from lightctl.core.units import Level
from lightctl.site.check_ids import Ids
from lightctl.site.holiday_file import HolidayFile
from lightctl.site.library import SHIPPED
from lightctl.site.parse import Parsed
from lightctl.site.plant_file import CLASSES
from lightctl.site.plant_rows import PlantRows
from lightctl.site.problems import Problems, Spot, did_you_mean
from lightctl.site.schedule_file import WEEKDAYS, EventRow, RuleRow, ScheduleFile, WhenRow

SCOPES = ("city", "district", "street", "class", "group")


@dataclass(frozen=True, slots=True)
class PlacedRule:
    """A resolved rule and where it stands."""

    rule: Rule
    spot: Spot
    profile_spot: Spot


@dataclass(frozen=True, slots=True)
class PlacedEvent:
    """A resolved event and where it stands."""

    event: Event
    spot: Spot
    profile_spot: Spot


@dataclass(slots=True)
class Resolved:
    """What schedules say, in order."""

    rules: list[PlacedRule] = field(default_factory=list)
    events: list[PlacedEvent] = field(default_factory=list)

    def profiles(self) -> Iterable[tuple[str, Spot]]:
        """Every profile that is named, and where."""
        yield from ((placed.rule.profile, placed.profile_spot) for placed in self.rules)
        yield from ((one.event.profile, one.profile_spot) for one in self.events if one.event.profile)


class Tables(Protocol):
    """Where tables of holidays come from; what is unknown is told at the spot."""

    def holidays(self, name: str, asked: Spot) -> Parsed[HolidayFile] | None: ...


def resolve(
    parsed: Parsed[ScheduleFile], rows: PlantRows, ids: Ids, tables: Tables, problems: Problems
) -> Resolved:
    """The file's rules and events; what a shipped one names and this city lacks is passed over in silence."""
    resolving = _Resolving(parsed, _members(rows), ids, tables, problems)
    found = Resolved()
    for i, rule in enumerate(parsed.model.rules):
        groups = resolving.groups("rules", i, rule)
        holidays = resolving.holidays("rules", i, rule)
        if groups is not None and holidays is not None:
            spot = parsed.spot("rules", i)
            core = _rule(rule, groups, holidays, spot)
            found.rules.append(PlacedRule(core, spot, parsed.spot("rules", i, "profile")))
    for i, event in enumerate(parsed.model.events):
        groups = resolving.groups("events", i, event)
        holidays = resolving.holidays("events", i, event)
        if groups is not None and holidays is not None:
            spot = parsed.spot("events", i)
            told = _event(event, groups, holidays, spot)
            found.events.append(PlacedEvent(told, spot, parsed.spot("events", i, "profile")))
    return found


@dataclass(frozen=True, slots=True)
class _Resolving:
    """One file's names against the city and the tables."""

    parsed: Parsed[ScheduleFile]
    members: dict[str, set[str]]
    ids: Ids
    tables: Tables
    problems: Problems

    def groups(self, section: str, i: int, row: WhenRow) -> frozenset[str] | None:
        """The groups meant; empty for all, None where it means nobody here."""
        groups: set[str] = set()
        everywhere = not row.targets
        for j, target in enumerate(row.targets):
            everywhere |= target == "city"
            if not self.parsed.loaded.file.startswith(SHIPPED):
                _check_target(target, self.parsed.spot(section, i, "for", j), self.ids, self.problems)
            groups |= self.members.get(target, set())
        if everywhere:
            return frozenset()
        return frozenset(groups) or None

    def holidays(self, section: str, i: int, row: WhenRow) -> tuple[HolidayNights, ...] | None:
        """The holidays meant; None where one is unknown, since without it the row would mean every night."""
        found: list[HolidayNights] = []
        known = True
        for j, words in enumerate(row.holidays):
            spot = self.parsed.spot(section, i, "holidays", j)
            named = self._named(words, frozenset(row.evenings), spot)
            known &= bool(named)
            found += named
        return tuple(found) if known else None

    def _named(self, words: str, evenings: frozenset[int], spot: Spot) -> list[HolidayNights]:
        name, slash, day = words.partition("/")
        table = self.tables.holidays(name, spot)
        if table is None:
            return []
        days = {one.id: one.to_holiday() for one in table.model.days}
        if slash and day not in days:
            self.problems.error(
                spot, f"table {name!r} has no day {day!r}", did_you_mean(day, days) or _known(days)
            )
            return []
        return [HolidayNights(name, one, evenings) for one in days.values() if not slash or one.id == day]


def _known(names: Iterable[str]) -> str:
    return f"it has {', '.join(names)}"


def _days(row: WhenRow) -> frozenset[int]:
    return frozenset(WEEKDAYS.index(day) + 1 for day in row.weekdays)


def _rule(row: RuleRow, groups: frozenset[str], holidays: tuple[HolidayNights, ...], spot: Spot) -> Rule:
    where, nth = str(spot), frozenset(row.nth)
    return Rule(row.profile, tuple(row.nights), _days(row), groups, where, nth, holidays)


def _event(row: EventRow, groups: frozenset[str], holidays: tuple[HolidayNights, ...], spot: Spot) -> Event:
    return Event(
        title=row.title,
        begins=row.begins or Anchor(),
        ends=row.ends or Anchor(),
        level=None if row.level is None else Level(row.level),
        profile=row.profile or "",
        lowers=row.lowers,
        nights=tuple(row.nights),
        weekdays=_days(row),
        groups=groups,
        where=str(spot),
        nth=frozenset(row.nth),
        holidays=holidays,
        first=row.first,
        last=row.last,
    )


def _members(rows: PlantRows) -> dict[str, set[str]]:
    """Groups by every target that names them: `street:…`, `district:…`, `class:…`, `group:…`."""
    groups = {s.row.id: s.row.id for s in rows.streets} | {g.row.id: g.row.street for g in rows.groups}
    streets = {s.row.id: s.row for s in rows.streets}
    found: dict[str, set[str]] = {}
    for group, street in groups.items():
        row = streets.get(street)
        names = {f"group:{group}", f"street:{street}"}
        if row:
            names |= {f"class:{row.lighting_class}", f"district:{row.district}"}
        for name in names:
            found.setdefault(name, set()).add(group)
    return found


def _check_target(target: str, spot: Spot, ids: Ids, problems: Problems) -> None:
    scope, _, word = target.partition(":")
    if scope not in SCOPES or (scope == "city") != (target == "city"):
        hint = did_you_mean(scope, SCOPES) or "city, district:…, street:…, class:… or group:…"
        problems.error(spot, f"{target!r} is not a target", hint)
    elif scope == "class" and word not in CLASSES:
        problems.error(spot, f"{word!r} is not a lighting class", "M1 to M6")
    elif scope in ("district", "street", "group") and ids.known.get("street"):
        ids.refer(scope, word, spot)  # a city whose streets could not be read is told that once
