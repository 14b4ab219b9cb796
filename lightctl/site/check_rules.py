"""Rules against each other and the city: each can be reached, every group has a profile on every night."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from lightctl.core.schedule import NightRange, Rule
from lightctl.site.check_schedule import PlacedRule
from lightctl.site.parse import Parsed
from lightctl.site.plant_rows import PlantRows
from lightctl.site.problems import Problems, Spot
from lightctl.site.profile_file import ProfileFile
from lightctl.site.schedule_file import WEEKDAYS

_EVERY_DAY = frozenset(range(1, 8))
_LEAP_YEAR = tuple(date(2000, 1, 1) + timedelta(days=i) for i in range(366))


def check_reached(rules: list[PlacedRule], problems: Problems) -> None:
    """Note rules that an earlier one hides."""
    for i, late in enumerate(rules):
        hiding = next((early for early in rules[:i] if _hides(early.rule, late.rule)), None)
        if hiding:
            problems.error(
                late.spot, "this rule is never reached", f"the rule at {hiding.spot} takes its nights"
            )


def check_covered(rules: list[PlacedRule], rows: PlantRows, problems: Problems) -> None:
    """Note groups that no rule covers on some night; groups under the same rules are told once."""
    known: dict[tuple[int, ...], str] = {}
    dark: dict[str, list[str]] = {}
    for group in dict.fromkeys(lamp.group for lamp in rows.lamps):
        mine = tuple(i for i, r in enumerate(rules) if not r.rule.groups or group in r.rule.groups)
        if mine not in known:
            known[mine] = _uncovered([rules[i].rule for i in mine])
        if known[mine]:
            dark.setdefault(known[mine], []).append(group)
    for when, groups in dark.items():
        more = f" and {len(groups) - 1} more" if len(groups) > 1 else ""
        message = f"group {groups[0]!r}{more}: no profile {when}"
        problems.error(_end(rules, rows), message, "end the schedule with a rule without conditions")


def check_never_dark(
    rules: list[PlacedRule], profiles: Mapping[str, Parsed[ProfileFile]], rows: PlantRows, problems: Problems
) -> None:
    """Note profiles with dark hours on a group that may never be dark; each profile is told once."""
    streets = {s.row.id: s.row.never_below for s in rows.streets}
    own = {g.row.id: (g.row.street, g.row.never_below or 0.0) for g in rows.groups}
    floors: dict[str, float] = {}
    for group in dict.fromkeys(lamp.group for lamp in rows.lamps):
        street, floor = own.get(group, (group, 0.0))
        floors[group] = max(floor, streets.get(street, 0.0))
    told: set[str] = set()
    for i, placed in enumerate(rules):
        parsed = profiles.get(placed.rule.profile)
        if parsed is None or not parsed.model.dark_hours or placed.rule.profile in told:
            continue
        dark = [g for g, floor in floors.items() if floor > 0 and _falls_to(rules, i, g)]
        if dark:
            told.add(placed.rule.profile)
            message = f"group {dark[0]!r} may never fall below {floors[dark[0]]:g}, and this profile is"
            where = f"chosen at {placed.spot}"
            problems.error(parsed.spot("part_night"), f"{message} dark for a part of the night", where)


def _falls_to(rules: list[PlacedRule], index: int, group: str) -> bool:
    """Whether the rule takes the group on some night, as far as plain rules before it show."""
    mine = [
        placed.rule for placed in rules[: index + 1] if not placed.rule.groups or group in placed.rule.groups
    ]
    taken = any(rule.every_night for rule in mine[:-1])
    return bool(mine) and mine[-1] is rules[index].rule and not taken


def _end(rules: list[PlacedRule], rows: PlantRows) -> Spot:
    return rules[-1].spot if rules else rows.lamps[0].row.spot


def _hides(early: Rule, late: Rule) -> bool:
    """Whether the early rule takes every night of every group of the late one."""
    groups = not early.groups or (bool(late.groups) and late.groups <= early.groups)
    days = (early.weekdays or _EVERY_DAY) >= (late.weekdays or _EVERY_DAY)
    nth = not early.nth or (bool(late.nth) and late.nth <= early.nth)
    if not groups or not days or not nth:
        return False
    if not early.nights and not early.holidays:
        return True
    if not late.nights and not late.holidays:
        return False
    return all(_covered(n, early.nights) for n in late.nights) and all(
        any(h.holiday == e.holiday and h.offsets <= e.offsets for e in early.holidays) for h in late.holidays
    )


def _covered(nights: NightRange, by: Iterable[NightRange]) -> bool:
    for one in by:
        if one.yearly and nights.yearly and set(_days(nights)) <= set(_days(one)):
            return True
        if not one.yearly and not nights.yearly and one.first <= nights.first and nights.last <= one.last:
            return True
    return False


def _days(nights: NightRange) -> list[tuple[int, int]]:
    first, last = (nights.first.month, nights.first.day), (nights.last.month, nights.last.day)
    every = [(day.month, day.day) for day in _LEAP_YEAR]
    if first <= last:
        return [day for day in every if first <= day <= last]
    return [day for day in every if day >= first or day <= last]


def _uncovered(rules: list[Rule]) -> str:
    """When no rule holds in an ordinary year; empty when one always does. Dated nights do not count."""
    always: set[int] = set()
    yearly: dict[tuple[int, int], set[int]] = {}
    for rule in rules:
        if rule.nth:
            continue
        if not rule.nights and not rule.holidays:
            always |= rule.weekdays or _EVERY_DAY
        for nights in rule.nights:
            for evening in _days(nights) if nights.yearly else ():
                yearly.setdefault(evening, set()).update(rule.weekdays or _EVERY_DAY)
    for day in _LEAP_YEAR:
        missing = _EVERY_DAY - always - yearly.get((day.month, day.day), set())
        if missing:
            return f"on {WEEKDAYS[min(missing) - 1]} nights such as --{day:%m-%d}"
    return ""
