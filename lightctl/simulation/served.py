"""A line of the field as those see it who serve it or break it, whatever is spoken on it."""

from typing import Protocol

from lightctl.links import Link, LinkListener
from lightctl.simulation.line import Later


class ServedLine(Protocol):
    """The far end of one line."""

    requests: int
    later: Later

    def connect(self, link: Link) -> LinkListener:
        """Somebody dialled."""

    def set_down(self, down: bool) -> None:
        """Break the line, with every connection on it, or mend it."""
