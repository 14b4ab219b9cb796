"""The simulated city on the machine's own sockets and serial ports, or in memory."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from lightctl.core.plant import Line, LineKind
from lightctl.links.memory import MemoryNetwork
from lightctl.links.serving import serve_pty, serve_tcp
from lightctl.simulation.city import City
from lightctl.simulation.line import Later
from lightctl.simulation.node_serving import serve_broker
from lightctl.simulation.served import ServedLine

LOOPBACK = "127.0.0.1"
ADDRESSES = "field.json"
"""In the state directory: where each TCP line of a simulated field really listens."""
BITS_PER_BYTE = 11

Addresses = dict[str, tuple[str, int]]


def serve_memory(city: City, network: MemoryNetwork) -> Callable[[], None]:
    """Put every line of the city on a network in memory; the returned call takes them away again."""
    stops = [network.listen(name, line.connect) for name, line in city.lines.items()]
    stops += [server.serve_memory(network.broker(name)) for name, server in city.brokers.items()]

    def stop() -> None:
        for one in stops:
            one()

    return stop


@asynccontextmanager
async def serve_sockets(
    city: City, state: Path, *, free_ports: bool = False, wire_time: bool = False
) -> AsyncIterator[Addresses]:
    """Listen for every line while the context is open; gives the addresses of the TCP lines and brokers.

    TCP lines listen on loopback at the site's ports, or on free ones, and `field.json` in the state directory
    says which; serial lines are ptys at the site's paths under it. `wire_time` lets bytes on serial lines
    take as long as the baud rate says. A line whose broker cannot be had has no address. Raises OSError where
    a port is taken.
    """
    addresses: Addresses = {}
    async with AsyncExitStack() as stack:
        for name, line in city.site.plant.lines.items():
            if line.kind is LineKind.MQTT:
                continue
            served = city.lines[name]
            if line.kind in {LineKind.RTU, LineKind.SERIAL}:
                _serve_pty(stack, state, line, served, wire_time=wire_time)
            else:
                server = await serve_tcp(LOOPBACK, 0 if free_ports else line.port, served.connect)
                stack.push_async_callback(server.close)
                addresses[name] = (server.host, server.port)
        for name, nodes in city.brokers.items():
            line = city.site.plant.lines[name]
            found = await stack.enter_async_context(serve_broker(line, nodes, state, free=free_ports))
            if found is not None:
                addresses[name] = found
        stack.callback(write_addresses(state, addresses))
        yield addresses


def write_addresses(state: Path, addresses: Mapping[str, tuple[str, int]]) -> Callable[[], None]:
    """Write `field.json`: line id → "host:port"; the returned call removes it."""
    path = state / ADDRESSES
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = {name: f"{host}:{port}" for name, (host, port) in sorted(addresses.items())}
    path.write_text(json.dumps({"lines": rows}, indent=1) + "\n", encoding="utf-8")

    def remove() -> None:
        path.unlink(missing_ok=True)

    return remove


def read_addresses(state: Path) -> Addresses:
    """What `field.json` says; empty where there is none."""
    path = state / ADDRESSES
    if not path.exists():
        return {}
    rows = json.loads(path.read_text(encoding="utf-8"))["lines"]
    return {
        name: (host, int(port)) for name, (host, _, port) in ((n, a.rpartition(":")) for n, a in rows.items())
    }


def _serve_pty(
    stack: AsyncExitStack, state: Path, line: Line, served: ServedLine, *, wire_time: bool
) -> None:
    server = serve_pty(state / line.device, served.connect)
    stack.callback(server.close)
    if wire_time:
        served.later = _at_baud(line.baud)


def _at_baud(baud: int) -> Later:
    """Delay each answer by the time that its request and itself take on the wire."""
    loop = asyncio.get_running_loop()

    def later(size: int, action: Callable[[], None]) -> None:
        loop.call_later(size * BITS_PER_BYTE / baud, action)

    return later
