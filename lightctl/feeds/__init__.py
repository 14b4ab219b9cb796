"""Traffic and weather as they come in: recorded files, MQTT, HTTP; every one may fail, none may lie."""

from lightctl.feeds.choose import traffic_feed, weather_feed
from lightctl.feeds.port import Feed

__all__ = ["Feed", "traffic_feed", "weather_feed"]
