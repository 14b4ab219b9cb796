"""What was asked for, and how much of it the ledger holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from lightctl.figures.rows import LedgerSum

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """Local days from first to last; all whole days of it up to now must be covered."""

    first: date
    last: date
    asked: int
    """How many days of it are over and must be covered."""
    held: int
    """For how many of these the ledger holds anything at all."""
    covered: tuple[date, date] | None
    """First and last day that the ledger holds; None where it holds none."""
    unheard: tuple[str, ...]
    """Metered cabinets of which the ledger holds nothing in the whole period."""

    @property
    def missing(self) -> int:
        """Days of which the ledger holds nothing."""
        return self.asked - self.held

    @property
    def running(self) -> bool:
        """Whether it is not over yet: some of its days are not asked for."""
        return self.asked <= (self.last - self.first).days

    @property
    def asked_to(self) -> date | None:
        """The last day that must be covered; None where not even one is over."""
        return self.first + (self.asked - 1) * _DAY if self.asked else None


def period_of(
    held: Sequence[LedgerSum], missing: Sequence[LedgerSum], first: date, after: date, today: date
) -> Period:
    """Of the local days [first, after) as seen on `today`; `held` in day order, `missing` without amounts."""
    until = max(first, min(after, today))
    days = {row.day for row in held}
    heard = {row.cabinet for row in held}
    unheard = {row.cabinet for row in missing if row.metered} - heard
    return Period(
        first, after - _DAY, (until - first).days, sum(first <= day < until for day in days),
        (held[0].day, held[-1].day) if held else None, tuple(sorted(unheard)),
    )  # fmt: skip
