"""How long a unit on a bus is waited for: what it was seen to need, and never over its driver's word.

A dead unit then costs its neighbours little, and a slow one is still heard.
"""

from dataclasses import dataclass

MARGIN = 2.0
"""Times the slowest turnaround seen lately."""
FORGET = 0.99
"""With each answer the slowest turnaround counts for so much of itself."""
SHORT_DRAIN_S = 0.2
"""After a unit was silent before, when a late reply of it is no longer to be expected."""
STEP = 4.0


@dataclass(slots=True)
class Patience:
    """One unit's turnarounds: from the end of a request on the wire to the begin of its reply, in seconds."""

    most_s: float
    """The driver's timeout."""
    slowest_s: float | None = None
    misses: int = 0
    """Answers in a row that did not come."""

    def seconds(self, floor_s: float, neighbours_s: float | None) -> float:
        """How long to wait now; a unit never heard is taken for one like the slowest of its neighbours.

        The third try in a row always gets the driver's whole timeout.
        """
        slowest = self.slowest_s if self.slowest_s is not None else neighbours_s
        if slowest is None or self.misses >= 2:
            return self.most_s
        return min(self.most_s, (MARGIN * slowest + floor_s) * STEP**self.misses)

    def heard(self, turnaround_s: float) -> float:
        """An answer came after so long; returns the slowest turnaround as it now counts."""
        self.misses = 0
        kept = FORGET * (self.slowest_s or 0.0)
        self.slowest_s = max(kept, turnaround_s)
        return self.slowest_s

    def missed(self, waited_s: float) -> float:
        """No answer came in that time; returns how long the line shall then be silent."""
        self.misses += 1
        return waited_s if self.misses == 1 else min(waited_s, SHORT_DRAIN_S)
