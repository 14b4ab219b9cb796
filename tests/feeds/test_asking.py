"""A service asked politely: conditional, kept over a restart, backed off, in the order of the settings."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from lightctl.core.conditions import WeatherReading
from lightctl.errors import FeedError
from lightctl.feeds import asking
from lightctl.feeds.asking import Asked
from lightctl.feeds.kept import Kept, file_of, load, save
from lightctl.feeds.provider import Provider
from lightctl.feeds.weather_order import WeatherOrder
from lightctl.links.http import Answer
from tests.feeds.hand import HandClock

START = datetime(2026, 6, 1, 11, tzinfo=UTC)


class Clock(HandClock):
    def __init__(self, at: datetime = START) -> None:
        super().__init__(at)


class Server:
    """Answers in turn, the last for ever; remembers the headers it was asked with."""

    def __init__(self, *answers: Answer | FeedError) -> None:
        self.answers = list(answers)
        self.asked: list[Mapping[str, str]] = []

    async def get(
        self, address: str, query: Mapping[str, str], *, agent: str, headers: Mapping[str, str]
    ) -> Answer:
        self.asked.append(dict(headers))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, FeedError):
            raise answer
        return answer


def read(body: bytes, fetched: datetime, _: datetime) -> WeatherReading:
    return WeatherReading(fetched, "test", json.loads(body)["code"])


def ok(code: int | None, **headers: str) -> Answer:
    return Answer(
        200, json.dumps({"code": code}).encode(), {k.replace("_", "-"): v for k, v in headers.items()}
    )


def asked(clock: Clock, folder: Path | None = None, kind: str = "test") -> Asked:
    return Asked(Provider(kind, "http://weather.example/now", read), "lightctl", clock, folder,
                 jitter=lambda: 0.0)  # fmt: skip


HOUR = {"date": "Mon, 01 Jun 2026 03:00:00 GMT", "expires": "Mon, 01 Jun 2026 03:30:00 GMT"}
"""The server's clock is eight hours behind ours, its answer good for half an hour all the same."""


async def test_it_asks_again_only_when_the_answer_has_run_out_and_only_for_news(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock, marks = Clock(), {"etag": '"a1"', "last_modified": "Mon, 01 Jun 2026 02:59:01 GMT"}
    server = Server(ok(61, **HOUR, **marks), Answer(304, b"", HOUR), ok(3, **HOUR))
    monkeypatch.setattr(asking, "get", server.get)
    source = asked(clock)
    codes, ats = [], []
    for minutes in (0, 29, 31, 62):
        clock.at = START + timedelta(minutes=minutes)
        reading = await source.now()
        codes.append(reading.code)
        ats.append((reading.at - START) // timedelta(minutes=1))
    assert codes == [61, 61, 61, 3]
    assert ats == [0, 0, 31, 62]  # a 304 says it anew
    news = {"If-None-Match": '"a1"', "If-Modified-Since": "Mon, 01 Jun 2026 02:59:01 GMT"}
    assert server.asked == [{}, news, news]


async def test_a_restart_asks_nobody_for_what_is_still_fresh(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    clock, server = Clock(), Server(ok(61, **HOUR))
    monkeypatch.setattr(asking, "get", server.get)
    assert (await asked(clock, tmp_path).now()).code == 61
    clock.at += timedelta(minutes=20)
    assert (await asked(clock, tmp_path).now()).at == START
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"body": 1}', "[" * 100_000,
             json.dumps({"body": 5, "fetched_at": START.isoformat(), "fresh_until": START.isoformat(),
                         "etag": "", "last_modified": ""}),
             json.dumps({"body": "{}", "fetched_at": "2026-06-01", "fresh_until": "2026-06-01",
                         "etag": "", "last_modified": ""})],
)  # fmt: skip
def test_a_torn_file_is_no_weather(text: str, tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text(text, "utf-8")
    assert load(tmp_path / "x.json") is None


def test_what_is_kept_comes_back_and_a_folder_that_refuses_costs_nothing(tmp_path: Path) -> None:
    kept, path = Kept("{}", START, START, '"x"', ""), file_of(tmp_path / "feeds", "Test at http://x/y?z")
    save(path, kept)
    assert (path.name, load(path)) == ("test-at-http-x-y-z.json", kept)
    (tmp_path / "file").write_text("")
    save(tmp_path / "file" / "x.json", kept)


async def test_a_service_that_refuses_is_asked_ever_more_seldom_and_said_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    clock, server = Clock(), Server(Answer(403, b"say who you are"))
    monkeypatch.setattr(asking, "get", server.get)
    source, times = asked(clock), []
    for minute in range(300):
        clock.at = START + timedelta(minutes=minute)
        before = len(server.asked)
        with pytest.raises(FeedError, match="answered 403: say who you are"):
            await source.now()
        times += [minute] * (len(server.asked) - before)
    assert times == [0, 1, 3, 7, 15, 31, 63, 123, 183, 243]
    assert len([record for record in caplog.records if record.levelname == "WARNING"]) == 1


@pytest.mark.parametrize(
    ("status", "headers", "minutes"),
    [
        (429, {"retry-after": "1800"}, 30),
        (503, {"retry-after": "Mon, 01 Jun 2026 03:45:00 GMT", **HOUR}, 45),
        (503, {"retry-after": "Mon, 01 Jun 2026 11:20:00 GMT"}, 20),
        (429, {"retry-after": "0"}, 1),
        (429, {"retry-after": "Mon, 01 Jun 2026 02:00:00 GMT", **HOUR}, 1),
        (429, {"retry-after": "9" * 40}, 24 * 60),
        (429, {"retry-after": "soon"}, 1),
        (429, {"retry-after": "-5"}, 1),
        (429, {"retry-after": "Mon, 01 Jun 2026 12:00:00"}, 1),
        (500, {}, 1),
    ],
)
async def test_a_service_that_says_when_to_come_back_is_not_asked_before(
    monkeypatch: pytest.MonkeyPatch, status: int, headers: dict[str, str], minutes: int
) -> None:
    clock, server = Clock(), Server(Answer(status, b"later", headers), ok(61))
    monkeypatch.setattr(asking, "get", server.get)
    source = asked(clock)
    for after in (0, minutes * 60 - 1):
        clock.at = START + timedelta(seconds=after)
        with pytest.raises(FeedError, match=f"answered {status}: later"):
            await source.now()
    assert len(server.asked) == 1
    clock.at = START + timedelta(minutes=minutes)
    assert (await source.now()).code == 61


async def test_no_two_cities_come_back_at_the_same_second(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, server = Clock(), Server(FeedError("gone"), ok(61))
    monkeypatch.setattr(asking, "get", server.get)
    source = Asked(Provider("t", "http://x", read), "lightctl", clock, None, jitter=lambda: 0.5)
    for seconds in (0, 62):
        clock.at = START + timedelta(seconds=seconds)
        with pytest.raises(FeedError):
            await source.now()
    clock.at = START + timedelta(seconds=63)
    assert (await source.now()).code == 61


async def test_an_answer_that_says_nothing_is_no_clear_sky(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "get", Server(ok(None)).get)
    with pytest.raises(FeedError, match="says nothing about the weather"):
        await asked(Clock()).now()


async def test_an_answer_of_this_morning_is_too_old(monkeypatch: pytest.MonkeyPatch) -> None:
    def old(_: bytes, __: datetime, now: datetime) -> WeatherReading:
        return WeatherReading(now - timedelta(hours=3), "test", 0)

    monkeypatch.setattr(asking, "get", Server(ok(0)).get)
    with pytest.raises(FeedError, match="too old"):
        await Asked(Provider("test", "http://x", old), "lightctl", Clock(), None).now()


async def test_a_clock_that_runs_ahead_does_not_keep_what_follows_from_being_heard(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def ahead(_: bytes, __: datetime, now: datetime) -> WeatherReading:
        return WeatherReading(now + timedelta(minutes=50), "test", 0)

    monkeypatch.setattr(asking, "get", Server(ok(0)).get)
    clock = Clock()
    assert (await Asked(Provider("test", "http://x", ahead), "lightctl", clock, None).now()).at == clock.at


class Told:
    """A source that says what a test tells it to."""

    def __init__(self, name: str, code: int | None) -> None:
        self.name, self.code, self.trouble = name, code, ""
        self.last: WeatherReading | None = None

    async def now(self) -> WeatherReading:
        if self.code is None:
            raise FeedError(f"{self.name} is away")
        return WeatherReading(START, self.name, self.code)


async def test_the_first_that_has_weather_speaks_and_a_change_is_said_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    first, second = Told("near", 61), Told("far", 0)
    order = WeatherOrder([first, second], timedelta(minutes=15), Clock())
    with caplog.at_level("INFO"):
        seen = [(await order.fetch()).source, (await order.fetch()).source]
        first.code = None
        seen += [(await order.fetch()).source, (await order.fetch()).source]
        first.code = 61
        seen += [(await order.fetch()).source]
    assert seen == ["near", "near", "far", "far", "near"]
    assert caplog.messages == [f"weather comes from {name}" for name in ("near", "far", "near")]
    second.code = first.code = None
    with pytest.raises(FeedError, match="near is away; far is away"):
        await order.fetch()


async def test_no_two_cities_ask_at_the_same_second() -> None:
    clock = Clock()
    order = WeatherOrder([Told("near", 61)], timedelta(minutes=15), clock, jitter=lambda: 0.5)
    readings = order.readings()
    await anext(readings)
    order.ring()
    await anext(readings)
    assert clock.at == START + timedelta(seconds=45)


SECRET = "k3y of/the city"


@pytest.mark.parametrize(
    "answer",
    [
        Answer(401, f"Invalid API key {SECRET}".encode()),
        Answer(200, f"no JSON for {SECRET}".encode()),
        FeedError("http://weather.example/now: moved to /k3y%20of/the%20city"),
    ],
)
async def test_no_sentence_holds_the_secret_that_a_server_repeats(
    answer: Answer | FeedError, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def read_or_say(body: bytes, fetched: datetime, now: datetime) -> WeatherReading:
        raise FeedError(f"not understood: {body.decode()}")

    monkeypatch.setattr(asking, "get", Server(answer).get)
    provider = Provider("test", "http://weather.example/now", read_or_say, {}, {"appid": SECRET})
    source = Asked(provider, "lightctl", Clock(), None)
    for _ in range(2):
        with pytest.raises(FeedError) as error:
            await source.now()
        assert "k3y" not in str(error.value) + source.trouble + caplog.text
        assert "…" in source.trouble


async def test_an_empty_secret_leaves_the_sentence_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "get", Server(FeedError("nobody there")).get)
    source = Asked(Provider("test", "http://x", read, {}, {"appid": ""}), "lightctl", Clock(), None)
    with pytest.raises(FeedError, match=r"^nobody there$"):
        await source.now()


async def test_a_clock_that_is_set_back_does_not_lengthen_the_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, server = Clock(), Server(FeedError("gone"), ok(61))
    monkeypatch.setattr(asking, "get", server.get)
    source = asked(clock)
    with pytest.raises(FeedError):
        await source.now()
    clock.at -= timedelta(days=2)
    assert (await source.now()).code == 61


async def test_an_answer_that_says_nothing_is_not_asked_to_be_unchanged(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock, server = Clock(), Server(ok(None, etag='"void"'), ok(61))
    monkeypatch.setattr(asking, "get", server.get)
    source = asked(clock)
    with pytest.raises(FeedError):
        await source.now()
    clock.at += timedelta(hours=1)
    assert (await source.now()).code == 61
    assert server.asked == [{}, {}]
