"""The weather client against real HTTP servers on loopback: right, wrong, huge and absent."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from lightctl.clock import SystemClock
from lightctl.core.place import Place
from lightctl.errors import FeedError
from lightctl.feeds.asking import Asked
from lightctl.feeds.open_meteo import open_meteo
from lightctl.feeds.weather_order import WeatherOrder
from tests.feeds.test_open_meteo import ANSWER

pytestmark = pytest.mark.live
TAN_AN = Place(10.5359, 106.4137, ZoneInfo("Asia/Ho_Chi_Minh"))


@asynccontextmanager
async def serving(status: str, body: bytes, more: str = "") -> AsyncIterator[tuple[str, list[str]]]:
    asked: list[str] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append((await reader.readuntil(b"\r\n\r\n")).decode())
        writer.write(f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{more}\r\n".encode() + body)
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}/v1/forecast", asked


def client(address: str, folder: Path | None = None, key: str = "") -> WeatherOrder:
    asked = Asked(open_meteo(address, TAN_AN, key), "lightctl/1 (us@city.example)", SystemClock(), folder)
    return WeatherOrder([asked], timedelta(minutes=15), SystemClock(), jitter=lambda: 0.0)


def now() -> str:
    return SystemClock().now().strftime("%Y-%m-%dT%H:%M")


def fresh(**current: object) -> bytes:
    """An answer of now, as a server would send it."""
    body = {**ANSWER, "utc_offset_seconds": 0, "current": {**ANSWER["current"], "time": now(), **current}}
    return json.dumps(body).encode()


async def test_it_asks_for_the_place_and_says_who_it_is() -> None:
    async with serving("200 OK", fresh()) as (address, asked):
        reading = await client(address).fetch()
    assert reading.code == 81
    assert "latitude=10.5359" in asked[0]
    assert "timezone=GMT" in asked[0]
    assert "User-Agent: lightctl/1 (us@city.example)" in asked[0]


async def test_the_bell_fetches_again() -> None:
    async with serving("200 OK", fresh()) as (address, asked):
        feed = client(address)
        async with asyncio.timeout(5):
            codes = []
            async for reading in feed.readings():
                codes.append(reading.code)
                if len(codes) == 2:
                    break
                asyncio.get_running_loop().call_later(0.01, feed.ring)
    assert codes == [81, 81]
    assert len(asked) == 1  # an answer is good for four minutes, however often somebody rings


async def test_a_redirect_is_not_followed_and_a_key_is_never_said(caplog: pytest.LogCaptureFixture) -> None:
    moved = "Location: http://127.0.0.1:9/elsewhere?apikey=s3cret\r\n"
    async with serving("302 Found", b"", moved) as (address, asked):
        with pytest.raises(FeedError, match=r"moved to http://[^ ]+/elsewhere: write that") as error:
            await client(address, key="s3cret").fetch()
    assert "apikey=s3cret" in asked[0]
    assert "s3cret" not in str(error.value) + caplog.text


async def test_a_server_that_repeats_the_key_does_not_bring_it_into_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with serving("401 Unauthorized", b'{"message": "s3cret is no key"}') as (address, _):
        with pytest.raises(FeedError, match="… is no key") as error:
            await client(address, key="s3cret").fetch()
    assert "s3cret" not in str(error.value) + caplog.text


async def test_a_server_that_never_ends_its_answer_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lightctl.links.http.DEADLINE_S", 0.2)

    async def drip(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        try:
            while True:
                writer.write(b" ")
                await writer.drain()
                await asyncio.sleep(0.02)
        except OSError:
            writer.close()

    server = await asyncio.start_server(drip, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(FeedError, match=r"no whole answer within 0\.2 s"):
            await client(f"http://127.0.0.1:{port}/").fetch()
        await asyncio.sleep(0.05)


@pytest.mark.parametrize(
    ("status", "body", "what"),
    [
        ("200 OK", b"<html>login</html>", "not JSON"),
        ("429 Too Many Requests", b"slow down", "answered 429: slow down"),
        ("200 OK", b"[" * 10_000_000, "larger than"),
        ("200 OK", b"[" * 900_000, "not JSON"),
        ("200 OK", b"{}", "no `current` block"),
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
