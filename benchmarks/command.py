"""From `set city 50 %` to the last of 10,000 lamps verified, with 50 ms round trip on every line.

In virtual time, so that nothing but the conversation counts: the simulated lamps obey at once, every line is
polled each second meanwhile, and the answer is a number of round trips.
"""

import asyncio
import logging
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from benchmarks.command_town import Way, load_town
from benchmarks.figure import Figure
from lightctl.clock.virtual import run_in_virtual_time
from lightctl.core.units import Level
from lightctl.daemon.desk import FrontDesk
from lightctl.field import Board, LampState
from lightctl.site.model import Site
from lightctl.web import Caller
from lightctl.web.asks import SetAsk
from tests.nights.town import Town

ROUND_TRIP_S = 0.05
LOOK_EVERY_S = 0.001
LONGEST_S = 5.0
HALF = Level(50.0)
LIT_AFTER_S = 120.0
_TAKEN = frozenset({LampState.ACCEPTED, LampState.VERIFIED})
_SEEN = frozenset({LampState.VERIFIED})
DARK = datetime.fromisoformat("2026-11-20T20:00:00+07:00")


@dataclass(frozen=True, slots=True)
class Found:
    """Seconds from the accepted command on."""

    acknowledged_s: float
    verified_s: float


def figures() -> Iterator[Figure]:
    """Both ways of telling a lamp, beside the fewest round trips that could do it."""
    logging.disable(logging.CRITICAL)
    for way in Way:
        with tempfile.TemporaryDirectory() as folder:
            site = load_town(Path(folder) / "site", way)
            found = run_in_virtual_time(_told(site, Path(folder) / "state"))
        yield from _figures_of(way, found)
    logging.disable(logging.NOTSET)


def _figures_of(way: Way, found: Found) -> Iterator[Figure]:
    writes, reads = way.fewest()
    aim = f"{way.aim} round trips, {writes} could do it"
    yield Figure(f"{way.title}: all acknowledged", found.acknowledged_s / ROUND_TRIP_S, "round trips", aim)
    bound = f"{writes + reads} could do it"
    yield Figure(f"{way.title}: all verified", found.verified_s / ROUND_TRIP_S, "round trips", bound)
    yield Figure(f"{way.title}: all verified", found.verified_s, "s")


async def _told(site: Site, state: Path) -> Found:
    """Light the city, tell it 50 %, and watch the board each millisecond."""
    town = Town(site, state, DARK, latency_s=ROUND_TRIP_S / 2)
    for lamp in town.city.lamps.values():
        lamp.delay_s = 0.0
    await town.begin()
    await town.pass_s(LIT_AFTER_S)
    loop = asyncio.get_running_loop()
    desk = FrontDesk(town.parts, {})
    await desk.set_level(
        Caller("benchmark", 0), SetAsk(target="city", level=50, minutes=60, reason="measured")
    )
    began = loop.time()
    acknowledged_s = await _until(town, _TAKEN) - began
    verified_s = await _until(town, _SEEN) - began
    await town.stop()
    return Found(acknowledged_s, verified_s)


async def _until(town: Town, states: frozenset[LampState]) -> float:
    """The wire second at which every lamp has come so far; RuntimeError where that takes too long."""
    loop, board = asyncio.get_running_loop(), town.parts.field.board
    waiting = list(town.site.plant.lamps)
    end = loop.time() + LONGEST_S
    while waiting := [lamp for lamp in waiting if not _is(board, lamp, states)]:
        if loop.time() > end:
            raise RuntimeError(f"{len(waiting)} lamps never came so far: {board.lamp(waiting[0])}")
        await asyncio.sleep(LOOK_EVERY_S)
    return loop.time()


def _is(board: Board, lamp: str, states: frozenset[LampState]) -> bool:
    report = board.lamp(lamp)
    return report.desired == HALF and report.state in states
