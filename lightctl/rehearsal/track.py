"""A value for every instant: sensors without waiting for them."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Track(Generic[T]):
    """`values[i]` holds from `times[i]` on, `first` before them; times ascend."""

    first: T
    times: tuple[datetime, ...] = ()
    values: tuple[T, ...] = ()

    def at(self, instant: datetime) -> T:
        """The value at an instant."""
        index = bisect_right(self.times, instant)
        return self.values[index - 1] if index else self.first

    def after(self, instant: datetime) -> datetime | None:
        """The next instant after this one at which the value may differ."""
        index = bisect_right(self.times, instant)
        return self.times[index] if index < len(self.times) else None
