"""Traffic, weather and sensors as concluded so far, and which groups a new reading touches."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import UTC, datetime, timedelta

from lightctl.core.conditions import SensorReading, TrafficReading, WeatherReading
from lightctl.core.light_sensor import AHEAD, LightState, sinks_at, step_light
from lightctl.core.plant import Plant
from lightctl.core.profile import Profile, TrafficRule
from lightctl.core.sensing import Sensed, Sensors
from lightctl.core.traffic import STALE_AFTER, Around, Quality, TrafficState, step_traffic
from lightctl.core.typical import Usual, usual_of
from lightctl.core.water import WaterState, proposed_by, step_water
from lightctl.core.weather import RAIN_BLINDS_FOR, WeatherState, heavy_rain, step_weather
from lightctl.core.weather_rule import WeatherSense
from lightctl.daemon.recent_counts import RecentCounts
from lightctl.daemon.typical_days import TypicalDays

TrafficKey = tuple[str, TrafficRule]


class Conditions:
    """States by counting place and rule, by the way weather is believed, and by sensor.

    A site without a traffic source has no states, so its streets count as streets without a sensor;
    with one, a place that never reported is silent, which asks for full light.
    """

    def __init__(
        self, plant: Plant, profiles: Mapping[str, Profile], *, counted: bool,
        stale_after: timedelta = STALE_AFTER, sensors: Sensors | None = None,
        altitude: Callable[[datetime], float] = lambda _: 0.0, days: TypicalDays | None = None,
    ) -> None:  # fmt: skip
        self._counted = counted
        self._recent = RecentCounts()
        self.days = days or TypicalDays(UTC)
        self.heavy_rain_until: datetime | None = None
        """Until then counts are not believed downwards."""
        self.changes = 0
        """Counts up with every reading that changed a state."""
        self._begin(plant, profiles, stale_after, sensors or Sensors(), altitude)

    def _begin(
        self, plant: Plant, profiles: Mapping[str, Profile], stale_after: timedelta, sensors: Sensors,
        altitude: Callable[[datetime], float],
    ) -> None:  # fmt: skip
        self._plant = plant
        self._stale_after = stale_after
        self._rules = tuple(dict.fromkeys(p.traffic for p in profiles.values() if p.traffic))
        self._senses = tuple(dict.fromkeys(p.weather.sense for p in profiles.values() if p.weather))
        self._watching = _groups_by_place(plant)
        self._altitude = altitude
        self._typical = sorted({street.typical for street in plant.streets.values() if street.typical})
        self.sensors = sensors
        self.traffic: dict[TrafficKey, TrafficState] = {}
        self.weather: dict[WeatherSense, WeatherState] = {}
        self.light = {name: LightState(name) for name in self.sensors.light}
        self.water = {name: WaterState(name) for name in self.sensors.water}
        if self._counted:
            keys = [(place, rule) for place in plant.places for rule in self._rules]
            self.traffic = {key: TrafficState(key[0]) for key in keys}

    def adopt(
        self, plant: Plant, profiles: Mapping[str, Profile], *, stale_after: timedelta, sensors: Sensors,
        altitude: Callable[[datetime], float],
    ) -> None:  # fmt: skip
        """Go on under other rules with what was concluded, as if they had ruled before.

        The last counts are judged again by a rule that is new, or for a street that now carries more.
        Weather that is believed in another way from now on keeps its raises until their own end. A sensor
        that became another begins anew.
        """
        traffic, weather, light, water = self.traffic, self.weather, self.light, self.water
        old_plant, old_sensors, same_age = self._plant, self.sensors, stale_after == self._stale_after
        self._begin(plant, profiles, stale_after, sensors, altitude)
        last = max(weather.values(), key=lambda state: state.at, default=None)
        if last is not None:
            self.weather = dict.fromkeys(self._senses, last)
        same = {place for place in plant.places if same_age and _flows_alike(place, old_plant, plant)}
        self.restore(
            ((key, state) for key, state in traffic.items() if key[0] in same), weather.items(),
            (state for name, state in light.items() if _sees_alike(name, old_sensors, sensors)),
            (proposed_by(state, sensors.water[n]) for n, state in water.items() if n in sensors.water),
        )  # fmt: skip
        self._judge_again(traffic, same)
        self.changes += 1

    def _judge_again(self, before: Mapping[TrafficKey, TrafficState], same: Collection[str]) -> None:
        """The last counts by every rule that did not judge them."""
        last = {place: state for (place, _), state in before.items()}
        for place, rule in self.traffic:
            if not (place in same and (place, rule) in before):
                flow = self._plant.streets[self._plant.places[place].street].service_flow
                self.traffic[place, rule] = self._recent.judged(
                    last.get(place, TrafficState(place)), rule, flow, self._stale_after, self._around
                )

    def sensed(self) -> Sensed:
        """What the sensors say, frozen."""
        return Sensed(self.sensors, dict(self.light), dict(self.water))

    def take_traffic(self, reading: TrafficReading) -> frozenset[str]:
        """Go on with one more count; returns the groups it touches, none for a place nobody knows."""
        place = self._plant.places.get(reading.place)
        if place is None:
            return frozenset()
        flow = self._plant.streets[place.street].service_flow
        around = self._around(place.id, reading.at)
        self._recent.take(reading)
        changed = believed = False
        for rule in self._rules:
            key = (reading.place, rule)
            before = self.traffic.get(key, TrafficState(reading.place))
            after = step_traffic(before, reading, flow, rule, stale_after=self._stale_after, around=around)
            self.traffic[key] = after
            changed = changed or after is not before
            believed = believed or (after is not before and after.quality is Quality.GOOD)
        if believed and not around.heavy_rain:
            self.days.heard(reading)
        self.changes += changed
        return self._watching.get(reading.place, frozenset()) if changed else frozenset()

    def take_weather(self, reading: WeatherReading) -> bool:
        """Go on with one more reading; returns whether anything changed, for the whole city."""
        if heavy_rain(reading):
            self.heavy_rain_until = max(reading.at + RAIN_BLINDS_FOR, self.heavy_rain_until or reading.at)
        before = dict(self.weather)
        for sense in self._senses:
            state = step_weather(self.weather.get(sense), reading, sense)
            if state is not None:
                self.weather[sense] = state
        changed = self.weather != before
        self.changes += changed
        return changed

    def usual(self, now: datetime) -> dict[str, Usual]:
        """What those places usually count now whose typical day a street takes."""
        found = {}
        for place in self._typical:
            service = self._plant.streets[self._plant.places[place].street].service_flow
            found[place] = usual_of(place, self.days.usual(place, now), service, now)
        return found

    def _around(self, place: str, at: datetime) -> Around:
        return Around(self.days.usual(place, at), self._rained_on(at))

    def _rained_on(self, at: datetime) -> bool:
        return self.heavy_rain_until is not None and at < self.heavy_rain_until

    def take_sensor(self, reading: SensorReading) -> frozenset[str]:
        """Go on with one more word; returns the groups it touches, none for a sensor nobody knows."""
        if reading.sensor in self.sensors.light:
            return self._take_light(reading)
        station = self.sensors.water.get(reading.sensor)
        if station is None:
            return frozenset()
        before = self.water[station.id]
        after = self.water[station.id] = step_water(before, reading, station)
        self.changes += after is not before
        return station.serves if after.flooded_until != before.flooded_until else frozenset()

    def out_of_time(self, reading: SensorReading, now: datetime) -> frozenset[str]:
        """Groups of a light sensor whose last word was too old, or ahead of the clock: its worth changes."""
        state = self.light.get(reading.sensor)
        if state is None or state.at is None or state.fresh_until is None:
            return frozenset()
        ahead = max(state.at, reading.at) > now + AHEAD
        return self.sensors.light[reading.sensor].serves if ahead or now >= state.fresh_until else frozenset()

    def _take_light(self, reading: SensorReading) -> frozenset[str]:
        sensor = self.sensors.light[reading.sensor]
        before = self.light[sensor.id]
        deep_at = sinks_at(self._altitude, reading.at, reading.at + sensor.stale_after)
        after = step_light(before, reading, sensor, self._altitude(reading.at), deep_at)
        self.light[sensor.id] = after
        self.changes += after is not before
        return sensor.serves if _says_other(before, after) else frozenset()

    def restore(
        self, traffic: Iterable[tuple[TrafficKey, TrafficState]],
        weather: Iterable[tuple[WeatherSense, WeatherState]],
        light: Iterable[LightState] = (), water: Iterable[WaterState] = (),
    ) -> None:  # fmt: skip
        """Take over what was concluded before a restart, where place, rule and sensor still exist."""
        self.traffic.update((key, state) for key, state in traffic if key in self.traffic)
        self.weather.update((sense, state) for sense, state in weather if sense in self._senses)
        self.light.update((state.sensor, state) for state in light if state.sensor in self.light)
        self.water.update((state.station, state) for state in water if state.station in self.water)


def _flows_alike(place: str, old: Plant, new: Plant) -> bool:
    """Whether a count there still means the same."""
    if place not in old.places:
        return False
    before, after = (plant.streets[plant.places[place].street] for plant in (old, new))
    return before.service_flow == after.service_flow


def _sees_alike(name: str, old: Sensors, new: Sensors) -> bool:
    """Whether its words still mean the same; thresholds count from its next word on."""
    return name in new.light and old.light[name].photocell is new.light[name].photocell


def _says_other(before: LightState, after: LightState) -> bool:
    """A decision rests on these alone; that the sensor spoke again is seen when its last word grows old."""
    if before.fresh_until is None or after.at is None or after.at >= before.fresh_until:
        return after is not before
    said, says = ((s.changes, s.quality, s.dark, s.deep_at) for s in (before, after))
    return says != said


def _groups_by_place(plant: Plant) -> dict[str, frozenset[str]]:
    watching: dict[str, set[str]] = {}
    for group in plant.groups.values():
        street = plant.streets[group.street]
        watching.setdefault(street.place or street.follows, set()).add(group.id)
    return {place: frozenset(groups) for place, groups in watching.items()}
