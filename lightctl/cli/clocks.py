"""The city's clock as asked for on the command line; two processes agree when they are given the same."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import click

from lightctl.clock import GuardedClock, RunningClock, SiteClock
from lightctl.errors import TargetError

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class ClockChoice:
    """`start` None: the computer's own clock."""

    start: str | None
    rate: float
    origin: float | None

    def clock(self, zone: ZoneInfo) -> SiteClock:
        """The clock; local times without an offset are the site's. Raises TargetError."""
        if self.start is None:
            if self.rate != 1.0:
                raise TargetError("--clock-rate needs a --clock-start: a real clock runs at 1")
            return GuardedClock()
        return RunningClock(instant(self.start, zone), rate=self.rate, origin=self.origin)


def instant(text: str, zone: ZoneInfo) -> datetime:
    """An ISO instant; without an offset it is local to the site. Raises TargetError."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise TargetError(f"'{text}' is not an instant: write 2026-11-21T17:30") from None
    return read if read.tzinfo else read.replace(tzinfo=zone)


def clock_options(command: F) -> F:
    """`--clock-start`, `--clock-rate`, `--clock-origin`."""
    for option in (
        click.option("--clock-origin", type=float, default=None, metavar="SECONDS",
                     help="Monotonic second of the machine at which the clock started."),
        click.option("--clock-rate", type=click.FloatRange(min=0.01, max=3600), default=1.0, metavar="N",
                     help="City seconds per second."),
        click.option("--clock-start", default=None, metavar="ISO",
                     help="Let the city's clock start at this instant instead of the computer's time."),
    ):  # fmt: skip
        command = option(command)
    return command
