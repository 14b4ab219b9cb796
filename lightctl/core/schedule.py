"""Which profile rules which group on which night: ordered rules, first match wins."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class NightRange:
    """Nights from `first` to `last`, both included; a night bears the date of its noon.

    With `yearly`, the year of both dates is ignored and the range may cross the new year.
    """

    first: date
    last: date
    yearly: bool = False


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
    """file:line of the rule, for `explain` and `plan`."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """All rules of a site in order."""

    rules: tuple[Rule, ...]
