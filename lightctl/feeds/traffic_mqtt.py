"""Counts over MQTT, one topic for each counting place.

The payload is a JSON object: `at` (ISO 8601 with an offset, the end of the counting period), `period_s`,
and either `flow_veh_h`, or `count`, or `by_kind` (vehicles by kind, weighted as the place says).
Optional: `place` (else the topic's last level), `occupancy` (0–1), `speed_km_h`, `congested`.
A kind whose number is null was not counted, so the flow is not known.
"""

import json
import logging
import math
import sys
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from lightctl.clock import SiteClock
from lightctl.core.conditions import TrafficReading
from lightctl.core.plant import CountingPlace
from lightctl.links.mqtt import Broker, subscribed

log = logging.getLogger(__name__)

MOST_AHEAD = timedelta(hours=1)
"""A count from farther in the city's future would outlast every true one that follows it."""
_MOST = sys.float_info.max
"""JSON knows whole numbers that no float holds."""


class MqttTraffic:
    """Readings of known places; a message that cannot be read is dropped and said, never guessed."""

    def __init__(
        self, broker: Broker, topic: str, places: Mapping[str, CountingPlace], clock: SiteClock
    ) -> None:
        self.name = f"traffic from mqtt://{broker.host}:{broker.port}/{topic}"
        self._broker, self._topic, self._places, self._clock = broker, topic, places, clock

    async def readings(self) -> AsyncIterator[TrafficReading]:
        async for topic, payload in subscribed(self._broker, self._topic):
            try:
                yield parse_message(topic, payload, self._places, now=self._clock.now())
            except ValueError as error:
                log.warning("traffic message on %s dropped: %s", topic, error)


def parse_message(
    topic: str, payload: bytes, places: Mapping[str, CountingPlace], *, now: datetime | None = None
) -> TrafficReading:
    """One message as a reading, not far ahead of `now`; raises ValueError with what is wrong."""
    try:
        message = json.loads(payload)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"not JSON: {payload[:60]!r}") from error
    if not isinstance(message, dict):
        raise ValueError("not a JSON object")  # noqa: TRY004 - bad input, not a bad call
    place = places.get(str(message.get("place", topic.rsplit("/", 1)[-1])))
    if place is None:
        raise ValueError("no counting place of that name in the site")
    period_s = _number(message, "period_s", low=1, high=86_400)
    if period_s is None:
        raise ValueError("period_s is missing")
    at = _instant(message.get("at"))
    if now is not None and at > now + MOST_AHEAD:
        raise ValueError(f"`at` is {at.isoformat()}, ahead of the city")
    return TrafficReading(
        place=place.id,
        at=at,
        flow=_flow(message, place, period_s),
        period_s=period_s,
        occupancy=_number(message, "occupancy", low=0, high=1),
        speed=_number(message, "speed_km_h", low=0, high=400),
        congested=message.get("congested") is True,
    )


def _instant(text: object) -> datetime:
    at = datetime.fromisoformat(str(text))
    if at.tzinfo is None:
        raise ValueError("`at` has no offset from UTC")
    try:
        return at.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("`at` is outside the calendar") from error


def _flow(message: Mapping[str, Any], place: CountingPlace, period_s: float) -> float | None:
    if "by_kind" in message:
        kinds = message["by_kind"]
        if not isinstance(kinds, dict):
            raise ValueError("by_kind is not an object")
        counts = {kind: _number(kinds, kind, low=0) for kind in kinds}
        units = [n * place.weights.get(kind, 1.0) for kind, n in counts.items() if n is not None]
        return sum(units) * 3600 / period_s if units and len(units) == len(counts) else None
    count = _number(message, "count", low=0)
    return count * 3600 / period_s if count is not None else _number(message, "flow_veh_h", low=0)


def _number(
    message: Mapping[str, Any], key: str, *, low: float = -math.inf, high: float = math.inf
) -> float | None:
    value = message.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= _MOST:
        raise ValueError(f"{key} is not a number")
    if not low <= value <= high:
        raise ValueError(f"{key} is {value}, outside {low:g}–{high:g}")
    return float(value)
