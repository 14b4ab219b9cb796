"""The words of a profile: durations, and moments of a night."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

SECOND = timedelta(seconds=1)
_UNITS = {"s": 1, "min": 60, "h": 3600}


@cache
def duration(words: str) -> timedelta:
    """`90s`, `15min`, `2h`."""
    found = re.fullmatch(r"(\d+)\s*(s|min|h)", words)
    assert found, words
    return timedelta(seconds=int(found[1]) * _UNITS[found[2]])


@dataclass(frozen=True)
class Sky:
    """One night: its date, the city's zone, and the sun's events by name."""

    events: Mapping[str, datetime]
    zone: ZoneInfo
    night: date

    def happens(self, words: Any, own: Mapping[str, Any]) -> bool:
        """Whether what the words hang on comes this night; between the polar circles it does."""
        return True

    def moment(self, words: Any, own: Mapping[str, Any]) -> datetime:
        """`sunset+20min`, `22:30`, `on`, `off`, or a mapping with bounds; `own` is the profile."""
        if isinstance(words, Mapping):
            at = self.moment(words["at"], own)
            if "earliest" in words:
                at = max(at, self.clock(words["earliest"]))
            return min(at, self.clock(words["latest"])) if "latest" in words else at
        found = re.fullmatch(r"(on|off|sunset|dusk|dawn|sunrise)\s*(?:([+-])\s*(\w+))?", words)
        if not found:
            return self.clock(words)
        name = found[1]
        at = self.moment(own[name], own) if name in {"on", "off"} else self.events[name]
        if not found[3]:
            return at
        return at + duration(found[3]) if found[2] == "+" else at - duration(found[3])

    def clock(self, words: str) -> datetime:
        """A local time within noon to noon."""
        at = time.fromisoformat(words)
        day = self.night if at.hour >= 12 else self.night + timedelta(days=1)
        return datetime.combine(day, at, self.zone)

    def wall(self, words: str) -> datetime:
        """`2027-03-01 20:00` by the clocks in the street."""
        return datetime.fromisoformat(words).replace(tzinfo=self.zone)

    def is_deep_between(self, start: datetime, end: datetime) -> bool:
        """Whether the sun stands under −6° at any time between."""
        return max(start, self.events["dusk"]) < min(end, self.events["dawn"])

    def within(self, at: datetime) -> datetime:
        """An instant of this night: the nearest one to it."""
        return at


def names_night(words: str, night: date) -> bool:
    """Whether `2027-02-05`, `2027-02-05..2027-02-12`, `--12-31` or `--12-30..--01-02` names the night."""
    first, _, last = words.partition("..")
    last = last or first
    if not first.startswith("--"):
        return date.fromisoformat(first) <= night <= date.fromisoformat(last)
    today = night.strftime("--%m-%d")
    return first <= today <= last if first <= last else today >= first or today <= last
