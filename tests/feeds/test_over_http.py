"""Every weather client over real sockets: what a server on the internet does that no test double does."""

import asyncio
import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from lightctl.clock import SystemClock
from lightctl.core.place import Place
from lightctl.core.weather import kind_of
from lightctl.errors import FeedError
from lightctl.feeds.asking import Asked
from lightctl.feeds.met_norway import met_norway
from lightctl.feeds.metar import metar
from lightctl.feeds.open_meteo import open_meteo
from lightctl.feeds.openweather import openweather
from lightctl.feeds.provider import Provider
from lightctl.feeds.weather_order import WeatherOrder
from tests.feeds.hand import HandClock
from tests.feeds.test_providers import METNO, OPEN_METEO, OWM
from tests.feeds.web import Talk, Web, marked, raw, serving, whole, zipped
from tests.site.good_city import FILES, write

pytestmark = pytest.mark.live

START = datetime(2026, 6, 1, 11, 20, tzinfo=UTC)
TAN_AN = Place(10.5359, 106.4137, ZoneInfo("Asia/Ho_Chi_Minh"))
AGENT = "lightctl/1 (light@city.example)"
KEY = "s3cret"


class Clock(HandClock):
    def __init__(self, at: datetime = START) -> None:
        super().__init__(at)


def _metno(at: datetime) -> Any:
    hour = at.replace(minute=0, second=0, microsecond=0)
    entry = {**METNO["properties"]["timeseries"][1], "time": hour.isoformat()}
    return {"properties": {**METNO["properties"], "timeseries": [entry]}}


def _open_meteo(at: datetime) -> Any:
    return {**OPEN_METEO, "current": {**OPEN_METEO["current"], "time": f"{at:%Y-%m-%dT%H:%M}"}}


def _metar(at: datetime) -> Any:
    return [{"icaoId": "VVTS", "rawOb": f"METAR VVTS {at:%d%H%M}Z 24004KT 3000 +TSRA BKN015CB 26/25 Q1008"}]


KINDS: dict[str, tuple[Callable[[str], Provider], Callable[[datetime], Any], str]] = {
    "open-meteo": (lambda a: open_meteo(a, TAN_AN, KEY), _open_meteo, "latitude=10.5359"),
    "met-norway": (lambda a: met_norway(a, TAN_AN), _metno, "lat=10.5359"),
    "openweather": (
        lambda a: openweather(a, TAN_AN, KEY), lambda at: {**OWM, "dt": int(at.timestamp())}, "appid=s3cret"
    ),
    "metar": (lambda a: metar(a, "VVTS"), _metar, "ids=VVTS"),
}  # fmt: skip
EACH = pytest.mark.parametrize("kind", KINDS)


def body(kind: str, at: datetime = START) -> bytes:
    return json.dumps(KINDS[kind][1](at)).encode()


def source(kind: str, web: Web, clock: Clock, folder: Path | None = None) -> Asked:
    return Asked(KINDS[kind][0](web.address), AGENT, clock, folder, jitter=lambda: 0.0)


@EACH
@pytest.mark.parametrize("answer", [whole, zipped], ids=["plain", "gzip"])
async def test_it_says_who_asks_and_understands_the_answer(
    kind: str, answer: Callable[[bytes], Talk]
) -> None:
    async with serving(answer(body(kind))) as web:
        reading = await source(kind, web, Clock()).now()
    assert kind_of(reading) in {"rain", "storm"}
    assert web.asked[0].headers["user-agent"] == AGENT
    assert "gzip" in web.asked[0].headers["accept-encoding"]
    assert KINDS[kind][2] in web.asked[0].line


@EACH
async def test_what_is_unchanged_is_kept_as_old_as_it_is_over_a_restart_too(
    kind: str, tmp_path: Path
) -> None:
    clock = Clock()
    marks = ('W/"a1"', "Mon, 01 Jun 2026 11:19:07 GMT")
    async with serving(marked(lambda: body(kind), *marks)) as web:
        first = await source(kind, web, clock, tmp_path).now()
        clock.at += timedelta(minutes=25)
        again = source(kind, web, clock, tmp_path)
        later = await again.now()
        clock.at += timedelta(minutes=10)
        assert (await again.now()).at == (clock.at if kind == "met-norway" else first.at)
    assert [("if-none-match" in one.headers, "if-modified-since" in one.headers) for one in web.asked] == [
        (False, False), (True, True), (True, True),
    ]  # fmt: skip
    said = (later.code, later.rain_mm_h, later.visibility_m, later.cloud_percent)
    assert said == (first.code, first.rain_mm_h, first.visibility_m, first.cloud_percent)
    # A forecast that its server calls unchanged is of now; an observation stays as old as it is.
    assert later.at == (START + timedelta(minutes=25) if kind == "met-norway" else first.at)


@EACH
async def test_an_observation_that_is_unchanged_for_too_long_is_no_weather(kind: str) -> None:
    clock = Clock()
    async with serving(marked(lambda: body(kind), '"a"', "Mon, 01 Jun 2026 11:19:07 GMT")) as web:
        asked = source(kind, web, clock)
        await asked.now()
        clock.at += timedelta(hours=2, minutes=25)
        with pytest.raises(FeedError, match=r"too old|no entry for"):
            await asked.now()
        clock.at += timedelta(hours=1)
        with pytest.raises(FeedError, match=r"too old|no entry for"):
            await asked.now()
    assert "if-none-match" not in web.asked[-1].headers  # "unchanged" would be no weather again


BIG = b'{"x": "' + b" " * 10_000_000 + b'"}'
HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\n"
WRONG: dict[str, tuple[Talk, str]] = {
    "busy": (whole(b"slow down", "429 Too Many Requests"), "answered 429: slow down"),
    "broken": (whole(b"oops", "500 Internal Server Error"), "answered 500: oops"),
    "gateway": (whole(b"<html>502</html>", "502 Bad Gateway"), "answered 502"),
    "a page": (whole(b"<html>Clear sky</html>", content_type="text/html"), "no report|not JSON"),
    "nothing": (whole(b""), "no report|not JSON"),
    "no content": (whole(b"", "204 No Content"), "answered 204"),
    "huge": (whole(BIG), "larger than 1000000 bytes"),
    "huge once unpacked": (zipped(BIG), "larger than 1000000 bytes"),
    "no gzip": (whole(b"{}" * 20, content_encoding="gzip"), "DecodingError"),
    "cut off": (raw(HEAD + b'{"current": {"weather_code": 0'), "RemoteProtocolError"),
    "cut in a chunk": (
        raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n40\r\n{"), "RemoteProtocolError"
    ),
    "hung up": (raw(b""), "RemoteProtocolError"),
    "no HTTP": (raw(b"SSH-2.0-OpenSSH_9.6\r\n"), "RemoteProtocolError"),
    "a head without end": (raw(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 300_000), "RemoteProtocolError"),
    "unchanged what": (whole(b"", "304 Not Modified"), "answered 304"),
    "other letters": (whole(b"\xff\xfe{\x00}\x00"), "no report|not JSON"),
}  # fmt: skip


@EACH
@pytest.mark.parametrize("wrong", WRONG)
async def test_what_is_no_weather_is_one_sentence_and_is_asked_again_later(kind: str, wrong: str) -> None:
    clock, (talk, words) = Clock(), WRONG[wrong]
    async with serving(talk, whole(body(kind, START + timedelta(minutes=1)))) as web:
        asked = source(kind, web, clock)
        for _ in range(2):
            with pytest.raises(FeedError, match=words) as error:
                await asked.now()
            assert KEY not in str(error.value)
        assert len(web.asked) == 1
        assert asked.last is None
        clock.at += timedelta(minutes=1)
        assert kind_of(await asked.now()) in {"rain", "storm"}
    assert asked.trouble == ""


@EACH
async def test_a_redirect_is_told_and_not_followed(kind: str) -> None:
    async with serving(whole(body(kind))) as other:
        moved = whole(b"", "301 Moved Permanently", location=f"{other.address}?key={KEY}")
        async with serving(moved) as web:
            with pytest.raises(FeedError, match=f"moved to {other.address}: write that") as error:
                await source(kind, web, Clock()).now()
    assert other.asked == []
    assert KEY not in str(error.value)


@EACH
async def test_a_server_that_drips_is_left_after_its_time(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lightctl.links.http.DEADLINE_S", 0.2)
    text = body(kind)
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(text)}\r\n\r\n".encode()
    drops = [text[n : n + 1] for n in range(len(text))]
    async with serving(raw(head, *drops, pause_s=0.02)) as web:
        with pytest.raises(FeedError, match=r"no whole answer within 0\.2 s"):
            await source(kind, web, Clock()).now()
        await asyncio.sleep(0.05)


async def test_a_server_that_asks_for_half_an_hour_gets_it_and_the_next_speaks_meanwhile(
    caplog: pytest.LogCaptureFixture,
) -> None:
    clock = Clock()
    later = whole(b"quota", "429 Too Many Requests", retry_after="1800")
    async with (
        serving(later, whole(body("open-meteo", START + timedelta(minutes=30)))) as near,
        serving(raw(b""), whole(body("openweather"))) as far,
        serving(whole(body("metar"))) as air,
    ):
        kinds = {"open-meteo": near, "openweather": far, "metar": air}
        sources = [source(kind, web, clock) for kind, web in kinds.items()]
        order = WeatherOrder(sources, timedelta(minutes=15), clock, jitter=lambda: 0.0)
        heard = []
        with caplog.at_level("INFO"):
            for minutes in (0, 0.5, 5, 29, 30):
                clock.at = START + timedelta(minutes=minutes)
                heard.append((await order.fetch()).source)
    assert heard == ["metar VVTS", "metar VVTS", "openweather", "openweather", "open-meteo"]
    assert len(near.asked) == 2
    used = [message for message in caplog.messages if message.startswith("weather comes from")]
    assert [message.split()[3] for message in used] == ["metar", "openweather", "open-meteo"]


SOURCES = """\
contact: light@city.example
weather:
  sources:
    - {{source: open-meteo, address: "{0}"}}
    - {{source: met-norway, address: "{1}"}}
    - {{source: openweather, address: "{2}", key_file: secrets/key}}
    - {{source: metar, address: "{3}", station: VVTS}}
    - {{source: metar, address: "{4}", station: VVTS}}
"""


async def test_a_person_tries_the_sources_of_a_site(tmp_path: Path) -> None:
    now = SystemClock().now()
    async with (
        serving(zipped(body("open-meteo", now))) as one, serving(whole(body("met-norway", now))) as two,
        serving(whole(b'{"message": "s3cret is no key"}', "401 Unauthorized")) as three,
        serving(whole(body("metar", now))) as four, serving(whole(b"<html>Clear sky</html>")) as five,
    ):  # fmt: skip
        more = SOURCES.format(*(web.address for web in (one, two, three, four, five)))
        settings = FILES["config/settings.yaml"] + more
        folder = write(tmp_path, {**FILES, "config/settings.yaml": settings, "secrets/key": "s3cret\n"})
        code, said, trouble = await _lightctl("feed", "try", "--site", str(folder))
        assert (code, len(said)) == (1, 5)
        assert said[0].startswith("open-meteo at http://127.0.0.1")
        assert "UTC: rain, code 81, 6 mm/h" in said[0]
        assert "rain, code 82, 7.5 mm/h, cloud 97.7 %" in said[1]
        assert said[2].endswith('answered 401: {"message": "… is no key"}')
        assert "storm, code 95, 3000 m" in said[3]
        assert said[4].endswith("holds no report of VVTS")
        assert trouble == ["lightctl: not every source could be understood"]
        assert (await _lightctl("feed", "try", "met-norway", "--site", str(folder)))[0] == 0
    agents = {web.asked[0].headers["user-agent"] for web in (one, two, three, four, five)}
    assert len(agents) == 1
    assert agents.pop().endswith("(street lighting control of good-city; light@city.example)")


async def _lightctl(*words: str) -> tuple[int | None, list[str], list[str]]:
    running = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "lightctl", *words,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, err = await running.communicate()
    return running.returncode, out.decode().splitlines(), err.decode().splitlines()
