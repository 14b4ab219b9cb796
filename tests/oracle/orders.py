"""Which of several commands a lamp obeys."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from tests.oracle.site import Lamp

SCOPES = ("city", "district", "street", "cabinet", "group", "lamp")


@dataclass(frozen=True)
class Order:
    """An operator's override, or a row of a scene: whom it reaches, when, and what it asks."""

    since: datetime
    until: datetime
    scope: str
    reaches: Callable[[str, Lamp], bool]
    level: float
    below_floor: bool = False
    emergency: bool = False
    scene: bool = False
    target: str = ""
    """Whom it reaches, in the words of a command."""


def obeyed(orders: Sequence[Order], name: str, lamp: Lamp, at: datetime) -> Order | None:
    """Emergency before all; a scene gives way to later commands; then the closer target, then the newer."""
    holding = [one for one in orders if one.since <= at < one.until and one.reaches(name, lamp)]
    if urgent := [one for one in holding if one.emergency]:
        return max(urgent, key=lambda one: one.level)
    single = [one.since for one in holding if not one.scene]
    asked = [one for one in holding if not (one.scene and any(one.since <= other for other in single))]
    return max(asked, key=lambda one: (SCOPES.index(one.scope), one.since), default=None)
