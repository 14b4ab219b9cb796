"""TCP connections without streams: bytes land in one buffer and go straight to the listener."""

import asyncio
import socket
from collections.abc import Mapping
from struct import Struct

from lightctl.core.plant import Line
from lightctl.errors import LinkDown
from lightctl.links.port import Link, LinkListener, OnConnection

_LINGER = Struct("@ii")
BUFFER_BYTES = 4096
CONNECT_TIMEOUT_S = 5.0


class TcpLink(asyncio.BufferedProtocol):
    """One TCP connection; a BufferedProtocol spares asyncio's 256 KiB allocation per read."""

    _transport: asyncio.Transport
    listener: LinkListener

    def __init__(self, on_connection: OnConnection) -> None:
        self._buffer = memoryview(bytearray(BUFFER_BYTES))
        self._on_connection = on_connection
        self._silent = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if not isinstance(transport, asyncio.Transport):
            raise TypeError("a TCP link needs a stream transport")
        self._transport = transport
        _prepare(transport.get_extra_info("socket"))
        self.listener = self._on_connection(self)

    def get_buffer(self, sizehint: int) -> memoryview:
        return self._buffer

    def buffer_updated(self, nbytes: int) -> None:
        if not self._silent:
            self.listener.received(self._buffer[:nbytes])

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._silent:
            self._silent = True
            self.listener.lost(str(exc) if exc else "closed by the other end")

    def write(self, data: bytes) -> None:
        if not self._silent:
            self._transport.write(data)

    def reset_at_close(self) -> None:
        """Let its end be a reset: the other side forgets it at once, and what is unsent is dropped."""
        sock = self._transport.get_extra_info("socket")
        if sock is not None:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER.pack(1, 0))

    def close(self) -> None:
        """Abort rather than flush: what is unsent when the owner closes must not arrive later."""
        self._silent = True
        self._transport.abort()


class TcpDialer:
    """Connects tcp and rtu-over-tcp lines; `addresses` (line id → host, port) leads elsewhere than the plant.

    A simulated field listens on other ports than the city's devices: the plant stays as it is.
    """

    def __init__(
        self, addresses: Mapping[str, tuple[str, int]] | None = None, *, timeout_s: float = CONNECT_TIMEOUT_S
    ) -> None:
        self._addresses = dict(addresses or {})
        self._timeout_s = timeout_s

    async def open(self, line: Line, listener: LinkListener) -> Link:
        host, port = self._addresses.get(line.id, (line.host, line.port))
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(self._timeout_s):
                _, link = await loop.create_connection(lambda: TcpLink(lambda _: listener), host, port)
        except (OSError, TimeoutError) as error:
            raise LinkDown(
                f"{line.id}: no connection to {host}:{port}: {str(error) or 'timed out'}"
            ) from error
        link.reset_at_close()
        return link


def _prepare(sock: socket.socket | None) -> None:
    """Send small frames at once, and notice a peer that vanished without a word."""
    if sock is not None:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
