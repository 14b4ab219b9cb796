"""A web server on loopback that answers as a test wrote it down, byte by byte if need be."""

import asyncio
import gzip
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

Talk = Callable[["Asked", asyncio.StreamWriter], Awaitable[None]]


@dataclass(frozen=True)
class Asked:
    """One request as it came; header names are lower case."""

    line: str
    headers: Mapping[str, str]


@dataclass
class Web:
    """Answers in turn, the last one for ever."""

    talks: list[Talk]
    asked: list[Asked] = field(default_factory=list)
    port: int = 0

    @property
    def address(self) -> str:
        """Where it listens, with a path."""
        return f"http://127.0.0.1:{self.port}/now"

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request and its answer; whoever hangs up early is let go."""
        with suppress(OSError, asyncio.IncompleteReadError):
            self.asked.append(_read((await reader.readuntil(b"\r\n\r\n")).decode("latin-1")))
            talk = self.talks.pop(0) if len(self.talks) > 1 else self.talks[0]
            await talk(self.asked[-1], writer)
        writer.close()


@asynccontextmanager
async def serving(*talks: Talk) -> AsyncIterator[Web]:
    """The server while the context is open."""
    web = Web(list(talks))
    server = await asyncio.start_server(web.talk, "127.0.0.1", 0)
    web.port = server.sockets[0].getsockname()[1]
    async with server:
        yield web
        server.close()


def whole(body: bytes, status: str = "200 OK", **headers: str) -> Talk:
    """An answer as it should be."""

    async def talk(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(_head(status, {"content-length": str(len(body)), **_named(headers)}) + body)
        await writer.drain()

    return talk


def zipped(body: bytes, **headers: str) -> Talk:
    """The same, compressed."""
    return whole(gzip.compress(body), content_encoding="gzip", **headers)


def marked(body: Callable[[], bytes], etag: str, modified: str) -> Talk:
    """An answer with its marks; 304 and nothing for whoever shows them."""

    async def talk(asked: Asked, writer: asyncio.StreamWriter) -> None:
        known = (
            asked.headers.get("if-none-match") == etag and asked.headers.get("if-modified-since") == modified
        )
        marks = {"etag": etag, "last-modified": modified}
        text = b"" if known else body()
        size = {} if known else {"content-length": str(len(text))}
        writer.write(_head("304 Not Modified" if known else "200 OK", {**marks, **size}) + text)
        await writer.drain()

    return talk


def raw(*pieces: bytes, pause_s: float = 0.0) -> Talk:
    """These bytes and then the end of the connection, with a pause after each piece."""

    async def talk(_: Asked, writer: asyncio.StreamWriter) -> None:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(pause_s)

    return talk


def _head(status: str, headers: Mapping[str, str]) -> bytes:
    lines = [
        f"HTTP/1.1 {status}",
        "connection: close",
        *(f"{name}: {text}" for name, text in headers.items()),
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def _named(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): text for name, text in headers.items()}


def _read(text: str) -> Asked:
    line, *rest = text.strip().split("\r\n")
    split = (one.partition(":") for one in rest)
    return Asked(line, {name.lower(): value.strip() for name, _, value in split})
