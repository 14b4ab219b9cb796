"""Which of several commands a lamp obeys."""

from collections.abc import Iterable
from datetime import datetime

from lightctl.core.commands import Override


def ruling(overrides: Iterable[Override], now: datetime) -> Override | None:
    """The one that holds and wins, out of those that reach one lamp; None where none holds.

    An emergency before everything; then the more specific target, within one scope the newest. A scene's
    row takes part like any other until an operator commands one of its lamps later: there it gives way.
    """
    holding = [one for one in overrides if one.holds(now)]
    if not holding:
        return None
    emergencies = [one for one in holding if one.emergency]
    if emergencies:
        return max(emergencies, key=lambda one: (one.level, one.since, one.id))
    latest = max((one.since for one in holding if not one.scene), default=None)
    asked = [one for one in holding if not one.scene or latest is None or one.since > latest]
    return max(asked, key=lambda one: (one.target.scope, one.since, not one.scene, one.id))
