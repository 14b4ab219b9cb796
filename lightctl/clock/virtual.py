"""Virtual time: an event loop whose clock jumps to the next thing to do."""

import asyncio
import math
import selectors
from collections.abc import Coroutine
from typing import Any, Never, TypeVar

T = TypeVar("T")


def run_in_virtual_time(main: Coroutine[Any, Any, T]) -> T:
    """Run to the end on a loop that never waits; no sockets, no threads.

    Raises RuntimeError when everything waits for something that no timer will bring.
    """
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(main)


class VirtualLoop(asyncio.SelectorEventLoop):
    """An ordinary loop over a selector that jumps instead of waiting."""

    def __init__(self) -> None:
        self._jumping = JumpingSelector()
        super().__init__(self._jumping)

    def time(self) -> float:
        """Virtual seconds since the loop was made."""
        return self._jumping.seconds

    def run_in_executor(self, executor: object, func: object, *args: object) -> Never:
        """Refused: a thread would live in another time."""
        raise RuntimeError("no threads in virtual time")


class JumpingSelector(selectors.SelectSelector):
    """Where a selector would wait for so long, time passes by so much; files are never ready."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            raise RuntimeError("virtual time stands still: nothing is left that a timer would wake")
        # One step of the float further, so that what is due now is due for the loop too: far from zero its
        # own tolerance of a nanosecond is less than the smallest step.
        self.seconds = math.nextafter(self.seconds + max(0.0, timeout), math.inf)
        return []
