"""What every connection to a broker of topics offers; a real broker and one in memory alike."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, NoReturn, Protocol

from lightctl.core.plant import Line
from lightctl.errors import LinkDown


@dataclass(frozen=True, slots=True)
class TopicMessage:
    """One message as the broker handed it over; `retained` ones may have waited there for months."""

    topic: str
    payload: bytes
    retained: bool = False


TopicListener = Callable[[TopicMessage], None]
"""Who is told of every message, in the broker's order; called in the event loop, must not block or raise."""


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


async def while_it_lasts(*jobs: Coroutine[Any, Any, None]) -> NoReturn:
    """Run the jobs of a session side by side until one of them loses it; raises LinkDown then.

    A task group that fails with its session forgets that its owner was cancelled in the same instant, so the
    jobs' own group never fails for that.
    """
    lost: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(_until_lost(job, lost)) for job in jobs]
        reason = await lost
        for task in tasks:
            task.cancel()
    raise LinkDown(reason)


async def _until_lost(job: Coroutine[Any, Any, None], lost: asyncio.Future[str]) -> None:
    try:
        await job
    except* LinkDown as group:
        if not lost.done():
            lost.set_result(str(_first(group)))


def _first(error: BaseException) -> BaseException:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
