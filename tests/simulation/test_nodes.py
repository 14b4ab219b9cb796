"""Simulated lamp nodes: they boot, obey later, report every change, and refuse what must not be obeyed."""

import asyncio
import signal
import sys
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from lightctl.clock import RunningClock
from lightctl.clock.virtual import run_in_virtual_time
from lightctl.links import LineDialer, MemoryNetwork, TopicMessage
from lightctl.simulation import City, serve_memory, serve_sockets
from lightctl.simulation.node import Node
from lightctl.simulation.own_broker import reachable
from lightctl.simulation.serving import read_addresses
from lightctl.site.model import Site
from lightctl.wire.node_json import NodeCommand, command_json, read_report
from tests.conftest import require_tool
from tests.nights.node_street import node_street
from tests.nights.town import PLAIN

START = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return node_street(tmp_path / "site")[0]


class Clock(RunningClock):
    """A clock that the test sets."""

    def __init__(self) -> None:
        self.t = 0.0
        super().__init__(START, seconds=lambda: self.t, origin=0.0)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def city(site: Site, clock: Clock) -> City:
    return City(site, PLAIN, clock)


def order(name: str, level: float, *, issued_s: float, lasts_s: float = 60.0) -> bytes:
    issued = START + timedelta(seconds=issued_s)
    return command_json(NodeCommand(name, level, issued, issued + timedelta(seconds=lasts_s)))


def lit(city: City, clock: Clock) -> Node:
    """A node with mains that has booted, ten seconds after the beginning."""
    cabinet = city.cabinets["td"]
    for output in range(2):
        cabinet.switch(0.0, output, True)
    clock.t = 10.0
    return city.brokers["mqtt-1"].nodes["node-01"]


def level_of(node: Node, t: float) -> float | None:
    payload = node.report(t)
    return None if payload is None else read_report(node.rules, payload).level


def test_without_mains_and_while_it_boots_a_node_is_deaf_and_dumb(city: City, clock: Clock) -> None:
    node = city.brokers["mqtt-1"].nodes["node-01"]
    assert node.report(0.0) is None
    city.cabinets["td"].switch(1.0, 0, True)
    assert node.report(2.0) is None
    assert not node.hear(2.0, order("a", 50, issued_s=2.0), retained=False)
    assert level_of(node, 10.0) == 100.0


def test_it_names_the_command_at_once_and_follows_later(city: City, clock: Clock) -> None:
    node = lit(city, clock)
    assert node.hear(10.0, order("a", 50, issued_s=9.9), retained=False)
    first = read_report(node.rules, node.report(10.0) or b"")
    assert (first.command, first.level) == ("a", 100.0)
    later = read_report(node.rules, node.report(12.0) or b"")
    assert (later.command, later.level) == ("a", 50.0)
    assert later.power is not None
    assert 20 < later.power < 60


@pytest.mark.parametrize(
    ("payload", "retained", "why"),
    [
        (order("b", 20, issued_s=10.0), True, "waited at the broker"),
        (order("b", 20, issued_s=-100.0), False, "has expired"),
        (order("a", 20, issued_s=10.0), False, "came twice"),
        (order("b", 20, issued_s=9.0), False, "older than the last"),
        (order("b", 120, issued_s=10.0), False, "names no level"),
        (b"<html>", False, "not JSON"),
        (b'{"id":"b","level":20}', False, "instant"),
    ],
)
def test_what_a_node_refuses(city: City, clock: Clock, payload: bytes, retained: bool, why: str) -> None:
    node = lit(city, clock)
    assert node.hear(10.0, order("a", 50, issued_s=9.9), retained=False)
    assert not node.hear(10.5, payload, retained=retained)
    assert why in node.refused[-1]
    assert level_of(node, 20.0) == 50.0


def test_it_forgets_with_the_mains(city: City, clock: Clock) -> None:
    node = lit(city, clock)
    assert node.hear(10.0, order("a", 50, issued_s=9.9), retained=False)
    city.cabinets["td"].switch(15.0, 0, False)
    assert node.report(16.0) is None
    city.cabinets["td"].switch(20.0, 0, True)
    again = read_report(node.rules, node.report(30.0) or b"")
    assert (again.command, again.level) == ("", 100.0)


def test_reports_are_of_strictly_later_instants(city: City, clock: Clock) -> None:
    node = lit(city, clock)
    instants = [read_report(node.rules, node.report(t) or b"").at for t in (10.0, 10.0, 10.0004, 11.0)]
    assert instants == sorted(set(instants))


def test_they_report_every_change_and_once_in_a_while(site: Site) -> None:
    async def live() -> list[tuple[float, float | None]]:
        city = City(site, PLAIN, RunningClock(START))
        network = MemoryNetwork()
        stop = serve_memory(city, network)
        heard: list[tuple[float, float | None]] = []
        loop, rules = asyncio.get_running_loop(), city.brokers["mqtt-1"].nodes["node-01"].rules
        began = loop.time()

        def listen(message: TopicMessage) -> None:
            heard.append((loop.time() - began, read_report(rules, message.payload).level))

        network.broker("mqtt-1").join(listen).hear(rules.state_of("node-01"))
        await asyncio.sleep(100)
        city.cabinets["td"].switch(city.happen(), 0, True)
        await asyncio.sleep(100)
        issued = city.clock.now()
        command = NodeCommand("a", 40.0, issued, issued + timedelta(minutes=1))
        network.broker("mqtt-1").publish(rules.command_of("node-01"), command_json(command))
        await asyncio.sleep(1000)
        stop()
        return heard

    heard = run_in_virtual_time(live())
    assert heard[0][0] == pytest.approx(105, abs=2), "as soon as it has booted"
    assert [level for _, level in heard[:3]] == [100.0, 100.0, 40.0]
    assert heard[1][0] == pytest.approx(200, abs=0.1), "it names the command at once"
    gaps = [later - earlier for (earlier, _), (later, _) in pairwise(heard[2:])]
    assert len(gaps) == 3
    assert all(gap == pytest.approx(270, abs=0.1) for gap in gaps)


def test_a_line_that_is_cut_off_hears_and_says_nothing(site: Site) -> None:
    async def live() -> tuple[int, int]:
        city = City(site, PLAIN, RunningClock(START))
        network = MemoryNetwork()
        serve_memory(city, network)
        for output in range(2):
            city.cabinets["td"].switch(0.0, output, True)
        broker = network.broker("mqtt-1")
        await asyncio.sleep(20)
        city.brokers["mqtt-1"].set_down(True)
        before = broker.published
        await asyncio.sleep(1000)
        during = broker.published - before
        city.brokers["mqtt-1"].set_down(False)
        await asyncio.sleep(20)
        return during, broker.published - before

    assert run_in_virtual_time(live()) == (0, 8)


@pytest.mark.tools
@pytest.mark.live
async def test_sockets_bring_a_broker_of_their_own_and_take_it_away(site: Site, tmp_path: Path) -> None:
    require_tool("mosquitto")
    city = City(site, PLAIN, RunningClock(START, rate=20.0))
    for output in range(2):
        city.cabinets["td"].switch(0.0, output, True)
    heard: list[TopicMessage] = []
    async with serve_sockets(city, tmp_path / "state", free_ports=True) as addresses:
        host, port = addresses["mqtt-1"]
        dialer = LineDialer(tmp_path, addresses)
        line = site.plant.lines["mqtt-1"]
        async with dialer.open_topics(line, heard.append) as link:
            listening = asyncio.create_task(link.listen())
            await link.subscribe("lightctl/node/+/state")
            async with asyncio.timeout(10):
                while len({message.topic for message in heard}) < 8:  # noqa: ASYNC110 - seen from outside
                    await asyncio.sleep(0.05)
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)
    assert not await reachable(host, port)


@pytest.mark.tools
@pytest.mark.live
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
async def test_a_simulated_field_that_is_killed_leaves_no_broker(
    site: Site, tmp_path: Path, how: signal.Signals
) -> None:
    require_tool("mosquitto")
    state = tmp_path / "state"
    field = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "lightctl", "simulate", "--any-port",
        "--site", str(site.root), "--state", str(state), "--scenario", "one-street",
        stdout=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    async with asyncio.timeout(25):
        while not (address := read_addresses(state).get("mqtt-1")):
            await asyncio.sleep(0.1)
            assert field.returncode is None
    assert await reachable(*address)
    field.send_signal(how)
    await field.wait()
    async with asyncio.timeout(5):
        while await reachable(*address):  # noqa: ASYNC110 - seen from outside
            await asyncio.sleep(0.05)


@pytest.mark.live
async def test_without_mosquitto_the_line_has_no_address(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lightctl.simulation.node_serving.broker_program", lambda: None)
    city = City(site, PLAIN, RunningClock(START))
    async with serve_sockets(city, tmp_path / "state", free_ports=True) as addresses:
        assert set(addresses) == {"tcp-1"}
