"""What every lamp should show at every instant of one night, from the site's words and what was reported."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tests.oracle import traffic, weather
from tests.oracle.curve import level_of, lit_hours, shift_of
from tests.oracle.evenings import as_list, means
from tests.oracle.site import City, Lamp
from tests.oracle.words import SECOND, Sky

SCOPES = ("city", "district", "street", "cabinet", "group", "lamp")


@dataclass(frozen=True)
class Order:
    """An operator's override: whom it reaches, when, and what it asks."""

    since: datetime
    until: datetime
    scope: str
    reaches: Callable[[str, Lamp], bool]
    level: float
    below_floor: bool = False
    emergency: bool = False


@dataclass
class Seen:
    """What was reported and ordered that night, each list in time order.

    `counts` is None where the city has no traffic source at all: its streets count as without sensor.
    """

    counts: Mapping[str, Sequence[traffic.Count]] | None = None
    reports: Sequence[weather.Report] = ()
    orders: Sequence[Order] = ()


@dataclass(frozen=True)
class Light:
    """A level, and the floor that holds at that instant (0 by day)."""

    level: float
    floor: float


class Night:
    """One night of one city."""

    def __init__(self, city: City, sky: Sky, seen: Seen) -> None:
        self.city, self.sky, self.seen = city, sky, seen
        self.profile_of = {group: self._choose(group) for group in {one.group for one in city.lamps.values()}}
        self._verdicts: dict[tuple[str, str], list[traffic.Verdict]] = {}
        self._known: dict[tuple[str, ...], dict[datetime, Any]] = {}

    def group_level(self, group: str, at: datetime) -> float:
        """Level of a group without commands."""
        return self._light(group, at).level

    def lamp_level(self, name: str, at: datetime) -> float:
        """Level of a dimmable lamp, commands and its own minimum included, in whole percent."""
        lamp = self.city.lamps[name]
        level = self.wanted(name, at)
        least = float(self.city.luminaires[lamp.luminaire].get("minimum_level", 0))
        return float(math.ceil(max(level, least) - 1e-6)) if level > 0 else 0.0

    def wanted(self, name: str, at: datetime) -> float:
        """Level decided for a lamp, before anything that the lamp itself adds."""
        lamp = self.city.lamps[name]
        light = self._light(lamp.group, at)
        holding = [one for one in self.seen.orders if one.since <= at < one.until and one.reaches(name, lamp)]
        if not holding:
            return light.level
        urgent = [one for one in holding if one.emergency]
        if urgent:
            order = max(urgent, key=lambda one: one.level)
        else:
            order = max(holding, key=lambda one: (SCOPES.index(one.scope), one.since))
        return order.level if order.below_floor else max(order.level, light.floor)

    def _light(self, group: str, at: datetime) -> Light:
        light = self._remembered(("group", group), at, lambda: self._worked_out(group, at))
        assert isinstance(light, Light)
        return light

    def _worked_out(self, group: str, at: datetime) -> Light:
        own, street = self.city.profiles[self.profile_of[group]], self._street(group)
        asked = (own["floor"], street.get("never_below", "0"), self._own_floor(group))
        floor = max(map(float, asked))
        on, off = lit_hours(self.sky, own)
        if not on <= at < off:
            edge = self._under_dark_sky(own, at)
            return Light(max(edge, floor), floor) if edge > 0 else Light(0.0, 0.0)
        plan = self._with_events(group, "plan", at)
        if plan == 0 and own.get("part_night") == "true":
            return Light(0.0, 0.0)
        level = max(self._by_traffic(group, street, plan, at), self._by_weather(own, street, at))
        return Light(max(level, floor), floor)

    def _own_floor(self, group: str) -> str:
        return str(self.city.groups.get(group, {}).get("never_below", "0"))

    def _plan(self, profile: str, curve: str, at: datetime) -> float:
        own = self.city.profiles[profile]
        steps = own.get(curve) or own["plan"]
        return float(self._remembered((curve, profile), at, lambda: level_of(steps, at, self.sky, own)))

    def _with_events(self, group: str, curve: str, at: datetime) -> float:
        """A curve in lit hours, and what goes on in the street: more light, less only where it says so."""
        base = self.city.profiles[self.profile_of[group]]
        level, raised = self._plan(self.profile_of[group], curve, at), 0.0
        for event in self.city.events:
            if not self._concerns(event, group) or not means(event, self.sky.night, self.city.tables):
                continue
            if self.sky.moment(event["from"], base) <= at < self.sky.moment(event["to"], base):
                asked = self._asked_by(event, base, at)
                raised = max(raised, asked)
                level = asked if event.get("lowers") == "true" else level
        return max(level, raised)

    def _asked_by(self, event: Mapping[str, Any], base: Mapping[str, Any], at: datetime) -> float:
        if "level" in event:
            return float(event["level"])
        own = {**self.city.profiles[event["profile"]], "on": base["on"], "off": base["off"]}
        return level_of(own["plan"], at, self.sky, own)

    def _by_traffic(self, group: str, street: Mapping[str, Any], plan: float, at: datetime) -> float:
        profile = self.profile_of[group]
        own, full = self.city.profiles[profile], self._full(profile)
        place = street.get("place")
        counter = place or street.get("follows")
        if "traffic" not in own or not counter or self.seen.counts is None:
            return plan
        drop = traffic.at_instant(self._told(counter, profile), at)
        if drop is None:
            return full
        wanted = full * traffic.share_of_full(street["class"], drop)
        return max(wanted, self._with_events(group, "least", at) if place else plan)

    def _by_weather(self, own: Mapping[str, Any], street: Mapping[str, Any], at: datetime) -> float:
        rule = own.get("weather")
        if rule is None:
            return 0.0
        hold = str(rule.get("hold", "60min"))
        key = ("weather", hold, str(rule.get("rain_classes")), str(rule.get("fog_classes")))
        down = self._remembered(key, at, lambda: weather.classes_down(self.seen.reports, rule, at))
        if down is None:
            return 0.0
        return float(own.get("full", "100")) * traffic.share_of_full(street["class"], down)

    def _under_dark_sky(self, own: Mapping[str, Any], at: datetime) -> float:
        """Level outside the lit hours: that of the nearer end, within the shift."""
        on, off = lit_hours(self.sky, own)
        shift = shift_of(own)
        if not on - shift <= at < off + shift or not weather.sky_is_dark(
            self.seen.reports, own["weather"], at
        ):
            return 0.0
        return level_of(own["plan"], on if at < on else off - SECOND, self.sky, own)

    def _told(self, counter: str, profile: str) -> list[traffic.Verdict]:
        """Flow is a share of what the street can carry on which it is counted."""
        key = (counter, profile)
        if key not in self._verdicts:
            counted_on = self.city.streets[self.city.places[counter]["street"]]
            counts, rule = (self.seen.counts or {}).get(counter, ()), self.city.profiles[profile]["traffic"]
            downpours = [report.at for report in self.seen.reports if report.pours]
            flow = float(counted_on["service_flow"])
            self._verdicts[key] = traffic.verdicts(counts, flow, rule, downpours)
        return self._verdicts[key]

    def _full(self, profile: str) -> float:
        return float(self.city.profiles[profile].get("full", "100"))

    def _remembered(self, key: tuple[str, ...], at: datetime, work: Callable[[], Any]) -> Any:
        known = self._known.setdefault(key, {})
        if at not in known:
            known[at] = work()
        return known[at]

    def _street(self, group: str) -> Mapping[str, Any]:
        name = group if group in self.city.streets else str(self.city.groups[group]["street"])
        row: Mapping[str, Any] = self.city.streets[name]
        return row

    def _concerns(self, row: Mapping[str, Any], group: str) -> bool:
        street = self._street(group)
        names = {
            "city", f"group:{group}", f"street:{street['id']}", f"class:{street['class']}",
            f"district:{street.get('district', '')}",
        }  # fmt: skip
        return "for" not in row or bool(names & set(as_list(row["for"])))

    def _choose(self, group: str) -> str:
        for rule in self.city.rules:
            if not self._concerns(rule, group):
                continue
            if means(rule, self.sky.night, self.city.tables):
                return str(rule["profile"])
        raise AssertionError(f"no rule for {group}")


def within(night: Night, name: str, at: datetime, late: timedelta) -> tuple[float, float]:
    """Least and greatest level a lamp may show if a change may take `late` to reach it."""
    levels = (night.lamp_level(name, at - late), night.lamp_level(name, at))
    return min(levels), max(levels)


def was_right(night: Night, name: str, level: float, at: datetime, late: timedelta) -> bool:
    """Whether it was the right level at some second of the last `late`: two changes may follow quickly."""
    return any(night.lamp_level(name, at - n * SECOND) == level for n in range(int(late / SECOND) + 1))
