"""How often each value that wears out was written in the city's day, as a text that outlives a restart."""

import json
import logging
from collections import Counter
from collections.abc import Callable
from datetime import date

Value = tuple[str, str, int]
"""A device, a point's name and an index from 1."""

log = logging.getLogger(__name__)


class DayWrites:
    """Counts of one day, that of `today`; the next day begins at nothing."""

    def __init__(self, today: Callable[[], date]) -> None:
        self._today = today
        self._counts: Counter[Value] = Counter()
        self._day = date.min
        self.changes = 0
        """Grows with every write."""
        self.kept = 0
        """`changes` when the text was last kept by somebody."""

    @property
    def day(self) -> date:
        """Whose writes are counted."""
        return self._today()

    def add(self, value: Value) -> None:
        """It was written once more, or may have been."""
        self._of(self.day)[value] += 1
        self.changes += 1

    def of(self, value: Value) -> int:
        """How often it was written today."""
        return self._of(self.day)[value]

    def remembered(self) -> str:
        """Today's counts as JSON."""
        day = self.day
        rows = [[*value, count] for value, count in self._of(day).items()]
        return json.dumps({"day": day.isoformat(), "counts": rows})

    def recall(self, text: str) -> None:
        """Take over the counts of that JSON if they are today's; what cannot be read is left out."""
        try:
            found = json.loads(text)
            counts = {(str(row[0]), str(row[1]), int(row[2])): int(row[3]) for row in found["counts"]}
            day = date.fromisoformat(found["day"])
        except (IndexError, KeyError, TypeError, ValueError) as trouble:
            log.warning("the day's writes are counted anew, the stored ones cannot be read: %s", trouble)
            return
        if day == self.day:
            self._of(day).update(counts)

    def _of(self, day: date) -> Counter[Value]:
        """The counts of that day, which is today; those of another day are forgotten."""
        if day != self._day:
            self._day = day
            self._counts.clear()
        return self._counts
