"""Waiting finer than the event loop, whose own timers ring at whole milliseconds; sole door to timerfd.

Silence on a serial line is 1.75 to 4 ms: a timer that rounds up wastes up to a quarter of a fast line.
"""

import asyncio
import ctypes
import os
import sys
import time
from struct import pack

from lightctl.clock.virtual import VirtualLoop


class FineTimer:
    """Waits of one task at a time; where the kernel has no timerfd, and in virtual time, the loop's own."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._fd = -1 if isinstance(self._loop, VirtualLoop) else _make()
        self._rung: asyncio.Future[None] | None = None
        if self._fd >= 0:
            self._loop.add_reader(self._fd, self._ring)

    async def sleep(self, seconds: float) -> None:
        """Wait for that long, to some 0.1 ms."""
        if self._fd < 0 or seconds <= 0:
            await asyncio.sleep(seconds)
            return
        self._rung = self._loop.create_future()
        _set(self._fd, seconds)
        try:
            await self._rung
        finally:
            self._rung = None

    def close(self) -> None:
        """Give the descriptor back."""
        if self._fd >= 0:
            self._loop.remove_reader(self._fd)
            os.close(self._fd)
            self._fd = -1

    def _ring(self) -> None:
        try:
            os.read(self._fd, 8)
        except BlockingIOError:
            return
        if self._rung is not None and not self._rung.done():
            self._rung.set_result(None)


if sys.version_info >= (3, 13):

    def _make() -> int:
        return os.timerfd_create(time.CLOCK_MONOTONIC, flags=os.TFD_NONBLOCK | os.TFD_CLOEXEC)

    def _set(fd: int, seconds: float) -> None:
        os.timerfd_settime(fd, initial=seconds)

else:
    _LIBC = ctypes.CDLL(None, use_errno=True)
    _MONOTONIC = 1

    def _make() -> int:
        """A new timer, or -1 where the kernel has none."""
        create = getattr(_LIBC, "timerfd_create", None)
        return -1 if create is None else int(create(_MONOTONIC, os.O_NONBLOCK | os.O_CLOEXEC))

    def _set(fd: int, seconds: float) -> None:
        nanoseconds = max(1, round(seconds * 1e9))
        once = pack("@llll", 0, 0, *divmod(nanoseconds, 1_000_000_000))
        if _LIBC.timerfd_settime(fd, 0, once, None):
            raise OSError(ctypes.get_errno(), "timerfd_settime")
