"""Traffic and weather as concluded so far, and which groups a new reading touches."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from lightctl.core.conditions import TrafficReading, WeatherReading
from lightctl.core.plant import Plant
from lightctl.core.profile import Profile, TrafficRule
from lightctl.core.traffic import STALE_AFTER, TrafficState, step_traffic
from lightctl.core.weather import WeatherState, step_weather

TrafficKey = tuple[str, TrafficRule]


class Conditions:
    """States by counting place and rule, and by hold time: profiles may read one sensor differently.

    A site without a traffic source has no states, so its streets count as streets without a sensor;
    with one, a place that never reported is silent, which asks for full light.
    """

    def __init__(
        self, plant: Plant, profiles: Mapping[str, Profile], *, counted: bool,
        stale_after: timedelta = STALE_AFTER,
    ) -> None:  # fmt: skip
        self._plant = plant
        self._stale_after = stale_after
        self._rules = tuple(dict.fromkeys(p.traffic for p in profiles.values() if p.traffic))
        self._holds = tuple(dict.fromkeys(p.weather.hold for p in profiles.values() if p.weather))
        self._watching = _groups_by_place(plant)
        self.traffic: dict[TrafficKey, TrafficState] = {}
        self.weather: dict[timedelta, WeatherState] = {}
        self.changes = 0
        """Counts up with every reading that changed a state."""
        if counted:
            keys = [(place, rule) for place in plant.places for rule in self._rules]
            self.traffic = {key: TrafficState(key[0]) for key in keys}

    def take_traffic(self, reading: TrafficReading) -> frozenset[str]:
        """Go on with one more count; returns the groups it touches, none for a place nobody knows."""
        place = self._plant.places.get(reading.place)
        if place is None:
            return frozenset()
        flow = self._plant.streets[place.street].service_flow
        changed = False
        for rule in self._rules:
            key = (reading.place, rule)
            before = self.traffic.get(key, TrafficState(reading.place))
            after = step_traffic(before, reading, flow, rule, stale_after=self._stale_after)
            self.traffic[key] = after
            changed = changed or after is not before
        self.changes += changed
        return self._watching.get(reading.place, frozenset()) if changed else frozenset()

    def take_weather(self, reading: WeatherReading) -> bool:
        """Go on with one more reading; returns whether anything changed, for the whole city."""
        before = dict(self.weather)
        for hold in self._holds:
            state = step_weather(self.weather.get(hold), reading, hold)
            if state is not None:
                self.weather[hold] = state
        changed = self.weather != before
        self.changes += changed
        return changed

    def restore(
        self, traffic: Iterable[tuple[TrafficKey, TrafficState]],
        weather: Iterable[tuple[timedelta, WeatherState]],
    ) -> None:  # fmt: skip
        """Take over what was concluded before a restart, where place, rule and hold still exist."""
        self.traffic.update((key, state) for key, state in traffic if key in self.traffic)
        self.weather.update((hold, state) for hold, state in weather if hold in self._holds)


def _groups_by_place(plant: Plant) -> dict[str, frozenset[str]]:
    watching: dict[str, set[str]] = {}
    for group in plant.groups.values():
        street = plant.streets[group.street]
        watching.setdefault(street.place or street.follows, set()).add(group.id)
    return {place: frozenset(groups) for place, groups in watching.items()}
