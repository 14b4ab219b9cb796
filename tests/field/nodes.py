"""A street of lamp nodes made by hand beside the field: of the nodes, lightctl gives only the broker."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from lightctl.clock import RunningClock
from lightctl.clock.virtual import run_in_virtual_time
from lightctl.core.plant import DeviceAddress, Fitted, Lamp, Line, LineKind
from lightctl.field import Field
from lightctl.field.reports import FieldEvent
from lightctl.links import MemoryNetwork
from lightctl.links.memory_topics import MemoryBroker
from lightctl.links.topics import TopicMessage
from lightctl.wire.driver import Driver
from lightctl.wire.topic_rules import TopicRules
from tests.field.bench import Bench, Unit
from tests.field.street import START, CabinetUnit, Sample, beside, site_of

NODES = 4
RULES = TopicRules(
    command="t/{node}/do",
    state="t/{node}/is",
    paths={"at": "at", "command": "cmd.id", "level": "dim", "power": "p", "energy": "wh", "status": "st"},
    lifetime_s=60.0,
    report_s=300.0,
    status={0: "lamp-failed"},
)
NODE = Driver("lamps/node", "a node", "mqtt-json", "simulator", "ours", points=(), topics=RULES)


@dataclass
class HandNode:
    """Does what the page says a node does, in ten lines; `deaf` ones hear nothing."""

    name: str
    broker: MemoryBroker
    clock: RunningClock
    dim: float = 100.0
    deaf: bool = False
    mute: bool = False
    taken: str = ""
    heard: list[tuple[datetime, dict[str, Any]]] = field(default_factory=list)
    obeyed: list[float] = field(default_factory=list)

    def hear(self, message: TopicMessage) -> None:
        if message.topic != f"t/{self.name}/do" or self.deaf:
            return
        command, now = json.loads(message.payload), self.clock.now()
        self.heard.append((now, command))
        if message.retained or now > datetime.fromisoformat(command["expires_at"]):
            return
        self.taken, self.dim = command["id"], command["level"]
        self.obeyed.append(self.dim)
        self.say()

    def say(self, *, retain: bool = False, **other: object) -> None:
        now = self.clock.now().isoformat()
        body = {"at": now, "cmd": {"id": self.taken or None}, "dim": self.dim, "p": 40}
        if not self.mute:
            payload = json.dumps(body | other).encode()
            self.broker.publish(f"t/{self.name}/is", payload, retain=retain)


@dataclass
class NodeScene:
    """The field of four nodes n-0 to n-3, which are lamps l-0 to l-3."""

    network: MemoryNetwork
    broker: MemoryBroker
    clock: RunningClock
    cabinet: CabinetUnit
    nodes: list[HandNode]
    field: Field
    events: list[FieldEvent]
    samples: list[Sample]

    def wish(self, level: float) -> None:
        for circuit in ("c-1", "c-2", "c-3"):
            self.field.wish_circuit(circuit, True, "test")
        for number in range(NODES):
            self.field.wish_lamp(f"l-{number}", level, "test")  # type: ignore[arg-type]

    def states(self) -> list[str]:
        return [self.field.board.lamp(f"l-{number}").state.value for number in range(NODES)]

    def told(self, kind: str) -> list[str]:
        return [event.thing for event in self.events if event.kind == kind]


def node_lamp(number: int, *, line: str = "mqtt", node: str = "") -> Lamp:
    address = DeviceAddress(NODE.id, line, 0, node or f"n-{number}")
    fitted = (Fitted(date(2024, 1, 1), "led"),)
    circuit = f"c-{1 + number % 2}"
    return Lamp(f"l-{number}", f"l-{number}", "street", "street", circuit, "cab", fitted, direct=address)


def play_nodes(test: Callable[[NodeScene], Awaitable[None]], *, latency_s: float = 0.01) -> None:
    run_in_virtual_time(_play(test, latency_s))


async def _play(test: Callable[[NodeScene], Awaitable[None]], latency_s: float) -> None:
    lines = (Line("tcp", LineKind.TCP), Line("mqtt", LineKind.MQTT))
    site = site_of([node_lamp(number) for number in range(NODES)], lines, [NODE])
    cabinet = CabinetUnit()
    network, clock = MemoryNetwork(latency_s=latency_s), RunningClock(START)
    network.listen("tcp", Bench({1: cabinet, 2: Unit()}))
    broker = network.broker("mqtt")
    nodes = [HandNode(f"n-{number}", broker, clock) for number in range(NODES)]
    for node in nodes:
        broker.join(node.hear).hear(f"t/{node.name}/do")
    events: list[FieldEvent] = []
    samples: list[Sample] = []
    running = Field(site, network, clock, on_event=events.append, on_sample=samples.append)
    await beside(running, test(NodeScene(network, broker, clock, cabinet, nodes, running, events, samples)))


async def after(seconds: float) -> None:
    await asyncio.sleep(seconds)


def earlier(clock: RunningClock, seconds: float) -> str:
    return (clock.now() - timedelta(seconds=seconds)).isoformat()
