"""Every shipped scenario boots with the reference city and runs two hours in virtual time over Modbus."""

import asyncio
from datetime import UTC, timedelta

import pytest

from lightctl.clock import RunningClock
from lightctl.clock.virtual import run_in_virtual_time
from lightctl.core.plant import Cabinet
from lightctl.errors import LightctlError
from lightctl.links import Link
from lightctl.links.memory import MemoryNetwork
from lightctl.simulation.city import City, began_at
from lightctl.simulation.serving import serve_memory
from lightctl.simulation.sky import Sky
from lightctl.simulation.traffic import Streets
from lightctl.simulation.truth import Truth
from lightctl.site.loader import load_scenario, load_site
from lightctl.site.model import Site
from lightctl.site.scenario import MishapKind
from lightctl.wire.driver import Kind, Table
from lightctl.wire.frames import MBAP
from lightctl.wire.modbus import request_pdu
from lightctl.wire.request import Request, read, write
from tests.conftest import REPOSITORY

NAMES = sorted(path.stem for path in (REPOSITORY / "simulators").glob("*.yaml"))


class Asker:
    """Asks one cabinet over its TCP line, and counts answers and silences."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.answers = self.silences = 0
        self.link: Link | None = None

    def received(self, data: memoryview) -> None:
        self.data += data

    def lost(self, reason: str) -> None:
        self.link = None

    async def ask(self, network: MemoryNetwork, site: Site, cabinet: Cabinet, request: Request) -> None:
        self.data.clear()
        self.link = self.link or await network.open(site.plant.lines[cabinet.address.line], self)
        self.link.write(MBAP.wrap(request.unit, request_pdu(request), 1))
        await asyncio.sleep(0.5)
        try:
            answered = MBAP.take_reply(self.data, request, 1) is not None
        except LightctlError:
            answered = False
        self.answers += answered
        self.silences += not answered


async def two_hours(site: Site, name: str) -> tuple[Truth, dict[str, Asker]]:
    """Switch every TCP cabinet on, ask it every minute for two hours."""
    scenario = load_scenario(REPOSITORY, name, site.plant)
    start = began_at(scenario, site)
    assert start is not None
    clock = RunningClock(start.astimezone(UTC))
    city = City(site, scenario, clock)
    network = MemoryNetwork(latency_s=0.01)
    serve_memory(city, network)
    cabinets = [one for one in site.plant.cabinets.values() if one.address.line.startswith("tcp")]
    askers = {cabinet.id: Asker() for cabinet in cabinets}
    for minute in range(120):
        async with asyncio.TaskGroup() as group:
            for one in cabinets:
                unit = one.address.unit
                poll = read(unit, Table.DISCRETE, 0, 2) if minute else write(unit, Table.COIL, 0, [1] * 2)
                group.create_task(askers[one.id].ask(network, site, one, poll))
        await clock.sleep_until(city.began + timedelta(minutes=minute + 1))
    return city.truth(), askers


@pytest.fixture(scope="module")
def tan_an() -> Site:
    return load_site(REPOSITORY)


@pytest.mark.parametrize("name", NAMES)
def test_it_boots_and_runs_two_hours(tan_an: Site, name: str) -> None:
    truth, askers = run_in_virtual_time(two_hours(tan_an, name))
    lit = sum(lamp.light > 0 for lamp in truth.lamps.values())
    assert lit > 1000
    assert sum(cabinet.energy_wh for cabinet in truth.cabinets.values()) > 100_000
    heard = [asker.answers for asker in askers.values()]
    assert sorted(heard)[len(heard) // 2] == 120


@pytest.mark.parametrize("name", NAMES)
def test_its_weather_and_traffic_can_be_told_at_any_minute(tan_an: Site, name: str) -> None:
    scenario = load_scenario(REPOSITORY, name, tan_an.plant)
    start = began_at(scenario, tan_an)
    assert start is not None
    sky = Sky(scenario, tan_an.settings.place.zone)
    streets = Streets(tan_an, scenario, sky)
    everybody = scenario.traffic.places is None
    for minute in range(0, 14 * 60, 30):
        now = start + timedelta(minutes=minute)
        assert sky.reading(now).code is not None
        assert len(streets.readings(now)) == (len(tan_an.plant.places) if everybody else 0)


def test_the_demo_loses_a_cabinet_for_as_long_as_it_says(tan_an: Site) -> None:
    scenario = load_scenario(REPOSITORY, "demo", tan_an.plant)
    lost = next(one for one in scenario.mishaps if one.what is MishapKind.CABINET_SILENT)
    assert scenario.start is not None
    assert lost.lasts is not None
    begins = scenario.start.replace(hour=lost.at.hour, minute=lost.at.minute)
    within = min(begins + lost.lasts, scenario.start + timedelta(hours=2)) - begins
    assert within > timedelta(minutes=10)
    _, askers = run_in_virtual_time(two_hours(tan_an, "demo"))
    assert askers[lost.thing].silences == pytest.approx(within / timedelta(minutes=1), abs=1)
    assert askers["td-001"].silences == 0


def test_the_storm_and_the_broken_line_are_felt(tan_an: Site) -> None:
    _, storm = run_in_virtual_time(two_hours(tan_an, "storm"))
    assert storm["td-015"].silences == pytest.approx(20, abs=1)
    truth, broken = run_in_virtual_time(two_hours(tan_an, "broken-line"))
    assert broken["td-005"].silences == pytest.approx(40, abs=1)
    assert truth.cabinets["td-006"].closed[0] is False
    assert truth.cabinets["td-006"].closed[1] is True


def test_every_driver_of_the_city_says_what_its_devices_do(tan_an: Site) -> None:
    for cabinet in tan_an.plant.cabinets.values():
        assert tan_an.drivers[cabinet.address.driver].point(Kind.CONTACTOR) is not None
