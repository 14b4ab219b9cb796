"""Curves of a night: ramps as an engineer drew them, and the steps in which they are decided."""

import math
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from lightctl.core.units import DARK, Level

_SECOND = timedelta(seconds=1)
_NEARLY = 1e-9


@dataclass(frozen=True, slots=True)
class Moment:
    """A resolved step: from `at` (UTC) on the level is `level`, reached over `ramp`."""

    at: datetime
    level: Level
    ramp: timedelta


@dataclass(frozen=True, slots=True)
class Piece:
    """A straight piece of the drawn curve."""

    start: datetime
    end: datetime
    level_from: Level
    level_to: Level

    @property
    def flat(self) -> bool:
        """Whether it stays at one level."""
        return self.level_from == self.level_to


@dataclass(frozen=True, slots=True)
class Curve:
    """A level for every instant: `levels[i]` holds from `times[i]` on, 0 before the first."""

    times: tuple[datetime, ...]
    levels: tuple[Level, ...]

    def at(self, instant: datetime) -> Level:
        """The level at an instant."""
        index = bisect_right(self.times, instant)
        return self.levels[index - 1] if index else DARK

    def next_change(self, instant: datetime) -> datetime | None:
        """The next instant after this one at which the level may differ."""
        index = bisect_right(self.times, instant)
        return self.times[index] if index < len(self.times) else None


def draw(moments: Sequence[Moment], off: datetime) -> tuple[Piece, ...]:
    """The curve from the first moment to `off`; a ramp cut short by the next step goes on from where it was.

    A moment that lies before its predecessor counts from the predecessor's instant: the later line wins.
    """
    pieces: list[Piece] = []
    level = moments[0].level
    start = moments[0].at
    for index, moment in enumerate(moments):
        start = max(start, moment.at)
        end = max(start, min(moments[index + 1].at, off)) if index + 1 < len(moments) else off
        ramp = moment.ramp if index else timedelta(0)
        for piece in _step(start, end, level, moment.level, ramp):
            pieces.append(piece)
            level = piece.level_to
        if not ramp:
            level = moment.level
    return tuple(pieces)


def quantised(pieces: Sequence[Piece], step: float) -> Curve:
    """The drawn curve in steps, never below it; 0 from its end on. Levels declared flat stay as declared."""
    if not pieces:
        return Curve((), ())
    levels: dict[datetime, Level] = {}
    for piece in pieces:
        levels.update((at, level) for at, level in _stairs(piece, step) if at < piece.end)
    off = pieces[-1].end
    rows: list[tuple[datetime, Level]] = []
    for at in sorted(levels):
        if at < off and (not rows or levels[at] != rows[-1][1]):
            rows.append((at, levels[at]))
    rows.append((off, DARK))
    return Curve(tuple(at for at, _ in rows), tuple(level for _, level in rows))


def _step(start: datetime, end: datetime, before: Level, after: Level, ramp: timedelta) -> Iterator[Piece]:
    if start >= end:
        return
    if not ramp or before == after:
        yield Piece(start, end, after, after)
        return
    reached = start + ramp
    if reached > end:
        yield Piece(start, end, before, Level(before + (after - before) * ((end - start) / ramp)))
        return
    yield Piece(start, reached, before, after)
    if reached < end:
        yield Piece(reached, end, after, after)


def _stairs(piece: Piece, step: float) -> Iterator[tuple[datetime, Level]]:
    """Changes of one piece: dimming happens late, brightening early, both on whole seconds."""
    if piece.flat:
        yield piece.start, piece.level_from
        return
    lasting = piece.end - piece.start
    rise = piece.level_to - piece.level_from
    stairs = _between(piece.level_from, piece.level_to, step)
    if rise < 0:
        yield piece.start, piece.level_from
        for level in reversed(stairs):
            passed = lasting * ((level - piece.level_from) / rise)
            yield piece.start + math.ceil(passed / _SECOND - _NEARLY) * _SECOND, level
        return
    targets = [*stairs, piece.level_to]
    yield piece.start, targets[0]
    for level, following in zip(stairs, targets[1:], strict=True):
        passed = lasting * ((level - piece.level_from) / rise)
        yield piece.start + math.floor(passed / _SECOND + _NEARLY) * _SECOND, following


def _between(one: float, other: float, step: float) -> list[Level]:
    """Multiples of the step strictly between two levels, ascending."""
    low, high = min(one, other), max(one, other)
    first = math.floor(low / step + _NEARLY) + 1
    last = math.ceil(high / step - _NEARLY) - 1
    return [Level(step * k) for k in range(first, last + 1)]
