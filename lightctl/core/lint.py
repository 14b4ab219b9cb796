"""What a year of nights says against profiles and schedules: remarks of single nights, counted into findings.

`check` already refuses, by the rules' text and by sample nights: levels above full, a profile's own floor
above its plan, 0 without `part_night`, `part_night` where `never_below` stands, on after off, steps out of
order or never lit, rules hidden whole, groups without a profile in an ordinary year. `lint` looks at every
night and adds. Refused: dark while the sun is down, light by day, on after off on any night, a night without
a rule. Warned of: street floors over the plan, overtaken steps, rules and events that choose or change
nothing, are over or mean nobody, events that collide, contactors that switch too often, plans that devices
cannot hold or that write them too often, lamps that cannot go so low, traffic rules without a counter, light
by class where nobody knows the luminance, profiles that nobody names, tables that run out. Noted: part-night
profiles, and rules and events still to come.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Protocol


class Weight(StrEnum):
    """Refused ends with exit code 1; a note is what is meant so and named all the same."""

    REFUSED = "refused"
    WARNING = "warning"
    NOTE = "note"


class Mark(Protocol):
    """Tells file:line:column of a value: `mark("profiles/market", "plan", 1, "at")`."""

    def __call__(self, file: str, *way: str | int) -> str: ...


@dataclass(frozen=True, slots=True)
class Remark:
    """What one night, rule or table says; the same code, place and subject are counted together."""

    weight: Weight
    code: str
    where: str
    subject: str
    message: str
    advice: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A remark with the first night it was made, on how many nights, and whom it concerns (group ids)."""

    weight: Weight
    code: str
    where: str
    """file:line:column, or the file alone."""
    message: str
    advice: str
    first: date | None
    nights: int
    groups: tuple[str, ...]


@dataclass(slots=True)
class _Entry:
    remark: Remark
    nights: set[date] = field(default_factory=set)
    groups: dict[str, None] = field(default_factory=dict)


class Notebook:
    """Gathers remarks; the first night's words stand for all its nights, so nights come in order."""

    def __init__(self) -> None:
        self._entries: dict[tuple[str, str, str], _Entry] = {}

    def note(self, remark: Remark, night: date | None = None, groups: Iterable[str] = ()) -> None:
        """Add a remark made of a night, or of no night in particular."""
        key = (remark.code, remark.where, remark.subject)
        entry = self._entries.setdefault(key, _Entry(remark))
        if night is not None:
            entry.nights.add(night)
        entry.groups.update(dict.fromkeys(groups))

    def findings(self) -> list[Finding]:
        """Refusals first, then warnings and notes, each in file order."""
        return sorted(map(_finding, self._entries.values()), key=_order)


def _finding(entry: _Entry) -> Finding:
    remark = entry.remark
    return Finding(
        remark.weight,
        remark.code,
        remark.where,
        f"{remark.subject}: {remark.message}",
        remark.advice,
        min(entry.nights, default=None),
        len(entry.nights),
        tuple(entry.groups),
    )


def _order(finding: Finding) -> tuple[int, str, tuple[int, ...], str]:
    file, *places = finding.where.split(":")
    numbers = tuple(int(place) for place in places if place.isdigit())
    return list(Weight).index(finding.weight), file, numbers, finding.message
