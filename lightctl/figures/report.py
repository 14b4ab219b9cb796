"""The savings report: a headline that is refused rather than guessed, and everything it rests on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from lightctl.core.accounts import Accounts, Baseline, GridFactor, Tariff
from lightctl.figures.checks import CabinetCheck, EstimatedCabinet, check_cabinets, estimated_cabinets
from lightctl.figures.columns import kwh
from lightctl.figures.period import Period
from lightctl.figures.rates import factor_on, tariff_on
from lightctl.figures.rounding import shown_column
from lightctl.figures.rows import Gap, LedgerSum
from lightctl.figures.savings import KWH, By, SavingsRow, SavingsTable, savings_table

METER_CLASS = Decimal("0.01")
"""A class 1 meter may be wrong by 1 % of what it counted."""


@dataclass(frozen=True, slots=True)
class Headline:
    """What was saved, if enough was measured to say so."""

    total: SavingsRow
    coverage_needed: Decimal

    @property
    def refused(self) -> bool:
        """Whether too little was measured to name a figure."""
        return self.total.coverage.share < self.coverage_needed

    @property
    def saved_kwh_band(self) -> tuple[Decimal, Decimal]:
        """Between which two figures the saving lies if every meter is at the edge of its class."""
        edge = self.total.kwh.metered * METER_CLASS
        return self.total.kwh.saved - edge, self.total.kwh.saved + edge

    @property
    def percent_band(self) -> tuple[Decimal, Decimal] | None:
        """The same in percent of the old installation."""
        base = self.total.kwh.base
        low, high = self.saved_kwh_band
        return (100 * low / base, 100 * high / base) if base else None


@dataclass(frozen=True, slots=True)
class TariffSpan:
    """From the first to the last day (both included) this tariff held; what was saved under it."""

    first: date
    last: date
    tariff: Tariff
    saved_kwh: Decimal


@dataclass(frozen=True, slots=True)
class SavingsReport:
    """A period's savings, as shown."""

    period: Period
    headline: Headline
    by_street: SavingsTable
    by_day: SavingsTable
    by_month: SavingsTable
    cabinets: tuple[CabinetCheck, ...]
    estimated: tuple[EstimatedCabinet, ...]
    gaps: tuple[Gap, ...]
    tariffs: tuple[TariffSpan, ...]
    factors: tuple[GridFactor, ...]
    baselines: tuple[Baseline, ...]
    tested_kwh: Decimal = Decimal(0)
    """Metered in hours with a test of the cabinet; part of no other figure."""


def savings_report(
    held: Sequence[LedgerSum], missing: Sequence[LedgerSum], gaps: Sequence[Gap], accounts: Accounts,
    period: Period,
) -> SavingsReport:  # fmt: skip
    """Work out the report from the period's day sums, in day order, and its gaps.

    `missing` are sums without amounts for what the ledger does not hold: they count as not covered.
    """
    days = [*held, *missing]
    by_street = savings_table(days, accounts, By.STREET)
    return SavingsReport(
        period=period,
        headline=Headline(by_street.total, accounts.coverage_needed),
        by_street=by_street,
        by_day=savings_table(days, accounts, By.DAY),
        by_month=savings_table(days, accounts, By.MONTH),
        cabinets=check_cabinets(days),
        estimated=estimated_cabinets(days),
        gaps=tuple(gaps),
        tariffs=_tariff_spans(held, accounts),
        factors=tuple(dict.fromkeys(factor_on(accounts, day) for day in sorted({d.day for d in held}))),
        baselines=accounts.baselines,
        tested_kwh=tested_kwh(held),
    )


def tested_kwh(held: Sequence[LedgerSum]) -> Decimal:
    """What the meters counted in hours with a test; a cabinet without a meter adds nothing."""
    return Decimal(sum(day.tested_dwh for day in held if day.metered)) / 10_000


def _tariff_spans(days: Sequence[LedgerSum], accounts: Accounts) -> tuple[TariffSpan, ...]:
    metered = [day for day in days if day.metered]
    held = {day: tariff_on(accounts, day) for day in {row.day for row in metered}}
    runs = [(tariff, list(run)) for tariff, run in groupby(metered, key=lambda row: held[row.day])]
    saved = shown_column([kwh(run).saved for _, run in runs], KWH)
    return tuple(
        TariffSpan(run[0].day, run[-1].day, tariff, kept)
        for (tariff, run), kept in zip(runs, saved, strict=True)
    )
