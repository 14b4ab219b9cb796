"""When a circuit had power, and a time axis that only runs while it had.

Lamp counters stand still, and cannot be read, while their circuit is open; on this axis the last reading
of a morning and the first of the evening are neighbours a few minutes apart.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise

Span = tuple[int, int]
"""[start, end) in seconds since 1970."""


def closed_spans(states: Sequence[tuple[int, bool | None]], gap_s: int) -> list[Span]:
    """When the circuit was closed, from feedback in time order.

    A silence longer than `gap_s` is bridged only where it was closed on both sides; after the last
    feedback a closed circuit is believed for `gap_s`.
    """
    known = [(at, closed) for at, closed in states if closed is not None]
    spans = [
        (left, right)
        for (left, closed), (right, after) in pairwise(known)
        if closed and (after or right - left <= gap_s)
    ]
    if known and known[-1][1]:
        spans.append((known[-1][0], known[-1][0] + gap_s))
    return spans


def heard_spans(states: Sequence[tuple[int, bool | None]], gap_s: int) -> list[Span]:
    """When anybody knew whether the circuit was closed: between answers at most `gap_s` apart."""
    known = [at for at, closed in states if closed is not None]
    ends = [*known[1:], known[-1] + gap_s] if known else []
    return [(left, right) for left, right in zip(known, ends, strict=True) if right - left <= gap_s]


class Powered:
    """Seconds of power (or of whatever its spans tell) before an instant."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._starts: list[int] = []
        self._before: list[tuple[int, int]] = []
        total = 0
        for start, end in spans:
            self._starts.append(start)
            self._before.append((total, end - start))
            total += end - start

    def upto(self, at: int) -> int:
        """Seconds of power before `at`."""
        index = bisect_right(self._starts, at) - 1
        if index < 0:
            return 0
        total, lasting = self._before[index]
        return total + min(at - self._starts[index], lasting)

    def within(self, start: int, end: int) -> int:
        """Seconds of power in [start, end)."""
        return self.upto(end) - self.upto(start)
