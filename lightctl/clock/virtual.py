"""Virtual time: an event loop that jumps to the next thing to do (sole door to async-solipsism)."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

import async_solipsism

T = TypeVar("T")


def run_in_virtual_time(main: Coroutine[Any, Any, T]) -> T:
    """Run to the end on a loop whose clock jumps; no sockets, no threads."""
    with asyncio.Runner(loop_factory=async_solipsism.EventLoop) as runner:
        return runner.run(main)
