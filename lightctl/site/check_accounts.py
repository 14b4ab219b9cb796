"""Accounts in order of their dates, and luminaires with power curves that rise."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Protocol

from lightctl.site.accounts_file import AccountsFile
from lightctl.site.parse import Parsed
from lightctl.site.plant_rows import PlantRows
from lightctl.site.problems import Problems


class _Dated(Protocol):
    @property
    def since(self) -> date: ...


def check_accounts(parsed: Parsed[AccountsFile], problems: Problems) -> None:
    """Note rows out of order: which of two rows holds must be seen at a glance."""
    _ascending(parsed, "tariffs", parsed.model.tariffs, problems)
    _ascending(parsed, "grid_factors", parsed.model.grid_factors, problems)
    latest: dict[str, date] = {}
    for i, row in enumerate(parsed.model.baselines):
        if row.id in latest and row.since <= latest[row.id]:
            message = f"baseline {row.id!r} since {row.since} stands after the one since {latest[row.id]}"
            problems.error(
                parsed.spot("baselines", i, "since"), message, "rows of one baseline ascend by date"
            )
        latest[row.id] = max(row.since, latest.get(row.id, row.since))


def _ascending(
    parsed: Parsed[AccountsFile], section: str, rows: Sequence[_Dated], problems: Problems
) -> None:
    for i in range(1, len(rows)):
        if rows[i].since <= rows[i - 1].since:
            message = f"{section} since {rows[i].since} stands after the row since {rows[i - 1].since}"
            problems.error(parsed.spot(section, i, "since"), message, "rows ascend by date")


def check_luminaires(rows: PlantRows, problems: Problems) -> None:
    """A power curve has levels in (0, 100], ends at 100 and does not fall."""
    for one in rows.luminaires:
        curve = sorted(one.row.power_curve.items())
        spot = one.spot("power_curve")
        if not 0 < curve[0][0] <= curve[-1][0] <= 100:
            problems.error(spot, f"luminaire {one.row.id!r}: levels of a power curve lie in 1–100 %")
        elif curve[-1][0] != 100:
            problems.error(spot, f"luminaire {one.row.id!r}: the power curve does not say the power at 100 %")
        elif any(later[1] < earlier[1] for earlier, later in pairwise(curve)):
            problems.error(spot, f"luminaire {one.row.id!r}: more light must not take less power")
        elif curve[0][1] <= 0:
            problems.error(spot, f"luminaire {one.row.id!r}: light takes power; watts are above 0")
