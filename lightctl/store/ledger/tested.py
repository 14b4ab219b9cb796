"""Which hours hold energy of a test: they count on neither side, and what passed in them is told apart."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from lightctl.core.energy import Span
from lightctl.core.trial import Trial
from lightctl.figures.rows import LampHour, LedgerHour, Quality
from lightctl.site.model import Settings

LONGEST_BLINK = timedelta(minutes=5)
"""A lamp that blinks may keep its circuit closed so long."""

Window = tuple[datetime, datetime]


def afterglow(settings: Settings) -> timedelta:
    """How long a test's light may outlast it: a blink, the turns of its street, a contactor's rest."""
    return LONGEST_BLINK + settings.off_steps * settings.off_gap + settings.switch_rest


def windows(trials: Iterable[Trial], history: Sequence[Span], after: timedelta) -> list[Window]:
    """From the meter reading before each test to the one `after` it: what passed between cannot be parted."""
    return [_window(trial.since, trial.until + after, history) for trial in trials]


def touched(hour: Window, tested: Iterable[Window]) -> bool:
    """Whether some of a test's energy may lie in the hour."""
    return any(start < hour[1] and end > hour[0] for start, end in tested)


def set_apart(row: LedgerHour, energy_dwh: int) -> LedgerHour:
    """The same hour on neither side; `energy_dwh` is what its meter counted, or its lamps explain."""
    return replace(
        row, metered_dwh=None, partial_dwh=0, tested_dwh=energy_dwh, quality=row.quality | Quality.TESTED
    )


def mark(row: LampHour) -> LampHour:
    """A lamp's hour, of which a test is part."""
    return replace(row, quality=row.quality | Quality.TESTED)


def _window(start: datetime, end: datetime, history: Sequence[Span]) -> Window:
    over = [span for span in history if span.known and span.start < end and span.end > start]
    return min([start, *(span.start for span in over)]), max([end, *(span.end for span in over)])
