"""What writing does to a device's memory: how often each value was written, and how soon after another."""

from collections import Counter
from math import inf

from lightctl.simulation.image import Setter
from lightctl.wire.driver import Point

Value = tuple[str, int]
"""A point's name and an index from 1."""


class Wear:
    """Counts the writes that a device took."""

    def __init__(self) -> None:
        self.writes: Counter[Value] = Counter()
        self.closest_s: dict[str, float] = {}
        """By point: the shortest time between two writes to one of its values."""
        self._last: dict[Value, float] = {}

    def of(self, name: str) -> int:
        """Writes to the value of a point that was written most."""
        return max((many for (point, _), many in self.writes.items() if point == name), default=0)

    def counted(self, point: Point, put: Setter) -> Setter:
        """The same setter, with every write counted."""
        name = point.name

        def count(t: float, index: int, value: float) -> None:
            key = name, index + 1
            self.writes[key] += 1
            self.closest_s[name] = min(self.closest_s.get(name, inf), t - self._last.get(key, -inf))
            self._last[key] = t
            put(t, index, value)

        return count
