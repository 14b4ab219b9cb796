"""What one lamp did in each hour: light, energy of its own counter, whether it failed."""

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from lightctl.core.energy import Counter, Span, share, steps
from lightctl.store.ledger.powered import Powered
from lightctl.store.ledger.readings import LampRow
from lightctl.store.times import from_s

_SLACK_DWH = 50
"""Contactor feedback is known to the minute: a lamp may have burned that much unseen."""
_COUNTER_WH = 2**32


@dataclass(frozen=True, slots=True)
class LampTraits:
    """What must be known of a lamp to believe its answers."""

    full_w: float
    gap: timedelta
    """A longer powered time without a reading is not bridged."""
    failed_mask: int
    """Status bits that say that it does not light."""
    fitted: tuple[int, ...] = ()
    """From when on another controller counts, ascending: its readings and the old one's are strangers."""


@dataclass(frozen=True, slots=True)
class LampInHour:
    """`energy_dwh` None where the counter says nothing; `whole` where it says all."""

    lit_s: int
    energy_dwh: int | None
    whole: bool
    failed: bool


def lamp_hours(
    rows: Sequence[LampRow], powered: Powered, hours: Sequence[tuple[int, int]], traits: LampTraits
) -> list[LampInHour]:
    """One entry per hour [start, end), ascending; rows are in time order."""
    history = _history(rows, powered, traits)
    unseen = _unseen(rows, powered, traits)
    dark = [(at, after) for (at, level, *_), (after, *_) in pairwise(rows) if level == 0]
    failed = _failures(rows, traits.failed_mask)
    return [
        LampInHour(
            _lit(powered, dark, start, end),
            *_energy(history, unseen, powered, start, end),
            any(since < end and until > start for since, until in failed),
        )
        for start, end in hours
    ]


def _failures(rows: Sequence[LampRow], mask: int) -> list[tuple[int, float]]:
    """A failure stands from the answer that told it to the next answer."""
    ends = [*(at for at, *_ in rows[1:]), math.inf]
    return [(at, until) for (at, _, _, status), until in zip(rows, ends, strict=False) if status & mask]


def _counter(traits: LampTraits) -> Counter:
    return Counter(
        max_per_hour=20 * traits.full_w, modulus=_COUNTER_WH * 10, resolution=_SLACK_DWH, gap=traits.gap
    )  # fmt: skip


def _counters(rows: Sequence[LampRow], traits: LampTraits) -> list[list[tuple[int, int]]]:
    """(at, energy) of each controller's own counter."""
    told = [(at, energy) for at, _, energy, _ in rows if energy is not None]
    edges = [0, *(bisect_left(told, (at,)) for at in traits.fitted), len(told)]
    return [told[first:last] for first, last in pairwise(edges)]


def _history(rows: Sequence[LampRow], powered: Powered, traits: LampTraits) -> list[Span]:
    """Counter differences on the axis of powered time."""
    counter = _counter(traits)
    return [
        span
        for told in _counters(rows, traits)
        for span in steps([(from_s(powered.upto(at)), energy) for at, energy in told], counter)
    ]


def _unseen(rows: Sequence[LampRow], powered: Powered, traits: LampTraits) -> list[tuple[int, int]]:
    """(at, energy) of what counters counted without power, at the reading that first showed it.

    The contactor's feedback is wrong, or comes late. More than the slack is placed only where the two
    readings are near enough to tell the hour.
    """
    counter = _counter(traits)
    return [
        (right, after - before)
        for told in _counters(rows, traits)
        for (left, before), (right, after) in pairwise([row for row in told if row[1]])
        if after > before
        and powered.upto(left) == powered.upto(right)
        and _placeable(after - before, timedelta(seconds=right - left), counter)
    ]


def _placeable(energy: int, lasting: timedelta, counter: Counter) -> bool:
    return energy <= counter.resolution or (lasting <= counter.gap and counter.plausible(energy, lasting))


def _energy(
    history: list[Span], unseen: list[tuple[int, int]], powered: Powered, start: int, end: int
) -> tuple[int | None, bool]:
    first, last = from_s(powered.upto(start)), from_s(powered.upto(end))
    extra = sum(energy for at, energy in unseen if start < at <= end)
    if first == last:
        return extra, True
    touching = [span for span in history if span.known and span.start < last and span.end > first]
    known = sum(
        (min(span.end, last) - max(span.start, first) for span in touching), start=timedelta(0)
    )  # fmt: skip
    energy = extra + sum(share(span, first, last) for span in touching)
    return (energy if touching or extra else None), known == last - first


def _lit(powered: Powered, dark: list[tuple[int, int]], start: int, end: int) -> int:
    unlit = sum(powered.within(max(a, start), min(b, end)) for a, b in dark if a < end and b > start)
    return powered.within(start, end) - unlit
