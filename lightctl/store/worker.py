"""Where the store's work is done: a thread of its own in service, at once in virtual time."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


class Worker:
    """Does one piece of work after another, in the order they were given."""

    def __init__(self, *, threaded: bool) -> None:
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store") if threaded else None

    async def run(self, work: Callable[[], T]) -> T:
        """Do it and return its result; a caller that is cancelled does not stop what has begun."""
        if self._pool is None:
            return work()
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)

    def close(self) -> None:
        """Wait for what was given, then end the thread."""
        if self._pool is not None:
            self._pool.shutdown(wait=True)
