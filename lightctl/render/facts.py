"""What a report says beside its figures: names, who decided, when it was made."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from lightctl.figures.rows import Quality


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is no figure. `names` gives streets and cabinets by id; an id without one is shown."""

    site: str
    made: datetime
    zone: ZoneInfo
    names: Mapping[str, str] = field(default_factory=dict)
    editions: tuple[tuple[str, str, int], ...] = ()
    """(site digest, version of lightctl, number of decisions) of the period."""
    simulated: bool = False
    """Whether simulated devices ever fed the history: then every page says so first."""

    def name(self, thing: str) -> str:
        """What people call it."""
        return self.names.get(thing, thing)


_FLAGS = {
    Quality.UNKNOWN: "unknown",
    Quality.ESTIMATED: "estimated_lamps",
    Quality.RESET: "reset",
    Quality.ROLLOVER: "rollover",
    Quality.ABSURD: "absurd",
    Quality.GLITCH: "glitch",
    Quality.SHARED: "shared",
    Quality.UNMETERED: "unmetered",
    Quality.LAMP_GAP: "lamp_gap",
    Quality.FAILED: "failed",
    Quality.MISSING: "missing",
    Quality.TESTED: "tested",
}


def flags(quality: Quality) -> list[str]:
    """The keys of the words for each flag."""
    return [word for flag, word in _FLAGS.items() if quality & flag]
