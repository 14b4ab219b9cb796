"""What every connection offers, whatever carries it; real sockets, ptys and memory alike."""

from collections.abc import Callable
from typing import Protocol

from lightctl.core.plant import Line
from lightctl.links.topics import TopicDialer


class LinkListener(Protocol):
    """Who is told what happens on a connection; called from the event loop, must not block."""

    def received(self, data: memoryview) -> None:
        """Bytes came in; the view is only valid during the call."""

    def lost(self, reason: str) -> None:
        """The connection is gone; called once, nothing follows."""


class Link(Protocol):
    """One open connection."""

    def write(self, data: bytes) -> None:
        """Send bytes; never blocks, never raises: a broken link is told through `lost`."""

    def close(self) -> None:
        """Close at once; `lost` is not called for it."""


class Dialer(Protocol):
    """Opens the connection that a line names."""

    async def open(self, line: Line, listener: LinkListener) -> Link:
        """Connect; raises LinkDown when it cannot be done."""


class LinesDialer(Dialer, TopicDialer, Protocol):
    """Opens the connection of any line: bytes, or topics of a broker."""


OnConnection = Callable[[Link], LinkListener]
"""The serving side: called for each new connection, returns who is told about it."""
