"""Rounding a column so that what is shown sums to the total that is shown."""

from collections.abc import Sequence
from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, Decimal


def shown(value: Decimal, quantum: Decimal) -> Decimal:
    """One number rounded half to even."""
    return value.quantize(quantum, ROUND_HALF_EVEN)


def shown_column(values: Sequence[Decimal], quantum: Decimal) -> list[Decimal]:
    """Each value rounded down or up to the quantum; their sum is the rounded sum (largest remainders)."""
    floors = [value.quantize(quantum, ROUND_FLOOR) for value in values]
    missing = int((shown(sum(values, Decimal(0)), quantum) - sum(floors, Decimal(0))) / quantum)
    by_remainder = sorted(range(len(values)), key=lambda i: (floors[i] - values[i], i))
    raised = set(by_remainder[:missing])
    return [floor + quantum if i in raised else floor for i, floor in enumerate(floors)]
