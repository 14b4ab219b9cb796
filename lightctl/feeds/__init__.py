"""Traffic and weather as they come in: recorded files, MQTT, HTTP; every one may fail, none may lie."""

from lightctl.feeds.choose import traffic_feed, weather_feed
from lightctl.feeds.port import Feed
from lightctl.feeds.pushed import PushedTraffic
from lightctl.feeds.sensing import sensor_feed
from lightctl.feeds.weather_order import WeatherOrder

__all__ = ["Feed", "PushedTraffic", "WeatherOrder", "sensor_feed", "traffic_feed", "weather_feed"]
