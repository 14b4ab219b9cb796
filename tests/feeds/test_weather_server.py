"""The weather client against real HTTP servers on loopback: right, wrong, huge and absent."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from lightctl.clock import SystemClock
from lightctl.core.place import Place
from lightctl.errors import FeedError
from lightctl.feeds.open_meteo import OpenMeteo
from tests.feeds.test_open_meteo import ANSWER

pytestmark = pytest.mark.live
TAN_AN = Place(10.5359, 106.4137, ZoneInfo("Asia/Ho_Chi_Minh"))


@asynccontextmanager
async def serving(status: str, body: bytes) -> AsyncIterator[tuple[str, list[str]]]:
    asked: list[str] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append((await reader.readuntil(b"\r\n\r\n")).decode())
        writer.write(f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}/v1/forecast", asked


def client(address: str) -> OpenMeteo:
    return OpenMeteo(address, TAN_AN, timedelta(minutes=15), SystemClock())


async def test_it_asks_for_the_place_and_says_who_it_is() -> None:
    async with serving("200 OK", json.dumps(ANSWER).encode()) as (address, asked):
        reading = await client(address).fetch()
    assert reading.code == 81
    assert "latitude=10.5359" in asked[0]
    assert "timezone=GMT" in asked[0]
    assert "lightctl" in asked[0].lower()


async def test_the_bell_fetches_again() -> None:
    async with serving("200 OK", json.dumps(ANSWER).encode()) as (address, asked):
        feed = client(address)
        async with asyncio.timeout(5):
            codes = []
            async for reading in feed.readings():
                codes.append(reading.code)
                if len(codes) == 2:
                    break
                asyncio.get_running_loop().call_later(0.01, feed.ring)
    assert codes == [81, 81]
    assert len(asked) == 2


@pytest.mark.parametrize(
    ("status", "body", "what"),
    [
        ("200 OK", b"<html>login</html>", "not JSON"),
        ("429 Too Many Requests", b"slow down", "answered 429: slow down"),
        ("200 OK", b"[" * 2_000_000, "larger than"),
    ],
)
async def test_what_is_not_weather_is_a_feed_error(status: str, body: bytes, what: str) -> None:
    async with serving(status, body) as (address, _):
        with pytest.raises(FeedError, match=what):
            await client(address).fetch()


async def test_weather_of_a_day_to_come_is_a_feed_error() -> None:
    tomorrow = (SystemClock().now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    body = {**ANSWER, "utc_offset_seconds": 0, "current": {**ANSWER["current"], "time": tomorrow}}
    async with serving("200 OK", json.dumps(body).encode()) as (address, _):
        with pytest.raises(FeedError, match="ahead of the city"):
            await client(address).fetch()


async def test_nobody_there_is_a_feed_error() -> None:
    with pytest.raises(FeedError, match=r"127\.0\.0\.1:9/"):
        await client("http://127.0.0.1:9/v1/forecast").fetch()
