"""How much of a street may go dark at once: a share in any stretch of time, everything within a bound.

Only darkness waits here. Light, protection and lockouts do not pass through this room.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from math import ceil
from sys import maxsize


class StreetPace:
    """One street of `size` lamps: at most a `steps`-th of them, rounded up, goes dark in any `gap`.

    What is bigger than that share, a whole circuit perhaps, goes alone.
    """

    def __init__(self, size: int, steps: int, gap: timedelta) -> None:
        self.most = max(1, ceil(size / steps))
        self._gap = gap
        self._gone: deque[tuple[datetime, int]] = deque()
        self._used = 0

    def room(self, now: datetime) -> int:
        """How many lamps may go dark now."""
        self._forget(now)
        return self.most - self._used

    def allows(self, lamps: int, now: datetime) -> bool:
        """Whether so many may go dark together now."""
        return lamps <= self.room(now) or not self._gone

    def took(self, lamps: int, now: datetime) -> None:
        """They went dark."""
        if lamps:
            self._gone.append((now, lamps))
            self._used += lamps

    def next(self) -> datetime | None:
        """When there will be more room; None where there is all of it."""
        return self._gone[0][0] + self._gap if self._gone else None

    def _forget(self, now: datetime) -> None:
        """What is long enough ago; and what lies in the future, after the clock was set back."""
        while self._gone and self._gone[0][0] + self._gap <= now:
            self._used -= self._gone.popleft()[1]
        while self._gone and self._gone[-1][0] > now:
            self._used -= self._gone.pop()[1]


class Pacing:
    """All streets; a thing that goes dark takes lamps of one street or of several."""

    def __init__(self, sizes: Mapping[str, int], steps: int, gap: timedelta) -> None:
        self._paces = {street: StreetPace(size, steps, gap) for street, size in sizes.items()}
        self._free = steps <= 1 or not gap
        """Nothing waits for anything."""

    def go(self, waiting: Iterable[tuple[str, Mapping[str, int]]], now: datetime) -> list[str]:
        """Which of these (thing, lamps by street) go dark now; the others ask again at `next`."""
        going = []
        for thing, lamps in waiting:
            if self._free or all(self._paces[street].allows(many, now) for street, many in lamps.items()):
                going.append(thing)
                for street, many in lamps.items():
                    self._paces[street].took(many, now)
        return going

    def room(self, street: str, now: datetime) -> int:
        """How many single lamps of a street may go dark now."""
        return maxsize if self._free else max(0, self._paces[street].room(now))

    def took(self, street: str, lamps: int, now: datetime) -> None:
        """They went dark."""
        self._paces[street].took(lamps, now)

    def next(self, streets: Iterable[str]) -> datetime | None:
        """The first instant at which one of these streets has more room; None where all have all of it."""
        return min((at for street in streets if (at := self._paces[street].next()) is not None), default=None)
