"""Connections in memory behave like connections: order, latency, refusal, loss told once at each end."""

import asyncio

import pytest

from lightctl.clock.virtual import run_in_virtual_time
from lightctl.core.plant import Line, LineKind
from lightctl.errors import LinkDown
from lightctl.links import Link, MemoryNetwork
from tests.links.listening import Echo, Remembering

LINE = Line("tcp-001", LineKind.TCP)


def test_bytes_arrive_in_order_and_take_the_latency_of_both_ways() -> None:
    async def main() -> tuple[bytes, float]:
        network = MemoryNetwork(latency_s=0.25)
        network.listen("tcp-001", Echo)
        heard = Remembering()
        link = await network.open(LINE, heard)
        start = asyncio.get_running_loop().time()
        link.write(b"one ")
        link.write(b"two")
        await heard.until(7)
        return heard.data, asyncio.get_running_loop().time() - start

    data, took = run_in_virtual_time(main())
    assert data == b"one two"
    assert took == pytest.approx(0.5)


def test_a_line_nobody_serves_or_that_refuses_cannot_be_opened() -> None:
    async def main() -> None:
        network = MemoryNetwork()
        with pytest.raises(LinkDown, match="nobody listens"):
            await network.open(LINE, Remembering())
        network.listen("tcp-001", Echo)
        network.refuse("tcp-001", "no route")
        with pytest.raises(LinkDown, match="no route"):
            await network.open(LINE, Remembering())
        network.accept("tcp-001")
        (await network.open(LINE, Remembering())).close()

    run_in_virtual_time(main())


def test_a_drop_is_told_once_at_each_end_and_silences_the_link() -> None:
    async def main() -> None:
        ends: list[Remembering] = []

        def serve(_: Link) -> Remembering:
            ends.append(Remembering())
            return ends[-1]

        network = MemoryNetwork()
        network.listen("tcp-001", serve)
        heard = Remembering()
        link = await network.open(LINE, heard)
        network.drop("tcp-001", "cable cut")
        link.write(b"lost")
        link.close()
        await asyncio.sleep(1)
        assert heard.reasons == ["cable cut"]
        assert ends[0].reasons == ["cable cut"]
        assert ends[0].data == b""

    run_in_virtual_time(main())


def test_closing_tells_the_other_end_only() -> None:
    async def main() -> None:
        ends: list[Remembering] = []

        def serve(_: Link) -> Remembering:
            ends.append(Remembering())
            return ends[-1]

        network = MemoryNetwork()
        network.listen("tcp-001", serve)
        heard = Remembering()
        link = await network.open(LINE, heard)
        link.close()
        await ends[0].until_lost()
        assert heard.reasons == []

    run_in_virtual_time(main())


def test_a_server_that_stops_drops_its_connections() -> None:
    async def main() -> None:
        network = MemoryNetwork()
        stop = network.listen("tcp-001", Echo)
        heard = Remembering()
        await network.open(LINE, heard)
        stop()
        assert await heard.until_lost() == "the server stopped"
        with pytest.raises(LinkDown):
            await network.open(LINE, Remembering())

    run_in_virtual_time(main())
