"""When a night is certainly day or certainly dark, and which nights of a period are special."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from lightctl.core.calendar import night_bounds
from lightctl.core.place import Place
from lightctl.core.sun import CIVIL, HORIZON, Sun

BY_DAY = 4.0
"""Degrees: with the sun higher than this nobody needs a street lamp."""
_STEP = timedelta(minutes=10)
_POLE = Sun(Place(90.0, 0.0, ZoneInfo("UTC")))
"""At the pole the sun's altitude is its declination."""

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Sky:
    """Between two local noons: when the sun stands above +4°, and when below −6°; ascending."""

    day: tuple[Span, ...]
    dark: tuple[Span, ...]
    down: timedelta
    """How long the sun is below the horizon."""


@dataclass(frozen=True, slots=True)
class Landmarks:
    """Nights of a period on which mistakes like to show; None or empty where the period has none."""

    leap_day: tuple[date, ...]
    clock_changes: tuple[date, ...]
    equinoxes: tuple[date, ...]
    longest: date
    shortest: date


def sky_of(sun: Sun, night: date) -> Sky:
    """From altitudes every ten minutes, straight in between: right to a few seconds away from the poles."""
    starts, ends = night_bounds(sun.place, night)
    instants = [starts]
    while instants[-1] < ends:
        instants.append(min(instants[-1] + _STEP, ends))
    track = [(at, sun.altitude(at)) for at in instants]
    below = _below(track, HORIZON)
    return Sky(
        day=tuple(outside((starts, ends), _below(track, BY_DAY))),
        dark=tuple(_below(track, CIVIL)),
        down=sum((end - start for start, end in below), timedelta(0)),
    )


def outside(whole: Span, spans: Sequence[Span]) -> list[Span]:
    """What is left of a span without the others, which ascend."""
    left: list[Span] = []
    start, end = whole
    for begins, ends in spans:
        if begins > start:
            left.append((start, min(begins, end)))
        start = max(start, ends)
        if start >= end:
            break
    if start < end:
        left.append((start, end))
    return [(begins, ends) for begins, ends in left if begins < ends]


def common(one: Span, other: Span) -> Span | None:
    """What two spans share; None where that is nothing."""
    start, end = max(one[0], other[0]), min(one[1], other[1])
    return (start, end) if start < end else None


def clock_of(at: datetime, place: Place) -> str:
    """What a clock in the street shows."""
    return at.astimezone(place.zone).strftime("%H:%M")


def times_of(span: Span, place: Place) -> str:
    """From when to when, by clocks in the street."""
    return f"{clock_of(span[0], place)}–{clock_of(span[1], place)}"


def landmarks(place: Place, skies: Sequence[tuple[date, Sky]]) -> Landmarks:
    """The special nights among these, of which there is at least one."""
    nights = [night for night, _ in skies]
    bounds = {night: night_bounds(place, night) for night in nights}
    leap = [night for night in nights for day in (night, night + timedelta(days=1)) if _is_leap(day)]
    return Landmarks(
        leap_day=tuple(leap),
        clock_changes=tuple(n for n in nights if clock_changes(place, n)),
        equinoxes=tuple(n for n in nights if _equinox(*bounds[n])),
        longest=max(skies, key=lambda pair: pair[1].down)[0],
        shortest=min(skies, key=lambda pair: pair[1].down)[0],
    )


def clock_changes(place: Place, night: date) -> bool:
    """Whether local clocks are put forward or back between its two noons."""
    starts, ends = night_bounds(place, night)
    return starts.astimezone(place.zone).utcoffset() != ends.astimezone(place.zone).utcoffset()


def _is_leap(day: date) -> bool:
    return (day.month, day.day) == (2, 29)


def _equinox(starts: datetime, ends: datetime) -> bool:
    return (_POLE.altitude(starts) < 0) != (_POLE.altitude(ends) < 0)


def _below(track: Sequence[tuple[datetime, float]], altitude: float) -> list[Span]:
    """When the track runs below the altitude; pieces that touch are one."""
    spans: list[Span] = []
    for start, end in _pieces(track, altitude):
        if spans and spans[-1][1] == start:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return spans


def _pieces(track: Sequence[tuple[datetime, float]], altitude: float) -> Iterator[Span]:
    for (left, before), (right, after) in pairwise(track):
        if before < altitude and after < altitude:
            yield left, right
        elif before < altitude or after < altitude:
            crossing = left + (right - left) * ((altitude - before) / (after - before))
            yield (left, crossing) if before < altitude else (crossing, right)
