"""What is known of a group's night before anything is reported: its profile, hours, floor, and events."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tests.oracle.classes import fitted
from tests.oracle.curve import Drawn, lit_hours, shift_of
from tests.oracle.evenings import means, span_of
from tests.oracle.site import City
from tests.oracle.words import SECOND, Sky


class Tonight:
    """One group on one night; `own` is its profile with every class a level."""

    def __init__(self, city: City, sky: Sky, group: str) -> None:
        self._city, self._sky = city, sky
        self.street: Mapping[str, Any] = city.street_of(group)
        self.profile = self._choose(group)
        self.own = fitted(city.profiles[self.profile], self.street)
        own_floor = city.groups.get(group, {}).get("never_below", "0")
        self.floor = max(map(float, (self.own["floor"], self.street.get("never_below", "0"), own_floor)))
        self.full = float(self.own["full"])
        self.may_be_dark = self.own.get("part_night") == "true"
        self.on, self.off = lit_hours(sky, self.own)
        self.shift = shift_of(self.own)
        self._curves = {name: Drawn(self.own.get(name) or self.own["plan"], sky, self.own)
                        for name in ("plan", "least")}  # fmt: skip
        rows = city.concerning(group, city.events)
        spans = ((span_of(event, self.own, sky, city.tables), event) for event in rows)
        self.events = [(*span, event, self._asked_by(event)) for span, event in spans if span]

    def level(self, curve: str, at: datetime) -> float:
        """A curve in lit hours, and what goes on in the street: more light, less only where it says so."""
        level, raised = self._curves[curve].level_at(at), 0.0
        for starts, ends, event, light in self.events:
            if starts <= at < ends:
                asked = float(event["level"]) if light is None else light.level_at(at)
                raised = max(raised, asked)
                level = asked if event.get("lowers") == "true" else level
        return max(level, raised)

    def nearer_end(self, at: datetime) -> float:
        """Outside the lit hours: the level at their nearer end."""
        return self.level("plan", self.on if at < self.on else self.off - SECOND)

    def _asked_by(self, event: Mapping[str, Any]) -> Drawn | None:
        if "level" in event:
            return None
        asked = fitted(self._city.profiles[event["profile"]], self.street)
        hours: dict[str, Any] = {
            name: self.own[name] for name in ("on", "off", "minimum_on") if name in self.own
        }
        own = {**asked, **hours, "profile": f"{asked['profile']} within {self.own['profile']}"}
        return Drawn(own["plan"], self._sky, own)

    def _choose(self, group: str) -> str:
        for rule in self._city.concerning(group, self._city.rules):
            if means(rule, self._sky.night, self._city.tables):
                return str(rule["profile"])
        raise AssertionError(f"no rule for {group}")
