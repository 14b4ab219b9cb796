"""Real loopback sockets and a pty pair, through the same dialer that service uses."""

import asyncio
import socket
from pathlib import Path

import pytest

from lightctl.core.plant import Line, LineKind
from lightctl.errors import LinkDown
from lightctl.links import LineDialer, serve_pty, serve_tcp
from tests.links.listening import Echo, Remembering

pytestmark = pytest.mark.live


async def test_a_tcp_line_led_elsewhere_carries_bytes_and_hears_the_end(tmp_path: Path) -> None:
    server = await serve_tcp("127.0.0.1", 0, Echo)
    dialer = LineDialer(tmp_path, {"tcp-001": (server.host, server.port)})
    heard = Remembering()
    link = await dialer.open(Line("tcp-001", LineKind.TCP, host="192.0.2.1", port=502), heard)
    link.write(b"ping")
    assert await heard.until(4) == b"ping"
    await server.close()
    await heard.until_lost()
    link.close()


async def test_small_frames_are_sent_at_once(tmp_path: Path) -> None:
    options: list[int] = []

    def look(link: object) -> Remembering:
        sock = link._transport.get_extra_info("socket")  # type: ignore[attr-defined]
        options.append(sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        return Remembering()

    server = await serve_tcp("127.0.0.1", 0, look)
    line = Line("gateway", LineKind.RTU_OVER_TCP, host="127.0.0.1", port=server.port)
    link = await LineDialer(tmp_path).open(line, Remembering())
    await asyncio.sleep(0.05)
    assert options
    assert options[0] != 0
    link.close()
    await server.close()


async def test_a_closed_port_is_a_link_down(tmp_path: Path) -> None:
    server = await serve_tcp("127.0.0.1", 0, Echo)
    await server.close()
    line = Line("tcp-001", LineKind.TCP, host="127.0.0.1", port=server.port)
    with pytest.raises(LinkDown, match="tcp-001"):
        await LineDialer(tmp_path).open(line, Remembering())


async def test_a_serial_line_on_a_pty(tmp_path: Path) -> None:
    server = serve_pty(tmp_path / "lines" / "rtu-01", Echo)
    dialer = LineDialer(tmp_path)
    line = Line("rtu-01", LineKind.RTU, device="lines/rtu-01", baud=19200)
    heard = Remembering()
    link = await dialer.open(line, heard)
    payload = bytes(range(256))
    link.write(payload)
    assert await heard.until(256) == payload
    with pytest.raises(LinkDown, match="rtu-01"):
        await dialer.open(line, Remembering())
    link.close()
    again = Remembering()
    link = await dialer.open(line, again)
    link.write(b"again")
    assert await again.until(5) == b"again"
    link.close()
    server.close()
    assert list(server.path.parent.iterdir()) == []


async def test_an_unplugged_serial_line_is_lost(tmp_path: Path) -> None:
    server = serve_pty(tmp_path / "rtu-01", Echo)
    heard = Remembering()
    await LineDialer(tmp_path).open(Line("rtu-01", LineKind.RTU, device="rtu-01"), heard)
    server.close()
    await heard.until_lost()
    with pytest.raises(LinkDown):
        await LineDialer(tmp_path).open(Line("rtu-01", LineKind.RTU, device="rtu-01"), Remembering())
