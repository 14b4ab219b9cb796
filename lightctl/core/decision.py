"""A level with its reasons."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from lightctl.core.inputs import Inputs
from lightctl.core.units import Level


class Layer(StrEnum):
    """Who moved the light, from weakest to strongest."""

    PLAN = "plan"
    TRAFFIC = "traffic"
    WEATHER = "weather"
    SENSOR = "sensor"
    FLOOR = "floor"
    EVENT = "event"
    SCENE = "scene"
    OVERRIDE = "override"
    EMERGENCY = "emergency"
    LAMP = "lamp"
    PROTECTION = "protection"


_SETTING = frozenset({Layer.SCENE, Layer.OVERRIDE, Layer.EMERGENCY, Layer.PROTECTION})
"""What these say holds, also where the layers under them happen to say the same."""

Fact = str | float | int | bool | None


@dataclass(frozen=True, slots=True)
class Reason:
    """What one layer said: a rule's short name, the level after it, and the facts it saw.

    Facts are JSON-ready pairs in a stable order; instants are ISO 8601 UTC strings.
    """

    layer: Layer
    rule: str
    level: Level
    facts: tuple[tuple[str, Fact], ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """The level of a group (or of one lamp that differs from its group), and why.

    It holds until `valid_until` unless one of its inputs changes before.
    """

    thing: str
    """Group or lamp id."""
    at: datetime
    level: Level
    reasons: tuple[Reason, ...]
    valid_until: datetime
    inputs: Inputs | None = field(default=None, compare=False, repr=False)
    """What it was decided from; None in a row of history, which keeps them beside it."""

    @property
    def ruling(self) -> int:
        """Which reason had the last word: the last that moved the level, or set it whatever it was before."""
        reasons = self.reasons
        moved = (
            index
            for index in range(len(reasons) - 1, 0, -1)
            if reasons[index].level != reasons[index - 1].level or reasons[index].layer in _SETTING
        )
        return next(moved, 0)

    @property
    def ruled_by(self) -> Layer:
        """The layer that had the last word."""
        return self.reasons[self.ruling].layer

    def same_light(self, other: "Decision | None") -> bool:
        """Whether the other decision asks for the same light for the same reasons."""
        return other is not None and self.level == other.level and self.reasons == other.reasons
