"""Ten years at forty places: every group's light against the oracle's own sun, clocks and curves."""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from lightctl.core.image import Image, decide_group
from lightctl.core.lamp_level import gear_of, given, to_driver
from lightctl.core.nights import Nights
from lightctl.core.place import Place
from lightctl.core.sun import Sun
from lightctl.site.loader import load_site
from lightctl.site.model import Site
from prove.heard import Listener, reach_of_orders
from prove.part import Counts, Failed
from prove.suns import FIRST_YEAR, SITES, YEARS
from tests.nights.made_up import Evening, ordered, reported
from tests.nights.world_site import REPORTED, write_world_site
from tests.oracle.curve import when
from tests.oracle.lamp import driver_level
from tests.oracle.light import Night, Seen
from tests.oracle.site import City, read_city
from tests.oracle.words import SECOND, Sky, duration
from tests.oracle.world import WorldSky, sky_at

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
QUARTER = 15 * MINUTE
REPORTS_EVERY = 7
"""Nights from one with reports to the next."""
SAMPLE = 16
"""Instants looked at in such a night for each street, all over it, and as many near its switching."""
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
        "of_them_with_reports": 0.0,
        "wrong": 0.0,
        "too_close_to_call": 0.0,
    }
    for night in (first + i * DAY for i in range(nights)):
        seen = looker.look(night)
        counts["nights"] += 1
        counts["states"] += seen.states
        counts["of_them_with_reports"] += seen.reported
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
class Look:
    """What one night came to."""

    states: int = 0
    reported: int = 0
    """Of the states, those of streets that had counters, weather and sensors to go by."""
    close: int = 0
    lit: bool = False


class Story:
    """One night of one place as the oracle sees it, with what was reported in it."""

    def __init__(self, city: City, place: Place, night: date, seen: Seen | None = None) -> None:
        self._city, self._place, self._night = city, place, night
        self.seen = seen or Seen()
        self.oracle = self._told(0.0)
        self._near: list[Night] = []

    def near(self, steps: int = 1) -> list[Night]:
        """The same under suns a little higher and lower."""
        if steps > 1:
            return [self._told(NEAR_DEG * step / steps) for step in range(-steps, steps + 1)]
        self._near = self._near or [self._told(NEAR_DEG * step) for step in (-1, 0, 1)]
        return self._near

    def _told(self, shift: float) -> Night:
        place = self._place
        sky = sky_at(place.latitude, place.longitude, place.zone, self._night, shift)
        return Night(self._city, sky, self.seen)


class Looker:
    """Both sides of the comparison at one place."""

    def __init__(self, both: tuple[Site, City], place: Place) -> None:
        self.site, self.city = both
        self._place, self._plant = place, self.site.plant
        self._nights = Nights(self._plant, self.site.profiles, self.site.schedule, place)
        self._altitude = Sun(place).altitude

    def look(self, night: date) -> Look:
        """Every group at every instant of one night that matters to either side; reports now and then."""
        found = Look()
        quiet = self.story(night)
        for group in self._plant.groups:
            if group not in REPORTED:
                changes = self._nights.on(group, night).plan.times
                for at in sorted(set(instants(quiet.oracle, group, changes))):
                    self._compare(quiet, group, at, Image(at, {}, {}), found)
        if night.toordinal() % REPORTS_EVERY == int(self._place.longitude) % REPORTS_EVERY:
            self._look_at_reports(night, quiet.oracle, found)
        return found

    def story(self, night: date, seen: Seen | None = None) -> Story:
        """A night of this place."""
        return Story(self.city, self._place, night, seen)

    def decided(self, group: str, at: datetime, image: Image | None = None) -> float:
        """What lightctl gives a group of this place; nothing is known unless the image says so."""
        plan = self._nights.at(group, at)
        return float(decide_group(self._plant, plan, image or Image(at, {}, {})).group.level)

    def allow(self, group: str, at: datetime, level: float, story: Story) -> None:
        """Right if it is right for a sun that little higher or lower; raises Failed."""
        near = story.near()
        grazes = grazing([one.sky for one in near])
        moments = (at - MINUTE, at, at + MINUTE) if grazes else (at,)
        levels = [level for one in near for now in moments for level in wanted(one, group, now)]
        if allowed(level, levels):
            return
        between = story.near(FINE) if grazes else ()
        levels += [level for one in between for now in moments for level in wanted(one, group, now)]
        if not allowed(level, levels):
            raise Failed(f"{self._place.zone} {group} at {at}: {level}, not of {levels}")

    def _look_at_reports(self, night: date, quiet: Night, found: Look) -> None:
        chance = Random(f"{self._place.latitude} {self._place.longitude} {night}")  # a story
        assert isinstance(quiet.sky, WorldSky)
        seen = reported(chance, _evening(quiet), quiet.sky)
        seen.orders = ordered(chance, _evening(quiet), REPORTED)
        story = self.story(night, seen)
        listener = Listener(self.site, seen, self._place.zone, self._altitude)
        rows = {(at, group) for group in REPORTED for at in self._moments(chance, story, group)}
        for at, group in sorted(rows):
            image = listener.image(at)
            if self._compare(story, group, at, image, found):
                self._obey(story, group, at, image, found)
        found.reported += len(rows)

    def _obey(self, story: Story, group: str, at: datetime, image: Image, found: Look) -> None:
        """What a lamp of the group is told while commands stand; both sides agreed about its plan."""
        lamp = self._plant.groups[group].lamps[0]
        image = replace(image, reach=reach_of_orders(self._plant, story.seen.orders))
        level = decide_group(self._plant, self._nights.at(group, at), image).of(lamp).level
        if level != (right := story.oracle.wanted(lamp, at)):
            # In the second of a sunset the plan may be dark for both, yet lit hours have begun for one only.
            if level not in [one.wanted(lamp, at) for one in story.near()]:
                raise Failed(f"{self._place.zone} {lamp} at {at} under commands: {level}, not {right}")
            found.close += 1
        for luminaire, row in self.city.luminaires.items():
            hours = float(at.timetuple().tm_yday * 300)
            gear = gear_of(self._plant.luminaires[luminaire], hours)
            told, driven = float(to_driver(gear, given(gear, level))), driver_level(row, hours, level)
            if abs(told - driven) > 1e-6:
                raise Failed(f"{luminaire} of {hours} h at {level} %: told {told}, not {driven}")

    def _moments(self, chance: Random, story: Story, group: str) -> list[datetime]:
        """Some of the instants around the plan's changes, and around those of everything that was said."""
        sky = story.oracle.sky
        assert isinstance(sky, WorldSky)
        plan = self._nights.on(group, sky.night).plan.times
        said = sorted(story.seen.instants())
        ends = [at + after for at in said for after in (-SECOND, QUARTER, 40 * MINUTE, 60 * MINUTE)]
        around = sorted(set(instants(story.oracle, group, (*plan, *said))))
        near = [at for edge in plan[:1] + plan[-1:] for at in around if abs(at - edge) < 50 * MINUTE]
        pool = [at for at in (*around, *said, *ends) if sky.starts <= at < sky.ends]
        return chance.choices(pool, k=SAMPLE) + (chance.choices(near, k=SAMPLE) if near else [])

    def _compare(self, story: Story, group: str, at: datetime, image: Image, found: Look) -> bool:
        """Whether both say exactly the same; else it may be allowed."""
        level = self.decided(group, at, image)
        found.states += 1
        found.lit = found.lit or level > 0
        if level == story.oracle.group_level(group, at):
            return True
        if level not in wanted(story.oracle, group, at):
            self.allow(group, at, level, story)
            found.close += 1
        return False


def _evening(night: Night) -> Evening:
    """Where reports gather: around the lit hours, or somewhere in a night without any."""
    sky = night.sky
    assert isinstance(sky, WorldSky)
    on, off = night.tonight("counted").on, night.tonight("counted").off
    if on >= sky.ends:
        on, off = sky.starts + 6 * HOUR, sky.ends - 6 * HOUR
    return Evening(sky.starts, sky.ends, on, off)


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
    now = oracle.group_level(group, at)
    if at < oracle.tonight(group).on:
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
    one, sky = oracle.tonight(group), oracle.sky
    for starts, ends, *_ in one.events:
        yield from (starts, ends)
    for words in (one.own["on"], one.own["off"]):
        if sky.happens(words, one.own):
            yield sky.moment(words, one.own)
    for step in one.own["plan"]:
        if sky.happens(when(step), one.own):
            at = sky.moment(when(step), one.own)
            yield from (at, at + duration(step.get("ramp", "0s")))
