"""One dialer for every line of a plant."""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from pathlib import Path

from lightctl.core.plant import Line, LineKind
from lightctl.links.mqtt import MqttDialer
from lightctl.links.port import Link, LinkListener
from lightctl.links.serial_port import SerialDialer
from lightctl.links.tcp import TcpDialer
from lightctl.links.topics import TopicLink, TopicListener


class LineDialer:
    """Opens each line by its kind; relative serial devices lie under the state directory.

    `addresses` (line id → host, port) leads TCP lines to a simulated field.
    """

    def __init__(self, state: Path, addresses: Mapping[str, tuple[str, int]] | None = None) -> None:
        self._tcp = TcpDialer(addresses)
        self._serial = SerialDialer(state)
        self._mqtt = MqttDialer(addresses)

    async def open(self, line: Line, listener: LinkListener) -> Link:
        dialer = self._serial if line.kind in {LineKind.RTU, LineKind.SERIAL} else self._tcp
        return await dialer.open(line, listener)

    def open_topics(self, line: Line, listener: TopicListener) -> AbstractAsyncContextManager[TopicLink]:
        """A session with the broker of an MQTT line."""
        return self._mqtt.open_topics(line, listener)
