"""Sessions with an MQTT broker (sole door to aiomqtt)."""

import asyncio
import logging
import secrets
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass

import aiomqtt

from lightctl.core.plant import Line
from lightctl.errors import FeedError, LinkDown
from lightctl.links.topics import TopicLink, TopicListener, TopicMessage

KEEPALIVE_S = 10
DEADLINE_S = 5.0
LEAVE_S = 1.0
WAITING_AT_MOST = 1000

_quiet = logging.getLogger(f"{__name__}.client")
_quiet.setLevel(logging.ERROR)


@dataclass(frozen=True, slots=True)
class Broker:
    """Where a broker listens, and who we are to it.

    `identifier` begins the name of each session, which is its own: two sources at one broker, or one that is
    tried by hand, never throw each other out.
    """

    host: str
    port: int
    identifier: str
    username: str | None = None
    password: str | None = None


async def subscribed(broker: Broker, topic: str) -> AsyncGenerator[tuple[str, bytes], None]:
    """Topic and payload of each message, until the broker is lost; raises FeedError then."""
    where = f"mqtt://{broker.host}:{broker.port}"
    client = aiomqtt.Client(
        broker.host,
        broker.port,
        username=broker.username,
        password=broker.password,
        identifier=f"{broker.identifier}-{secrets.token_hex(6)}",
        protocol=aiomqtt.ProtocolVersion.V5,
        keepalive=KEEPALIVE_S,
        timeout=DEADLINE_S,
        max_queued_incoming_messages=WAITING_AT_MOST,
    )
    try:
        async with _session(client):
            granted = await client.subscribe(topic, qos=1)
            if any(getattr(code, "is_failure", False) for code in granted):
                raise FeedError(f"{where}: the broker refuses {topic}")
            async for message in client.messages:
                yield str(message.topic), message.payload
    except aiomqtt.MqttError as error:
        raise FeedError(f"{where}: {error}") from error


class MqttDialer:
    """Sessions at a real broker; `addresses` (line id → host, port) leads elsewhere than the plant.

    Each session has a name of its own, so that two daemons, or one started twice, never throw each other
    out, and starts clean, so that nothing that was queued for an earlier one arrives.
    """

    def __init__(self, addresses: Mapping[str, tuple[str, int]] | None = None) -> None:
        self._addresses = dict(addresses or {})

    @asynccontextmanager
    async def open_topics(self, line: Line, listener: TopicListener) -> AsyncIterator[TopicLink]:
        host, port = self._addresses.get(line.id, (line.host, line.port))
        client = aiomqtt.Client(
            host,
            port,
            identifier=f"lightctl-{line.id}-{secrets.token_hex(6)}",
            protocol=aiomqtt.ProtocolVersion.V5,
            clean_start=True,
            keepalive=KEEPALIVE_S,
            timeout=DEADLINE_S,
            queue_type=LatestQueue,
            max_queued_incoming_messages=WAITING_AT_MOST,
            logger=_quiet,
        )
        where = f"{line.id}: mqtt://{host}:{port}"
        async with AsyncExitStack() as stack:
            try:
                await stack.enter_async_context(_session(client))
            except aiomqtt.MqttError as error:
                raise LinkDown(f"{line.id}: no session at mqtt://{host}:{port}: {error}") from error
            yield MqttLink(client, where, listener)


@asynccontextmanager
async def _session(client: aiomqtt.Client) -> AsyncIterator[None]:
    """A session from its beginning, which raises MqttError, until it is left, which never does."""
    await client.__aenter__()
    try:
        yield
    finally:
        # A broker that is gone, or frozen, cannot be taken leave of.
        with suppress(aiomqtt.MqttError, TimeoutError):
            async with asyncio.timeout(LEAVE_S):
                await client.__aexit__(None, None, None)
                # The messages that are left end with why the session did: nobody else may have asked that.
                async for _ in client.messages:
                    pass


class MqttLink:
    """One open session."""

    def __init__(self, client: aiomqtt.Client, where: str, listener: TopicListener) -> None:
        self._client = client
        self._where = where
        self._listener = listener

    async def subscribe(self, pattern: str) -> None:
        try:
            granted = await self._client.subscribe(pattern, qos=1)
        except aiomqtt.MqttError as error:
            raise LinkDown(f"{self._where}: {error}") from error
        if any(getattr(code, "is_failure", False) for code in granted):
            raise LinkDown(f"{self._where}: the broker refuses {pattern}")

    async def publish(self, topic: str, payload: bytes) -> None:
        try:
            await self._client.publish(topic, payload, qos=1, retain=False)
        except aiomqtt.MqttError as error:
            raise LinkDown(f"{self._where}: {error}") from error

    async def listen(self) -> None:
        try:
            async for message in self._client.messages:
                if isinstance(message.payload, bytes):
                    self._listener(TopicMessage(str(message.topic), message.payload, bool(message.retain)))
        except aiomqtt.MqttError as error:
            raise LinkDown(f"{self._where}: {error}") from error
        raise LinkDown(f"{self._where}: the session ended")


class LatestQueue(asyncio.Queue[aiomqtt.Message]):
    """A full queue gives up its oldest message: of states, the latest counts."""

    def put_nowait(self, item: aiomqtt.Message) -> None:
        if self.full():
            self.get_nowait()
        super().put_nowait(item)
