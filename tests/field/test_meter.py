"""A meter beside the cabinet controller: its own unit, its own rates, samples only of what was read."""

import asyncio
from dataclasses import replace
from typing import Protocol

import pytest

from lightctl.clock.virtual import run_in_virtual_time
from lightctl.core.plant import DeviceAddress, Line, LineKind
from lightctl.field import BankSamples, Field, FieldEvent, MeterSample
from lightctl.links import MemoryNetwork
from lightctl.wire.driver import Driver, Encoding, Kind, Point, Table
from tests.field.bench import Bench, Unit
from tests.field.street import CabinetUnit, beside, field_of, lamp, site_of

METER = Driver(
    "meters/test", "a meter", "modbus", "simulator", "ours",
    points=(
        Point("power", Table.INPUT, 0, Encoding.UINT16, kind=Kind.POWER, unit="kW", divisor=10.0),
        Point("energy", Table.INPUT, 40, Encoding.UINT32, kind=Kind.ENERGY, unit="Wh", every="energy",
              sentinels=(0xFFFFFFFF,)),
    ),
)  # fmt: skip


class Look(Protocol):
    async def __call__(self, field: Field, meter: Unit, samples: list[MeterSample | BankSamples]) -> None: ...


def play_meter(look: Look) -> None:
    async def main() -> None:
        site = site_of([lamp("s-1", "c-1")], (Line("tcp", LineKind.TCP),), (METER,))
        cabinet = replace(site.plant.cabinets["cab"], meter=DeviceAddress(METER.id, "tcp", 10))
        site = replace(site, plant=replace(site.plant, cabinets={"cab": cabinet}))
        meter = Unit()
        meter.tables[4].update({0: 37, 40: 1, 41: 2})
        network = MemoryNetwork()
        network.listen("tcp", Bench({1: CabinetUnit(), 2: Unit(), 10: meter}))
        events: list[FieldEvent] = []
        samples: list[MeterSample | BankSamples] = []
        field = field_of(site, network, 1.0, events, samples)
        await beside(field, look(field, meter, samples))

    run_in_virtual_time(main())


def test_power_comes_each_minute_and_energy_at_its_own_rate() -> None:
    async def look(field: Field, meter: Unit, samples: list[MeterSample | BankSamples]) -> None:
        await asyncio.sleep(3600)
        meter_samples = [one for one in samples if isinstance(one, MeterSample)]
        powers = [one.power_w for one in meter_samples if one.power_w is not None]
        energies = [one.energy_wh for one in meter_samples if one.energy_wh is not None]
        assert powers == pytest.approx([3700.0] * len(powers))
        assert 59 <= len(powers) <= 62
        assert energies == [65538.0] * len(energies)
        assert 4 <= len(energies) <= 6
        report = field.board.cabinet("cab")
        assert report.power_w == pytest.approx(3700.0)
        assert report.energy_wh == 65538.0

    play_meter(look)


def test_no_data_is_neither_zero_nor_the_last_value() -> None:
    async def look(field: Field, meter: Unit, samples: list[MeterSample | BankSamples]) -> None:
        await asyncio.sleep(20)
        meter.tables[4].update({40: 0xFFFF, 41: 0xFFFF})
        samples.clear()
        await asyncio.sleep(2000)
        assert [one for one in samples if isinstance(one, MeterSample) and one.energy_wh is not None] == []
        assert field.board.cabinet("cab").energy_wh is None

    play_meter(look)


def test_a_silent_meter_leaves_its_cabinet_answering() -> None:
    async def look(field: Field, meter: Unit, samples: list[MeterSample | BankSamples]) -> None:
        meter.silent = True
        await asyncio.sleep(200)
        assert field.board.cabinet("cab").answering
        assert not field.board.device("cab/meter").answering
        assert samples == []

    play_meter(look)
