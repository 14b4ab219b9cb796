"""A site's recordings, read whole, to be played back or to compute nights with."""

from lightctl.core.conditions import TrafficReading, WeatherReading
from lightctl.feeds.traffic_files import Playback, read_plain, read_scats
from lightctl.feeds.weather_files import read_weather
from lightctl.site.model import Site


def recorded_traffic(site: Site) -> list[TrafficReading] | None:
    """Every recorded count; None where the site has no recording. Raises FeedError for an unreadable file."""
    source = site.settings.traffic
    if source.kind != "file":
        return None
    path = site.root / source.file
    if source.mapping == "scats":
        return read_scats(path, source.sites, Playback(site.settings.place.zone, source.first_day))
    return read_plain(path)


def recorded_weather(site: Site) -> list[WeatherReading] | None:
    """Every recorded reading; None where the site has no recording. Raises FeedError likewise."""
    source = site.settings.weather
    return read_weather(site.root / source.file, source.first_day) if source.kind == "file" else None
