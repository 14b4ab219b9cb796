"""Tonight's plan of every group: asked for often, drawn up once a night for all groups that are alike."""

from collections.abc import Mapping
from dataclasses import replace
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
        self._alike: dict[tuple[object, ...], NightPlan] = {}
        """Plans of the night drawn last, by everything that they are drawn from."""
        self._asked: tuple[datetime, date] | None = None

    def at(self, group: str, now: datetime) -> NightPlan:
        """The plan of the group's night that holds at this instant."""
        if self._asked is None or self._asked[0] is not now:
            self._asked = now, night_of(self._place, now)
        return self.on(group, self._asked[1])

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
        self._alike.clear()
        return self._plans.setdefault(night, {})

    def _draw(self, group: str, night: date) -> NightPlan:
        rule = self.rule(group, night)
        thing = self._plant.groups[group]
        street = self._plant.streets[thing.street]
        events = [one for one in self._schedule.events if not one.groups or group in one.groups]
        alike = (
            night, id(rule), street.lighting_class, street.luminance, street.luminance_from,
            street.never_below, thing.never_below, *map(id, events),
        )  # fmt: skip
        if alike not in self._alike:
            profile = self._profiles[rule.profile]
            self._alike[alike] = plan_night(
                thing, street, profile, rule, self._place, self.sun, night, events, self._profiles
            )
        return replace(self._alike[alike], group=group)
