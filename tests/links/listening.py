"""Listeners for tests: one that remembers, one that echoes."""

import asyncio

from lightctl.links import Link


class Remembering:
    """Keeps what came in and why the link was lost."""

    def __init__(self) -> None:
        self.data = b""
        self.reasons: list[str] = []
        self._news = asyncio.Event()

    def received(self, data: memoryview) -> None:
        self.data += bytes(data)
        self._news.set()

    def lost(self, reason: str) -> None:
        self.reasons.append(reason)
        self._news.set()

    async def until(self, length: int) -> bytes:
        """Wait until that many bytes have come in."""
        async with asyncio.timeout(5):
            while len(self.data) < length:
                self._news.clear()
                await self._news.wait()
        return self.data

    async def until_lost(self) -> str:
        async with asyncio.timeout(5):
            while not self.reasons:
                self._news.clear()
                await self._news.wait()
        return self.reasons[0]


class Echo:
    """Sends everything back; `Echo` itself is an OnConnection."""

    def __init__(self, link: Link) -> None:
        self.link = link

    def received(self, data: memoryview) -> None:
        self.link.write(bytes(data))

    def lost(self, reason: str) -> None:
        """Nothing to clean up."""
