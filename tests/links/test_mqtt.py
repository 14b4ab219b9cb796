"""Sessions at a broker that goes away at the worst moment: nothing is left that nobody asked about."""

import asyncio
import gc
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import aclosing, asynccontextmanager, suppress
from typing import Any

import pytest

from lightctl.core.plant import Line, LineKind
from lightctl.errors import FeedError, LinkDown
from lightctl.links.mqtt import Broker, MqttDialer, subscribed
from lightctl.links.topics import TopicLink, TopicMessage

pytestmark = pytest.mark.live

CONNECT, SUBSCRIBE = 1, 8
CONNACK = bytes((0x20, 3, 0, 0, 0))
TOPIC = b"t"
Run = Callable[[Coroutine[Any, Any, None]], list[str]]
MESSAGE = bytes((0x30, 2 + len(TOPIC) + 1 + 2, 0, len(TOPIC))) + TOPIC + b"\0hi"


class FakeBroker:
    """Answers CONNECT and SUBSCRIBE of MQTT 5, never a PUBLISH; then it goes."""

    def __init__(self, *, message: bytes = b"") -> None:
        self._message = message
        self._writers: list[asyncio.StreamWriter] = []
        self.port = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.append(writer)
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head, length = await reader.readexactly(2)
                body = await reader.readexactly(length)
                if head >> 4 == CONNECT:
                    writer.write(CONNACK)
                elif head >> 4 == SUBSCRIBE:
                    writer.write(bytes((0x90, 4, *body[:2], 0, 1)) + self._message)
        writer.close()

    async def go(self) -> None:
        """End every session, and let the other end notice."""
        for writer in self._writers:
            writer.close()
        await asyncio.sleep(0.05)


@asynccontextmanager
async def serving(broker: FakeBroker) -> AsyncIterator[Line]:
    """A broker on a port of loopback, as a line."""
    server = await asyncio.start_server(broker.serve, "127.0.0.1", 0)
    broker.port = server.sockets[0].getsockname()[1]
    async with server:
        yield Line("nodes", LineKind.MQTT, host="127.0.0.1", port=broker.port)


@pytest.fixture
def run(caplog: pytest.LogCaptureFixture) -> Callable[[Coroutine[Any, Any, None]], list[str]]:
    """Runs a coroutine in a loop of its own; what asyncio complained about by the end."""

    def ran(main: Coroutine[Any, Any, None]) -> list[str]:
        asyncio.run(main)
        gc.collect()
        return [record.getMessage() for record in caplog.records if record.name == "asyncio"]

    return ran


async def left(task: "asyncio.Task[None]") -> None:
    """It is cancelled and comes to its end."""
    task.cancel()
    with suppress(asyncio.CancelledError, LinkDown, FeedError):
        await task


async def idle(_link: TopicLink) -> None:
    await asyncio.sleep(10)


async def publishing(link: TopicLink) -> None:
    await link.publish("t", b"hello")


async def subscribing(link: TopicLink) -> None:
    await link.subscribe("t/#")
    await asyncio.sleep(10)


@pytest.mark.parametrize("doing", [idle, publishing, subscribing])
def test_a_session_that_is_left_while_its_broker_goes_leaves_no_question(
    run: Run, doing: Callable[[TopicLink], Awaitable[None]]
) -> None:
    async def main() -> None:
        broker, opened = FakeBroker(), asyncio.Event()
        async with serving(broker) as line:

            async def session() -> None:
                async with MqttDialer().open_topics(line, unheard) as link:
                    opened.set()
                    await doing(link)

            task = asyncio.create_task(session())
            await asyncio.wait_for(opened.wait(), 5)
            await broker.go()
            await left(task)

    assert run(main()) == []


def test_a_source_that_is_stopped_while_its_broker_goes_leaves_no_question(run: Run) -> None:
    async def main() -> None:
        broker, heard = FakeBroker(message=MESSAGE), asyncio.Event()
        async with serving(broker):

            async def listen() -> None:
                async with aclosing(subscribed(Broker("127.0.0.1", broker.port, "test"), "t")) as messages:
                    assert await anext(messages) == ("t", b"hi")
                    heard.set()
                    await asyncio.sleep(10)

            task = asyncio.create_task(listen())
            await asyncio.wait_for(heard.wait(), 5)
            await broker.go()
            await left(task)

    assert run(main()) == []


def test_messages_that_came_before_the_broker_went_hide_nothing(run: Run) -> None:
    async def main() -> None:
        broker = FakeBroker(message=MESSAGE * 3)
        async with serving(broker) as line, MqttDialer().open_topics(line, unheard) as link:
            await link.subscribe("t")
            await broker.go()

    assert run(main()) == []


def unheard(message: TopicMessage) -> None:
    raise AssertionError(message)
