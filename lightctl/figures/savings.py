"""Savings by street, cabinet, day or month: energy, money and carbon, as shown."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from lightctl.core.accounts import Accounts
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
class _Group:
    key: str
    whole_cabinet: bool
    sums: tuple[LedgerSum, ...]


def savings_table(days: Iterable[LedgerSum], accounts: Accounts, by: By) -> SavingsTable:
    """Cut metered day sums into lines; each day's money by the tariff of that day."""
    groups = _groups([day for day in days if day.metered], by)
    energy, net, vat, carbon = (
        shown_rows([_sum(group, unit) for group in groups], quantum) for unit, quantum in _units(accounts)
    )
    rows = tuple(
        SavingsRow(group.key, group.whole_cabinet, a, b, c, d, coverage_of(group.sums), _quality(group.sums))
        for group, a, b, c, d in zip(groups, energy, net, vat, carbon, strict=True)
    )
    return SavingsTable(by, rows, _total(rows))


def coverage_of(days: Iterable[LedgerSum]) -> Coverage:
    """Hours of light in the sums, and how many of them are known."""
    return sum((Coverage(d.known_night_hours, d.night_hours) for d in days), Coverage(0, 0))


_Unit = Callable[[LedgerSum], Columns]


def _units(accounts: Accounts) -> list[tuple[_Unit, Decimal]]:
    def net(day: LedgerSum) -> Columns:
        return kwh(day).times(tariff_on(accounts, day.day).price_vnd_per_kwh)

    def vat(day: LedgerSum) -> Columns:
        return net(day).times(tariff_on(accounts, day.day).vat_percent / 100)

    def co2(day: LedgerSum) -> Columns:
        return kwh(day).times(factor_on(accounts, day.day).t_co2_per_mwh)  # t/MWh is kg/kWh

    return [(kwh, KWH), (net, DONG), (vat, DONG), (co2, KG)]


def _groups(days: Sequence[LedgerSum], by: By) -> list[_Group]:
    found: dict[tuple[str, bool], list[LedgerSum]] = {}
    for day in days:
        found.setdefault(_key(day, by), []).append(day)
    return [_Group(*key, tuple(sums)) for key, sums in sorted(found.items())]


def _key(day: LedgerSum, by: By) -> tuple[str, bool]:
    if by is By.DAY:
        return day.day.isoformat(), False
    if by is By.MONTH:
        return f"{day.day:%Y-%m}", False
    if by is By.STREET and day.street:
        return day.street, False
    return day.cabinet, by is By.STREET


def _sum(group: _Group, unit: _Unit) -> Columns:
    return total([unit(day) for day in group.sums])


def _quality(rows: Iterable[LedgerSum | SavingsRow]) -> Quality:
    quality = Quality(0)
    for row in rows:
        quality |= row.quality
    return quality


def _total(rows: Sequence[SavingsRow]) -> SavingsRow:
    return SavingsRow(
        "", False, total([r.kwh for r in rows]), total([r.net_vnd for r in rows]),
        total([r.vat_vnd for r in rows]), total([r.co2_kg for r in rows]),
        sum((r.coverage for r in rows), Coverage(0, 0)), _quality(rows),
    )  # fmt: skip
