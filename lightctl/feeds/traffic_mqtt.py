"""Counts over MQTT, one topic for each counting place or each of its lanes."""

import logging
from collections.abc import AsyncIterator

from lightctl.clock import SiteClock
from lightctl.core.conditions import TrafficReading
from lightctl.feeds.traffic_messages import TrafficMessages
from lightctl.links.mqtt import Broker, subscribed

log = logging.getLogger(__name__)


class MqttTraffic:
    """Readings of known places; a message that cannot be read is dropped and said, never guessed."""

    def __init__(self, broker: Broker, topic: str, messages: TrafficMessages, clock: SiteClock) -> None:
        self.name = f"traffic from mqtt://{broker.host}:{broker.port}/{topic}"
        self._broker, self._topic, self._messages, self._clock = broker, topic, messages, clock

    async def readings(self) -> AsyncIterator[TrafficReading]:
        async for topic, payload in subscribed(self._broker, self._topic):
            try:
                readings = self._messages.read(topic, payload, self._clock.now())
            except ValueError as error:
                log.warning("traffic message on %s dropped: %s", topic, error)
                continue
            for reading in readings:
                yield reading
