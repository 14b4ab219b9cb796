"""A small town whose daemon dies: no street is dark at night, and what a crew locked out stays dead."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lightctl.cli.drill.darkness import street_rows
from lightctl.cli.drill.faults import Fault
from lightctl.cli.drill.night import QUIET, night_with
from lightctl.cli.drill.sample import CALM
from lightctl.clock import RunningClock
from lightctl.clock.virtual import run_in_virtual_time
from lightctl.core.commands import Lockout
from lightctl.core.nights import Nights
from lightctl.daemon import Service, Surroundings
from lightctl.field.plan_keeper import PLAN_AFTER_S
from lightctl.links import MemoryNetwork
from lightctl.simulation.cabinet import CabinetTruth
from lightctl.simulation.city import City
from lightctl.simulation.serving import serve_memory
from lightctl.site.init import init_site
from lightctl.site.loader import load_site
from lightctl.site.model import Site
from lightctl.store import Act, Store

NIGHT = date(2026, 11, 20)
GRACE_MIN = PLAN_AFTER_S / 60 + 1
DIES = Fault("daemon", "the daemon dies", lambda _city, _t: None, timedelta(0))


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Site:
    root = tmp_path_factory.mktemp("town") / "site"
    init_site(root)
    site = load_site(root)
    return replace(site, settings=replace(site.settings, polling=CALM))


def hours(site: Site) -> tuple[datetime, datetime]:
    plan = nights(site).on(next(iter(site.plant.groups)), NIGHT)
    assert plan.on
    return plan.on - timedelta(hours=2), plan.ends


def nights(site: Site) -> Nights:
    return Nights(site.plant, site.profiles, site.schedule, site.settings.place)


@settings(max_examples=12)
@given(minute=st.integers(10, 17 * 60))
def test_no_street_is_dark_at_night_whenever_the_daemon_dies(town: Site, minute: int) -> None:
    first, last = hours(town)
    plans = {group: nights(town).on(group, NIGHT) for group in town.plant.groups}
    with TemporaryDirectory() as state:
        changes = night_with(town, DIES, (first, last), first + timedelta(minutes=minute), Path(state))
    for row in street_rows(town.plant, plans, changes, (first, last)):
        assert row.dark_worst_min <= GRACE_MIN
        assert row.day_worst_min <= GRACE_MIN


def test_it_is_lit_for_the_next_two_weeks_and_then_by_its_fallback(town: Site, tmp_path: Path) -> None:
    first, last = hours(town)
    last += timedelta(days=16)
    changes = night_with(town, DIES, (first, last), first + timedelta(minutes=30), tmp_path)
    lamp = next(iter(town.plant.lamps))
    lit = [(at, level) for at, name, level in changes if name == lamp]
    books = nights(town)
    for number in range(17):
        plan = books.on(town.plant.lamps[lamp].group, NIGHT + timedelta(days=number))
        assert plan.on
        assert plan.off
        late = timedelta(minutes=1)
        at = plan.on + late
        while at < plan.off - late:
            assert [level for when, level in lit if when <= at][-1] > 0, at
            at += timedelta(minutes=10)
    assert [level for when, level in lit if when <= last][-1] == 0


def test_a_locked_out_circuit_stays_dead_whatever_dies(town: Site, tmp_path: Path) -> None:
    """Through the daemon's death, a plan's download, the cabinet's restart and local mode."""
    run_in_virtual_time(_locked_out(town, tmp_path))


async def _locked_out(town: Site, state: Path) -> None:
    first, _ = hours(town)
    clock = RunningClock(first)
    city, network = City(town, QUIET, clock), MemoryNetwork()
    serve_memory(city, network)
    cabinet = next(iter(town.plant.cabinets.values()))
    truth = city.cabinets[cabinet.id]
    await _lock(town, state, cabinet.circuits[0].id, first)
    around = Surroundings(network, clock, state, threaded=False, commit_s=3600.0, simulated=True)
    dead_now = _watched(city, cabinet.id, 0)

    async def for_hours(count: float) -> None:
        for _ in range(int(count * 60)):
            await clock.sleep(60)
            assert next(dead_now), clock.now()

    async def daemon_for(count: float) -> None:
        task = asyncio.create_task(Service(town, around).run())
        await for_hours(count)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert truth.autonomy
        assert truth.autonomy.length > 20
        assert not truth.autonomy.running
        assert not truth.autonomy.enabled & 1

    await daemon_for(0.5)
    await for_hours(3)  # the plan rules
    assert all(one.closed for one in truth.circuits[1:] if one.lamps)
    for harm in (_restart, _go_local, _leave_local, _lose_plan):
        harm(truth, city.happen())
        await for_hours(0.5)
    await daemon_for(0.5)  # a new daemon, which sends its plan again
    await for_hours(1)


async def _lock(town: Site, state: Path, circuit: str, at: datetime) -> None:
    store = Store.open(state, site_zone=town.settings.place.zone, threaded=False)
    lockout = Lockout("k-1", circuit, at, "an", "team 3", "new cable")
    await store.add_lockout(lockout, Act(at, "an", "lockout", circuit, "new cable", "", ""))
    await store.close()


def _restart(cabinet: CabinetTruth, t: float) -> None:
    cabinet.restart(t)


def _go_local(cabinet: CabinetTruth, t: float) -> None:
    cabinet.local = True
    cabinet.settle(t)


def _leave_local(cabinet: CabinetTruth, t: float) -> None:
    cabinet.local = False
    cabinet.settle(t)


def _lose_plan(cabinet: CabinetTruth, t: float) -> None:
    """Nothing but the fallback minutes is left."""
    assert cabinet.autonomy
    cabinet.autonomy.put_length(0)
    cabinet.reprogrammed(t)


def _watched(city: City, cabinet: str, output: int) -> Iterator[bool]:
    """Whether the circuit is dead now, each time it is asked."""
    while True:
        city.lights()
        circuit = city.cabinets[cabinet].circuits[output]
        yield not circuit.closed and not any(lamp.light for lamp in circuit.lamps)
