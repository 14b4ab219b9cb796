"""What a traffic message means: the plain form, or FIWARE's TrafficFlowObserved.

The plain payload is a JSON object: `at` (ISO 8601 with an offset, end of the counting period), `period_s`,
and either `flow_veh_h`, or `count`, or `by_kind` (vehicles by kind, weighted as the place says).
Optional: `place` (else the topic's last level), `occupancy` (0–1), `speed_km_h`, `congested`.
A kind whose number is null was not counted, so the flow is not known.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from lightctl.core.conditions import TrafficReading
from lightctl.core.plant import CountingPlace
from lightctl.feeds.fiware import entities_of, observed
from lightctl.feeds.lanes import Lanes
from lightctl.feeds.messages import instant_of, json_of, number_of
from lightctl.site.model import TrafficSource

MOST_AHEAD = timedelta(hours=1)
"""A count from farther in the city's future would outlast every true one that follows it."""
MOST_ROWS = 10_000


class TrafficMessages:
    """Reads messages of known places; lanes that report one by one are summed."""

    def __init__(self, places: Mapping[str, CountingPlace], source: TrafficSource) -> None:
        self._places = places
        self._period = source.period
        self._by_name = {name: place for place, name in source.sites.items()}
        self._lanes = Lanes(source.lanes)

    def read(self, topic: str, payload: bytes, now: datetime) -> list[TrafficReading]:
        """The readings that a message completes; raises ValueError with what is wrong, taking none of it."""
        message = json_of(payload)
        rows = message if isinstance(message, list) else [message]
        if len(rows) > MOST_ROWS:
            raise ValueError(f"more than {MOST_ROWS} rows")
        plain: list[TrafficReading] = []
        lanes = []
        for row in rows:
            if not isinstance(row, dict):
                raise ValueError("not a JSON object")  # noqa: TRY004 - bad input, not a bad call
            entities = entities_of(row)
            if entities is None:
                plain.append(self._plain(topic, row, now))
            else:
                lanes += [observed(entity, self._place(topic, entity), self._period) for entity in entities]
        for lane in lanes:
            _refuse_ahead(lane.until, now, "dateObserved")
        return plain + [reading for lane in lanes for reading in self._lanes.take(lane)]

    def _plain(self, topic: str, row: Mapping[str, Any], now: datetime) -> TrafficReading:
        place = self._place(topic, {"place": row["place"]} if "place" in row else {})
        return parse_plain(row, place, now)

    def _place(self, topic: str, names: Mapping[str, Any]) -> CountingPlace:
        """By the source's own name for it, by its id, by the topic's last level."""
        said = [str(names[key]) for key in ("place", "id", "refRoadSegment", "name") if names.get(key)]
        for name in (*said, *(one.rsplit(":", 1)[-1] for one in said)):
            place = self._places.get(self._by_name.get(name, name))
            if place is not None:
                return place
        last = topic.rsplit("/", 1)[-1]
        found = self._places.get(self._by_name.get(last, last))
        if found is None or "place" in names:
            raise ValueError("no counting place of that name in the site")
        return found


def parse_plain(row: Mapping[str, Any], place: CountingPlace, now: datetime | None = None) -> TrafficReading:
    """One message of the plain form, not far ahead of `now`; raises ValueError with what is wrong."""
    period_s = number_of(row, "period_s", low=1, high=86_400)
    if period_s is None:
        raise ValueError("period_s is missing")
    at = instant_of(row.get("at"), "at")
    if now is not None:
        _refuse_ahead(at, now, "at")
    return TrafficReading(
        place=place.id,
        at=at,
        flow=_flow(row, place, period_s),
        period_s=period_s,
        occupancy=number_of(row, "occupancy", low=0, high=1),
        speed=number_of(row, "speed_km_h", low=0, high=400),
        congested=row.get("congested") is True,
    )


def _refuse_ahead(at: datetime, now: datetime, name: str) -> None:
    if at > now + MOST_AHEAD:
        raise ValueError(f"`{name}` is {at.isoformat()}, ahead of the city")


def _flow(message: Mapping[str, Any], place: CountingPlace, period_s: float) -> float | None:
    if "by_kind" in message:
        kinds = message["by_kind"]
        if not isinstance(kinds, dict):
            raise ValueError("by_kind is not an object")
        counts = {kind: number_of(kinds, kind, low=0) for kind in kinds}
        units = [n * place.weights.get(kind, 1.0) for kind, n in counts.items() if n is not None]
        return sum(units) * 3600 / period_s if units and len(units) == len(counts) else None
    count = number_of(message, "count", low=0)
    return count * 3600 / period_s if count is not None else number_of(message, "flow_veh_h", low=0)
