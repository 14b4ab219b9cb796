"""Sensors, stations and counters at a real broker: old words, garbage, doubles, a broker that dies."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import aiomqtt
import pytest

from lightctl.clock import SystemClock
from lightctl.core.conditions import SensorReading, TrafficReading
from lightctl.core.light_sensor import LightQuality, judge_light
from lightctl.core.profile import TrafficRule
from lightctl.core.traffic import Quality, judge
from lightctl.core.water import WaterQuality, judge_water
from lightctl.daemon import supervisor
from lightctl.daemon.conditions import Conditions
from lightctl.daemon.supervisor import Job, Supervisor
from lightctl.errors import FeedError
from lightctl.feeds.sensing import MqttSensors, words_of
from lightctl.feeds.stations import Stations
from lightctl.feeds.traffic_messages import TrafficMessages
from lightctl.feeds.traffic_mqtt import MqttTraffic
from lightctl.feeds.trying import try_feeds
from lightctl.links.mqtt import Broker
from lightctl.simulation.own_broker import LOOPBACK, free_port, own_broker
from lightctl.site.loader import load_site
from lightctl.site.model import TrafficSource
from tests.conftest import require_tool
from tests.daemon.small import SENSORS, plant, profile
from tests.site.good_city import FILES, write

pytestmark = [pytest.mark.tools, pytest.mark.live, pytest.mark.timeout(45)]

MINUTE = timedelta(minutes=1)
CLOCK = SystemClock()
RULE = TrafficRule()
GARBAGE = (
    b"", b"\x00\xff\xfe", b"<html>dark</html>", b"[" * 50_000, b'{"at": "soon", "lux": 1}', b'{"lux": 3}',
    b'{"at": "2026-06-01T18:00:00", "lux": 3, "count": 3, "period_s": 300, "code": 0}', b"null",
    b'"x" ' * 300_000,
)  # fmt: skip


def said(at: datetime, **fields: Any) -> bytes:
    return json.dumps({"at": at.isoformat(), **fields}).encode()


def flow(until: datetime, count: int, **fields: Any) -> bytes:
    """A FIWARE observation of the five minutes before."""
    observed = f"{(until - 5 * MINUTE).isoformat()}/{until.isoformat()}"
    row = {"id": "urn:cam", "type": "TrafficFlowObserved", "dateObserved": observed, "intensity": count}
    return json.dumps({**row, **fields}).encode()


class City:
    """What a daemon would conclude from the three feeds, and the feeds under its supervisor."""

    def __init__(self, port: int) -> None:
        sun_up = 0.0
        self.conditions = Conditions(
            plant(), {"a": profile()}, counted=True, sensors=SENSORS, altitude=lambda _: sun_up
        )
        self.heard: list[SensorReading | TrafficReading] = []
        self.weather = Stations(Broker(LOOPBACK, port, "lightctl-x"), "weather/+", CLOCK, lambda: None)
        broker = Broker(LOOPBACK, port, "lightctl-x")
        messages = TrafficMessages(plant().places, TrafficSource("mqtt", lanes={"cam": 1}))
        self._sensors = MqttSensors(broker, "sensors/+", words_of(SENSORS), CLOCK)
        self._traffic = MqttTraffic(broker, "traffic/+", messages, CLOCK)
        self.supervisor = Supervisor()

    async def run(self) -> None:
        jobs = (Job("sensors", self._sense), Job("traffic", self._count), Job("weather", self.weather.listen))
        await self.supervisor.run(jobs)

    async def _sense(self) -> None:
        async for word in self._sensors.readings():
            self.heard.append(word)
            self.conditions.take_sensor(word)

    async def _count(self) -> None:
        async for reading in self._traffic.readings():
            self.heard.append(reading)
            self.conditions.take_traffic(reading)


@asynccontextmanager
async def living(*ports: int) -> AsyncIterator[list[City]]:
    """A city at each port, for as long as the context is open."""
    cities = [City(port) for port in ports]
    tasks = [asyncio.create_task(city.run(), name="city") for city in cities]
    try:
        yield cities
    finally:
        for city in cities:
            city.supervisor.stop()
        await asyncio.gather(*tasks)


@asynccontextmanager
async def broker(port: int, folder: Path) -> AsyncIterator[None]:
    async with own_broker(require_tool("mosquitto"), port, folder):
        yield


async def publish(port: int, *messages: tuple[str, bytes], retain: bool = False) -> None:
    async with aiomqtt.Client(LOOPBACK, port) as client:
        for topic, payload in messages:
            await client.publish(topic, payload, qos=1, retain=retain)


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(15):
        while not true():  # noqa: ASYNC110 - a test looks from outside
            await asyncio.sleep(0.02)


async def everything_heard(port: int, city: City) -> None:
    """Until words sent now arrive at all three, so that whatever came before has been taken or dropped.

    They are sent again until everybody is subscribed; the same word twice changes nothing.
    """
    now = CLOCK.now()
    words = ("sensors/lux", {"lux": 900}), ("weather/roof", {"code": 1})

    def arrived() -> bool:
        weather = city.weather._latest.get("roof")
        at = city.conditions.light["lux"].at, city.conditions.traffic["cam", RULE].at
        return at == (now, now) and weather is not None and weather.at == now

    async with asyncio.timeout(20):
        while not arrived():
            messages = [(topic, said(now, **fields)) for topic, fields in words]
            await publish(port, *messages, ("traffic/cam", flow(now, 40)))
            await asyncio.sleep(0.05)


async def test_what_a_broker_kept_is_as_old_as_it_is_and_what_has_no_age_is_refused(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    port, now = free_port(), CLOCK.now()
    long_ago = now - timedelta(hours=3)
    async with broker(port, tmp_path):
        await publish(
            port, ("sensors/lux", said(long_ago, lux=3)), ("sensors/canal", said(long_ago, water_m=0.4)),
            ("sensors/pc", b'{"dark": true}'), ("traffic/cam", flow(long_ago, 0)),
            ("weather/roof", said(long_ago, code=0)), ("weather/port", b'{"code": 0}'), retain=True,
        )  # fmt: skip
        async with living(port) as (city,):
            await until(lambda: len(city.heard) == 3 and "weather message" in caplog.text)
            states = city.conditions
            assert judge_light(states.light["lux"], now)[0] is LightQuality.STALE
            assert judge_water(states.water["canal"], now) is WaterQuality.STALE
            assert not states.water["canal"].floods(now)
            assert judge(states.traffic["cam", RULE], now)[0] is Quality.STALE
            assert states.light["pc"].at is None
            assert "sensor message on sensors/pc dropped: " in caplog.text
            with pytest.raises(FeedError, match="no station has spoken for 30 minutes"):
                await city.weather.now()
            await everything_heard(port, city)  # and a fresh word counts at once
            assert judge_light(states.light["lux"], CLOCK.now())[0] is not LightQuality.STALE
            assert judge(states.traffic["cam", RULE], CLOCK.now())[0] is Quality.GOOD
            assert (await city.weather.now()).code == 1


async def test_garbage_is_dropped_and_said_and_what_follows_is_heard(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    port = free_port()
    async with broker(port, tmp_path), living(port) as (city,):
        await everything_heard(port, city)
        before, heard = (dict(city.conditions.traffic), city.conditions.sensed()), len(city.heard)
        topics = ("sensors/lux", "sensors/pc", "sensors/nobody", "traffic/cam", "traffic/x", "weather/roof")
        await publish(port, *((topic, payload) for topic in topics for payload in GARBAGE))
        await until(lambda: caplog.text.count(" dropped: ") >= len(topics) * len(GARBAGE))
        assert (dict(city.conditions.traffic), city.conditions.sensed()) == before
        assert len(city.heard) == heard
        assert (await city.weather.now()).code == 1
        await everything_heard(port, city)
        assert all(one.failures == 0 for one in city.supervisor.health.values())


async def test_every_feed_hears_again_after_its_broker_was_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "FIRST_WAIT_S", 0.05)
    monkeypatch.setattr(supervisor, "LONGEST_WAIT_S", 0.2)
    port = free_port()
    async with living(port) as (city,):
        health = city.supervisor.health
        for _ in range(3):
            async with broker(port, tmp_path):
                await everything_heard(port, city)
                kept = dict(city.conditions.traffic), city.conditions.sensed()
            await until(lambda: all(f"{LOOPBACK}:{port}" in one.trouble for one in health.values()))
            assert (dict(city.conditions.traffic), city.conditions.sensed()) == kept
    assert len(health) == 3


async def test_two_daemons_at_one_broker_hear_the_same_and_a_word_twice_counts_once(tmp_path: Path) -> None:
    port = free_port()
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(broker(port, tmp_path))
        one, other = await stack.enter_async_context(living(port, port))
        await everything_heard(port, one)
        await everything_heard(port, other)
        now = CLOCK.now()
        words = (
            ("sensors/lux", said(now, lux=5)),
            ("traffic/cam", flow(now, 3)),
            ("sensors/lux", said(now, lux=70_000)),
        )
        await publish(port, *words, *words)
        await until(lambda: all(len([w for w in c.heard if w.at == now]) == 5 for c in (one, other)))
        for city in (one, other):
            assert city.conditions.light["lux"].value == 5
            assert city.conditions.traffic["cam", RULE].flow == 36.0
            assert all(row.failures == 0 for row in city.supervisor.health.values())


async def test_a_person_tries_the_sensors_of_a_site(tmp_path: Path) -> None:
    port, now = free_port(), CLOCK.now()
    more = f"sensing: {{source: mqtt, port: {port}, topic: sensors/+}}\nsensors:\n"
    more += "  - {id: roof, kind: lux, serves: [city]}\n  - {id: cell, kind: photocell, serves: [city]}\n"
    settings = FILES["config/settings.yaml"] + more
    site = load_site(write(tmp_path, {**FILES, "config/settings.yaml": settings}))
    async with broker(port, tmp_path):
        (nobody,) = await try_feeds(site, CLOCK, within_s=0.3)
        assert nobody.trouble == "no word of a sensor of the site within 0.3 s"
        for sensor, fields, told in (
            ("roof", {"lux": 12.5}, "12.5 lux"), ("roof", {"lux": None}, "it does not know"),
            ("cell", {"dark": True}, "0 (1 by day, 0 in the dark)"),
        ):  # fmt: skip
            await publish(port, (f"sensors/{sensor}", said(now, **fields)), retain=True)
            (tried,) = await try_feeds(site, CLOCK, within_s=5)
            assert tried.says == f"{sensor} at {now:%Y-%m-%d %H:%M} UTC: {told}"
            await publish(port, (f"sensors/{sensor}", b""), retain=True)
