"""What a reader should know beside the savings: meters against lamps, and what has no meter."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from lightctl.figures.columns import Columns, kwh, shown_rows
from lightctl.figures.rows import LedgerSum, Quality
from lightctl.figures.savings import KWH, Coverage, coverage_of, quality_of

_ODD = Decimal("0.10")
"""A meter that differs from its lamps by more than this deserves a look."""


@dataclass(frozen=True, slots=True)
class CabinetCheck:
    """A cabinet's meter against its lamps; k is a diagnosis, nothing is ever multiplied by it."""

    cabinet: str
    kwh: Columns
    k: Decimal | None
    """metered ÷ attributed; None where no lamp explains anything."""
    coverage: Coverage
    unknown_hours: int
    partial_kwh: Decimal
    """Counted in hours that are not wholly known; part of no other figure."""
    quality: Quality

    @property
    def odd(self) -> bool:
        """Whether losses cannot explain the difference."""
        return self.k is not None and abs(self.k - 1) > _ODD


@dataclass(frozen=True, slots=True)
class EstimatedCabinet:
    """A cabinet without a meter: only estimated, and never part of a metered figure."""

    cabinet: str
    kwh: Columns
    """`attributed` is the estimate of what it used; `metered` is nothing."""
    coverage: Coverage

    @property
    def saved(self) -> Decimal:
        """Estimated saving in kWh."""
        return self.kwh.base - self.kwh.attributed


def check_cabinets(days: Iterable[LedgerSum]) -> tuple[CabinetCheck, ...]:
    """Every metered cabinet, in the order of its id."""
    groups = _by_cabinet(day for day in days if day.metered)
    rows = shown_rows([kwh(group) for group in groups], KWH)
    return tuple(_check(group, row) for group, row in zip(groups, rows, strict=True))


def estimated_cabinets(days: Iterable[LedgerSum]) -> tuple[EstimatedCabinet, ...]:
    """Every cabinet without a meter, in the order of its id."""
    groups = _by_cabinet(day for day in days if not day.metered)
    rows = shown_rows([kwh(group) for group in groups], KWH)
    return tuple(
        EstimatedCabinet(group[0].cabinet, row, coverage_of(group))
        for group, row in zip(groups, rows, strict=True)
    )


def _by_cabinet(days: Iterable[LedgerSum]) -> list[list[LedgerSum]]:
    found: dict[str, list[LedgerSum]] = {}
    for day in days:
        found.setdefault(day.cabinet, []).append(day)
    return [found[cabinet] for cabinet in sorted(found)]


def _check(group: Sequence[LedgerSum], row: Columns) -> CabinetCheck:
    metered = sum(day.metered_dwh for day in group)
    attributed = sum(day.attributed_dwh for day in group)
    return CabinetCheck(
        group[0].cabinet, row, Decimal(metered) / attributed if attributed else None, coverage_of(group),
        sum(day.hours - day.known_hours for day in group),
        Decimal(sum(day.partial_dwh for day in group)) / 10_000, quality_of(group),
    )  # fmt: skip
