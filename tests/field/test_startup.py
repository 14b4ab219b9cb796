"""The field starts at once whatever is dead, and a gateway that takes one connection is never given two."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from lightctl.clock.virtual import run_in_virtual_time
from lightctl.core.plant import DeviceAddress, Lamp, Line, LineKind
from lightctl.core.units import Level
from lightctl.field import Field, LampState
from lightctl.links import Link, MemoryNetwork
from lightctl.links.port import LinkListener
from lightctl.wire.topic_rules import TopicRules
from tests.field.bench import Bench, Session, Unit
from tests.field.nodes import NODE
from tests.field.street import (
    LAMP,
    CabinetUnit,
    ConcentratorUnit,
    beside,
    field_of,
    lamp,
    lamps_of_concentrator,
    site_of,
)

ONE_WAY_S = 0.02
DEADLY = ("dead", "silent", "refusing", "mqtt")


class Network(MemoryNetwork):
    """One line of it is dialled and dialled, and nothing ever comes of it."""

    async def open(self, line: Line, listener: LinkListener) -> Link:
        if line.id == "dead":
            await asyncio.Event().wait()
        return await super().open(line, listener)


class Counted(Bench):
    """Counts who is connected at once."""

    def __init__(self, units: dict[int, Unit]) -> None:
        super().__init__(units)
        self.here = self.most = 0

    def __call__(self, link: Link) -> "CountedSession":
        self.connections += 1
        self.here += 1
        self.most = max(self.most, self.here)
        return CountedSession(self, link)


class CountedSession(Session):
    """Leaves when it is over."""

    def lost(self, reason: str) -> None:
        bench = self._bench
        assert isinstance(bench, Counted)
        bench.here -= 1


Test = Callable[[Field, Counted, Network], Awaitable[float]]


def elsewhere(line: str) -> Lamp:
    """A lamp behind one of the dead lines."""
    direct = DeviceAddress(NODE.id, line, 0, "n-1") if line == "mqtt" else DeviceAddress(LAMP.id, line, 11)
    return replace(lamp(f"far-{line}", "c-3"), direct=direct)


def run(dead: Sequence[str], test: Test) -> tuple[float, Counted]:
    """A street whose cabinet and concentrator are well, with lamps behind dead lines."""
    rules = NODE.topics
    assert isinstance(rules, TopicRules)
    lines = [Line("tcp", LineKind.TCP), *(Line(one, LineKind.TCP) for one in dead if one != "mqtt")]
    lines += [Line("mqtt", LineKind.MQTT)] if "mqtt" in dead else []
    site = site_of([*lamps_of_concentrator(), *map(elsewhere, dead)], lines, [NODE])
    site = replace(site, settings=replace(site.settings, cabinet_spread=timedelta(0)))

    async def main() -> tuple[float, Counted]:
        cabinet = CabinetUnit()
        bench = Counted({1: cabinet, 2: ConcentratorUnit(cabinet, [(slot % 2) for slot in range(10)])})
        network = Network(latency_s=ONE_WAY_S)
        network.listen("tcp", bench)
        network.listen("silent", Bench({}))
        network.refuse("refusing")
        network.refuse("mqtt")
        field = field_of(site, network, 1.0, [], [])
        took = 0.0

        async def body() -> None:
            nonlocal took
            took = await test(field, bench, network)

        await beside(field, body())
        return took, bench

    return run_in_virtual_time(main())


async def first_light(field: Field, _bench: Counted, _network: Network, dead: Sequence[str] = ()) -> float:
    """Seconds until every lamp of the living line was seen at its level."""
    for circuit in ("c-1", "c-2", "c-3"):
        field.wish_circuit(circuit, True, "night")
    for one in [*lamps_of_concentrator(), *map(elsewhere, dead)]:
        field.wish_lamp(one.id, Level(70), "night")
    began = asyncio.get_running_loop().time()
    async with asyncio.timeout(60):
        while any(  # noqa: ASYNC110  a board rings no bell
            field.board.lamp(one.id).state is not LampState.VERIFIED for one in lamps_of_concentrator()
        ):
            await asyncio.sleep(0.01)
    return asyncio.get_running_loop().time() - began


@pytest.mark.parametrize("dead", [*((one,) for one in DEADLY), DEADLY])
def test_first_light_waits_for_no_dead_line(dead: tuple[str, ...]) -> None:
    alone, _ = run((), first_light)
    beside_dead, _ = run(dead, partial(first_light, dead=dead))
    assert beside_dead == pytest.approx(alone, abs=0.02)
    assert alone < 10


async def trouble(field: Field, bench: Counted, network: Network) -> float:
    """Every way of losing a connection, one after the other."""
    await first_light(field, bench, network)
    for spoil in (lambda frame: None, lambda frame: frame[:-1], lambda frame: b"\x77" + frame[1:]):
        bench.mangle = spoil
        await asyncio.sleep(120)
    bench.mangle = lambda frame: frame
    for _ in range(5):
        network.drop("tcp")
        await asyncio.sleep(7)
    return 0.0


def test_a_gateway_that_takes_one_connection_is_never_given_two() -> None:
    _, bench = run((), trouble)
    assert bench.connections > 10
    assert bench.most == 1


async def revival(field: Field, bench: Counted, network: Network) -> float:
    """Seconds from the death of the peer until it was connected anew; it still answers nothing."""
    await first_light(field, bench, network)
    before = bench.connections
    bench.mangle = lambda frame: None
    for one in lamps_of_concentrator():
        field.wish_lamp(one.id, Level(40), "later")
    died = asyncio.get_running_loop().time()
    async with asyncio.timeout(60):
        while bench.connections == before:  # noqa: ASYNC110  a bench rings no bell
            await asyncio.sleep(0.01)
    took = asyncio.get_running_loop().time() - died
    bench.mangle = lambda frame: frame
    await asyncio.sleep(10)
    assert {field.board.lamp(one.id).state for one in lamps_of_concentrator()} == {LampState.VERIFIED}
    return took


def test_a_dead_peer_is_closed_and_opened_again_within_ten_seconds() -> None:
    took, _ = run((), revival)
    assert took <= 10
