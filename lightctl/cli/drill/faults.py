"""What a drill breaks, and when."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from lightctl.simulation.city import City

WRONG_BY = timedelta(hours=3)

Strike = Callable[[City, float], None]
"""Breaks something of the city at a city second."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that fails; `daemon_dies` so long after it, or not at all."""

    id: str
    title: str
    strike: Strike
    daemon_dies: timedelta | None = None
    judged: bool = True
    """Whether darkness under it counts against the bound; two faults at once are only shown."""


def _nothing(_city: City, _t: float) -> None:
    """Only the daemon dies."""


def _cut_lines(city: City, _t: float) -> None:
    for line in city.lines.values():
        line.set_down(True)


def _silence_concentrators(city: City, _t: float) -> None:
    for concentrator in city.concentrators.values():
        concentrator.silent = True


def _shift_clocks(city: City, t: float) -> None:
    for cabinet in city.cabinets.values():
        cabinet.set_clock(t, cabinet.clock.ahead_s(t) + WRONG_BY.total_seconds())


def _reset_clocks(city: City, t: float) -> None:
    for cabinet in city.cabinets.values():
        cabinet.set_clock(t, -city.began.timestamp() - t)


_AT_ONCE, _TWO_HOURS = timedelta(0), timedelta(hours=2)
FAULTS = (
    Fault("daemon", "the daemon dies", _nothing, _AT_ONCE),
    Fault("line", "every line to the cabinets breaks", _cut_lines),
    Fault("concentrator", "every concentrator falls silent", _silence_concentrators),
    Fault("clock", "every cabinet clock jumps 3 h ahead, two hours later the daemon dies", _shift_clocks,
          _TWO_HOURS),
    Fault("reset", "every cabinet clock falls back to 1970 as the daemon dies", _reset_clocks, _AT_ONCE),
    Fault("clock-and-daemon", "every cabinet clock jumps 3 h ahead as the daemon dies", _shift_clocks,
          _AT_ONCE, judged=False),
)  # fmt: skip
