"""The connection of one line, and the bytes that came over it and are not understood yet."""

import asyncio
from abc import ABC, abstractmethod

from lightctl.clock import WireClock
from lightctl.core.plant import Line
from lightctl.errors import FieldError, LinkDown
from lightctl.links import Dialer, Link


class Connected(ABC):
    """What the guards of all lines have; a LinkListener."""

    def __init__(self, line: Line, dialer: Dialer, wire: WireClock) -> None:
        self.line = line
        self.wire = wire
        self.transactions = 0
        self._dialer = dialer
        self._link: Link | None = None
        self._buffer = bytearray()

    @property
    def is_open(self) -> bool:
        """Whether a connection stands."""
        return self._link is not None

    async def open(self) -> None:
        """Connect, with nothing of an older connection left; raises LinkDown."""
        self.close()
        # The old socket is closed at the loop's next turn: who takes one connection is never given two.
        await asyncio.sleep(0)
        self._buffer.clear()
        self._link = await self._dialer.open(self.line, self)

    def close(self) -> None:
        """Let the connection go; what was in flight is answered by LinkDown."""
        if self._link is not None:
            self._link.close()
            self.lost("closed here")

    def lost(self, reason: str) -> None:
        """The connection is gone; what was in flight is answered by LinkDown."""
        self._link = None
        self._fail(LinkDown(f"{self.line.id}: {reason}"))

    @abstractmethod
    def rest(self) -> None:
        """Nothing is asked for a while."""

    @abstractmethod
    def received(self, data: memoryview) -> None:
        """These bytes came."""

    @abstractmethod
    def _fail(self, error: FieldError) -> None:
        """What is in flight ends so."""

    def _send(self, frame: bytes) -> None:
        if self._link is None:
            raise LinkDown(f"{self.line.id}: not connected")
        self._link.write(frame)
