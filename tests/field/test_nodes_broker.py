"""Lamp nodes at a real broker that is stopped, killed and started again: no ghost of a command is left."""

import asyncio
import json
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lightctl.clock import SystemClock
from lightctl.core.plant import Line, LineKind
from lightctl.core.units import Level
from lightctl.errors import LinkDown
from lightctl.field import Field
from lightctl.links import LineDialer, TopicMessage
from lightctl.links.mqtt import LatestQueue, MqttDialer
from lightctl.links.topics import while_it_lasts
from lightctl.simulation.node_serving import Outbox
from lightctl.simulation.own_broker import LOOPBACK, free_port, reachable
from tests.conftest import require_tool
from tests.field.nodes import NODE, NODES, node_lamp
from tests.field.street import beside, site_of

pytestmark = [pytest.mark.tools, pytest.mark.live, pytest.mark.timeout(45)]
Process = asyncio.subprocess.Process


def configured(port: int, folder: Path) -> Path:
    config = folder / "broker.conf"
    config.write_text(f"listener {port} 127.0.0.1\nallow_anonymous true\nmax_queued_messages 1000\n")
    return config


async def start(port: int, folder: Path) -> Process:
    config = configured(port, folder)
    process = await asyncio.create_subprocess_exec(
        require_tool("mosquitto"), "-c", str(config), stderr=asyncio.subprocess.DEVNULL
    )
    async with asyncio.timeout(10):
        while not await reachable(LOOPBACK, port):  # noqa: ASYNC110 - a test looks from outside
            await asyncio.sleep(0.05)
    return process


class Nodes:
    """The hand-made nodes, which speak JSON and nothing of lightctl's; they survive the broker."""

    def __init__(self) -> None:
        self.dim = dict.fromkeys([f"n-{number}" for number in range(NODES)], 100.0)
        self.taken = dict.fromkeys(self.dim, "")
        self.heard: list[tuple[str, float, bool]] = []
        self.outbox = Outbox()

    def hear(self, message: TopicMessage) -> None:
        _, name, _ = message.topic.split("/")
        command = json.loads(message.payload)
        self.heard.append((name, command["level"], message.retained))
        if not message.retained and datetime.now(UTC) <= datetime.fromisoformat(command["expires_at"]):
            self.dim[name], self.taken[name] = command["level"], command["id"]
        self.say(name)

    def say(self, name: str) -> None:
        body = {"at": datetime.now(UTC).isoformat(), "cmd": {"id": self.taken[name]}, "dim": self.dim[name]}
        self.outbox.put(f"t/{name}/is", json.dumps(body).encode())

    async def live(self, line: Line, dialer: MqttDialer) -> None:
        while True:
            with suppress(LinkDown):
                async with dialer.open_topics(line, self.hear) as link:
                    await link.subscribe("t/+/do")
                    await while_it_lasts(link.listen(), self.outbox.drain(link))
            await asyncio.sleep(0.2)


class Scene:
    """A field, its nodes and their broker."""

    def __init__(self, field: Field, nodes: Nodes, port: int, folder: Path) -> None:
        self.field, self.nodes, self.port, self.folder = field, nodes, port, folder

    def wish(self, level: float) -> None:
        for number in range(NODES):
            self.field.wish_lamp(f"l-{number}", Level(level), "test")

    def states(self) -> set[str]:
        return {self.field.board.lamp(f"l-{number}").state.value for number in range(NODES)}

    async def until(self, true: Callable[[], bool], seconds: float = 30.0) -> None:
        try:
            async with asyncio.timeout(seconds):
                while not true():  # noqa: ASYNC110 - a test looks from outside
                    await asyncio.sleep(0.05)
        except TimeoutError:
            pytest.fail(f"after {seconds} s: {self.states()}, {self.nodes.dim}, {self.nodes.heard[-8:]}")

    async def verified(self, level: float) -> None:
        await self.until(lambda: self.states() == {"verified"} and set(self.nodes.dim.values()) == {level})


@asynccontextmanager
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    port = free_port()
    line = Line("mqtt", LineKind.MQTT, LOOPBACK, port)
    lines = (Line("tcp", LineKind.TCP, LOOPBACK, 9), line)
    site = site_of([node_lamp(number) for number in range(NODES)], lines, [NODE])
    nodes = Nodes()
    made = Scene(Field(site, LineDialer(tmp_path), SystemClock()), nodes, port, tmp_path)
    living = asyncio.create_task(nodes.live(line, MqttDialer()))
    try:
        yield made
    finally:
        living.cancel()
        await asyncio.gather(living, return_exceptions=True)


async def end(process: Process) -> None:
    if process.returncode is None:
        process.kill()
    await process.wait()


async def test_a_broker_that_starts_late_and_is_killed_and_started_again(tmp_path: Path) -> None:
    async with scene(tmp_path) as street:

        async def test() -> None:
            street.wish(70)
            await asyncio.sleep(0.5)
            broker = await start(street.port, tmp_path)
            try:
                await street.verified(70)
                broker.send_signal(signal.SIGKILL)
                await broker.wait()
                street.wish(55)
                street.wish(40)
                await asyncio.sleep(1)
                known = len(street.nodes.heard)
                broker = await start(street.port, tmp_path)
                await street.verified(40)
                assert {level for _, level, _ in street.nodes.heard[known:]} == {40.0}
            finally:
                await end(broker)

        await beside(street.field, test())


async def test_a_stopped_broker_is_noticed_and_what_it_kept_switches_nothing(tmp_path: Path) -> None:
    async with scene(tmp_path) as street:

        async def test() -> None:
            broker = await start(street.port, tmp_path)
            try:
                street.wish(70)
                await street.verified(70)
                broker.send_signal(signal.SIGSTOP)
                street.wish(50)
                await asyncio.sleep(7)
                assert street.states() <= {"sent", "accepted", "silent"}
                street.wish(30)
                await asyncio.sleep(1)
                broker.send_signal(signal.SIGCONT)
                await street.verified(30)
                await asyncio.sleep(1)
                assert set(street.nodes.dim.values()) == {30.0}
                last = {name: level for name, level, _ in street.nodes.heard}
                assert set(last.values()) == {30.0}
            finally:
                await end(broker)

        await beside(street.field, test())


async def test_no_command_is_kept_at_the_broker_for_whoever_comes_later(tmp_path: Path) -> None:
    async with scene(tmp_path) as street:

        async def test() -> None:
            broker = await start(street.port, tmp_path)
            try:
                street.wish(70)
                await street.verified(70)
                found: list[TopicMessage] = []
                line = Line("late", LineKind.MQTT, LOOPBACK, street.port)
                async with MqttDialer().open_topics(line, found.append) as link:
                    listening = asyncio.create_task(link.listen())
                    await link.subscribe("#")
                    await asyncio.sleep(0.5)
                    listening.cancel()
                    await asyncio.gather(listening, return_exceptions=True)
                assert [message for message in found if message.retained] == []
            finally:
                await end(broker)

        await beside(street.field, test())


async def test_two_fields_at_one_broker_never_throw_each_other_out(tmp_path: Path) -> None:
    async with scene(tmp_path) as street:

        async def test() -> None:
            broker = await start(street.port, tmp_path)
            try:
                street.wish(70)
                await street.verified(70)
                line = Line("mqtt", LineKind.MQTT, LOOPBACK, street.port)
                site = site_of(
                    [node_lamp(number) for number in range(NODES)],
                    (Line("tcp", LineKind.TCP, LOOPBACK, 9), line), [NODE],
                )  # fmt: skip
                other = Field(site, LineDialer(tmp_path), SystemClock())

                async def both() -> None:
                    for number in range(NODES):
                        other.wish_lamp(f"l-{number}", Level(70.0), "test")
                    await asyncio.sleep(3)
                    states = {other.board.lamp(f"l-{number}").state.value for number in range(NODES)}
                    assert states == {"verified"}

                before = street.field.transactions
                await beside(other, both())
                assert street.states() == {"verified"}
                assert street.field.transactions - before <= NODES, "they fight over the nodes"
            finally:
                await end(broker)

        await beside(street.field, test())


async def test_a_full_queue_gives_up_its_oldest() -> None:
    queue: LatestQueue = LatestQueue(2)
    for number in range(5):
        queue.put_nowait(number)  # type: ignore[arg-type]
    left: list[object] = [queue.get_nowait(), queue.get_nowait()]
    assert left == [3, 4]


async def test_without_a_broker_a_session_is_refused_with_a_reason() -> None:
    line = Line("mqtt", LineKind.MQTT, LOOPBACK, 9)
    with pytest.raises(LinkDown, match=r"mqtt: no session at mqtt://127\.0\.0\.1:9"):
        async with MqttDialer().open_topics(line, lambda _message: None):
            pass
