"""A night's stored decisions made again."""

from datetime import UTC, datetime
from pathlib import Path

from lightctl.core.nights import Nights
from lightctl.core.retelling import Verdict, retell_text
from lightctl.site.model import Site
from lightctl.store import History


def rules_of_a_recomputed_night(site: Site, state: Path) -> frozenset[str]:
    """The rules that spoke; every decision is made again from what was kept beside it, and agrees."""
    nights = Nights(site.plant, site.profiles, site.schedule, site.settings.place)
    with History.open(state) as history:
        rows = history.decisions_between(datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))
    assert rows
    for row in rows:
        found = retell_text(row.decision, row.noted, site.plant, nights, site.sensors)
        assert found.verdict is Verdict.AGREES, (found, row.decision)
    return frozenset(reason.rule for row in rows for reason in row.decision.reasons)
