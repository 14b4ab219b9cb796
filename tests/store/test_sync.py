"""The time-series server gets every version in order, whatever it does; nothing is lost or sent for ever."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from lightctl.clock import SystemClock
from lightctl.errors import StoreError
from lightctl.site.model import Site, TimeSeriesSink
from lightctl.store import Store, chunks
from lightctl.store.influx import InfluxWriter
from lightctl.store.sync import Forwarder, open_forwarder
from lightctl.store.sync.errors import SinkAway, SinkDenied
from tests.store.server import Stub, stub
from tests.store.test_commands import SAIGON, opened
from tests.store.test_ledger import play
from tests.store.town import HOUR, local, one_street

pytestmark = pytest.mark.live
START, END = local(20, 16), local(21, 8)


def sending_to(url: str, **sink: str) -> Site:
    site = one_street()
    return replace(site, settings=replace(site.settings, time_series=TimeSeriesSink(url=url, **sink)))


async def one_night(path: Path, site: Site) -> Store:
    store = opened(path)
    play(store, START, END, closed=(local(20, 18), local(21, 6)))
    await store.update_ledger(site, END)
    return store


async def everything_sent(forwarder: Forwarder) -> None:
    while await forwarder.step():
        pass


def writer(server: Stub, timeout_ms: int = 10_000) -> InfluxWriter:
    return InfluxWriter(TimeSeriesSink(url=server.url), "secret", timeout_ms)


async def test_a_night_arrives_once_and_a_correction_replaces(tmp_path: Path) -> None:
    async with stub() as server:
        site = sending_to(server.url)
        store = await one_night(tmp_path, site)
        forwarder = Forwarder(store, writer(server), SystemClock(), SAIGON)
        await everything_sent(forwarder)
        assert (await forwarder.status()).pending == 0
        assert "bucket=light" in server.requests[0]
        assert "precision=s" in server.requests[0]
        evening = f"ledger,cabinet=td-1 {int(local(20, 19).timestamp())}"
        assert "metered_dwh=1300i,known=1i,attributed_dwh=1200i" in server.points[evening]
        day = f"saving,street=thd {int(local(20, 0).timestamp())}"
        assert server.points[day].startswith("metered_dwh=8000i,")
        assert len(server.points) == 16 + 2
        store.notes.meter("td-1", local(20, 19, 30), 200_000.0)
        await store.update_ledger(site, END)
        await everything_sent(forwarder)
        assert "metered_dwh=0i,known=0i" in server.points[evening]
        assert len(server.points) == 16 + 2
        await forwarder._writer.close()
        await store.close()


async def test_what_changed_on_the_way_is_sent_again(tmp_path: Path) -> None:
    async with stub() as server:
        site = sending_to(server.url)
        store = await one_night(tmp_path, site)

        class Meanwhile(InfluxWriter):
            async def write(self, lines: str) -> None:
                await super().write(lines)
                if len(server.requests) == 1:
                    await store.rebuild_ledger(site, local(20, 19), local(20, 20))

        forwarder = Forwarder(store, Meanwhile(site.settings.time_series, ""), SystemClock(), SAIGON)
        await forwarder.step()
        left = await store.work(lambda main, _: chunks.pending(main, 10))
        assert {(one.stream, one.part) for one in left} == {("ledger", "td-1"), ("saving", "street:thd")}
        await everything_sent(forwarder)
        assert (await forwarder.status()).pending == 0
        await forwarder._writer.close()
        await store.close()


async def test_a_poison_line_is_put_aside_and_holds_up_nothing(tmp_path: Path) -> None:
    async with stub() as server:
        store = await one_night(tmp_path, sending_to(server.url))
        server.poison = str(int(local(20, 19).timestamp()))
        forwarder = Forwarder(store, writer(server), SystemClock(), SAIGON)
        await everything_sent(forwarder)
        ((stream, _, part, http, _, line),) = await store.work(lambda main, _: chunks.rejected(main))
        assert (stream, part, http) == ("ledger", "td-1", 400)
        assert server.poison in line
        assert len(server.points) == 17
        assert (await forwarder.status()).pending == 0
        await forwarder._writer.close()
        await store.close()


async def test_a_dead_server_loses_nothing(tmp_path: Path) -> None:
    async with stub() as server:
        url = server.url
    store = await one_night(tmp_path, sending_to(url))
    forwarder = open_forwarder(store, sending_to(url), SystemClock())
    with pytest.raises(SinkAway, match="does not answer"):
        await forwarder.step()
    assert (await forwarder.status()).pending == 18
    await forwarder._writer.close()
    await store.close()


async def test_a_slow_server_is_given_up_and_asked_again(tmp_path: Path) -> None:
    async with stub() as server:
        store = await one_night(tmp_path, sending_to(server.url))
        server.hang = True
        forwarder = Forwarder(store, writer(server, timeout_ms=100), SystemClock(), SAIGON)
        with pytest.raises(SinkAway):
            await forwarder.step()
        server.hang = False
        await everything_sent(forwarder)
        assert len(server.points) == 18
        await forwarder._writer.close()
        await store.close()


async def test_a_busy_server_says_when(tmp_path: Path) -> None:
    async with stub() as server:
        store = await one_night(tmp_path, sending_to(server.url))
        server.answers = [(429, "Retry-After: 7\r\n"), (503, ""), (503, ""), (401, "")]
        forwarder = Forwarder(store, writer(server), SystemClock(), SAIGON)
        assert await forwarder._once() == 7.0
        first, second = await forwarder._once(), await forwarder._once()
        assert 0 < first < 4
        assert 0 < second < 4
        assert "503" in (await forwarder.status()).last_error
        assert await forwarder._once() == 300.0
        assert "Check the address" in (await forwarder.status()).last_error
        assert await forwarder._once() == 0.0
        status = await forwarder.status()
        assert (status.pending, status.last_error) == (0, "")
        assert status.last_success is not None
        await forwarder._writer.close()
        await store.close()


async def test_a_wrong_token_is_an_engineers_matter(tmp_path: Path) -> None:
    async with stub() as server:
        server.answers = [(401, "")]
        one = writer(server)
        with pytest.raises(SinkDenied):
            await one.write("a,b=c v=1i 1")
        await one.close()
    store = opened(tmp_path)
    with pytest.raises(StoreError, match="token"):
        open_forwarder(store, sending_to("http://127.0.0.1:1", token_file="nowhere"), SystemClock())
    await store.close()


async def test_run_sends_one_request_at_a_time_until_cancelled(tmp_path: Path) -> None:
    async with stub() as server:
        store = await one_night(tmp_path, sending_to(server.url))
        task = asyncio.create_task(Forwarder(store, writer(server), SystemClock(), SAIGON).run())
        await server.has(18)
        task.cancel()
        await asyncio.wait([task])
        assert server.most_in_flight == 1
        await store.close()


async def test_a_new_server_is_sent_the_whole_ledger(tmp_path: Path) -> None:
    async with stub() as first, stub() as second:
        store = await one_night(tmp_path, one_street())
        assert await store.work(lambda main, _: chunks.count(main)) == 0
        for server in (first, second):
            forwarder = Forwarder(store, writer(server), SystemClock(), SAIGON)
            await everything_sent(forwarder)
            await forwarder._writer.close()
        assert len(first.points) == 18
        assert first.points == second.points
        await store.close()


def test_the_night_is_sixteen_hours() -> None:
    assert (END - START) / HOUR == 16
