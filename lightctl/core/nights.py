"""Tonight's plan of every group: asked for often, drawn up once a night."""

from collections.abc import Mapping
from datetime import date, datetime

from lightctl.core.night import NightPlan, choose_profile, night_of, plan_night
from lightctl.core.place import Place
from lightctl.core.plant import Plant
from lightctl.core.profile import Profile
from lightctl.core.schedule import Rule, Schedule
from lightctl.core.sun import Sun


class Nights:
    """The plans of a city's nights; keeps those of the two nights asked for last."""

    def __init__(
        self, plant: Plant, profiles: Mapping[str, Profile], schedule: Schedule, place: Place
    ) -> None:
        self._plant = plant
        self._profiles = profiles
        self._schedule = schedule
        self._place = place
        self.sun = Sun(place)
        self._plans: dict[date, dict[str, NightPlan]] = {}

    def at(self, group: str, now: datetime) -> NightPlan:
        """The plan of the group's night that holds at this instant."""
        return self.on(group, night_of(self._place, now))

    def on(self, group: str, night: date) -> NightPlan:
        """The plan of a group for a night; a night bears the date of its noon."""
        plans = self._plans.get(night)
        if plans is None:
            plans = self._turn_over(night)
        if group not in plans:
            plans[group] = self._draw(group, night)
        return plans[group]

    def rule(self, group: str, night: date) -> Rule:
        """The schedule's rule that chose the group's profile."""
        return choose_profile(self._schedule, group, night)

    def _turn_over(self, night: date) -> dict[str, NightPlan]:
        while len(self._plans) > 1:
            del self._plans[next(iter(self._plans))]
        return self._plans.setdefault(night, {})

    def _draw(self, group: str, night: date) -> NightPlan:
        rule = self.rule(group, night)
        thing = self._plant.groups[group]
        street = self._plant.streets[thing.street]
        profile, events = self._profiles[rule.profile], self._schedule.events
        return plan_night(thing, street, profile, rule, self._place, self.sun, night, events, self._profiles)
