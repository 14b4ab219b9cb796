"""The feeds that a site's settings ask for."""

from pathlib import Path

from lightctl.clock import SiteClock
from lightctl.core.conditions import TrafficReading, WeatherReading
from lightctl.errors import FeedError
from lightctl.feeds.open_meteo import OpenMeteo
from lightctl.feeds.port import Feed
from lightctl.feeds.recorded import recorded_traffic, recorded_weather
from lightctl.feeds.replay import Replay
from lightctl.feeds.traffic_mqtt import MqttTraffic
from lightctl.links.mqtt import Broker
from lightctl.site.model import Site


def traffic_feed(site: Site, clock: SiteClock) -> Feed[TrafficReading] | None:
    """The site's traffic source, or None where it has none; raises FeedError for an unreadable file."""
    source = site.settings.traffic
    if source.kind == "mqtt":
        password = _secret(site.root, source.password_file)
        broker = Broker(
            source.host, source.port, f"lightctl-{site.settings.id}", source.username or None, password
        )
        return MqttTraffic(broker, source.topic, site.plant.places, clock)
    counts = recorded_traffic(site)
    return None if counts is None else Replay(_named("traffic", source.file), counts, clock)


def weather_feed(site: Site, clock: SiteClock) -> Feed[WeatherReading] | None:
    """The site's weather source, or None where it has none; raises FeedError for an unreadable file."""
    source = site.settings.weather
    if source.kind == "open-meteo":
        return OpenMeteo(source.address, site.settings.place, source.every, clock)
    readings = recorded_weather(site)
    return None if readings is None else Replay(_named("weather", source.file), readings, clock)


def _named(what: str, file: str) -> str:
    return f"{what} from {Path(file).name}"


def _secret(root: Path, file: str) -> str | None:
    if not file:
        return None
    try:
        return (root / file).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise FeedError(f"{root / file}: the password file cannot be read: {error.strerror}") from error
