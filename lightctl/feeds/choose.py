"""The feeds that a site's settings ask for."""

from collections.abc import Callable
from pathlib import Path

import lightctl
from lightctl.clock import SiteClock
from lightctl.core.conditions import TrafficReading, WeatherReading
from lightctl.errors import FeedError
from lightctl.feeds.asking import Asked
from lightctl.feeds.met_norway import met_norway
from lightctl.feeds.metar import metar
from lightctl.feeds.open_meteo import open_meteo
from lightctl.feeds.openweather import openweather
from lightctl.feeds.port import Feed
from lightctl.feeds.provider import Provider
from lightctl.feeds.pushed import PushedTraffic
from lightctl.feeds.recorded import recorded_traffic, recorded_weather
from lightctl.feeds.replay import Replay
from lightctl.feeds.stations import Stations
from lightctl.feeds.traffic_messages import TrafficMessages
from lightctl.feeds.traffic_mqtt import MqttTraffic
from lightctl.feeds.weather_order import Source, WeatherOrder
from lightctl.links.mqtt import Broker
from lightctl.site.model import Settings, Site, WeatherProvider

CACHE = "feeds"
"""Where in the state directory answers are kept."""


def traffic_feed(site: Site, clock: SiteClock) -> Feed[TrafficReading] | None:
    """The site's traffic source, or None where it has none; raises FeedError for an unreadable file."""
    source = site.settings.traffic
    if source.kind in {"mqtt", "http"}:
        messages = TrafficMessages(site.plant.places, source)
        if source.kind == "http":
            return PushedTraffic(messages, clock)
        password = _secret(site.root, source.password_file)
        broker = Broker(
            source.host, source.port, f"lightctl-{site.settings.id}", source.username or None, password
        )
        return MqttTraffic(broker, source.topic, messages, clock)
    counts = recorded_traffic(site)
    return None if counts is None else Replay(_named("traffic", source.file), counts, clock)


def weather_feed(site: Site, clock: SiteClock, state: Path | None = None) -> Feed[WeatherReading] | None:
    """The site's weather source, or None where it has none; `state` keeps answers over a restart.

    Raises FeedError for an unreadable file.
    """
    source = site.settings.weather
    if source.providers:
        return weather_order(site, clock, state)
    readings = recorded_weather(site)
    return None if readings is None else Replay(_named("weather", source.file), readings, clock)


def weather_order(site: Site, clock: SiteClock, state: Path | None = None) -> WeatherOrder:
    """The site's live weather sources, in their order; raises FeedError for an unreadable key."""
    bell: list[Callable[[], None]] = []
    folder = state / CACHE if state else None

    def heard() -> None:
        for ring in bell:
            ring()

    sources = [_source(site, row, clock, folder, heard) for row in site.settings.weather.providers]
    order = WeatherOrder(sources, site.settings.weather.every, clock)
    bell.append(order.ring)
    return order


def agent_of(settings: Settings) -> str:
    """Who asks, as every request says."""
    contact = f"; {settings.contact}" if settings.contact else ""
    return f"lightctl/{lightctl.__version__} (street lighting control of {settings.id}{contact})"


def _source(
    site: Site, row: WeatherProvider, clock: SiteClock, folder: Path | None, heard: Callable[[], None]
) -> Source:
    if row.kind == "mqtt":
        password = _secret(site.root, row.password_file)
        broker = Broker(
            row.host, row.port, f"lightctl-{site.settings.id}-weather", row.username or None, password
        )
        return Stations(broker, row.topic, clock, heard)
    return Asked(_provider(site, row), agent_of(site.settings), clock, folder)


def _provider(site: Site, row: WeatherProvider) -> Provider:
    place, key = site.settings.place, _secret(site.root, row.key_file) or ""
    if row.kind == "metar":
        return metar(row.address, row.station)
    if row.kind == "met-norway":
        return met_norway(row.address, place)
    if row.kind == "openweather":
        return openweather(row.address, place, key)
    return open_meteo(row.address, place, key)


def _named(what: str, file: str) -> str:
    return f"{what} from {Path(file).name}"


def _secret(root: Path, file: str) -> str | None:
    if not file:
        return None
    try:
        return (root / file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise FeedError(f"{root / file}: the file of a password or key cannot be read") from error
