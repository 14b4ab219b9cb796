"""What operators ask for: overrides that always end, and lockouts that never end by themselves."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from lightctl.core.units import Level


class Scope(IntEnum):
    """How specific a target is; across scopes the more specific wins, within one the newest."""

    CITY = 0
    DISTRICT = 1
    STREET = 2
    CABINET = 3
    GROUP = 4
    LAMP = 5


@dataclass(frozen=True, slots=True)
class Target:
    """What a command is for: `city`, or a scope and an id; `street:tran-hung-dao`."""

    scope: Scope
    id: str = ""

    def __str__(self) -> str:
        return "city" if self.scope is Scope.CITY else f"{self.scope.name.lower()}:{self.id}"


@dataclass(frozen=True, slots=True)
class Override:
    """An operator's level for a target; `until` is at most 24 h after `since`."""

    id: str
    target: Target
    level: Level
    since: datetime
    until: datetime
    owner: str
    reason: str
    below_floor: bool = False
    emergency: bool = False
    scene: str = ""
    """The scene that it is a row of; empty for a command of its own."""

    def holds(self, now: datetime) -> bool:
        """Whether it is in force."""
        return self.since <= now < self.until


@dataclass(frozen=True, slots=True)
class Lockout:
    """A circuit that must stay dead; no end but an explicit release."""

    id: str
    circuit: str
    since: datetime
    owner: str
    crew: str
    reason: str
