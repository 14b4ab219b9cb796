"""One row of amounts in one unit; every saving is a difference of columns, so nothing can fail to add up."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from decimal import Decimal

from lightctl.figures.rounding import shown_column
from lightctl.figures.rows import LedgerSum

_KWH_PER_DWH = Decimal("0.0001")
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Columns:
    """Amounts of the same known hours in kWh, đồng or kg."""

    metered: Decimal = _ZERO
    attributed: Decimal = _ZERO
    new_full: Decimal = _ZERO
    new_old_hours: Decimal = _ZERO
    base: Decimal = _ZERO
    base_full_night: Decimal = _ZERO

    @property
    def unattributed(self) -> Decimal:
        """What the meter counted and no lamp explains."""
        return self.metered - self.attributed

    @property
    def swap(self) -> Decimal:
        """Saved by the new lamps themselves: old lamps − new lamps at full, both in the old hours."""
        return self.base - self.new_old_hours

    @property
    def switching(self) -> Decimal:
        """Saved by other hours: new lamps at full in the old hours − in the hours they were lit."""
        return self.new_old_hours - self.new_full

    @property
    def dimming(self) -> Decimal:
        """Saved by dimming: new lamps at full in their lit hours − what was metered."""
        return self.new_full - self.metered

    @property
    def saved(self) -> Decimal:
        """Against the declared old installation; swap + switching + dimming."""
        return self.base - self.metered

    def __add__(self, other: "Columns") -> "Columns":
        return Columns(*(a + b for a, b in zip(astuple(self), astuple(other), strict=True)))

    def times(self, factor: Decimal) -> "Columns":
        """Every column times a price or a factor."""
        return Columns(*(value * factor for value in astuple(self)))


def kwh(rows: Sequence[LedgerSum]) -> Columns:
    """The known hours of all rows in kWh, exactly: whole numbers are summed before they become decimals."""
    sums = (
        sum(row.metered_dwh for row in rows),
        sum(row.attributed_dwh for row in rows),
        sum(row.new_full_dwh for row in rows),
        sum(row.new_old_hours_dwh for row in rows),
        sum(row.base_dwh for row in rows),
        sum(row.base_full_night_dwh for row in rows),
    )
    return Columns(*(value * _KWH_PER_DWH for value in sums))


def shown_rows(rows: Sequence[Columns], quantum: Decimal) -> list[Columns]:
    """Rows rounded column by column, so that columns sum to the rounded total; differences follow."""
    columns = zip(*(astuple(row) for row in rows), strict=True)
    rounded = [shown_column(column, quantum) for column in columns]
    return [Columns(*cells) for cells in zip(*rounded, strict=True)]


def total(rows: Sequence[Columns]) -> Columns:
    """The sum of all rows."""
    return sum(rows, Columns())
