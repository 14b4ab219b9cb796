"""The time of the wire: timeouts, silence, back-off and pacing; monotonic, never the city's."""

import asyncio
from collections.abc import Callable

WireClock = Callable[[], float]
"""Monotonic seconds; the same clock that `asyncio.sleep` reads."""


def loop_clock() -> WireClock:
    """The running event loop's clock; virtual where the loop is."""
    return asyncio.get_running_loop().time
