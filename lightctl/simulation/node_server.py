"""The network server of one line's nodes: a client of the broker, through which all of them speak."""

import asyncio
from collections.abc import Callable, Mapping

from lightctl.links.memory_topics import MemoryBroker
from lightctl.links.topics import TopicMessage
from lightctl.simulation.line import CityTime
from lightctl.simulation.node import Node
from lightctl.wire.topic_rules import ANY_NODE

REPORT_SHARE = 0.9
"""Of the promised period: a node that promises five minutes reports somewhat more often."""
GRAIN_S = 0.001
"""City seconds after an instant, so that what was due then has happened."""

Publish = Callable[[str, bytes], None]


class NodeServer:
    """All nodes of one line, each with the instant at which it has something to say."""

    def __init__(self, nodes: Mapping[str, Node], now: CityTime, rate: float) -> None:
        self.nodes = nodes
        self.requests = 0
        self._now = now
        self._rate = rate
        self._down = False
        self._publish: Publish | None = None
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._topics = {node.rules.command_of(name): name for name, node in nodes.items()}

    @property
    def patterns(self) -> list[str]:
        """The topics of all commands."""
        return sorted({node.rules.command_of(ANY_NODE) for node in self.nodes.values()})

    def attach(self, publish: Publish) -> Callable[[], None]:
        """Speak through a broker from now on; the returned call ends it."""
        self._publish = publish
        for number, name in enumerate(self.nodes):
            self._wake_in(name, 1.0 + number / max(1, len(self.nodes)))
        return self._detach

    def heard(self, message: TopicMessage) -> None:
        """A command came in for one of the nodes."""
        t = self._now()
        name = self._topics.get(message.topic)
        if name is None:
            return
        self.requests += 1
        node = self.nodes[name]
        if not self._down and node.hear(t, message.payload, retained=message.retained):
            self._say(name)

    def changed(self, name: str) -> None:
        """A lamp's light or its mains changed: its node reports when it can."""
        self._wake_in(name, 0.0)

    def set_down(self, down: bool) -> None:
        """Cut the network server off, or mend it; what was sent meanwhile is lost to the nodes."""
        self._down = down
        if not down and self._publish is not None:
            self.attach(self._publish)

    def serve_memory(self, broker: MemoryBroker) -> Callable[[], None]:
        """Join a broker in memory; the returned call leaves it."""
        client = broker.join(self.heard)
        for pattern in self.patterns:
            client.hear(pattern)
        self.attach(broker.publish)

        def stop() -> None:
            self._detach()
            client.lose("the simulation stopped")

        return stop

    def _say(self, name: str) -> None:
        """One report, if the node is there, and the next one in time."""
        node, t = self.nodes[name], self._now()
        payload = None if self._down else node.report(t)
        if payload is not None and self._publish is not None:
            self._publish(node.rules.state_of(name), payload)
        self._wake_in(name, _next_s(node, t), later=True)

    def _wake_in(self, name: str, city_s: float, *, later: bool = False) -> None:
        """Ring once, at the earliest instant asked for; `later` puts it off."""
        if self._publish is None:
            return
        loop = asyncio.get_running_loop()
        due = loop.time() + (city_s + GRAIN_S) / self._rate
        old = self._timers.get(name)
        if old is not None and not old.cancelled() and not later and loop.time() < old.when() <= due:
            return
        if old is not None:
            old.cancel()
        self._timers[name] = loop.call_at(due, self._say, name)

    def _detach(self) -> None:
        self._publish = None
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()


def _next_s(node: Node, t: float) -> float:
    """City seconds until it has something to say again."""
    lamp = node.lamp
    if lamp.booting(t):
        return lamp.booting_until - t
    if lamp.wanted is not None:
        return max(0.0, lamp.wanted_at - t)
    return REPORT_SHARE * node.rules.report_s
