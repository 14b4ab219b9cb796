"""The serving side of TCP lines and serial lines; a memory network serves by its own `listen`."""

import asyncio
import os
import tty
from pathlib import Path

from lightctl.links.fd import FdLink
from lightctl.links.port import OnConnection
from lightctl.links.tcp import TcpLink


class TcpServer:
    """Listens on one address; `port` is the actual one."""

    def __init__(self, server: asyncio.Server, links: set[TcpLink]) -> None:
        self._server = server
        self._links = links
        self.host, self.port = server.sockets[0].getsockname()[:2]

    async def close(self) -> None:
        """Stop listening and break every open connection."""
        self._server.close()
        for link in list(self._links):
            link.close()
        await self._server.wait_closed()


async def serve_tcp(host: str, port: int, on_connection: OnConnection) -> TcpServer:
    """Listen on host and port (0: a free one); raises OSError when the address is taken."""
    links: set[TcpLink] = set()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _ServedLink(on_connection, links), host, port)
    return TcpServer(server, links)


class _ServedLink(TcpLink):
    """A TCP link that its server can break."""

    def __init__(self, on_connection: OnConnection, links: set[TcpLink]) -> None:
        super().__init__(on_connection)
        self._links = links

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._links.add(self)
        super().connection_made(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self._links.discard(self)
        super().connection_lost(exc)


class PtyServer(FdLink):
    """The far end of a pretended serial port at `path`; as on a real wire, nobody knows who has it open."""

    def __init__(self, path: Path) -> None:
        master, self._slave = os.openpty()
        tty.setraw(self._slave)
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        path.symlink_to(os.ttyname(self._slave))
        super().__init__(master)

    def release(self) -> None:
        # Our own open slave keeps the master readable while no client has the port open.
        self.path.unlink(missing_ok=True)
        os.close(self._slave)
        super().release()


def serve_pty(path: Path, on_connection: OnConnection) -> PtyServer:
    """Make a serial port at `path` (a symlink to a pty) and serve it; `close` takes it away."""
    server = PtyServer(path)
    server.start(on_connection(server))
    return server
