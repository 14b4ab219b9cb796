"""A savings report read from history: the figures, and what stands beside them."""

from datetime import date, datetime, time

from lightctl.figures import SavingsReport, savings_report
from lightctl.render.facts import Facts
from lightctl.site.model import Site
from lightctl.store.history import History


def read_report(
    site: Site, history: History, first: date, after: date, made: datetime
) -> tuple[SavingsReport, Facts]:
    """The report of the local days [first, after) as of `made`; raises StoreError."""
    start, end = (datetime.combine(day, time(), history.zone) for day in (first, after))
    report = savings_report(
        history.day_sums(first, after), history.gaps_between(start, end), site.accounts, first, after
    )
    plant = site.plant
    names = {thing.id: thing.name for kind in (plant.streets, plant.cabinets) for thing in kind.values()}
    editions = tuple(history.editions_between(start, end))
    return report, Facts(site.settings.name, made, history.zone, names, editions)
