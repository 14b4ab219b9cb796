"""Deciding for a hundred thousand lamps in two thousand groups: each second of a night, and the worst of it.

All of it is the daemon's own, up to the field's tables of wishes; only nothing is sent. A slice is what holds
the event loop: a second's look and ring, or one ring more. Processor time, collecting garbage included.
"""

import asyncio
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from benchmarks.figure import Figure, median_figure
from benchmarks.large_city import DAY, hours_of, large_city
from lightctl.core.commands import Lockout, Override, Scope, Target
from lightctl.core.conditions import TrafficReading
from lightctl.core.units import FULL
from lightctl.daemon.parts import Surroundings, compose
from lightctl.daemon.reloading import adopt
from lightctl.daemon.service import keep_for_good
from lightctl.links import MemoryNetwork
from lightctl.site.loader import load_site
from lightctl.site.model import Site
from lightctl.store import Store
from tests.conftest import REPOSITORY
from tests.nights.one_street import ZONE

NOON = datetime(2026, 11, 20, 12, 30, tzinfo=ZONE).astimezone(UTC)
EVENING = datetime(2026, 11, 20, 21, 0, tzinfo=ZONE).astimezone(UTC)
SECOND = timedelta(seconds=1)
ROUNDS = 5


class _Clock:
    """Shows what it was set to."""

    rate = 1.0

    def __init__(self) -> None:
        self.at = NOON

    def now(self) -> datetime:
        return self.at

    async def sleep(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)

    async def sleep_until(self, instant: datetime) -> None:
        self.at = max(self.at, instant)


class _Silent:
    """Counters that never speak: their streets are fully lit, in doubt."""

    name = "silence"

    def readings(self) -> AsyncIterator[TrafficReading]:
        return _nothing()


async def _nothing() -> AsyncIterator[TrafficReading]:
    spoken: tuple[TrafficReading, ...] = ()
    for reading in spoken:
        yield reading


@dataclass
class Taken:
    """Milliseconds: of everything that one occasion took, and of each slice that held the loop."""

    whole: list[float] = field(default_factory=list)
    slices: list[float] = field(default_factory=list)

    def add(self, slices: list[float]) -> None:
        """One more occasion."""
        self.whole.append(sum(slices))
        self.slices += slices


class City:
    """A daemon's parts, and its heart as the cycle's task lets it beat; every slice is timed."""

    def __init__(self, site: Site, store: Store, state: Path) -> None:
        self.clock = _Clock()
        self.parts = compose(site, Surroundings(MemoryNetwork(), self.clock, state, _Silent()), store)
        self.parts.wishing.refit(DAY, hours_of(site.plant))
        self.orders: tuple[Override, ...] = ()
        self.decided = 0
        """Groups, in the last second."""
        keep_for_good()

    def second(self, at: datetime, *before: Callable[[], object]) -> list[float]:
        """Slices of one second, after other things that hold the loop."""
        self.clock.at, watch = at, self.parts.watch
        self.decided = 0
        taken = [_timed(work) for work in (*before, self._look_and_ring)]
        while watch.unfinished:
            taken.append(_timed(self._ring))
        self.parts.store.notes.decisions.clear()
        return taken

    def settle(self, at: datetime) -> datetime:
        """Seconds until nothing waits any more, a minute at most; returns the next one."""
        for n in range(60):
            self.second(at + n * SECOND)
        return at + 60 * SECOND

    def _look_and_ring(self) -> None:
        watch = self.parts.watch
        watch.commanded(self.orders)
        watch.look()
        self._ring()

    def _ring(self) -> None:
        self.decided += self.parts.watch.ring(self.clock.at)


def figures() -> Iterator[Figure]:
    """Every occasion's whole and its longest slice."""
    yield from asyncio.run(_measured())


async def _measured() -> list[Figure]:
    site = large_city(load_site(REPOSITORY))
    with tempfile.TemporaryDirectory(prefix="lc-") as folder:
        store = Store.open(Path(folder), site_zone=ZONE, threaded=False)
        try:
            return [*_of_starts(site, store, Path(folder)), *_of_a_city(City(site, store, Path(folder)))]
        finally:
            await store.close()


def _of_starts(site: Site, store: Store, folder: Path) -> Iterator[Figure]:
    taken = Taken()
    for _ in range(ROUNDS):
        taken.add(City(site, store, folder).second(EVENING))
    yield from _rows("a start by night: every plan drawn, every lamp told", taken)


def _of_a_city(city: City) -> Iterator[Figure]:
    yield from _a_day(city)
    yield from _counted(city)
    for what, occasion in _OCCASIONS.items():
        taken, at = Taken(), EVENING
        city.settle(at - 120 * SECOND)
        for _ in range(ROUNDS):
            occasion(city, at, taken)
            at = city.settle(at + SECOND)
        yield from _rows(what, taken, "100 ms" if "anew" in what else "")


def _a_day(city: City) -> Iterator[Figure]:
    seconds = [city.second(NOON + n * SECOND) for n in range(24 * 3600)]
    yield Figure("a second of a day and night, median", statistics.median(map(sum, seconds)), "ms", "3 ms")
    yield Figure("all of the day and night", sum(map(sum, seconds)) / 1000, "s")
    yield Figure("longest slice at noon (every plan drawn)", _longest(seconds, 23.4, 24.0), "ms", "20 ms")
    yield Figure("longest slice at dusk", _longest(seconds, 4.0, 7.5), "ms", "20 ms")
    yield Figure("longest slice by night (ramps)", _longest(seconds, 7.5, 16.0), "ms", "20 ms")
    yield Figure("longest slice at dawn", _longest(seconds, 16.0, 23.4), "ms", "20 ms")


def _counted(city: City) -> Iterator[Figure]:
    """An hour in which every place counts once a minute, and every count is another."""
    places = list(city.parts.site.plant.places)
    watch, seconds, busy = city.parts.watch, [], []
    for n in range(3600):
        at = EVENING + n * SECOND
        spoken = [
            TrafficReading(place, at, 60.0 * (n * 7919 % 50), 60.0)
            for k, place in enumerate(places) if n % 60 == k * 60 // len(places)
        ]  # fmt: skip
        seconds.append(city.second(at, *(partial(watch.heard_traffic, one) for one in spoken)))
        if city.decided:
            busy.append(sum(seconds[-1]))
    yield Figure(
        "a second of an hour with counts each minute, median",
        statistics.median(map(sum, seconds)),
        "ms",
        "3 ms",
    )
    yield median_figure("of these where groups are decided", busy, "ms", "3 ms")
    yield Figure("  longest slice of that hour", max(map(max, seconds)), "ms", "20 ms")


def _longest(seconds: list[list[float]], first_h: float, last_h: float) -> float:
    return max(map(max, seconds[int(first_h * 3600) : int(last_h * 3600)]))


def _anew(city: City, at: datetime, taken: Taken) -> None:
    taken.add(city.second(at, city.parts.cycle.touch_all))


def _emergency(city: City, at: datetime, taken: Taken) -> None:
    """The whole city all on, and back to its plan."""
    whole = Override(
        "o-1", Target(Scope.CITY), FULL, at, at + timedelta(hours=1), "op", "why", emergency=True
    )
    city.orders = (whole,)
    taken.add(city.second(at))
    city.orders = ()
    taken.add(city.second(at + SECOND))


def _by_cabinets(city: City, at: datetime, taken: Taken) -> None:
    """Every second cabinet to full, so that each of its lamps is decided apart from its group, and back."""
    until = at + timedelta(hours=1)
    city.orders = tuple(
        Override(f"o-{n}", Target(Scope.CABINET, cabinet), FULL, at, until, "op", "why")
        for n, cabinet in enumerate(list(city.parts.site.plant.cabinets)[::2])
    )
    taken.add(city.second(at))
    city.orders = ()
    taken.add(city.second(at + SECOND))


def _locked(city: City, at: datetime, taken: Taken) -> None:
    """Everything anew while one circuit is locked out."""
    city.parts.protection.lock(Lockout("l-1", "c1-1", at, "op", "crew", "why"))
    taken.add(city.second(at, city.parts.cycle.touch_all))


def _reload(city: City, at: datetime, taken: Taken) -> None:
    """Another site of the same wiring; it is read, and its plant indexed, beside the loop."""
    old = city.parts.site
    new = replace(old, plant=replace(old.plant), schedule=replace(old.schedule))
    new.plant.index()
    taken.add(city.second(at, lambda: adopt(city.parts, new)))


_OCCASIONS: dict[str, Callable[[City, datetime, Taken], None]] = {
    "everything anew, to the same end": _anew,
    "an emergency over the whole city, and its end": _emergency,
    "half of the cabinets commanded, and released": _by_cabinets,
    "everything anew beside a locked out circuit": _locked,
    "a reload": _reload,
}


def _timed(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1000


def _rows(what: str, taken: Taken, aim: str = "") -> Iterator[Figure]:
    yield median_figure(what, taken.whole, "ms", aim)
    median = f"median {statistics.median(taken.slices):.3g} of {len(taken.slices)}"
    yield Figure("  of it the longest slice", max(taken.slices), "ms", "20 ms", median)
