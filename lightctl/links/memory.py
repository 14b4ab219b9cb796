"""Connections in memory: a whole city's lines on one event loop, with nothing of the machine in between."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from lightctl.core.plant import Line
from lightctl.errors import LinkDown
from lightctl.links.memory_topics import MemoryBroker, dialled
from lightctl.links.port import Link, LinkListener, OnConnection
from lightctl.links.topics import TopicLink, TopicListener


class MemoryLink:
    """One end of a connection in memory; what is written arrives at the other end, in order."""

    __slots__ = ("_latency_s", "_loop", "_open", "listener", "peer")

    listener: LinkListener
    peer: "MemoryLink"

    def __init__(self, loop: asyncio.AbstractEventLoop, latency_s: float) -> None:
        self._loop = loop
        self._latency_s = latency_s
        self._open = True

    def write(self, data: bytes) -> None:
        if not self._open:
            return
        if self._latency_s:
            self._loop.call_later(self._latency_s, self.peer.deliver, data)
        else:
            self._loop.call_soon(self.peer.deliver, data)

    def close(self) -> None:
        if self._open:
            self._open = False
            self._loop.call_later(self._latency_s, self.peer.lose, "closed by the other end")

    def deliver(self, data: bytes) -> None:
        """Hand arrived bytes to this end's listener; a closed end hears nothing."""
        if self._open:
            self.listener.received(memoryview(data))

    def lose(self, reason: str) -> None:
        """Break this end and tell its listener, once."""
        if self._open:
            self._open = False
            self.listener.lost(reason)

    @property
    def is_open(self) -> bool:
        """Whether this end still sends and hears."""
        return self._open


class MemoryNetwork:
    """Lines of the plant by id, served and dialled in memory; a Dialer with the faults of a network.

    `latency_s` is the time of one way; 0 delivers at the loop's next turn.
    """

    def __init__(self, *, latency_s: float = 0.0) -> None:
        self._latency_s = latency_s
        self._servers: dict[str, OnConnection] = {}
        self._refused: dict[str, str] = {}
        self._pairs: dict[str, list[tuple[MemoryLink, MemoryLink]]] = {}
        self._brokers: dict[str, MemoryBroker] = {}

    def listen(self, line_id: str, on_connection: OnConnection) -> Callable[[], None]:
        """Serve that line from now on; the returned call stops it and drops its connections."""
        self._servers[line_id] = on_connection

        def stop() -> None:
            self._servers.pop(line_id, None)
            self.drop(line_id, "the server stopped")

        return stop

    def refuse(self, line_id: str, reason: str = "connection refused") -> None:
        """Open no new connection of that line until `accept`."""
        self._refused[line_id] = self.broker(line_id).refused = reason

    def accept(self, line_id: str) -> None:
        """Open connections of that line again."""
        self._refused.pop(line_id, None)
        self.broker(line_id).refused = ""

    def drop(self, line_id: str, reason: str = "connection reset") -> None:
        """Break every open connection of that line, at both ends."""
        for pair in self._pairs.pop(line_id, []):
            for end in pair:
                end.lose(reason)
        self.broker(line_id).drop(reason)

    def broker(self, line_id: str) -> MemoryBroker:
        """The broker of an MQTT line; it is there from the first time that anybody asks."""
        return self._brokers.setdefault(line_id, MemoryBroker(line_id, latency_s=self._latency_s))

    def open_topics(self, line: Line, listener: TopicListener) -> AbstractAsyncContextManager[TopicLink]:
        """A session with the line's broker."""
        return dialled(self.broker(line.id), line, listener)

    async def open(self, line: Line, listener: LinkListener) -> Link:
        await asyncio.sleep(2 * self._latency_s)
        if (reason := self._refused.get(line.id)) is not None:
            raise LinkDown(f"{line.id}: {reason}")
        if (server := self._servers.get(line.id)) is None:
            raise LinkDown(f"{line.id}: nobody listens")
        return self._pair(line.id, listener, server)

    def _pair(self, line_id: str, listener: LinkListener, server: OnConnection) -> MemoryLink:
        loop = asyncio.get_running_loop()
        near, far = MemoryLink(loop, self._latency_s), MemoryLink(loop, self._latency_s)
        near.peer, far.peer = far, near
        near.listener = listener
        far.listener = server(far)
        living = [pair for pair in self._pairs.get(line_id, []) if pair[0].is_open and pair[1].is_open]
        self._pairs[line_id] = [*living, (near, far)]
        return near
