"""A site's recordings, read whole, to be played back or to compute nights with."""

from pathlib import Path

from lightctl.core.conditions import TrafficReading, WeatherReading
from lightctl.feeds.counts import CountsByPlace, counts_of, readings_of
from lightctl.feeds.mapped import Playback, read_mapped
from lightctl.feeds.traffic_files import read_plain_counts
from lightctl.feeds.weather_files import read_weather
from lightctl.site.library import Library, shipped_root
from lightctl.site.mapping_file import load_mapping
from lightctl.site.model import Site

SHORT = {"scats": "config/mappings/scats.yaml"}
"""Mappings that settings may name by one word."""


def recorded_traffic(site: Site) -> list[TrafficReading] | None:
    """Every recorded count; None where the site has no recording. Raises FeedError for an unreadable file."""
    counts = recorded_counts(site)
    return None if counts is None else readings_of(counts)


def recorded_counts(site: Site) -> CountsByPlace | None:
    """The same as columns by place, which a long recording is read into much sooner."""
    source = site.settings.traffic
    if source.kind != "file":
        return None
    path = found(site, source.file)
    if source.mapping == "plain":
        return read_plain_counts(path)
    mapping = load_mapping(Library(site.root), SHORT.get(source.mapping, source.mapping))
    playback = Playback(site.settings.place.zone, source.first_day)
    return counts_of(read_mapped(path, mapping, source.sites, playback))


def recorded_weather(site: Site) -> list[WeatherReading] | None:
    """Every recorded reading; None where the site has no recording. Raises FeedError likewise."""
    source = site.settings.weather
    return read_weather(found(site, source.file), source.first_day) if source.kind == "file" else None


def found(site: Site, file: str, shipped: Path | None = None) -> Path:
    """The recording's file, the site's own before a shipped one; where it would lie in the site if none."""
    known = Library(site.root, shipped or shipped_root()).find(file)
    return known.full if known else site.root / file
