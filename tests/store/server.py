"""A time-series server that can be dead, slow, busy or picky; it remembers what it took."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass
class Stub:
    """Takes writes; `poison` is refused with 400, `answers` are given first, one by one."""

    port: int = 0
    poison: str = ""
    answers: list[tuple[int, str]] = field(default_factory=list)
    """(status, extra header line)"""
    hang: bool = False
    points: dict[str, str] = field(default_factory=dict)
    """Series and time → fields: a server that overwrites."""
    requests: list[str] = field(default_factory=list)
    in_flight: int = 0
    most_in_flight: int = 0
    _awaited: int = 1
    _enough: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def has(self, points: int) -> None:
        """Wait until so many were taken."""
        self._awaited = points
        await self._enough.wait()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := (await reader.readuntil(b"\r\n\r\n")).decode():
                headers = dict(row.lower().split(": ", 1) for row in head.splitlines()[1:] if row)
                length = int(headers["content-length"])
                body = (await reader.readexactly(length)).decode()
                await self._answer(head, body, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _answer(self, head: str, body: str, writer: asyncio.StreamWriter) -> None:
        self.requests.append(head.splitlines()[0])
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        if self.hang:
            await asyncio.sleep(3600)
        status, extra = self._status(body)
        self.in_flight -= 1
        writer.write(f"HTTP/1.1 {status} X\r\n{extra}Content-Length: 0\r\n\r\n".encode())
        await writer.drain()

    def _status(self, body: str) -> tuple[int, str]:
        if self.answers:
            return self.answers.pop(0)
        if self.poison and self.poison in body:
            return 400, ""
        for line in body.splitlines():
            series, fields, at = line.split(" ")
            self.points[f"{series} {at}"] = fields
        if len(self.points) >= self._awaited:
            self._enough.set()
        return 204, ""


@asynccontextmanager
async def stub() -> AsyncIterator[Stub]:
    one = Stub()
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        await one.serve(reader, writer)

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    one.port = server.sockets[0].getsockname()[1]
    try:
        yield one
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await server.wait_closed()
