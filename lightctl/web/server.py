"""The daemon's own HTTP server on a Unix socket (sole door to uvicorn)."""

import asyncio
import contextlib
import pwd
import socket
import struct
from collections.abc import Iterator
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.h11_impl import H11Protocol

from lightctl.errors import LightctlError

OWNER_AND_GROUP = 0o660
SHUTDOWN_S = 1


class AlreadyServed(LightctlError):
    """Another daemon answers on this socket."""


class PeerProtocol(H11Protocol):
    """HTTP whose `client` is the user at the other end, as the kernel knows it: (name, uid)."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.client = peer_of(transport.get_extra_info("socket"))


class Embedded(uvicorn.Server):
    """A server that leaves the daemon's signal handlers alone."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals belong to the daemon."""
        yield


async def serve(app: FastAPI, path: Path) -> None:
    """Serve until cancelled; raises AlreadyServed where another daemon answers on the socket."""
    config = uvicorn.Config(
        app, http=PeerProtocol, ws="none", lifespan="off", log_config=None, access_log=False,
        proxy_headers=False, server_header=False, timeout_graceful_shutdown=SHUTDOWN_S,
    )  # fmt: skip
    server = Embedded(config)
    with listening(path) as listener:
        try:
            await server.serve(sockets=[listener])
        except asyncio.CancelledError:
            await server.shutdown([listener])
            raise


@contextlib.contextmanager
def listening(path: Path) -> Iterator[socket.socket]:
    """A Unix socket that only owner and group may use; a dead daemon's socket file is replaced."""
    refuse_if_served(path)
    path.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        _bind(listener, path)
        path.chmod(OWNER_AND_GROUP)  # before anyone can connect: listen comes later
        yield listener
    finally:
        listener.close()
        path.unlink(missing_ok=True)


def refuse_if_served(path: Path) -> None:
    """Raise AlreadyServed where somebody answers on this socket."""
    if answers(path):
        raise AlreadyServed(f"another lightctl already runs here: it answers on {path}")


def _bind(listener: socket.socket, path: Path) -> None:
    try:
        listener.bind(str(path))
    except OSError as error:
        raise LightctlError(f"cannot listen on {path}: {error.strerror or error}") from error


def answers(path: Path) -> bool:
    """Whether somebody accepts connections on this socket."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.connect(str(path))
        except OSError:
            return False
        return True


def peer_of(connection: socket.socket) -> tuple[str, int]:
    """Name and id of the user who connected, by SO_PEERCRED; `uid 1234` for an id without a name."""
    size = struct.calcsize("3i")
    _, uid, _ = struct.unpack("3i", connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size))
    try:
        return pwd.getpwuid(uid).pw_name, uid
    except KeyError:
        return f"uid {uid}", uid
