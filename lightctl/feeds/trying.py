"""Asking every source of a site once, for a person who wants to know whether it can be understood."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from lightctl.clock import SiteClock
from lightctl.core.conditions import SensorReading, TrafficReading, WeatherReading
from lightctl.core.weather import kind_of
from lightctl.errors import FeedError
from lightctl.feeds import sensing
from lightctl.feeds.choose import traffic_feed, weather_order
from lightctl.feeds.port import Feed
from lightctl.feeds.recorded import found, recorded_traffic, recorded_weather
from lightctl.feeds.sensing import read_sensors
from lightctl.feeds.stations import Stations
from lightctl.feeds.weather_order import Source
from lightctl.site.model import Site

MESSAGE_WITHIN_S = 60.0

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Tried:
    """What a source says, or why it says nothing."""

    name: str
    says: str = ""
    trouble: str = ""


async def try_feeds(
    site: Site, clock: SiteClock, name: str = "", within_s: float = MESSAGE_WITHIN_S
) -> list[Tried]:
    """Every source whose name holds `name`, asked once; raises FeedError for an unreadable key file."""
    tried = [await _asked(source, within_s) for source in weather_order(site, clock).sources
             if name in source.name]  # fmt: skip
    weather, traffic = site.settings.weather, site.settings.traffic
    if weather.kind == "file" and name in weather.file:
        tried.append(_played(f"weather from {weather.file}", lambda: recorded_weather(site)))
    if traffic.kind == "file" and name in traffic.file:
        tried.append(_played(f"traffic from {traffic.file}", lambda: recorded_traffic(site)))
    if traffic.kind == "http" and name in "http":
        says = "counters push to the daemon; lightctl feed list shows what came"
        tried.append(Tried("traffic pushed to the API", says))
    if traffic.kind == "mqtt" and name in f"mqtt {traffic.topic}":
        tried.append(await _counted(site, clock, within_s))
    sensors = site.settings.sensing
    if sensors.kind != "none" and name in f"sensors {sensors.kind} {sensors.topic} {sensors.file}":
        tried.append(await _sensed(site, clock, within_s))
    return tried


def words_of(reading: WeatherReading) -> str:
    """A reading in a few words."""
    told = [kind_of(reading) or "does not say"]
    told += [f"code {reading.code}"] if reading.code is not None else []
    told += [f"{reading.rain_mm_h:g} mm/h"] if reading.rain_mm_h is not None else []
    told += [f"{reading.visibility_m:g} m"] if reading.visibility_m is not None else []
    told += [f"cloud {reading.cloud_percent:g} %"] if reading.cloud_percent is not None else []
    return ", ".join(told)


async def _asked(source: Source, within_s: float) -> Tried:
    try:
        if isinstance(source, Stations):
            await source.wait_for_one(within_s)
        reading = await source.now()
    except FeedError as error:
        return Tried(source.name, trouble=str(error))
    return Tried(source.name, f"{reading.at:%Y-%m-%d %H:%M} UTC: {words_of(reading)}")


def _played(
    name: str, read: Callable[[], Sequence[TrafficReading | WeatherReading | SensorReading] | None]
) -> Tried:
    try:
        rows = read() or ()
    except FeedError as error:
        return Tried(name, trouble=str(error))
    instants = [row.at for row in rows]
    if not instants:
        return Tried(name, trouble="nothing in it")
    first, last = (f"{at:%Y-%m-%d %H:%M}" for at in (min(instants), max(instants)))
    return Tried(name, f"{len(instants)} readings, {first} to {last} UTC")


async def _sensed(site: Site, clock: SiteClock, within_s: float) -> Tried:
    source = site.settings.sensing
    if source.kind == "file":
        return _played(f"sensors from {source.file}", lambda: read_sensors(found(site, source.file)))
    units = {"lux": " lux", "dark": " (1 by day, 0 in the dark)", "water_m": " m"}
    said = sensing.words_of(site.sensors)

    def told(word: SensorReading) -> str:
        value = "it does not know" if word.value is None else f"{word.value:g}{units[said[word.sensor]]}"
        return f"{word.sensor} at {word.at:%Y-%m-%d %H:%M} UTC: {value}"

    return await _first(sensing.sensor_feed(site, clock), told, "word of a sensor of the site", within_s)


async def _counted(site: Site, clock: SiteClock, within_s: float) -> Tried:
    def told(count: TrafficReading) -> str:
        flow = "it does not know" if count.flow is None else f"{count.flow:.0f} veh/h"
        return f"{count.place} at {count.at:%Y-%m-%d %H:%M} UTC: {flow}"

    return await _first(traffic_feed(site, clock), told, "count", within_s)


async def _first(feed: Feed[R] | None, told: Callable[[R], str], what: str, within_s: float) -> Tried:
    """The first that a feed brings."""
    if feed is None:
        return Tried(what, trouble="no source")
    try:
        async with asyncio.timeout(within_s):
            return Tried(feed.name, told(await anext(feed.readings())))
    except TimeoutError:
        return Tried(feed.name, trouble=f"no {what} within {within_s:g} s")
    except FeedError as error:
        return Tried(feed.name, trouble=str(error))
