"""Accounting: hours from raw samples, replaced and never added to; days and months from hours."""

from lightctl.store.ledger.blank import blanks
from lightctl.store.ledger.read import (
    day_sums,
    gaps_between,
    hours_between,
    lamp_hours_between,
    lit_hours,
    month_sums,
)
from lightctl.store.ledger.rebuild import rebuild, update

__all__ = [
    "blanks", "day_sums", "gaps_between", "hours_between", "lamp_hours_between", "lit_hours", "month_sums",
    "rebuild", "update",
]  # fmt: skip
