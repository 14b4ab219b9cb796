"""Counts over MQTT: what a message means, and a real broker that goes away."""

import asyncio
import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from lightctl.clock import SystemClock
from lightctl.core.conditions import TrafficReading
from lightctl.core.plant import CountingPlace
from lightctl.errors import FeedError
from lightctl.feeds.traffic_messages import TrafficMessages
from lightctl.feeds.traffic_mqtt import MqttTraffic
from lightctl.links.mqtt import Broker
from lightctl.site.model import TrafficSource
from tests.conftest import require_tool

PLACES = {"cam-01": CountingPlace("cam-01", "Ngã tư", "s", {"motorcycle": 0.25, "car": 1.0})}
AT = "2026-06-01T18:00:00+07:00"
SOON = datetime(2026, 6, 1, 11, 1, tzinfo=UTC)


def parse_message(topic: str, body: bytes, now: datetime = SOON) -> TrafficReading:
    """The one reading of a message in the plain form."""
    (reading,) = messages().read(topic, body, now)
    return reading


def messages(**source: Any) -> TrafficMessages:
    return TrafficMessages(PLACES, TrafficSource("mqtt", **source))


def payload(**fields: object) -> bytes:
    return json.dumps({"at": AT, "period_s": 300, **fields}).encode()


def test_a_count_becomes_an_hourly_flow() -> None:
    reading = parse_message("lightctl/traffic/cam-01", payload(count=20))
    assert (reading.place, reading.flow) == ("cam-01", 240.0)
    assert reading.at == datetime(2026, 6, 1, 11, tzinfo=UTC)


def test_kinds_are_weighted_as_the_place_says() -> None:
    reading = parse_message("x/cam-01", payload(by_kind={"motorcycle": 40, "car": 10, "cart": 1}))
    assert reading.flow == (40 * 0.25 + 10 + 1) * 12


def test_a_place_that_does_not_know_says_none() -> None:
    assert parse_message("x/cam-01", payload()).flow is None


@pytest.mark.parametrize("kinds", [{}, {"car": None}, {"motorcycle": 3, "car": None}])
def test_kinds_that_were_not_counted_are_unknown_not_an_empty_street(kinds: object) -> None:
    assert parse_message("x/cam-01", payload(by_kind=kinds)).flow is None


def test_an_hour_ahead_of_the_city_is_no_count_of_its_future() -> None:
    now = datetime(2026, 6, 1, 11, tzinfo=UTC)
    assert parse_message("x/cam-01", payload(count=1), now - timedelta(minutes=50)).flow == 12.0
    with pytest.raises(ValueError, match="ahead of the city"):
        parse_message("x/cam-01", payload(count=1), now - timedelta(minutes=61))


@pytest.mark.parametrize(
    ("topic", "body", "what"),
    [
        ("x/cam-99", payload(count=1), "no counting place"),
        ("x/cam-01", b"\xff", "not JSON"),
        ("x/cam-01", b"[1]", "not a JSON object"),
        ("x/cam-01", b"[" * 100_000, "not JSON"),
        ("x/cam-01", payload(count=-1), "count is -1"),
        ("x/cam-01", payload(count="many"), "count is not a number"),
        ("x/cam-01", json.dumps({"at": AT, "count": 1}).encode(), "period_s is missing"),
        ("x/cam-01", payload(at="2026-06-01T18:00:00", count=1), "no offset"),
        ("x/cam-01", payload(occupancy=7, count=1), "occupancy is 7"),
        ("x/cam-01", payload(count=10**400), "count is not a number"),
        ("x/cam-01", payload(at="0001-01-01T00:00:00+14:00", count=1), "outside the calendar"),
        ("x/cam-01", payload(at="0001-01-01T00:00:00Z", count=0), "outside the calendar"),
    ],
)
def test_a_message_that_cannot_be_read_says_why(topic: str, body: bytes, what: str) -> None:
    with pytest.raises(ValueError, match=what):
        parse_message(topic, body)


@contextmanager
def mosquitto(port: int, folder: Path) -> Iterator["subprocess.Popen[bytes]"]:
    config = folder / "mosquitto.conf"
    config.write_text(f"listener {port} 127.0.0.1\nallow_anonymous true\n")
    with subprocess.Popen(
        [require_tool("mosquitto"), "-c", str(config)], stderr=subprocess.DEVNULL
    ) as broker:
        try:
            yield broker
        finally:
            broker.terminate()


@pytest.mark.tools
@pytest.mark.live
async def test_readings_from_a_real_broker_until_it_dies(tmp_path: Path) -> None:
    import aiomqtt

    port = 18831
    with mosquitto(port, tmp_path) as broker:
        await _answering(port)
        feed = MqttTraffic(
            Broker("127.0.0.1", port, "lightctl-test"), "lightctl/traffic/+", messages(), SystemClock()
        )
        readings = feed.readings()
        async with asyncio.timeout(10):
            async with aiomqtt.Client("127.0.0.1", port) as camera:
                for body in (payload(count=1), b"garbage", payload(count=20)):
                    await camera.publish("lightctl/traffic/cam-01", body, qos=1, retain=True)
            assert (await anext(readings)).flow == 240.0  # what a camera left behind, latest only
            async with aiomqtt.Client("127.0.0.1", port) as camera:
                await camera.publish("lightctl/traffic/cam-01", b"garbage", qos=1)
                await camera.publish("lightctl/traffic/cam-01", payload(count=30), qos=1)
            assert (await anext(readings)).flow == 360.0
            broker.kill()
            with pytest.raises(FeedError, match=f"mqtt://127.0.0.1:{port}"):
                await anext(readings)


async def test_no_broker_is_a_feed_error() -> None:
    feed = MqttTraffic(Broker("127.0.0.1", 9, "lightctl-test"), "x/+", messages(), SystemClock())
    with pytest.raises(FeedError, match=r"mqtt://127\.0\.0\.1:9"):
        await anext(feed.readings())


async def _answering(port: int) -> None:
    async with asyncio.timeout(10):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.05)
            else:
                writer.close()
                return
