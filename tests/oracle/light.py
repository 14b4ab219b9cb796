"""What every lamp should show at every instant of one night, from the site's words and what was reported."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.oracle import sensors, traffic, weather
from tests.oracle.classes import level_after
from tests.oracle.orders import Order, obeyed
from tests.oracle.sensors import Eye, Word
from tests.oracle.site import City
from tests.oracle.tonight import Tonight
from tests.oracle.typical import Medians, usual
from tests.oracle.words import SECOND, Sky

EYES, GAUGES = frozenset({"lux", "photocell"}), frozenset({"water"})

__all__ = ["Light", "Night", "Order", "Seen", "was_right", "within"]


@dataclass
class Seen:
    """What was reported and ordered that night, each list in time order.

    `counts` is None where the city has no traffic source at all: its streets count as without sensor.
    """

    counts: Mapping[str, Sequence[traffic.Count]] | None = None
    reports: Sequence[weather.Report] = ()
    orders: Sequence[Order] = ()
    words: Mapping[str, Sequence[Word]] = field(default_factory=dict)
    medians: Medians = field(default_factory=dict)

    def instants(self) -> Iterator[datetime]:
        """When anything was reported."""
        yield from (report.at for report in self.reports)
        yield from (count.at for counts in (self.counts or {}).values() for count in counts)
        yield from (word.at for words in self.words.values() for word in words)


@dataclass(frozen=True)
class Light:
    """A level, and the floor that holds at that instant (0 by day)."""

    level: float
    floor: float
    dark_by_plan: bool = False


class Night:
    """One night of one city."""

    def __init__(self, city: City, sky: Sky, seen: Seen) -> None:
        self.city, self.sky, self.seen = city, sky, seen
        self._tonight: dict[str, Tonight] = {}
        self._kept: dict[tuple[str, ...], Any] = {}
        self._lights: dict[tuple[str, datetime], Light] = {}

    def tonight(self, group: str) -> Tonight:
        """What is known of a group without reports."""
        if group not in self._tonight:
            self._tonight[group] = Tonight(self.city, self.sky, group)
        return self._tonight[group]

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
        order = obeyed(self.seen.orders, name, lamp, at)
        if order is None:
            return light.level
        if order.below_floor or (order.level == 0 and light.dark_by_plan):
            return order.level
        return max(order.level, light.floor)

    def _light(self, group: str, at: datetime) -> Light:
        if (group, at) not in self._lights:
            self._lights[group, at] = self._worked_out(group, at)
        return self._lights[group, at]

    def _worked_out(self, group: str, at: datetime) -> Light:
        one = self.tonight(group)
        under_water = one.full if self._floods(group, at) else 0.0
        if not one.on <= at < one.off:
            edge = self._near_lit_hours(group, one, at)
            return Light(max(edge, one.floor, under_water), one.floor) if edge > 0 else Light(0.0, 0.0)
        eyes = self._eyes(group)
        shining = bool(eyes) and not under_water and weather.DARK not in self._sky_tells(one, at)
        if shining and sensors.still_or_already_light(eyes, one.on, one.off, at):
            return Light(0.0, 0.0)
        plan = one.level("plan", at)
        if plan == 0 and one.may_be_dark and not under_water:
            return Light(0.0, one.floor, dark_by_plan=True)
        moved = (self._by_traffic(one, plan, at), self._by_weather(one, at))
        return Light(max(*moved, one.floor, under_water), one.floor)

    def _near_lit_hours(self, group: str, one: Tonight, at: datetime) -> float:
        """Level outside the lit hours, under a dark sky or by the sensors' word: that of the nearer end."""
        dark = one.on - one.shift <= at < one.off + one.shift and weather.DARK in self._sky_tells(one, at)
        eyes = self._eyes(group)
        if not dark and not (eyes and sensors.early_or_late(eyes, one.on, one.off, at)):
            return 0.0
        return one.nearer_end(at)

    def _by_traffic(self, one: Tonight, plan: float, at: datetime) -> float:
        own, street = one.own, one.street
        place = street.get("place")
        counter = place or street.get("follows")
        if "traffic" not in own or (not counter and "typical" not in street):
            return plan
        if not counter:
            return max(plan, self._by_usual(own, street, at))
        if self.seen.counts is None:
            return plan
        drop = traffic.at_instant(self._told(counter, own["traffic"]), at)
        if drop is None:
            return max(one.full, plan)
        return max(level_after(drop, street, own), one.level("least", at) if place else plan)

    def _by_usual(self, own: Mapping[str, Any], street: Mapping[str, Any], at: datetime) -> float:
        flow = usual(self.seen.medians, street["typical"], at, self.sky.zone)
        if flow is None:
            return 0.0
        share = flow / self._service_flow(street["typical"])
        return level_after(traffic.drop_of(share, own["traffic"]), street, own)

    def _by_weather(self, one: Tonight, at: datetime) -> float:
        down = weather.classes_down(self._sky_tells(one, at), one.own.get("weather", {}))
        return 0.0 if down is None else level_after(down, one.street, one.own)

    def _sky_tells(self, one: Tonight, at: datetime) -> frozenset[str]:
        rule = one.own.get("weather")
        if rule is None or not self.seen.reports:
            return frozenset()
        told = self._once(("weather", str(rule)), lambda: weather.told(self.seen.reports, rule))
        assert isinstance(told, weather.Told)
        return told.now(at)

    def _eyes(self, group: str) -> list[Eye]:
        eyes = self._once(("eyes", group), lambda: [self._eye(row) for row in self._serving(group, EYES)])
        assert isinstance(eyes, list)
        return eyes

    def _eye(self, row: Mapping[str, Any]) -> Eye:
        words, stands = self.seen.words.get(row["id"], ()), getattr(self.sky, "stands", lambda _: 0.0)
        eye = self._once(("eye", row["id"]), lambda: Eye(row, words, stands))
        assert isinstance(eye, Eye)
        return eye

    def _floods(self, group: str, at: datetime) -> bool:
        rows = self._once(("gauges", group), lambda: self._serving(group, GAUGES))
        return any(sensors.flooded(row, self.seen.words.get(row["id"], ()), at) for row in rows)

    def _serving(self, group: str, kinds: frozenset[str]) -> list[Mapping[str, Any]]:
        names = self.city.names_of(group)
        return [row for row in self.city.sensors if row["kind"] in kinds and names & set(row["serves"])]

    def _told(self, counter: str, rule: Mapping[str, Any]) -> list[traffic.Verdict]:
        """Flow is a share of what the street can carry on which it is counted."""

        def judged() -> list[traffic.Verdict]:
            counts = (self.seen.counts or {}).get(counter, ())
            downpours = [report.at for report in self.seen.reports if report.pours]
            return traffic.verdicts(
                counts, self._service_flow(counter), rule, downpours,
                lambda at: usual(self.seen.medians, counter, at, self.sky.zone),
            )  # fmt: skip

        found = self._once(("told", counter, str(rule)), judged)
        assert isinstance(found, list)
        return found

    def _service_flow(self, counter: str) -> float:
        return float(self.city.streets[self.city.places[counter]["street"]]["service_flow"])

    def _once(self, key: tuple[str, ...], work: Callable[[], Any]) -> Any:
        if key not in self._kept:
            self._kept[key] = work()
        return self._kept[key]


def within(night: Night, name: str, at: datetime, late: timedelta) -> tuple[float, float]:
    """Least and greatest level a lamp may show if a change may take `late` to reach it."""
    levels = (night.lamp_level(name, at - late), night.lamp_level(name, at))
    return min(levels), max(levels)


def was_right(night: Night, name: str, level: float, at: datetime, late: timedelta) -> bool:
    """Whether it was the right level at some second of the last `late`: two changes may follow quickly."""
    return any(night.lamp_level(name, at - n * SECOND) == level for n in range(int(late / SECOND) + 1))
