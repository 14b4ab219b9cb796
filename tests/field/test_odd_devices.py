"""A cabinet as odd as the driver language can say, its registers by hand: it works like any other."""

import asyncio

from lightctl.clock.virtual import run_in_virtual_time
from lightctl.core.plant import Line, LineKind
from lightctl.field import Field, MeterSample
from lightctl.links import MemoryNetwork
from tests.catalog.drivers import read_driver
from tests.field.bench import Bench
from tests.field.street import (
    CABINET,
    CIRCUITS,
    CabinetUnit,
    ConcentratorUnit,
    Sample,
    beside,
    field_of,
    lamps_of_concentrator,
    site_of,
)

ODD = """
driver: test
title: Contactors seen at one place and told at another, digits, swapped bytes and a clock in registers
speaks: modbus
proven: simulator
source: ours
counts_from: 1
limits: {hole_registers: 0}
points:
  contactor: {table: discrete, address: 1, type: bool, access: rw, kind: contactor, count: 3,
              written_at: {table: coil, address: 101}}
  power: {table: input, address: 21, type: bcd32, word_order: low-first, unit: W, kind: power}
  energy: {table: input, address: 23, type: uint32, byte_order: low-first, unit: Wh, scale: 10, kind: energy}
  clock: {table: holding, address: 31, type: calendar, access: rw, kind: clock, utc_offset: 7h,
          fields: [year-2000, month, day, weekday, hour, minute, second]}
"""


def test_it_is_switched_metered_and_its_clock_set_in_one_write() -> None:
    async def night() -> None:
        site = site_of(
            tuple(lamps_of_concentrator()), (Line("tcp", LineKind.TCP),), (read_driver(ODD, CABINET.id),)
        )
        cabinet = CabinetUnit()
        cabinet.tables[4].update({20: 0x4800, 21: 0x0012, 22: 0x0100, 23: 0x40E2})
        # The city begins at 18:00:00 of its own time; this clock says a minute less, and does not run.
        cabinet.tables[3].update({30: 26, 31: 11, 32: 20, 33: 5, 34: 17, 35: 59, 36: 0})
        network, samples = MemoryNetwork(), list[Sample]()
        network.listen("tcp", Bench({1: cabinet, 2: ConcentratorUnit(cabinet, [0] * 10)}))
        running = field_of(site, network, 1.0, [], samples)
        await beside(running, evening(running, cabinet, samples))

    async def evening(running: Field, cabinet: CabinetUnit, samples: list[Sample]) -> None:
        running.wish_circuit("c-1", True, "evening")
        await asyncio.sleep(130)
        assert [(output, value) for _, output, value in cabinet.coils] == [(0, 1)]
        closed = [running.board.circuit(one).closed for one in CIRCUITS]
        assert closed == [True, False, False]
        metered = [one for one in samples if isinstance(one, MeterSample)]
        assert (metered[-1].power_w, metered[-1].energy_wh) == (124800, 1_234_560)
        assert [cabinet.tables[3][place] for place in range(30, 35)] == [26, 11, 20, 5, 18]
        sets = [at for at, table, address, _ in cabinet.writes if (table, address) == (3, 30)]
        parts = [at for at, table, _, _ in cabinet.writes if table == 3]
        assert parts == [at for at in sets for _ in range(7)]

    run_in_virtual_time(night())
