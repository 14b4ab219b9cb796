"""What a rehearsal knows besides the plans: the site's own recordings, or nothing."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lightctl.core.conditions import SensorReading, WeatherReading
from lightctl.core.profile import TrafficRule
from lightctl.core.sensing import Sensors
from lightctl.core.sun import Sun
from lightctl.core.traffic import TrafficState
from lightctl.core.water import WaterState
from lightctl.core.weather import WeatherState
from lightctl.core.weather_rule import WeatherSense
from lightctl.feeds.counts import Counts, CountsByPlace
from lightctl.feeds.recorded import recorded_counts, recorded_weather
from lightctl.feeds.sensing import recorded_sensors
from lightctl.rehearsal.counted import Counted, Listening, listen
from lightctl.rehearsal.crew import side_by_side, without_collector
from lightctl.rehearsal.learned import Learned
from lightctl.rehearsal.notes import Note, notes_of
from lightctl.rehearsal.sensors import LightTrack, light_track, water_track
from lightctl.rehearsal.skies import rains_of, weather_track
from lightctl.rehearsal.track import Track
from lightctl.site.model import Site

TrafficTracks = Mapping[tuple[str, TrafficRule], Track[TrafficState]]
WeatherTracks = Mapping[WeatherSense, Track[WeatherState | None]]
MANY = 100_000
"""Readings from which a second process pays."""


@dataclass(frozen=True, slots=True)
class Known:
    """Sensors over the whole rehearsal; `notes` tell a person what was known and what was not."""

    traffic: TrafficTracks = field(default_factory=dict)
    weather: WeatherTracks = field(default_factory=dict)
    usual: Mapping[str, Learned] = field(default_factory=dict)
    """Typical days by the place whose they are."""
    sensors: Sensors = field(default_factory=Sensors)
    """Those that are asked; silent where there is no track of theirs."""
    light: Mapping[str, LightTrack] = field(default_factory=dict)
    water: Mapping[str, Track[WaterState]] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()


def known_of(site: Site) -> Known:
    """The site's recordings; sources that only speak live are left out. Raises FeedError."""
    return Recordings.of(site).known(site)


@dataclass(slots=True)
class Recordings:
    """What was recorded, read once; None where the site has no recording of a kind."""

    counts: CountsByPlace | None
    skies: Sequence[WeatherReading] | None
    words: Sequence[SensorReading] | None
    _known: dict[tuple[object, ...], Known] = field(default_factory=dict)

    @classmethod
    def of(cls, site: Site) -> "Recordings":
        """Read the site's recordings; raises FeedError."""
        with without_collector():
            return cls(recorded_counts(site), recorded_weather(site), recorded_sensors(site))

    def known(self, site: Site) -> Known:
        """What the rules of this site, or of one with other profiles, make of them; the same ones once."""
        key = _rules(site), _senses(site)
        if key not in self._known:
            with without_collector():
                self._known[key] = self._conclude(site)
        return self._known[key]

    def _conclude(self, site: Site) -> Known:
        counts, skies, words = self.counts, self.skies, self.words
        heard = _traffic(site, counts, skies or ()) if counts is not None else {}
        light, water = _sensors(site, words or ())
        return Known(
            {(place, rule): track for place, one in heard.items() for rule, track in one.tracks.items()},
            _weather(site, skies or ()),
            {place: one.learned for place, one in heard.items() if one.learned},
            site.sensors, light, water, notes_of(site, counts, skies, words),
        )  # fmt: skip


def _rules(site: Site) -> tuple[TrafficRule, ...]:
    return tuple(dict.fromkeys(p.traffic for p in site.profiles.values() if p.traffic))


def _senses(site: Site) -> tuple[WeatherSense, ...]:
    return tuple(dict.fromkeys(p.weather.sense for p in site.profiles.values() if p.weather))


def _traffic(site: Site, counts: CountsByPlace, skies: Sequence[WeatherReading]) -> Mapping[str, Counted]:
    rules, rains = _rules(site), rains_of(skies)
    plant, stale_after = site.plant, site.settings.traffic.stale_after
    wanted = {street.typical for street in plant.streets.values()}
    zone = site.settings.place.zone

    def heard(place: str) -> Counted:
        service = plant.streets[plant.places[place].street].service_flow
        how = Listening(service, rules, zone, stale_after, rains)
        return listen(counts.get(place) or Counts(place), how, typical=place in wanted)

    places = list(plant.places)
    many = sum(map(len, counts.values())) > MANY
    return dict(zip(places, side_by_side(heard, places, workers=None if many else 1), strict=True))


def _weather(site: Site, readings: Sequence[WeatherReading]) -> WeatherTracks:
    return {sense: weather_track(readings, sense) for sense in _senses(site)} if readings else {}


def _sensors(
    site: Site, words: Sequence[SensorReading]
) -> tuple[Mapping[str, LightTrack], Mapping[str, Track[WaterState]]]:
    said: defaultdict[str, list[SensorReading]] = defaultdict(list)
    for word in words:
        said[word.sensor].append(word)
    altitude = Sun(site.settings.place).altitude
    light = {name: light_track(one, said[name], altitude) for name, one in site.sensors.light.items()}
    return light, {name: water_track(one, said[name]) for name, one in site.sensors.water.items()}
