"""What will happen to the city, in order of time; called when somebody looks, so it needs no task."""

from collections.abc import Callable, Iterator
from heapq import heappop, heappush
from math import inf

Happening = Callable[[float], None]
"""Told the city second at which it is happening."""


class Agenda:
    """Happenings from endless series; each takes the place of the one before it."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, Happening, Iterator[tuple[float, Happening]]]] = []
        self._entries = 0
        self.next_at = inf
        """When there is something to do."""

    def add(self, series: Iterator[tuple[float, Happening]]) -> None:
        """Put in a series of (city second, what happens), in order of time."""
        following = next(series, None)
        if following is not None:
            self._entries += 1
            heappush(self._heap, (following[0], self._entries, following[1], series))
        self.next_at = self._heap[0][0] if self._heap else inf

    def run_until(self, t: float) -> None:
        """Let everything happen that is due by `t`, each thing at its own second."""
        while self._heap and self._heap[0][0] <= t:
            due, _, happening, series = heappop(self._heap)
            happening(due)
            self.add(series)
        self.next_at = self._heap[0][0] if self._heap else inf
