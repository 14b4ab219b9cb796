"""Between which minutes of the UTC day everything burns in a cabinet that has no plan left: lit at night."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from lightctl.core.anchors import lit_hours
from lightctl.core.place import Place
from lightctl.core.profile import Profile
from lightctl.core.sun import SunNight

DAY_MINUTES = 24 * 60
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Fallback:
    """Minutes of the UTC day, `on` to `off` over midnight where need be; equal ones mean all day."""

    on: int
    off: int

    def lit(self, minute: int) -> bool:
        """Whether everything burns in that minute of the UTC day."""
        if self.on < self.off:
            return self.on <= minute < self.off
        return minute >= self.on or minute < self.off


@dataclass(frozen=True, slots=True)
class LitSpan:
    """Lit minutes, counted from the noon of the mean sun: the same clock all year."""

    first: int
    last: int

    def widened(self, other: "LitSpan | None") -> "LitSpan":
        """Both together."""
        return self if other is None else LitSpan(min(self.first, other.first), max(self.last, other.last))


def span_of_night(place: Place, events: SunNight, profiles: Iterable[Profile], night: date) -> LitSpan | None:
    """From the earliest on to the latest off of these profiles in one night; None where none is lit."""
    noon = datetime.combine(night, time(), UTC) + _noon(place)
    span: LitSpan | None = None
    for profile in profiles:
        hours = lit_hours(profile.on, profile.off, place, events, night)
        if hours is not None:
            on, off = hours
            span = LitSpan((on - noon) // _MINUTE, -((noon - off) // _MINUTE)).widened(span)
    return span


def fallback_of(place: Place, span: LitSpan | None) -> Fallback:
    """The span as minutes of the UTC day; all day where it leaves no day, or nothing is known."""
    if span is None or span.last - span.first >= DAY_MINUTES:
        return Fallback(0, 0)
    noon = _noon(place) // _MINUTE
    return Fallback((noon + span.first) % DAY_MINUTES, (noon + span.last) % DAY_MINUTES)


def _noon(place: Place) -> timedelta:
    return timedelta(minutes=round((12 - place.longitude / 15) * 60))
