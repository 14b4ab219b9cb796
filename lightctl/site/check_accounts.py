"""Accounts in order of their dates, and luminaires with power curves that rise."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Protocol

from lightctl.core.anchors import lit_hours
from lightctl.core.calendar import local_instant
from lightctl.core.sun import Sun
from lightctl.site.accounts_file import AccountsFile, BaselineRow, HalfNight
from lightctl.site.check_profile import PROBES, backwards, in_night
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


def check_baselines(parsed: Parsed[AccountsFile], sun: Sun, problems: Problems) -> None:
    """Note old installations that never burned, or whose half-night pattern never held."""
    for i, row in enumerate(parsed.model.baselines):
        dark = next((night for night in PROBES if backwards(row.on, row.off, sun, night)), None)
        if dark is not None:
            message = f"baseline {row.id!r} never burned (night of {dark:%d %B})"
            problems.error(parsed.spot("baselines", i), message, "on comes before off")
        elif row.half and in_night(row.half.from_) >= in_night(row.half.to):
            message = f"half begins at {row.half.from_:%H:%M} and ends at {row.half.to:%H:%M}"
            problems.error(parsed.spot("baselines", i, "half"), message, "a night runs from noon to noon")
        elif row.half and not any(_half_lit(row, row.half, sun, night) for night in PROBES):
            message = "half lies outside the old lamps' hours on every night"
            problems.error(parsed.spot("baselines", i, "half"), message)


def _half_lit(row: BaselineRow, half: HalfNight, sun: Sun, night: date) -> bool:
    hours = lit_hours(row.on, row.off, sun.place, sun.events(night), night)
    begins, ends = (local_instant(sun.place, night, clock) for clock in (half.from_, half.to))
    return hours is not None and begins < hours[1] and hours[0] < ends


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
