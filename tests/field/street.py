"""A small street for the field's tests: drivers written here, one cabinet, ten lamps, devices on a bench."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as made_by
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from lightctl.clock import RunningClock
from lightctl.clock.virtual import run_in_virtual_time
from lightctl.core.accounts import Accounts
from lightctl.core.place import Place
from lightctl.core.plant import (
    Cabinet,
    Circuit,
    Concentrator,
    DeviceAddress,
    Fitted,
    Group,
    Lamp,
    Line,
    LineKind,
    Luminaire,
    Plant,
    Street,
)
from lightctl.core.schedule import Schedule
from lightctl.core.units import Level, Watts
from lightctl.field import BankSamples, Field, FieldEvent, MeterSample
from lightctl.links import MemoryNetwork
from lightctl.site.model import Polling, Settings, Site, TimeSeriesSink, TrafficSource, WeatherSource
from lightctl.wire.driver import Access, Driver, Encoding, Kind, Limits, Point, Table
from tests.field.bench import Bench, Unit

BOOL, U16, U32 = Encoding.BOOL, Encoding.UINT16, Encoding.UINT32
RW, W = Access.READ_WRITE, Access.WRITE
COMMAND, ALL = Kind.LEVEL_COMMAND, Kind.LEVEL_BROADCAST
START = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
NO_DATA = 0xFFFF

CABINET = Driver(
    "cabinets/test", "a cabinet", "modbus", "simulator", "ours",
    points=(
        Point("coil", Table.COIL, 100, BOOL, RW, Kind.CONTACTOR, count=3),
        Point("feedback", Table.DISCRETE, 0, BOOL, kind=Kind.CONTACTOR_FEEDBACK, count=3),
        Point("tripped", Table.DISCRETE, 3, BOOL, kind=Kind.BREAKER_TRIPPED, count=3),
        Point("leakage", Table.DISCRETE, 6, BOOL, kind=Kind.EARTH_LEAKAGE),
        Point("door", Table.DISCRETE, 7, BOOL, kind=Kind.DOOR_OPEN),
        Point("local", Table.DISCRETE, 8, BOOL, kind=Kind.LOCAL_MODE),
        Point("power", Table.INPUT, 20, Encoding.INT32, kind=Kind.POWER, unit="W"),
        Point("energy", Table.INPUT, 22, U32, kind=Kind.ENERGY, unit="kWh", divisor=100.0),
        Point("voltage", Table.INPUT, 24, U16, kind=Kind.VOLTAGE, unit="V", divisor=10.0, count=3),
        Point("clock", Table.INPUT, 30, U32, kind=Kind.CLOCK, unit="s"),
        Point("clock_set", Table.HOLDING, 30, U32, W, Kind.CLOCK, unit="s", every="never"),
    ),
)  # fmt: skip

CONCENTRATOR = Driver(
    "concentrators/test", "a concentrator", "modbus", "simulator", "ours",
    points=(
        Point("all", Table.HOLDING, 0, U16, W, ALL, unit="%", low=0, high=100, every="never"),
    ),
    bank=(
        Point("command", Table.HOLDING, 10, U16, RW, COMMAND, unit="%", low=0, high=100, every="never"),
        Point("level", Table.INPUT, 100, U16, kind=Kind.LEVEL_IN_EFFECT, unit="%", sentinels=(NO_DATA,)),
        Point("status", Table.INPUT, 200, U16, kind=Kind.LAMP_STATUS, bits={0: "lamp-failed"}),
        Point("power", Table.INPUT, 300, U16, kind=Kind.LAMP_POWER, unit="W", divisor=10.0),
        Point("energy", Table.INPUT, 400, U32, kind=Kind.LAMP_ENERGY, unit="Wh", every="energy"),
    ),
    bank_size=32,
)  # fmt: skip

LAMP = Driver(
    "lamps/test", "a lamp controller", "modbus", "simulator", "ours",
    points=(
        Point("command", Table.HOLDING, 0, U16, RW, COMMAND, unit="%", low=0, high=100, every="never"),
        Point("level", Table.INPUT, 0, U16, kind=Kind.LEVEL_IN_EFFECT, unit="%", sentinels=(NO_DATA,)),
        Point("power", Table.INPUT, 1, U16, kind=Kind.LAMP_POWER, unit="W", divisor=10.0),
        Point("energy", Table.INPUT, 2, U32, kind=Kind.LAMP_ENERGY, unit="Wh", every="energy"),
    ),
    limits=Limits(timeout_ms=300),
)  # fmt: skip

Sample = MeterSample | BankSamples
CIRCUITS = ("c-1", "c-2", "c-3")


class CabinetUnit(Unit):
    """Contactors that follow their coils after `delay_s`, unless stuck; and a clock that goes."""

    delay_s = 0.2
    rate = 1.0
    """City seconds in a second."""
    clock_off_s = 0
    """Its clock minus the city's."""

    def __init__(self) -> None:
        super().__init__()
        self.stuck: set[int] = set()
        self.tables[4].update({20: 0, 21: 1234, 22: 0, 23: 5000, 24: 2301, 25: 2302, 26: 2303})
        self.told: list[Callable[[], None]] = []
        self.on_write = self._follow

    def answer(self, pdu: bytes) -> bytes | None:
        self.tables[4][30], self.tables[4][31] = divmod(self.clock_s(), 65536)
        return super().answer(pdu)

    def clock_s(self) -> int:
        """What its clock shows, in seconds of the epoch."""
        return self._city_s() + self.clock_off_s

    def _city_s(self) -> int:
        return int(START.timestamp() + asyncio.get_running_loop().time() * self.rate)

    def _follow(self, table: int, address: int, value: int) -> None:
        if (table, address) == (3, 31):
            self.clock_off_s = (self.tables[3][30] << 16 | value) - self._city_s()
        if table == 1 and address - 100 not in self.stuck:
            asyncio.get_running_loop().call_later(self.delay_s, self.put, address - 100, value)

    def put(self, output: int, closed: int) -> None:
        """A contactor moves; outputs from 0."""
        self.tables[2][output] = closed
        for told in self.told:
            told()

    @property
    def coils(self) -> list[tuple[float, int, int]]:
        return [(at, address - 100, value) for at, table, address, value in self.writes if table == 1]


class ConcentratorUnit(Unit):
    """Lamps that do as they were told two seconds later, as long as they have power and are not deaf."""

    delay_s = 2.0

    def __init__(self, cabinet: CabinetUnit, outputs: Sequence[int]) -> None:
        super().__init__()
        self._cabinet = cabinet
        self._outputs = outputs
        """Feeding output of each slot, from 0."""
        self.deaf: set[int] = set()
        self.told = [100] * len(outputs)
        self.on_write = self._command
        cabinet.told.append(self.act)
        self.act()

    def _command(self, table: int, address: int, value: int) -> None:
        slots = range(len(self._outputs)) if address == 0 else [address - 10]
        for slot in slots:
            if slot not in self.deaf:
                self.told[slot] = value
        asyncio.get_running_loop().call_later(self.delay_s, self.act)

    def act(self) -> None:
        for slot, output in enumerate(self._outputs):
            lit = self._cabinet.tables[2].get(output)
            self.tables[4][100 + slot] = self.told[slot] if lit else NO_DATA
            self.tables[4][300 + slot] = self.told[slot] * 10 if lit else 0


@dataclass
class Scene:
    """A street at work; times are loop seconds."""

    site: Site
    network: MemoryNetwork
    bench: Bench
    cabinet: CabinetUnit
    concentrator: ConcentratorUnit
    field: Field
    events: list[FieldEvent] = made_by(default_factory=list)
    samples: list[Sample] = made_by(default_factory=list)

    @property
    def lamps(self) -> tuple[str, ...]:
        return tuple(self.site.plant.lamps)

    def light(self, level: float, *, close: Sequence[str] = CIRCUITS) -> None:
        """Wish circuits closed and every lamp at a level."""
        for circuit in close:
            self.field.wish_circuit(circuit, True, "test")
        for lamp in self.lamps:
            self.field.wish_lamp(lamp, Level(level), "test")

    def states(self) -> set[str]:
        return {self.field.board.lamp(lamp).state.value for lamp in self.lamps}

    def told(self, kind: str) -> list[str]:
        return [event.thing for event in self.events if event.kind == kind]


def lamps_of_concentrator() -> Iterator[Lamp]:
    """Ten lamps: slots 1 to 10 on circuits c-1 and c-2 in turn."""
    for slot in range(1, 11):
        yield lamp(f"l-{slot:02}", CIRCUITS[(slot - 1) % 2], concentrator="dcu", slot=slot)


def lamp(name: str, circuit: str, *, concentrator: str = "", slot: int = 0, unit: int = 0) -> Lamp:
    direct = DeviceAddress(LAMP.id, "rtu", unit) if unit else None
    fitted = (Fitted(date(2024, 1, 1), "led"),)
    return Lamp(name, name, "street", "street", circuit, "cab", fitted, (), concentrator, slot, direct)


def site_of(lamps: Sequence[Lamp], lines: Sequence[Line], drivers: Sequence[Driver] = ()) -> Site:
    polling = Polling(
        timedelta(seconds=60), timedelta(seconds=60), timedelta(minutes=15), timedelta(minutes=5)
    )
    place = Place(10.5, 106.4, ZoneInfo("Asia/Ho_Chi_Minh"))
    settings = Settings(
        "test", "Test", place, ("en",), polling, TrafficSource(), WeatherSource(), TimeSeriesSink()
    )
    cabinet = Cabinet(
        "cab", "Cabinet", "street", DeviceAddress(CABINET.id, "tcp", 1),
        tuple(Circuit(name, "cab", i + 1) for i, name in enumerate(CIRCUITS)),
    )  # fmt: skip
    plant = Plant(
        lines={line.id: line for line in lines},
        streets={"street": Street("street", "Street", "M4", 500.0, Level(0.0), "old")},
        groups={"street": Group("street", "street", Level(0.0), tuple(one.id for one in lamps))},
        cabinets={"cab": cabinet},
        concentrators={"dcu": Concentrator("dcu", "cab", DeviceAddress(CONCENTRATOR.id, "tcp", 2))},
        lamps={one.id: one for one in lamps},
        luminaires={"led": Luminaire("led", "LED", ((100.0, 100.0),), Watts(0.5), Level(10.0), "assumed")},
        places={},
    )
    known = {driver.id: driver for driver in (CABINET, CONCENTRATOR, LAMP, *drivers)}
    return Site(Path(), settings, plant, known, {}, Schedule(()), Accounts((), (), ()), "0", {})


def play(test: Callable[[Scene], Awaitable[None]], *, spread_s: float = 0.0, rate: float = 1.0) -> None:
    """Run a test beside the field of the street in virtual time; the field is cancelled at the end."""
    run_in_virtual_time(_play(test, spread_s, rate))


async def _play(test: Callable[[Scene], Awaitable[None]], spread_s: float, rate: float) -> None:
    site = site_of(tuple(lamps_of_concentrator()), (Line("tcp", LineKind.TCP),))
    settings = replace(site.settings, cabinet_spread=timedelta(seconds=spread_s))
    site = replace(site, settings=settings)
    cabinet = CabinetUnit()
    cabinet.rate = rate
    concentrator = ConcentratorUnit(cabinet, [(slot % 2) for slot in range(10)])
    bench = Bench({1: cabinet, 2: concentrator})
    network = MemoryNetwork()
    network.listen("tcp", bench)
    scene = Scene(site, network, bench, cabinet, concentrator, field_of(site, network, rate, [], []))
    scene.field = field_of(site, network, rate, scene.events, scene.samples)
    await beside(scene.field, test(scene))


def field_of(
    site: Site,
    network: MemoryNetwork,
    rate: float,
    events: list[FieldEvent],
    samples: list[Sample],
) -> Field:
    clock = RunningClock(START, rate=rate)
    return Field(site, network, clock, on_event=events.append, on_sample=samples.append)


async def beside(running: Field, test: Awaitable[None]) -> None:
    """Run the test while the field runs, and end the field after it."""
    task = asyncio.create_task(running.run())
    try:
        await test
        assert not task.done()
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
