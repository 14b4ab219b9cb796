"""Two clocks that must never be mixed: the city's time, and the time of the wire."""

from lightctl.clock.fine import FineTimer
from lightctl.clock.guarded import GuardedClock
from lightctl.clock.site_clock import RunningClock, SiteClock, SystemClock
from lightctl.clock.wire_clock import WireClock, loop_clock

__all__ = [
    "FineTimer",
    "GuardedClock",
    "RunningClock",
    "SiteClock",
    "SystemClock",
    "WireClock",
    "loop_clock",
]
