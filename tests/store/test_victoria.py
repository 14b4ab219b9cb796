"""The same night in a real VictoriaMetrics: its sums are ours."""

import asyncio
import json
import socket
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlencode

import pytest

from lightctl.clock import SystemClock
from lightctl.store import History
from lightctl.store.influx import InfluxWriter
from lightctl.store.sync import Forwarder
from tests.conftest import require_tool
from tests.store.test_commands import SAIGON
from tests.store.test_sync import END, START, everything_sent, one_night, sending_to

pytestmark = [pytest.mark.live, pytest.mark.tools, pytest.mark.timeout(60)]


def free_low_port() -> int:
    """A port below the range that the kernel hands out, so that nobody else is given it."""
    for port in range(18_430, 18_530):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port
    raise AssertionError("no free port")


@pytest.fixture
def victoria(tmp_path: Path) -> Iterator[str]:
    """Address of a server of its own; gone with the test."""
    program = require_tool("victoria-metrics")
    port = free_low_port()
    command = [
        program, f"-httpListenAddr=127.0.0.1:{port}", f"-storageDataPath={tmp_path / 'vm'}",
        "-retentionPeriod=10y", "-search.latencyOffset=0s", "-search.disableCache",
        "-memory.allowedBytes=64MB",
        "-dedup.minScrapeInterval=1ms", "-loggerLevel=ERROR",
    ]  # fmt: skip
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        child.terminate()
        child.wait()


def ask(url: str, path: str, **query: str) -> str:
    with urllib.request.urlopen(f"{url}{path}?{urlencode(query)}", timeout=2) as answer:
        return str(answer.read().decode())


async def until_up(url: str) -> None:
    for _ in range(100):
        try:
            ask(url, "/health")
            return
        except (URLError, OSError):
            await asyncio.sleep(0.1)
    pytest.fail("VictoriaMetrics did not start")


def stored(url: str) -> dict[str, dict[int, float]]:
    """Every series of the ledger: field → time in seconds → value."""
    query = {"match[]": '{cabinet="td-1"}', "start": "2026-11-01T00:00:00Z", "end": "2026-12-01T00:00:00Z"}
    text = ask(url, "/api/v1/export", **query)
    series = [json.loads(row) for row in text.splitlines()]
    return {
        one["metric"]["__name__"]: {
            at // 1000: value for at, value in zip(one["timestamps"], one["values"], strict=True)
        }
        for one in series
    }


async def test_a_night_arrives_in_a_real_server(tmp_path: Path, victoria: str) -> None:
    await until_up(victoria)
    site = sending_to(victoria)
    store = await one_night(tmp_path, site)
    one = InfluxWriter(site.settings.time_series, "")
    await everything_sent(Forwarder(store, one, SystemClock(), SAIGON))
    await one.close()
    await store.close()
    with History.open(tmp_path) as history:
        rows = history.hours_between(START, END)
    wanted = {
        "ledger_metered_dwh": {int(row.hour.timestamp()): float(row.metered_dwh or 0) for row in rows},
        "ledger_base_dwh": {int(row.hour.timestamp()): float(row.base_dwh) for row in rows},
    }
    ask(victoria, "/internal/force_flush")
    found: dict[str, dict[int, float]] = {}
    for _ in range(100):
        found = stored(victoria)
        if all(len(found.get(name, {})) == len(rows) for name in wanted):
            break
        await asyncio.sleep(0.1)
    assert {name: found[name] for name in wanted} == wanted
