"""What a rehearsal knows besides the plans: the site's own recordings, or nothing."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from lightctl.core.conditions import TrafficReading, WeatherReading
from lightctl.core.profile import TrafficRule
from lightctl.core.traffic import TrafficState
from lightctl.core.weather import WeatherState
from lightctl.core.weather_rule import WeatherSense
from lightctl.feeds.recorded import recorded_traffic, recorded_weather
from lightctl.rehearsal.crew import side_by_side, without_collector
from lightctl.rehearsal.tracks import Track, rains_of, traffic_track, weather_track
from lightctl.site.model import Site

TrafficTracks = Mapping[tuple[str, TrafficRule], Track[TrafficState]]
MANY = 100_000
"""Readings from which a second process pays."""
WeatherTracks = Mapping[WeatherSense, Track[WeatherState | None]]


@dataclass(frozen=True, slots=True)
class Known:
    """Sensors over the whole rehearsal; `notes` tell a person what was known and what was not."""

    traffic: TrafficTracks = field(default_factory=dict)
    weather: WeatherTracks = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def known_of(site: Site) -> Known:
    """The site's recordings; sources that only speak live are left out. Raises FeedError."""
    with without_collector():
        return _known(site, recorded_traffic(site), recorded_weather(site))


def _known(
    site: Site, counts: Sequence[TrafficReading] | None, skies: Sequence[WeatherReading] | None
) -> Known:
    notes = (
        _note("traffic", site.settings.traffic.kind, counts, "streets keep to their plan"),
        _note("weather", site.settings.weather.kind, skies, "no night is raised for it"),
    )
    return Known(_traffic(site, counts, rains_of(skies or ())), _weather(site, skies or ()), notes)


def _traffic(
    site: Site, readings: Sequence[TrafficReading] | None, rains: Sequence[datetime]
) -> TrafficTracks:
    if readings is None:
        return {}
    by_place: dict[str, list[TrafficReading]] = defaultdict(list)
    for reading in readings:
        by_place[reading.place].append(reading)
    rules = dict.fromkeys(p.traffic for p in site.profiles.values() if p.traffic)
    plant, stale_after = site.plant, site.settings.traffic.stale_after
    keys = [(place.id, rule) for place in plant.places.values() for rule in rules]

    def track(key: tuple[str, TrafficRule]) -> Track[TrafficState]:
        place, rule = key
        service = plant.streets[plant.places[place].street].service_flow
        return traffic_track(place, by_place[place], service, rule, stale_after, rains)

    return dict(zip(keys, side_by_side(track, keys, workers=_workers(readings)), strict=True))


def _workers(readings: Sequence[TrafficReading]) -> int | None:
    return None if len(readings) > MANY else 1


def _weather(site: Site, readings: Iterable[WeatherReading]) -> WeatherTracks:
    senses = dict.fromkeys(p.weather.sense for p in site.profiles.values() if p.weather)
    rows = list(readings)
    return {sense: weather_track(rows, sense) for sense in senses} if rows else {}


def _note(
    what: str, kind: str, readings: Sequence[TrafficReading] | Sequence[WeatherReading] | None, without: str
) -> str:
    if readings:
        first, last = _bounds([reading.at for reading in readings])
        return f"{what}: recorded from {first:%Y-%m-%d} to {last:%Y-%m-%d} (UTC)"
    if kind == "none":
        return f"{what}: the site has no source, {without}"
    return f"{what}: the source ({kind}) speaks only live, {without}"


def _bounds(instants: list[datetime]) -> tuple[datetime, datetime]:
    return min(instants), max(instants)
