"""Minimum burning time: what would burn for moments only is left off by daylight, and stays on in the dark.

After GXF's minimumLightsOn, which skips the on; but in doubt a street is lit.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from lightctl.core.curve import Curve, Piece
from lightctl.core.sun import SunNight
from lightctl.core.units import DARK, Level

Span = tuple[datetime, datetime]


def long_enough(hours: Span, minimum: timedelta, dark: Span | None, ends: datetime) -> Span | None:
    """The lit hours, or none where they are too short and by daylight; in the dark they are drawn out."""
    on, off = hours
    if off - on >= minimum:
        return hours
    return (on, min(on + minimum, ends)) if _touch(hours, dark) else None


def without_flashes(curve: Curve, minimum: timedelta, dark: Span | None) -> Curve:
    """The same for light between two dark stretches of a part-night; lit hours stay as they are."""
    if not minimum or len(curve.times) < 2:
        return curve
    for start, end in _lit(curve):
        if end - start >= minimum:
            continue
        if not _touch((start, end), dark):
            curve = _filled(curve, start, end, DARK)
        elif end == curve.times[-1]:
            curve = _filled(curve, max(end - minimum, curve.times[0]), start, curve.at(start))
        else:
            last = curve.at(end - timedelta(seconds=1))
            curve = _filled(curve, end, min(start + minimum, curve.times[-1]), last)
    return curve


def dark_of(sun: SunNight, starts: datetime, ends: datetime) -> Span | None:
    """When the sun is below −6°, between two noons; None where it never is."""
    if sun.civil_always == "light":
        return None
    return sun.dusk or starts, sun.dawn or ends


def as_pieces(curve: Curve) -> tuple[Piece, ...]:
    """A curve drawn as its steps."""
    rows = pairwise(zip(curve.times, curve.levels, strict=True))
    return tuple(Piece(start, end, level, level) for (start, level), (end, _) in rows)


def _filled(curve: Curve, start: datetime, end: datetime, level: Level) -> Curve:
    """The curve with another level in [start, end); a higher one that is there already stays."""
    if start >= end:
        return curve
    times = sorted({*curve.times, start, end})
    levels = [
        (max(level, curve.at(at)) if level > DARK else DARK) if start <= at < end else curve.at(at)
        for at in times
    ]
    return _joined(times, levels)


def _joined(times: Sequence[datetime], levels: Sequence[Level]) -> Curve:
    last = times[-1]
    rows: list[tuple[datetime, Level]] = []
    for at, level in zip(times, levels, strict=True):
        if not rows or rows[-1][1] != level or at == last:
            rows.append((at, level))
    return Curve(tuple(at for at, _ in rows), tuple(level for _, level in rows))


def _lit(curve: Curve) -> list[Span]:
    """Stretches with light; those that touch are one."""
    spans: list[Span] = []
    for (start, level), (end, _) in pairwise(zip(curve.times, curve.levels, strict=True)):
        if level <= DARK:
            continue
        spans.append((spans.pop()[0], end) if spans and spans[-1][1] == start else (start, end))
    return spans


def _touch(span: Span, dark: Span | None) -> bool:
    return dark is not None and max(span[0], dark[0]) < min(span[1], dark[1])
