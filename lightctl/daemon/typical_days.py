"""What is usual at each counting place: gathered by the hour, learned by night, kept over a restart."""

import json
import logging
from collections.abc import Mapping
from datetime import date, datetime, tzinfo
from typing import Any

from lightctl.core.conditions import TrafficReading
from lightctl.core.typical import LEARNED_AT, Hours, Typical, learn

KEY = "traffic-hours"

log = logging.getLogger("lightctl.daemon")


class TypicalDays:
    """Counts by the local hour, and the medians learned of them."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        self.hours = Hours(zone)
        self.typical = Typical()

    def heard(self, reading: TrafficReading) -> None:
        """Go on with a count that was believed."""
        if reading.flow is not None:
            self.hours.take(reading.place, reading.at, reading.flow, reading.period_s)

    def usual(self, place: str, at: datetime) -> float | None:
        """The flow that a place usually has then, veh/h; None while nobody knows."""
        return self.typical.flow_at(place, at, self._zone)

    def learn(self, now: datetime) -> None:
        """Take the medians of what was counted up to now.

        What is too old is so from a quarter past noon, when days are learned: a restart by night forgets
        nothing that the daemon before it still went by.
        """
        self.hours.forget((now.astimezone(self._zone) - LEARNED_AT).date())
        self.typical = learn(self.hours.counted())

    def remembered(self) -> str:
        """What was counted, as a JSON text."""
        days: dict[str, dict[str, list[float | None]]] = {}
        for (place, day, hour), flow in sorted(self.hours.closed.items()):
            row = days.setdefault(place, {}).setdefault(day.isoformat(), [None] * 24)
            row[hour] = round(flow, 1)
        return json.dumps(days)

    def recall(self, text: str, now: datetime) -> None:
        """Put it back and learn; a text that another version wrote differently is left out."""
        try:
            self.hours.closed.update(_read(json.loads(text)))
        except (AttributeError, OverflowError, TypeError, ValueError) as trouble:
            log.warning("typical days begin anew, what was counted cannot be read: %s", trouble)
            return
        self.learn(now)


def _read(places: Mapping[str, Mapping[str, list[Any]]]) -> dict[tuple[str, date, int], float]:
    return {
        (place, date.fromisoformat(day), hour): float(flow)
        for place, days in places.items()
        for day, hours in days.items()
        for hour, flow in enumerate(hours[:24])
        if flow is not None
    }
