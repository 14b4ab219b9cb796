"""The simulated nodes at a real broker: their network server's session, kept up as long as the city is."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from lightctl.core.plant import Line
from lightctl.errors import LinkDown
from lightctl.links.mqtt import MqttDialer
from lightctl.links.topics import TopicDialer, TopicLink, while_it_lasts
from lightctl.simulation.node_server import NodeServer
from lightctl.simulation.own_broker import LOOPBACK, broker_program, free_port, own_broker, reachable

RETRY_S = 0.5


class Outbox:
    """Reports on their way: of each topic only the latest waits, so it never holds more than the nodes."""

    def __init__(self) -> None:
        self._waiting: dict[str, bytes] = {}
        self._filled = asyncio.Event()

    def put(self, topic: str, payload: bytes) -> None:
        """Replace what waits on that topic."""
        self._waiting[topic] = payload
        self._filled.set()

    async def drain(self, link: TopicLink) -> None:
        """Publish for ever; raises LinkDown."""
        while True:
            await self._filled.wait()
            self._filled.clear()
            waiting, self._waiting = self._waiting, {}
            for topic, payload in waiting.items():
                await link.publish(topic, payload)


async def serve_nodes(line: Line, server: NodeServer, dialer: TopicDialer) -> None:
    """Keep the nodes at their broker until cancelled, whatever the broker does."""
    while True:
        with suppress(LinkDown):
            await _session(line, server, dialer)
        await asyncio.sleep(RETRY_S)


async def _session(line: Line, server: NodeServer, dialer: TopicDialer) -> None:
    outbox = Outbox()
    async with dialer.open_topics(line, server.heard) as link:
        for pattern in server.patterns:
            await link.subscribe(pattern)
        stop = server.attach(outbox.put)
        try:
            await while_it_lasts(link.listen(), outbox.drain(link))
        finally:
            stop()


@asynccontextmanager
async def serve_broker(
    line: Line, server: NodeServer, state: Path, *, free: bool
) -> AsyncIterator[tuple[str, int] | None]:
    """Nodes at the line's broker while the context is open; where it is, or None where there is none.

    A broker that listens at the line's address is used; else, or with `free`, mosquitto is started on
    loopback, at the line's port or a free one. Raises OSError when it does not start.
    """
    program = broker_program()
    if not free and await reachable(line.host, line.port):
        async with _served(line, server, (line.host, line.port)):
            yield line.host, line.port
    elif program is None:
        yield None
    else:
        port = free_port() if free else line.port
        async with own_broker(program, port, state), _served(line, server, (LOOPBACK, port)):
            yield LOOPBACK, port


@asynccontextmanager
async def _served(line: Line, server: NodeServer, address: tuple[str, int]) -> AsyncIterator[None]:
    async with asyncio.TaskGroup() as group:
        task = group.create_task(
            serve_nodes(line, server, MqttDialer({line.id: address})), name=f"{line.id} nodes"
        )
        try:
            yield
        finally:
            task.cancel()
