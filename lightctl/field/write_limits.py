"""How often each value of a device may still be written: the gap, and the count of the city's day.

Whatever happens to the line they stand; the counts of the day outlive the daemon too, the gaps begin anew
with it. Opening a forbidden circuit asks nobody here.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from math import inf

from lightctl.field.device import Surroundings
from lightctl.wire.driver import Point

Value = tuple[str, int]
"""A point's name and an index from 1."""


class WriteLimits:
    """What one device's memory endures, known by a name of its own; a point without limits costs nothing."""

    def __init__(self, device: str, around: Surroundings) -> None:
        self._device = device
        self._around = around
        self._last: dict[Value, float] = {}
        self._told = date.min

    def ready_at(self, point: Point, index: int = 1, *, urgent: bool = False) -> float:
        """Wire time from which it may be written, −inf for now; an urgent write knows the gap, no count."""
        ready = self._last.get((point.name, index), -inf) + point.write_gap_s if point.write_gap_s else -inf
        if urgent or self.left(point, index) > 0:
            return ready
        return max(ready, self._around.wire() + self._around.wire_s(self._until_midnight_s()))

    def now(self) -> float:
        """The wire's clock."""
        return self._around.wire()

    def left(self, point: Point, index: int = 1) -> float:
        """Writes that the day still has."""
        if not point.writes_per_day:
            return inf
        return point.writes_per_day - self._around.writes.of((self._device, point.name, index))

    def wrote(self, point: Point, indexes: Iterable[int] = (1,)) -> None:
        """These values were written, or may have been; one too many is said once a day."""
        if not (point.write_gap_s or point.writes_per_day):
            return
        now = self._around.wire()
        for index in indexes:
            self._last[point.name, index] = now
            if point.writes_per_day:
                self._around.writes.add((self._device, point.name, index))
            if self.left(point, index) < 0:
                self._tell(point)

    def _tell(self, point: Point) -> None:
        if self._told != (today := self._around.writes.day):
            self._told = today
            text = f"{point.name} was written more than {point.writes_per_day} times today: light went first"
            self._around.tell("overwritten", self._device, text)

    def _until_midnight_s(self) -> float:
        now = self._around.clock.now().astimezone(self._around.zone)
        midnight = datetime.combine(now.date() + timedelta(days=1), time(), tzinfo=now.tzinfo)
        return max(1.0, midnight.timestamp() - now.timestamp())


def refresh_s(point: Point, usual_s: float) -> float:
    """How often what cannot be read back is written again: half of a day's writes are kept for wishes."""
    spared_s = 2 * 86_400 / point.writes_per_day if point.writes_per_day else 0.0
    return max(usual_s, spared_s, point.write_gap_s)
