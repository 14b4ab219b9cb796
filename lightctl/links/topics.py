"""What every connection to a broker of topics offers; a real broker and one in memory alike."""

import asyncio
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

from lightctl.core.plant import Line


@dataclass(frozen=True, slots=True)
class TopicMessage:
    """One message as the broker handed it over; `retained` ones may have waited there for months."""

    topic: str
    payload: bytes
    retained: bool = False


class TopicListener(Protocol):
    """Who is told of every message; called from the event loop, must not block, must not raise."""

    def __call__(self, message: TopicMessage) -> None:
        """A message came in, in the broker's order."""


class TopicLink(Protocol):
    """One session with a broker, clean: the broker remembers nothing of an earlier one."""

    async def subscribe(self, pattern: str) -> None:
        """Hear the topics of a pattern (`+` one level, `#` the rest); raises LinkDown."""

    async def publish(self, topic: str, payload: bytes) -> None:
        """Hand over one message, never retained, and wait for the broker's receipt; raises LinkDown.

        The receipt says that the broker has it, not that anybody heard it.
        """

    async def listen(self) -> None:
        """Hand every message to the listener until the session is lost; raises LinkDown then."""


class TopicDialer(Protocol):
    """Opens sessions with the broker that a line names."""

    def open_topics(self, line: Line, listener: TopicListener) -> AbstractAsyncContextManager[TopicLink]:
        """A session for as long as the context is open; entering raises LinkDown when there is none."""


def matches(pattern: str, topic: str) -> bool:
    """Whether a pattern with `+` and a last `#` covers a topic."""
    wanted, levels = pattern.split("/"), topic.split("/")
    if wanted[-1] == "#":
        wanted, levels = wanted[:-1], levels[: len(wanted) - 1]
    return len(wanted) == len(levels) and all(w in {"+", t} for w, t in zip(wanted, levels, strict=True))


def end_if_cancelled() -> None:
    """Raise the cancellation that a task group forgets when its session is lost in the same instant."""
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError
