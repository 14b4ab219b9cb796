"""The ledger's hours held against the simulator's own truth."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from pathlib import Path

from lightctl.figures.rows import Quality
from lightctl.simulation.truth import Truth
from lightctl.store import History


@dataclass
class Account:
    """Wh over the covered hours; what is not covered stands apart by name."""

    metered: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    true: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    unknown: set[tuple[str, datetime]] = field(default_factory=set)
    unmetered: set[str] = field(default_factory=set)
    hours: int = 0

    @property
    def error(self) -> float:
        """Share by which the ledger's sum is off."""
        return sum(self.metered.values()) / sum(self.true.values()) - 1

    def worst(self) -> tuple[float, str]:
        """The cabinet that is off most, as a share of its own energy."""
        return max((abs(self.metered[name] / self.true[name] - 1), name) for name in self.metered)


def account(state: Path, hours: Mapping[datetime, Truth]) -> Account:
    """Compare every hour whose two ends are in `hours`."""
    found = Account()
    instants = sorted(hours)
    following = dict(pairwise(instants))
    with History.open(state) as history:
        rows = history.hours_between(instants[0], instants[-1])
    for row in rows:
        if row.quality & Quality.UNMETERED:
            found.unmetered.add(row.cabinet)
        elif row.metered_dwh is None:
            found.unknown.add((row.cabinet, row.hour))
        else:
            found.hours += 1
            before, after = hours[row.hour].cabinets, hours[following[row.hour]].cabinets
            found.metered[row.cabinet] += row.metered_dwh / 10
            found.true[row.cabinet] += after[row.cabinet].energy_wh - before[row.cabinet].energy_wh
    return found
