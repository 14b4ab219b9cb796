"""Savings by street, cabinet, day or month: energy, money and carbon, as shown."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import reduce
from operator import or_

from lightctl.core.accounts import Accounts, GridFactor, Tariff
from lightctl.figures.columns import Columns, kwh, shown_rows, total
from lightctl.figures.rates import factor_on, tariff_on
from lightctl.figures.rows import LedgerSum, Quality

KWH, DONG, KG = Decimal("0.1"), Decimal(1), Decimal("0.1")
"""What reports show: tenths of a kWh, whole đồng, tenths of a kg."""


class By(StrEnum):
    """How a table is cut."""

    STREET = "street"
    """A cabinet that feeds several streets is a row of its own."""
    CABINET = "cabinet"
    DAY = "day"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Coverage:
    """Hours of light, and how many of them the meter covers wholly."""

    known: int
    hours: int

    @property
    def share(self) -> Decimal:
        """0–1; an empty period is not covered."""
        return Decimal(self.known) / self.hours if self.hours else Decimal(0)

    def __add__(self, other: "Coverage") -> "Coverage":
        return Coverage(self.known + other.known, self.hours + other.hours)


@dataclass(frozen=True, slots=True)
class SavingsRow:
    """One line of a table: known hours only, rounded so that lines sum to the total line."""

    key: str
    """Street or cabinet id, ISO day, or ISO month; empty in the total."""
    whole_cabinet: bool
    """The key is a cabinet whose lamps lie in several streets."""
    kwh: Columns
    net_vnd: Columns
    vat_vnd: Columns
    co2_kg: Columns
    coverage: Coverage
    quality: Quality

    @property
    def vnd(self) -> Columns:
        """Money with VAT."""
        return self.net_vnd + self.vat_vnd

    @property
    def blank(self) -> bool:
        """Whether nothing at all is known of it, which is not a saving of nothing."""
        return not self.coverage.known and self.kwh == Columns()

    @property
    def saved_percent(self) -> Decimal | None:
        """Of the old installation's use; None where it would have used nothing."""
        return 100 * self.kwh.saved / self.kwh.base if self.kwh.base else None


@dataclass(frozen=True, slots=True)
class SavingsTable:
    """Lines in the order of their keys, and their sum."""

    by: By
    rows: tuple[SavingsRow, ...]
    total: SavingsRow


@dataclass(frozen=True, slots=True)
class _Run:
    """A group's energy while one tariff and one grid factor held."""

    tariff: Tariff
    factor: GridFactor
    kwh: Columns


@dataclass(frozen=True, slots=True)
class _Group:
    key: str
    whole_cabinet: bool
    sums: list[LedgerSum]
    runs: list[_Run]


def savings_table(days: Iterable[LedgerSum], accounts: Accounts, by: By) -> SavingsTable:
    """Cut metered day sums into lines; each day's money by the tariff of that day."""
    groups = _groups([day for day in days if day.metered], accounts, by)
    energy, net, vat, carbon = (
        shown_rows([total([unit(run) for run in group.runs]) for group in groups], quantum)
        for unit, quantum in _UNITS
    )
    rows = tuple(
        SavingsRow(
            group.key, group.whole_cabinet, a, b, c, d, coverage_of(group.sums), quality_of(group.sums)
        )
        for group, a, b, c, d in zip(groups, energy, net, vat, carbon, strict=True)
    )
    return SavingsTable(by, rows, _total(rows))


def coverage_of(days: Sequence[LedgerSum]) -> Coverage:
    """Hours of light in the sums, and how many of them are known."""
    return Coverage(sum(day.known_night_hours for day in days), sum(day.night_hours for day in days))


def quality_of(rows: Sequence[LedgerSum | SavingsRow]) -> Quality:
    """All flags of the rows."""
    return Quality(reduce(or_, {int(row.quality) for row in rows}, 0))


def _energy(run: _Run) -> Columns:
    return run.kwh


def _net(run: _Run) -> Columns:
    return run.kwh.times(run.tariff.price_vnd_per_kwh)


def _vat(run: _Run) -> Columns:
    return _net(run).times(run.tariff.vat_percent / 100)


def _carbon(run: _Run) -> Columns:
    return run.kwh.times(run.factor.t_co2_per_mwh)  # t/MWh is kg/kWh


_UNITS: tuple[tuple[Callable[[_Run], Columns], Decimal], ...] = (
    (_energy, KWH), (_net, DONG), (_vat, DONG), (_carbon, KG)
)  # fmt: skip


def _groups(days: Sequence[LedgerSum], accounts: Accounts, by: By) -> list[_Group]:
    found: dict[tuple[str, bool], list[LedgerSum]] = {}
    for day in days:
        found.setdefault(_key(day, by), []).append(day)
    rates = {day: (tariff_on(accounts, day), factor_on(accounts, day)) for day in {d.day for d in days}}
    return [_Group(*key, sums, _runs(sums, rates)) for key, sums in sorted(found.items())]


def _runs(sums: list[LedgerSum], rates: dict[date, tuple[Tariff, GridFactor]]) -> list[_Run]:
    days: dict[date, list[LedgerSum]] = {}
    for one in sums:
        days.setdefault(one.day, []).append(one)
    held: dict[tuple[Tariff, GridFactor], list[LedgerSum]] = {}
    for day, rows in days.items():
        held.setdefault(rates[day], []).extend(rows)
    return [_Run(*rate, kwh(rows)) for rate, rows in held.items()]


def _key(day: LedgerSum, by: By) -> tuple[str, bool]:
    if by is By.DAY:
        return day.day.isoformat(), False
    if by is By.MONTH:
        return f"{day.day:%Y-%m}", False
    if by is By.STREET and day.street:
        return day.street, False
    return day.cabinet, by is By.STREET


def _total(rows: Sequence[SavingsRow]) -> SavingsRow:
    return SavingsRow(
        "", False, total([r.kwh for r in rows]), total([r.net_vnd for r in rows]),
        total([r.vat_vnd for r in rows]), total([r.co2_kg for r in rows]),
        sum((r.coverage for r in rows), Coverage(0, 0)), quality_of(rows),
    )  # fmt: skip
