"""The trials of a drill: every fault, before dusk and in mid-night, with and without a stored plan."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from lightctl.cli.drill.darkness import StreetRow, street_rows
from lightctl.cli.drill.faults import FAULTS, Fault
from lightctl.cli.drill.night import night_with
from lightctl.cli.drill.sample import part_of, without_plans
from lightctl.core.calendar import local_instant
from lightctl.core.night import NightPlan
from lightctl.core.nights import Nights
from lightctl.errors import TargetError
from lightctl.site.model import Site

BEFORE_DUSK = timedelta(minutes=5)
RUN_IN = timedelta(minutes=75)
"""From the daemon's start to the fault before dusk: every cabinet has its plan by then."""
MIDNIGHT = time(0, 30)


@dataclass(frozen=True, slots=True)
class Trial:
    """One fault at one hour, with what came of it."""

    fault: Fault
    when: str
    """`before dusk` or `mid-night`."""
    at: datetime
    stored: bool
    """Whether the cabinets held plans."""
    streets: Sequence[StreetRow]

    @property
    def darkest_min(self) -> float:
        """Minutes of darkness of the worst lamp."""
        return max((row.dark_worst_min for row in self.streets), default=0.0)

    @property
    def day_min(self) -> float:
        """Minutes of day-burning of the worst lamp."""
        return max((row.day_worst_min for row in self.streets), default=0.0)


def trials_in_all() -> int:
    """How many trials a drill has."""
    return 2 * 2 * len(FAULTS)


def run_trials(
    site: Site, cabinets: Sequence[str], night: date, on_trial: Callable[[str], None]
) -> Iterator[Trial]:
    """Each trial as it ends; raises TargetError for a night on which nothing is lit."""
    part = part_of(site, cabinets)
    plans = _plans(part, night)
    dusk = min((plan.on for plan in plans.values() if plan.on), default=None)
    if dusk is None:
        raise TargetError(f"nothing is lit on the night of {night}")
    hours = dusk - BEFORE_DUSK - RUN_IN, next(iter(plans.values())).ends
    moments = (("before dusk", dusk - BEFORE_DUSK),
               ("mid-night", local_instant(site.settings.place, night, MIDNIGHT)))  # fmt: skip
    for stored, city in ((True, part), (False, without_plans(part))):
        for fault in FAULTS:
            for when, at in moments:
                on_trial(f"{fault.id}, {when}")
                yield _trial(city, plans, fault, when, (hours, at), stored)


def _trial(
    city: Site, plans: dict[str, NightPlan], fault: Fault, when: str,
    times: tuple[tuple[datetime, datetime], datetime], stored: bool,
) -> Trial:  # fmt: skip
    hours, at = times
    # What dies with the daemon dies at the moment named; what comes before it, that much earlier.
    strikes_at = at - (fault.daemon_dies or timedelta(0))
    start = min(hours[0], strikes_at - RUN_IN)
    with TemporaryDirectory(prefix="lightctl-drill-") as state:
        changes = night_with(city, fault, (start, hours[1]), strikes_at, Path(state))
    return Trial(fault, when, at, stored, street_rows(city.plant, plans, changes, hours))


def _plans(site: Site, night: date) -> dict[str, NightPlan]:
    nights = Nights(site.plant, site.profiles, site.schedule, site.settings.place)
    return {group: nights.on(group, night) for group in site.plant.groups}
