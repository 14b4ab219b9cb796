"""The sun and the clocks of any place on any night, from the almanac's series and the zone's own rules."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from math import asin, cos, degrees, radians, sin
from typing import Any
from zoneinfo import ZoneInfo

from tests.oracle.words import SECOND, Sky

DAY, NOON = timedelta(days=1), time(12)
SET_DEG, CIVIL_DEG = -0.8333, -6.0
LOOK = timedelta(minutes=15)
EPOCH = datetime(2000, 1, 1, 12, tzinfo=UTC)


def altitude(at: datetime, latitude: float, longitude: float) -> float:
    """True altitude of the sun in degrees; the almanac's low-precision series, right to 0.01° until 2050."""
    days = (at - EPOCH) / DAY
    anomaly = radians(357.529 + 0.98560028 * days)
    mean = 280.459 + 0.98564736 * days
    ecliptic = radians(mean + 1.915 * sin(anomaly) + 0.020 * sin(2 * anomaly))
    tilt = radians(23.439 - 0.00000036 * days)
    declination = asin(sin(tilt) * sin(ecliptic))
    sidereal = radians((18.697374558 + 24.06570982441908 * days) * 15 + longitude)
    hour_x, hour_y = cos(sidereal) * cos(ecliptic), sin(sidereal) * cos(tilt) * sin(ecliptic)
    lat = radians(latitude)
    return degrees(asin(sin(lat) * sin(declination) + cos(lat) * (hour_x + hour_y)))


@dataclass(frozen=True)
class WorldSky(Sky):
    """A night between two local noons, wherever it is.

    `fixed` are events that the sun does not pass because it is dark then: they stand at the night's end,
    whatever is added to them. `never` are those of a sun that stays above: they do not happen.
    """

    starts: datetime = EPOCH
    ends: datetime = EPOCH
    fixed: Mapping[str, datetime] = field(default_factory=dict)
    never: frozenset[str] = frozenset()
    latitude: float = 0.0
    longitude: float = 0.0
    shift: float = 0.0
    _known: dict[tuple[str, str], datetime] = field(default_factory=dict, repr=False)

    def happens(self, words: Any, own: Mapping[str, Any]) -> bool:
        """Whether what the words hang on comes this night."""
        return not self.never or self._root(words, own) not in self.never

    def moment(self, words: Any, own: Mapping[str, Any]) -> datetime:
        """As in any night, but within this one."""
        key = (own["profile"], str(words))
        if key not in self._known:
            root = self._root(words, own)
            at = self.fixed[root] if root in self.fixed else super().moment(words, own)
            self._known[key] = min(max(at, self.starts), self.ends)
        return self._known[key]

    def clock(self, words: str) -> datetime:
        """A local time; one that the spring change skips is the change, one that comes twice the first."""
        at = time.fromisoformat(words)
        return instant(self.night if at.hour >= 12 else self.night + DAY, at, self.zone)

    def wall(self, words: str) -> datetime:
        """A date and a local time, likewise."""
        local = datetime.fromisoformat(words)
        return instant(local.date(), local.time(), self.zone)

    def is_deep_between(self, start: datetime, end: datetime) -> bool:
        """Whether the sun stands under −6° at any time between."""
        if "dusk" in self.never:
            return False
        dusk, dawn = (self.events.get(name, self.fixed.get(name)) for name in ("dusk", "dawn"))
        assert dusk is not None and dawn is not None  # noqa: PT018  # one fact
        return max(start, dusk) < min(end, dawn)

    def within(self, at: datetime) -> datetime:
        """An instant of this night: the nearest one to it."""
        return min(max(at, self.starts), self.ends)

    def stands(self, at: datetime) -> float:
        """The sun's altitude in degrees, as this sky has it."""
        return altitude(at, self.latitude, self.longitude) - self.shift

    def _root(self, words: Any, own: Mapping[str, Any]) -> str:
        text = words["at"] if isinstance(words, Mapping) else words
        found = re.match(r"on|off|sunset|dusk|dawn|sunrise", text)
        if not found:
            return ""
        return self._root(own[found[0]], own) if found[0] in {"on", "off"} else found[0]


def instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """A local time in UTC."""
    local = datetime.combine(day, at)
    first = local.replace(tzinfo=zone).astimezone(UTC)
    if _wall(first, zone) == local:
        return first
    while _wall(first - SECOND, zone) > local:  # the change lies before: the wall shows more than was asked
        first -= SECOND
    return first


def sky_at(latitude: float, longitude: float, zone: ZoneInfo, night: date, shift: float = 0.0) -> WorldSky:
    """The night's sky; `shift` moves the altitudes that count as set and dusk, in degrees."""
    starts, ends = instant(night, NOON, zone), instant(night + DAY, NOON, zone)
    track = [(at, altitude(at, latitude, longitude)) for at in _looks(starts, ends)]
    events: dict[str, datetime] = {}
    fixed: dict[str, datetime] = {}
    never: set[str] = set()
    for height, down, up in ((SET_DEG, "sunset", "sunrise"), (CIVIL_DEG, "dusk", "dawn")):
        wanted = height + shift
        if all(stood >= wanted for _, stood in track):
            never |= {down, up}
            continue
        falls, rises = _crossings(track, wanted, latitude, longitude)
        (events if falls else fixed)[down] = falls or starts
        (events if rises else fixed)[up] = rises or ends
    return WorldSky(events, zone, night, starts, ends, fixed, frozenset(never), latitude, longitude, shift)


def _looks(starts: datetime, ends: datetime) -> Iterator[datetime]:
    at = starts
    while at < ends:
        yield at
        at += LOOK
    yield ends


def _crossings(
    track: list[tuple[datetime, float]], wanted: float, latitude: float, longitude: float
) -> tuple[datetime | None, datetime | None]:
    """Where the longest time below begins and ends; None where that is the night's own beginning or end."""
    longest: tuple[datetime | None, datetime | None] = None, None
    lasted, since, falls = timedelta(0), track[0][0], None
    for (left, before), (right, after) in pairwise(track):
        if before >= wanted > after:
            since = falls = _between(left, right, wanted, latitude, longitude)
        elif before < wanted <= after:
            rises = _between(left, right, wanted, latitude, longitude)
            if rises - since > lasted:
                lasted, longest = rises - since, (falls, rises)
    if track[-1][1] < wanted and track[-1][0] - since > lasted:
        longest = falls, None
    return longest


def _between(left: datetime, right: datetime, wanted: float, latitude: float, longitude: float) -> datetime:
    below = altitude(left, latitude, longitude) < wanted
    while right - left > SECOND:
        middle = left + (right - left) / 2
        if (altitude(middle, latitude, longitude) < wanted) == below:
            left = middle
        else:
            right = middle
    return (left + SECOND / 2).replace(microsecond=0)


def _wall(at: datetime, zone: ZoneInfo) -> datetime:
    return at.astimezone(zone).replace(tzinfo=None)
