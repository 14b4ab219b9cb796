"""Which tariff and which grid factor hold on a day."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Protocol, TypeVar

from lightctl.core.accounts import Accounts, GridFactor, Tariff


class _Dated(Protocol):
    @property
    def since(self) -> date: ...


D = TypeVar("D", bound=_Dated)


def on(rows: Sequence[D], day: date) -> D | None:
    """The newest row that holds on the day, the first row for days before it; None where there is none."""
    held = [row for row in rows if row.since <= day]
    return max(held or rows[:1], key=lambda row: row.since, default=None)


def tariff_on(accounts: Accounts, day: date) -> Tariff:
    """The tariff of the day; a free one where the site declares none."""
    return on(accounts.tariffs, day) or Tariff(day, Decimal(0), Decimal(0), "none declared")


def factor_on(accounts: Accounts, day: date) -> GridFactor:
    """The grid's CO2 factor of the day; zero where the site declares none."""
    return on(accounts.grid_factors, day) or GridFactor(day, Decimal(0), "none declared")
