"""Subscribing to an MQTT broker (sole door to aiomqtt)."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import aiomqtt

from lightctl.errors import FeedError

KEEPALIVE_S = 10
DEADLINE_S = 5.0
WAITING_AT_MOST = 1000


@dataclass(frozen=True, slots=True)
class Broker:
    """Where a broker listens, and who we are to it."""

    host: str
    port: int
    identifier: str
    username: str | None = None
    password: str | None = None


async def subscribed(broker: Broker, topic: str) -> AsyncIterator[tuple[str, bytes]]:
    """Topic and payload of each message, until the broker is lost; raises FeedError then."""
    where = f"mqtt://{broker.host}:{broker.port}"
    try:
        async with aiomqtt.Client(
            broker.host,
            broker.port,
            username=broker.username,
            password=broker.password,
            identifier=broker.identifier,
            protocol=aiomqtt.ProtocolVersion.V5,
            keepalive=KEEPALIVE_S,
            timeout=DEADLINE_S,
            max_queued_incoming_messages=WAITING_AT_MOST,
        ) as client:
            await client.subscribe(topic, qos=1)
            async for message in client.messages:
                yield str(message.topic), message.payload
    except aiomqtt.MqttError as error:
        raise FeedError(f"{where}: {error}") from error
