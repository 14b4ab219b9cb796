"""What events in the street make of a night's plan: brighter for a while, never darker unasked."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from lightctl.core.anchors import instant_of
from lightctl.core.calendar import matches, night_bounds, wall_instant
from lightctl.core.curve import Curve, Piece
from lightctl.core.place import Place
from lightctl.core.schedule import Event
from lightctl.core.sun import SunNight
from lightctl.core.units import DARK, Level

__all__ = ["Held", "held_events", "with_events", "with_pieces"]


@dataclass(frozen=True, slots=True)
class Held:
    """An event on one night, in UTC, within the night; its light is a curve that holds from `starts`."""

    event: Event
    starts: datetime
    ends: datetime
    light: Curve

    def at(self, instant: datetime) -> bool:
        """Whether it is on at an instant."""
        return self.starts <= instant < self.ends


def held_events(
    events: Iterable[Event],
    group: str,
    place: Place,
    sun: SunNight,
    night: date,
    light_of: Callable[[Event], Curve],
) -> tuple[Held, ...]:
    """The events of a group that touch the night, in the order in which they are written."""
    found: list[Held] = []
    for event in events:
        if event.groups and group not in event.groups:
            continue
        span = _span(event, group, place, sun, night)
        if span is not None:
            found.append(Held(event, *span, light_of(event)))
    return tuple(found)


def _span(
    event: Event, group: str, place: Place, sun: SunNight, night: date
) -> tuple[datetime, datetime] | None:
    noon, next_noon = night_bounds(place, night)
    if event.first is not None and event.last is not None:
        starts, ends = wall_instant(place, event.first), wall_instant(place, event.last)
    elif matches(event, group, night):
        begins, over = (instant_of(anchor, place, sun, night) for anchor in (event.begins, event.ends))
        if begins is None or over is None:
            return None
        starts, ends = begins, over
    else:
        return None
    starts, ends = max(starts, noon), min(ends, next_noon)
    return (starts, ends) if starts < ends else None


def with_events(curve: Curve, held: Sequence[Held], on: datetime, off: datetime) -> Curve:
    """The curve with its events, within [on, off): first they lower, where they may, then all raise."""
    if not held:
        return curve
    inner = {at for one in held for at in (one.starts, one.ends, *one.light.times)}
    times = sorted({*curve.times, *(at for at in inner if on < at < off)})
    rows: list[tuple[datetime, Level]] = []
    for at in times:
        level = _level(curve.at(at), held, at) if at < off else DARK
        if not rows or rows[-1][1] != level or at == off:
            rows.append((at, level))
    return Curve(tuple(at for at, _ in rows), tuple(level for _, level in rows))


def with_pieces(pieces: Sequence[Piece], curve: Curve, held: Sequence[Held]) -> tuple[Piece, ...]:
    """The drawn curve; where an event is on, it is drawn as the steps that it is decided in."""
    if not held:
        return tuple(pieces)
    during = (at for at in curve.times if any(one.at(at) for one in held))
    cuts = sorted({*during, *(at for one in held for at in (one.starts, one.ends))})
    found: list[Piece] = []
    for piece in pieces:
        inside = [at for at in cuts if piece.start < at < piece.end]
        for start, end in zip((piece.start, *inside), (*inside, piece.end), strict=True):
            if any(one.at(start) for one in held):
                _flat(found, start, end, curve.at(start))
            else:
                found.append(Piece(start, end, _along(piece, start), _along(piece, end)))
    return tuple(found)


def _flat(found: list[Piece], start: datetime, end: datetime, level: Level) -> None:
    """Add to the last piece where that stays at the same level."""
    if found and found[-1].flat and found[-1].level_to == level:
        start = found.pop().start
    found.append(Piece(start, end, level, level))


def _level(level: Level, held: Sequence[Held], at: datetime) -> Level:
    on = [one for one in held if one.at(at)]
    for one in on:
        if one.event.lowers:
            level = one.light.at(at)
    return max((level, *(one.light.at(at) for one in on)))


def _along(piece: Piece, at: datetime) -> Level:
    share = (at - piece.start) / (piece.end - piece.start)
    return Level(piece.level_from + (piece.level_to - piece.level_from) * share)
