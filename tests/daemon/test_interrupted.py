"""A command between two slices of a ring is neither lost nor overtaken by what was decided before."""

import asyncio
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from lightctl.daemon.watch import keep_ringing
from tests.daemon.conftest import Opener
from tests.daemon.house import HandClock, House
from tests.daemon.test_cycle import NOON

DAY = NOON + timedelta(hours=2)


class OneBeat(HandClock):
    """Ends the ringing when its second is done."""

    async def sleep(self, seconds: float) -> None:
        raise asyncio.CancelledError


class Sliced:
    """A house in the middle of a ring, with two of its three streets still to be decided."""

    def __init__(self, directory: Path, open_store: Opener, at: datetime = DAY) -> None:
        self.clock = OneBeat(at)
        self.house = House(self.clock, open_store(directory), slice_lamps=1)
        self.rings: list[datetime] = []

    async def interrupted(self) -> "asyncio.Task[None]":
        house = self.house
        going = asyncio.ensure_future(keep_ringing(house.watch, house.overrides, house.lockouts, self.clock))
        await asyncio.sleep(0)
        assert house.watch.unfinished
        self.clock.at += timedelta(milliseconds=300)
        return going

    async def finished(self, going: "asyncio.Task[None]") -> None:
        with suppress(asyncio.CancelledError):
            await going
        assert not self.house.watch.unfinished

    async def emergency(self) -> None:
        await self.house.overrides.hold(
            "an", "city", 100, lasting=timedelta(hours=1), reason="accident", emergency=True
        )
        self.house.watch.commanded(self.house.overrides.active())
        self.house.watch.ring(self.clock.at)


async def test_an_emergency_stays_in_force_through_the_slices_after_it(
    tmp_path: Path, open_store: Opener
) -> None:
    sliced = Sliced(tmp_path, open_store)
    going = await sliced.interrupted()
    await sliced.emergency()
    await sliced.finished(going)
    assert set(sliced.house.field.lamps.values()) == {100}
    assert set(sliced.house.field.closed.values()) == {True}


async def test_nobody_is_decided_twice_because_a_command_came_in_between(
    tmp_path: Path, open_store: Opener
) -> None:
    sliced = Sliced(tmp_path, open_store)
    going = await sliced.interrupted()
    await sliced.house.overrides.hold("an", "street:a", 50, lasting=timedelta(hours=1), reason="a show")
    sliced.house.watch.commanded(sliced.house.overrides.active())
    sliced.house.watch.ring(sliced.clock.at)
    await sliced.finished(going)
    decided = [one.at for one in sliced.house.recorded]
    assert decided == sorted(decided)


async def test_a_leak_between_two_slices_is_dead_before_the_ring_is_over(
    tmp_path: Path, open_store: Opener
) -> None:
    sliced = Sliced(tmp_path, open_store)
    going = await sliced.interrupted()
    sliced.house.board.report("c1-1", leakage=True)
    await sliced.finished(going)
    assert sliced.house.field.forbidden == {"c1-1": "lockout"}
