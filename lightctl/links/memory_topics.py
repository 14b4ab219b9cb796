"""A broker in memory: topics on one event loop, with what a real broker does to its clients' trust."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from lightctl.core.plant import Line
from lightctl.errors import LinkDown
from lightctl.links.topics import TopicListener, TopicMessage, matches

DEADLINE_S = 5.0
"""Without the broker's receipt for so long, its client calls the session lost."""


class MemoryBroker:
    """Hands messages on, each client's in order; keeps retained ones, and forgets sessions that end.

    Frozen, it takes everything and hands over nothing, until it thaws and hands over all of it late.
    """

    def __init__(self, line_id: str, *, latency_s: float = 0.0) -> None:
        self.line_id = line_id
        self.latency_s = latency_s
        self.refused = ""
        """Why no session is opened; empty when they are."""
        self.published = 0
        self.clients: list[MemoryClient] = []
        self._retained: dict[str, bytes] = {}
        self._frozen = False
        self._held: list[tuple[str, bytes, bool]] = []

    def join(self, listener: TopicListener) -> "MemoryClient":
        """A session at once, without the way there: for a client on the broker's own machine."""
        client = MemoryClient(self, listener)
        self.clients.append(client)
        return client

    def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> None:
        """One message from anybody; an empty retained one clears the topic."""
        self.published += 1
        if self._frozen:
            self._held.append((topic, payload, retain))
            return
        if retain:
            self._retained[topic] = payload
            if not payload:
                del self._retained[topic]
        for client in list(self.clients):
            if client.wants(topic):
                client.deliver(TopicMessage(topic, payload))

    def retained_for(self, pattern: str) -> list[TopicMessage]:
        """What waits here for a new subscriber."""
        rows = self._retained.items()
        return [
            TopicMessage(topic, payload, retained=True) for topic, payload in rows if matches(pattern, topic)
        ]

    @property
    def frozen(self) -> bool:
        """Whether it answers nobody."""
        return self._frozen

    def freeze(self) -> None:
        """Stop, without a word to anybody."""
        self._frozen = True

    def thaw(self) -> None:
        """Go on, with everything that was taken meanwhile."""
        self._frozen = False
        held, self._held = self._held, []
        for topic, payload, retain in held:
            self.publish(topic, payload, retain=retain)

    def drop(self, reason: str) -> None:
        """End every session that was dialled."""
        for client in [client for client in self.clients if client.dialled]:
            client.lose(reason)


class MemoryClient:
    """One session; a TopicLink."""

    def __init__(self, broker: MemoryBroker, listener: TopicListener, *, dialled: bool = False) -> None:
        self._broker = broker
        self._listener = listener
        self._patterns: list[str] = []
        self._waiting: deque[TopicMessage] = deque()
        self._lost = asyncio.Event()
        self._reason = ""
        self.dialled = dialled

    async def subscribe(self, pattern: str) -> None:
        await self._receipt()
        self.hear(pattern)

    async def publish(self, topic: str, payload: bytes) -> None:
        if not self._reason:
            self._broker.publish(topic, payload)
        await self._receipt()

    async def listen(self) -> None:
        await self._lost.wait()
        raise LinkDown(self._reason)

    def hear(self, pattern: str) -> None:
        """Subscribe at once."""
        self._patterns.append(pattern)
        for message in self._broker.retained_for(pattern):
            self.deliver(message)

    def wants(self, topic: str) -> bool:
        """Whether it subscribed to that topic."""
        return any(matches(pattern, topic) for pattern in self._patterns)

    def deliver(self, message: TopicMessage) -> None:
        """Send it to the client, behind everything that is on its way."""
        self._waiting.append(message)
        loop = asyncio.get_running_loop()
        if self._broker.latency_s:
            loop.call_later(self._broker.latency_s, self._arrive)
        else:
            loop.call_soon(self._arrive)

    def lose(self, reason: str) -> None:
        """The session has ended; what was on its way is lost."""
        if not self._reason:
            self._reason = f"{self._broker.line_id}: {reason}"
            self._waiting.clear()
            self._lost.set()
            self._broker.clients.remove(self)

    def _arrive(self) -> None:
        if self._waiting:
            self._listener(self._waiting.popleft())

    async def _receipt(self) -> None:
        """Wait for the broker's word; raises LinkDown when it does not come."""
        if self._broker.frozen:
            with suppress(TimeoutError):
                async with asyncio.timeout(DEADLINE_S):
                    await self._lost.wait()
            raise LinkDown(self._reason or f"{self._broker.line_id}: the broker does not answer")
        await asyncio.sleep(2 * self._broker.latency_s)
        if self._reason:
            raise LinkDown(self._reason)


@asynccontextmanager
async def dialled(broker: MemoryBroker, line: Line, listener: TopicListener) -> AsyncIterator[MemoryClient]:
    """A session over the network; raises LinkDown where the broker refuses or does not answer."""
    await asyncio.sleep(DEADLINE_S if broker.frozen else 2 * broker.latency_s)
    if broker.refused or broker.frozen:
        raise LinkDown(f"{line.id}: {broker.refused or 'the broker does not answer'}")
    client = MemoryClient(broker, listener, dialled=True)
    broker.clients.append(client)
    try:
        yield client
    finally:
        client.lose("closed here")
