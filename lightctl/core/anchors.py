"""From an engineer's anchor (`sunset+20min`, `22:30`) to an instant of a night."""

from datetime import date, datetime

from lightctl.core.calendar import local_instant, night_bounds
from lightctl.core.place import Place
from lightctl.core.profile import Anchor, SunEvent
from lightctl.core.sun import SunNight

_FALLING = frozenset({SunEvent.SUNSET, SunEvent.DUSK})


def instant_of(anchor: Anchor, place: Place, sun: SunNight, night: date) -> datetime | None:
    """The anchor's instant, within the night; None where the sun stays above its altitude all night.

    Where the sun stays below, or goes down or comes up outside this night, an evening event is the
    night's start and a morning event its end, whatever offset and bounds say.
    """
    starts, ends = night_bounds(place, night)
    if anchor.clock is not None:
        at = local_instant(place, night, anchor.clock) + anchor.offset
    elif anchor.event is not None:
        crossing = sun.instant(anchor.event)
        if crossing is None:
            return _missing(anchor.event, sun, starts, ends)
        at = _bounded(crossing + anchor.offset, anchor, place, night)
    else:
        at = starts
    return min(max(at, starts), ends)


def lit_hours(
    on: Anchor, off: Anchor, place: Place, sun: SunNight, night: date
) -> tuple[datetime, datetime] | None:
    """From on to off; None on a night that needs no light."""
    begins = instant_of(on, place, sun, night)
    ends = instant_of(off, place, sun, night)
    if begins is None or ends is None or begins >= ends:
        return None
    return begins, ends


def _missing(event: SunEvent, sun: SunNight, starts: datetime, ends: datetime) -> datetime | None:
    if sun.stays(event) == "light":
        return None
    return starts if event in _FALLING else ends


def _bounded(at: datetime, anchor: Anchor, place: Place, night: date) -> datetime:
    if anchor.earliest is not None:
        at = max(at, local_instant(place, night, anchor.earliest))
    if anchor.latest is not None:
        at = min(at, local_instant(place, night, anchor.latest))
    return at
