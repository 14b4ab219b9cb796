"""What one rule concludes from one place's counts, as a track over the whole recording."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from lightctl.core.profile import TrafficRule
from lightctl.core.traffic import Around, Quality, TrafficState, step_traffic
from lightctl.feeds.counts import Counts
from lightctl.rehearsal.steady import Steady
from lightctl.rehearsal.track import Track

AroundOf = Callable[[datetime, float | None], Around]
"""What else is known when a count of this flow comes in at this instant."""


class Follower:
    """Takes counts slice by slice, oldest first; silent before the first."""

    def __init__(
        self, place: str, service_flow: float, rule: TrafficRule, stale_after: timedelta, around: AroundOf
    ) -> None:
        self._service, self._rule, self._stale, self._around = service_flow, rule, stale_after, around
        self._silent = TrafficState(place)
        self._steady = Steady(self._silent, service_flow, rule, stale_after)
        self._rows: list[TrafficState] = []

    def take(self, counts: Counts, start: int, end: int) -> set[int]:
        """Go on with counts[start:end]; the positions of those that were not believed."""
        doubted: set[int] = set()
        index = self._steady.over(counts, start, end)
        while index < end:
            if not self._step(counts, index):
                doubted.add(index)
            index = self._steady.over(counts, index + 1, end)
        return doubted

    def track(self) -> Track[TrafficState]:
        """What was concluded so far."""
        self._close()
        known = [(row.at, row) for row in self._rows if row.at is not None]
        return Track(self._silent, tuple(at for at, _ in known), tuple(row for _, row in known))

    def _step(self, counts: Counts, index: int) -> bool:
        reading, before = counts.reading(index), self._steady.state()
        state = step_traffic(
            before, reading, self._service, self._rule, stale_after=self._stale,
            around=self._around(reading.at, reading.flow),
        )  # fmt: skip
        if state is before:
            return False
        if not _goes_on(before, state):
            self._close()
            self._rows.append(state)
        self._steady.begin(state)
        return state.quality is Quality.GOOD

    def _close(self) -> None:
        """The last row lasts as long as the counts after it confirmed it."""
        until = self._steady.fresh_until
        if self._rows and self._rows[-1].fresh_until != until:
            self._rows[-1] = replace(self._rows[-1], fresh_until=until)


def _goes_on(before: TrafficState, after: TrafficState) -> bool:
    """Whether the later state only says the same for longer, without a stale moment in between."""
    same = (before.drop, before.quality) == (after.drop, after.quality)
    return same and before.fresh_until is not None and after.at is not None and after.at < before.fresh_until
