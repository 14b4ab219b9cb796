"""A savings report read from history: the figures, and what stands beside them."""

from dataclasses import dataclass
from datetime import date, datetime, time

from lightctl.figures import SavingsReport, period_of, savings_report
from lightctl.figures.rows import LedgerSum
from lightctl.render.facts import Facts
from lightctl.site.model import Site
from lightctl.store.history import History
from lightctl.store.ledger import blanks
from lightctl.store.origin import is_simulated


@dataclass(frozen=True, slots=True)
class Read:
    """A report, the day sums it was worked out from (missing ones too), and its facts."""

    days: list[LedgerSum]
    report: SavingsReport
    facts: Facts


def read_report(site: Site, history: History, first: date, after: date, made: datetime) -> Read:
    """The report of the local days [first, after) as of `made`; raises StoreError.

    All whole days before `made` must be covered.
    """
    start, end = (datetime.combine(day, time(), history.zone) for day in (first, after))
    today = made.astimezone(history.zone).date()
    held = history.day_sums(first, after)
    over = datetime.combine(max(first, min(after, today)), time(), history.zone)
    missing = blanks(site, held, start, over)
    period = period_of(held, missing, first, after, today)
    report = savings_report(held, missing, history.gaps_between(start, end), site.accounts, period)
    plant = site.plant
    names = {thing.id: thing.name for kind in (plant.streets, plant.cabinets) for thing in kind.values()}
    editions = tuple(history.editions_between(start, end))
    simulated = is_simulated(history.states())
    facts = Facts(site.settings.name, made, history.zone, names, editions, simulated=simulated)
    return Read([*held, *missing], report, facts)
