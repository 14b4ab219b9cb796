"""What an engineer's calendar says: ordered rules that choose profiles, tables of holidays, and events."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from lightctl.core.profile import Anchor
from lightctl.core.units import Level

LAST = -1
"""The last such weekday of a month, where others count from 1."""


@dataclass(frozen=True, slots=True)
class NightRange:
    """Nights from `first` to `last`, both included; a night bears the date of its noon.

    With `yearly`, the year of both dates is ignored and the range may cross the new year.
    """

    first: date
    last: date
    yearly: bool = False


@dataclass(frozen=True, slots=True)
class Holiday:
    """One named holiday of a table: its days, as dates or as days of every year."""

    id: str
    title: str
    days: tuple[NightRange, ...]


@dataclass(frozen=True, slots=True)
class HolidayTable:
    """Named days as data; it says nothing about days after `valid_to`, and lint asks for them."""

    id: str
    title: str
    source: str
    valid_to: date
    holidays: Mapping[str, Holiday]
    where: str = ""
    """file:line:column of `valid_to`."""


@dataclass(frozen=True, slots=True)
class HolidayNights:
    """Evenings of a holiday: 0 on its days, −1 the evening before its first, 1 the one after its last."""

    table: str
    holiday: Holiday
    offsets: frozenset[int] = frozenset({0})

    @property
    def name(self) -> str:
        """`vietnam/tet`, as a rule names it."""
        return f"{self.table}/{self.holiday.id}"


class Conditions(Protocol):
    """On which nights and for whom; every given condition holds, `nights` and `holidays` counting as one."""

    @property
    def nights(self) -> tuple[NightRange, ...]: ...
    @property
    def weekdays(self) -> frozenset[int]: ...
    @property
    def nth(self) -> frozenset[int]: ...
    @property
    def holidays(self) -> tuple[HolidayNights, ...]: ...
    @property
    def groups(self) -> frozenset[str]: ...


@dataclass(frozen=True, slots=True)
class Rule:
    """Applies where every given condition holds; empty conditions hold always."""

    profile: str
    nights: tuple[NightRange, ...] = ()
    weekdays: frozenset[int] = frozenset()
    """ISO weekdays, 1 Monday to 7 Sunday, of the evening."""
    groups: frozenset[str] = frozenset()
    """Group ids; the loader has already resolved streets and classes to groups."""
    where: str = ""
    """file:line:column of the rule, for `explain` and `plan`."""
    nth: frozenset[int] = frozenset()
    """Which of these weekdays in the month of the evening's date: 1 to 5, or LAST; empty for each."""
    holidays: tuple[HolidayNights, ...] = ()

    @property
    def every_night(self) -> bool:
        """Whether it holds on every night of its groups."""
        return not (self.nights or self.weekdays or self.holidays)


@dataclass(frozen=True, slots=True)
class Event:
    """Something in the street for a part of a night: light from `begins` to `ends`, within the lit hours.

    It asks for `level`, or for the light that `profile` gives then; never for less than the plan,
    unless `lowers`. Floors hold in any case. Either `begins` and `ends` hang on each night that the
    conditions name, or `first` and `last` are local date and time of its one beginning and end.
    """

    title: str
    begins: Anchor
    ends: Anchor
    level: Level | None = None
    profile: str = ""
    lowers: bool = False
    nights: tuple[NightRange, ...] = ()
    weekdays: frozenset[int] = frozenset()
    groups: frozenset[str] = frozenset()
    where: str = ""
    nth: frozenset[int] = frozenset()
    holidays: tuple[HolidayNights, ...] = ()
    first: datetime | None = None
    """Without zone: what a clock in the street shows."""
    last: datetime | None = None


@dataclass(frozen=True, slots=True)
class Schedule:
    """All rules of a site in order, its events, and the tables of holidays that they name."""

    rules: tuple[Rule, ...]
    events: tuple[Event, ...] = ()
    tables: Mapping[str, HolidayTable] = field(default_factory=dict)
