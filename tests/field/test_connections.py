"""How many connections a TCP line has: as many as every driver says, and never two where one is taken."""

import asyncio
from pathlib import Path

import pytest

from lightctl.clock import loop_clock
from lightctl.clock.virtual import run_in_virtual_time
from lightctl.core.plant import Line, LineKind
from lightctl.errors import NoAnswer
from lightctl.field.peer import Peer
from lightctl.field.transaction import Guard
from lightctl.links import LineDialer, Link, LinkListener, MemoryNetwork
from lightctl.wire.driver import Table
from lightctl.wire.request import read
from tests.field.bench import Bench, Unit
from tests.field.several import Counting, owner_of


@pytest.mark.parametrize("connections", [1, 3])
def test_several_connections_serve_several_devices_at_once_and_each_device_once(connections: int) -> None:
    async def main() -> tuple[int, int, float]:
        line = Line("tcp", LineKind.TCP)
        bench = Bench({unit: Unit() for unit in range(1, 7)})
        bench.delay_s = 0.1
        network = MemoryNetwork()
        network.listen("tcp", bench)
        owner, devices = owner_of(line, network, connections)
        running = asyncio.create_task(owner.run())
        await asyncio.sleep(10)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        assert max(device.most_at_once for device in devices) == 1
        return bench.connections, Counting.most, owner.transactions / 10

    Counting.most = Counting.now = 0
    opened, most, rate = run_in_virtual_time(main())
    assert (opened, most) == (connections, connections)
    assert rate == pytest.approx(10.0, rel=0.05) or connections > 1


class OnlyOne:
    """A gateway that takes one connection and resets every other; it answers nobody."""

    def __init__(self) -> None:
        self.here = 0
        self.most = 0
        self.taken = 0

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.here += 1
        self.taken += 1
        self.most = max(self.most, self.here)
        try:
            while await reader.read(100):
                pass
        except ConnectionError:
            pass
        finally:
            self.here -= 1
            writer.close()


@pytest.mark.live
async def test_a_gateway_that_takes_one_connection_is_never_given_two_when_the_line_opens_again(
    tmp_path: Path,
) -> None:
    gateway = OnlyOne()
    server = await asyncio.start_server(gateway, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()[:2]
    line = Line("tcp", LineKind.TCP)
    guard = Guard(line, LineDialer(tmp_path, {"tcp": (host, port)}), loop_clock())
    peer = Peer(1, 0.02, 0.0, ())
    for _ in range(15):
        await guard.open()
        with pytest.raises(NoAnswer):
            await guard.ask(peer, read(1, Table.HOLDING, 0, 1))
    guard.close()
    await asyncio.sleep(0.05)
    server.close()
    assert (gateway.taken, gateway.most) == (15, 1)


def test_a_device_that_takes_fewer_connections_than_its_driver_says_is_not_called_silent() -> None:
    async def main() -> list[bool]:
        line = Line("tcp", LineKind.TCP)
        bench = Bench({unit: Unit() for unit in range(1, 7)})
        bench.delay_s = 0.1
        network = MemoryNetwork()
        network.listen("tcp", HangsUp(bench))
        owner, devices = owner_of(line, network, 2)
        running = asyncio.create_task(owner.run())
        await asyncio.sleep(120)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        return [device.silent_since is None for device in devices]

    assert run_in_virtual_time(main()) == [True] * 6


class HangsUp:
    """Hangs up on whoever comes second."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._taken = False

    def __call__(self, link: Link) -> LinkListener:
        if self._taken:
            asyncio.get_running_loop().call_soon(link.close)
        self._taken = True
        return self._bench(link)
