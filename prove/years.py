"""Ten years at forty places: every group's light against the oracle's own sun, clocks and curves."""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

from lightctl.core.image import Image, decide_group
from lightctl.core.nights import Nights
from lightctl.core.place import Place
from lightctl.site.loader import load_site
from lightctl.site.model import Site
from prove.part import Counts, Failed
from prove.suns import FIRST_YEAR, SITES, YEARS
from tests.nights.world_site import write_world_site
from tests.oracle.curve import lit_hours
from tests.oracle.light import Night, Seen
from tests.oracle.site import City, read_city
from tests.oracle.words import SECOND, Sky, duration
from tests.oracle.world import WorldSky, sky_at

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
NEAR_DEG = 0.03
"""How far apart two models of the sun may be; within that an instant is too close to call."""
FINE = 10
"""Into how many steps that is divided where the sun grazes and the light lasts for moments only."""
GRAIN = 5.0
"""Percent: how much a ramp may differ that such a sun moves."""


class Years:
    """One item is one place in one year."""

    name = "years"
    promise = "every group shows what the oracle says at every anchor, a minute around it, and between them"
    size = len(SITES) * YEARS
    side_by_side = True

    def item(self, number: int) -> Counts:
        """Every night of the year, every group of a site that tries every kind of anchor."""
        site, year = divmod(number, YEARS)
        first = date(FIRST_YEAR + year, 1, 1)
        return judge(SITES[site], first, (date(FIRST_YEAR + year + 1, 1, 1) - first).days)


def judge(where: tuple[float, float, str], first: date, nights: int) -> dict[str, float]:
    """Look at some nights of one place; raises Failed at the first wrong state."""
    looker = looker_at(where)
    counts = {
        "nights": 0.0,
        "nights_without_light": 0.0,
        "states": 0.0,
        "wrong": 0.0,
        "too_close_to_call": 0.0,
    }
    for night in (first + i * DAY for i in range(nights)):
        seen = looker.look(night)
        counts["nights"] += 1
        counts["states"] += seen.states
        counts["too_close_to_call"] += seen.close
        counts["nights_without_light"] += not seen.lit
    return counts


def looker_at(where: tuple[float, float, str]) -> "Looker":
    """Both sides of the comparison at a place: latitude, longitude, zone."""
    latitude, longitude, name = where
    return Looker(_city(), Place(latitude, longitude, ZoneInfo(name)))


@cache
def _city() -> tuple[Site, City]:
    with tempfile.TemporaryDirectory() as folder:
        root = write_world_site(Path(folder))
        return load_site(root), read_city(root)


@dataclass
class _Seen:
    states: int = 0
    close: int = 0
    lit: bool = False


class Looker:
    """Both sides of the comparison at one place."""

    def __init__(self, both: tuple[Site, City], place: Place) -> None:
        site, self.city = both
        self._place, self._plant = place, site.plant
        self._nights = Nights(site.plant, site.profiles, site.schedule, place)
        self._nearly: tuple[date, list[Night]] = (date.min, [])

    def look(self, night: date) -> _Seen:
        """Every group at every instant of one night that matters to either side."""
        sky, seen = self._sky(night), _Seen()
        oracle = Night(self.city, sky, Seen())
        for group in self._plant.groups:
            changes = self._nights.on(group, night).plan.times
            for at in sorted(set(instants(oracle, group, changes))):
                level = self.decided(group, at)
                seen.states += 1
                seen.lit = seen.lit or level > 0
                if level != oracle.group_level(group, at) and level not in wanted(oracle, group, at):
                    self.allow(group, at, level, night)
                    seen.close += 1
        return seen

    def decided(self, group: str, at: datetime) -> float:
        """What lightctl gives a group of this place."""
        plan = self._nights.at(group, at)
        return float(decide_group(self._plant, plan, Image(at, {}, {})).group.level)

    def allow(self, group: str, at: datetime, level: float, night: date) -> None:
        """Right if it is right for a sun that little higher or lower; raises Failed."""
        near = self._near(night)
        grazes = grazing([one.sky for one in near])
        moments = (at - MINUTE, at, at + MINUTE) if grazes else (at,)
        levels = [level for one in near for now in moments for level in wanted(one, group, now)]
        if allowed(level, levels):
            return
        between = self._nights_of(night, FINE) if grazes else ()
        levels += [level for one in between for now in moments for level in wanted(one, group, now)]
        if not allowed(level, levels):
            raise Failed(f"{self._place.zone} {group} at {at}: {level}, not of {levels}")

    def _near(self, night: date) -> list[Night]:
        if self._nearly[0] != night:
            self._nearly = night, self._nights_of(night, 1)
        return self._nearly[1]

    def _nights_of(self, night: date, steps: int) -> list[Night]:
        shifts = (NEAR_DEG * step / steps for step in range(-steps, steps + 1))
        return [Night(self.city, self._sky(night, shift), Seen()) for shift in shifts]

    def _sky(self, night: date, shift: float = 0.0) -> WorldSky:
        return sky_at(self._place.latitude, self._place.longitude, self._place.zone, night, shift)


def allowed(level: float, levels: Sequence[float]) -> bool:
    """Whether a level is one of these, or between them and that of a ramp."""
    lit = [one for one in levels if one > 0]
    slack = GRAIN if len(set(levels)) > 1 else 0.0
    return 0 in levels if level == 0 else bool(lit) and min(lit) - slack <= level <= max(lit) + slack


def grazing(skies: Sequence[Sky]) -> bool:
    """Whether a sun that little higher or lower moves an event by more than a minute, or takes it away."""
    names = [set(sky.events) for sky in skies]
    if any(one != names[0] for one in names):
        return True
    rows = ([sky.events[name] for sky in skies] for name in names[0])
    return any(max(row) - min(row) > MINUTE for row in rows)


def wanted(oracle: Night, group: str, at: datetime) -> tuple[float, ...]:
    """The level at that second; while a ramp rises, a step may be taken up to a second before it is due."""
    on, _ = lit_hours(oracle.sky, oracle.city.profiles[oracle.profile_of[group]])
    now = oracle.group_level(group, at)
    if at < on:
        return (now,)
    soon = oracle.group_level(group, at + SECOND)
    return (now, soon) if soon > now else (now,)


def instants(oracle: Night, group: str, changes: tuple[datetime, ...]) -> Iterator[datetime]:
    """A minute before and after each anchor, and the middle of every piece on which nothing changes."""
    sky = oracle.sky
    assert isinstance(sky, WorldSky)
    anchors = {sky.starts, *_anchors(oracle, group), sky.ends}
    for at in anchors:
        yield from (one for one in (at - MINUTE, at + MINUTE) if sky.starts <= one < sky.ends)
    inside = (one for one in anchors | set(changes) if sky.starts <= one <= sky.ends)
    for left, right in pairwise(sorted(inside)):
        yield (left + (right - left) / 2).replace(microsecond=0)


def _anchors(oracle: Night, group: str) -> Iterator[datetime]:
    own, sky = oracle.city.profiles[oracle.profile_of[group]], oracle.sky
    for words in (own["on"], own["off"]):
        if sky.happens(words, own):
            yield sky.moment(words, own)
    for step in own["plan"]:
        if sky.happens(step["at"], own):
            at = sky.moment(step["at"], own)
            yield from (at, at + duration(step.get("ramp", "0s")))
