"""Every listed measurement of every meter, served by somebody else's Modbus server and packed by hand.

The registers come from the public list and `struct`, the server is pymodbus's own, the way is a real socket:
nothing of lightctl stands on the far side.
"""

import asyncio
import csv
from collections.abc import Mapping
from struct import pack, unpack

import pytest
from pymodbus.framer import FramerType
from pymodbus.server import ModbusTcpServer
from pymodbus.simulator import DataType, SimData, SimDevice

from lightctl.clock import loop_clock
from lightctl.core.plant import Line, LineKind
from lightctl.field.peer import peer_of
from lightctl.field.transaction import Guard
from lightctl.links import TcpDialer
from lightctl.wire.blocks import plan_reads, spots_of
from lightctl.wire.driver import Table
from tests.catalog.drivers import shipped
from tests.catalog.test_driver_words import _IN_KILO, LISTED, MEASUREMENTS, split
from tests.conftest import data_file

pytestmark = pytest.mark.live
UNIT = 17
CODES = {"float32": ">f", "float64": ">d", "int64": ">q"}
TABLES = {"3": Table.HOLDING, "4": Table.INPUT}
NAN = {"float32": "7FC00000", "float64": "7FF8000000000000"}
Values = dict[tuple[str, int], float | None]
BY_HAND = [
    {"function_code": "3", "type": "float32", "address": "8198", "divide_by": "10"},
    {"function_code": "3", "type": "float32", "address": "8210", "divide_by": "10"},
    {"function_code": "3", "type": "float32", "address": "4126", "divide_by": "1"},
]


def listed(model: str) -> list[dict[str, str]]:
    with data_file("modbus/meters_registers_shared.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["model"] == model]
    assert len(rows) == MEASUREMENTS[model]
    return rows


def told(place: int) -> float:
    """What the meter shows at that row of the list, another one for each; a float holds it exactly."""
    return 100.5 + 3 * place


def words_of(row: Mapping[str, str], shown: float) -> list[int]:
    raw = shown * float(row["divide_by"])
    data = pack(CODES[row["type"]], int(raw) if row["type"] == "int64" else raw)
    return list(unpack(f">{len(data) // 2}H", data))


def absent_words(row: Mapping[str, str]) -> list[int]:
    data = bytes.fromhex(NAN[row["type"]])
    return list(unpack(f">{len(data) // 2}H", data))


async def read_all(driver_id: str, function: str, words: Mapping[int, int]) -> Values:
    """Every value of a driver, through the master's guard, from a pymodbus server with those words."""
    here = [SimData(address, values=[word], datatype=DataType.REGISTERS) for address, word in words.items()]
    idle = [SimData(0, values=[0], datatype=DataType.REGISTERS)]
    bits = [SimData(0, values=[False], datatype=DataType.BITS)]
    tables = (bits, bits, here, idle) if function == "3" else (bits, bits, idle, here)
    server = ModbusTcpServer(
        SimDevice(UNIT, simdata=tables), framer=FramerType.SOCKET, address=("127.0.0.1", 0)
    )
    try:
        await server.serve_forever(background=True)
        assert isinstance(server.transport, asyncio.Server)
        port = server.transport.sockets[0].getsockname()[1]
        line = Line("meters", LineKind.TCP, host="127.0.0.1", port=port)
        return await _ask(driver_id, TABLES[function], Guard(line, TcpDialer(), loop_clock()))
    finally:
        await server.shutdown()  # type: ignore[no-untyped-call]


async def _ask(driver_id: str, table: Table, guard: Guard) -> Values:
    driver = shipped(driver_id)
    peer = peer_of(driver, UNIT)
    await guard.open()
    found: Values = {}
    for block in plan_reads(spots_of(p for p in driver.points if p.table is table), driver.limits):
        data = await guard.ask(peer, block.request(UNIT))
        assert data is not None
        found.update({(p.name, index): value for p, index, value in block.values(data)})
    guard.close()
    return found


def place_of(model: str, row: Mapping[str, str]) -> tuple[str, int]:
    stem, phase = split(row["measurement"])
    return LISTED[model][1][stem], int(phase or 1)


def spread(row: Mapping[str, str], words: list[int]) -> dict[int, int]:
    return {int(row["address"]) + i: word for i, word in enumerate(words)}


@pytest.mark.parametrize("model", LISTED)
async def test_every_listed_measurement_is_read_right(model: str) -> None:
    rows = listed(model)
    words = {a: w for i, row in enumerate(rows) for a, w in spread(row, words_of(row, told(i))).items()}
    found = await read_all(LISTED[model][0], rows[0]["function_code"], words)
    assert len(found) == len(rows)
    for i, row in enumerate(rows):
        kilo = 1000 if split(row["measurement"])[0].rstrip("#") in _IN_KILO else 1
        whole = int(told(i) * float(row["divide_by"])) / float(row["divide_by"])
        want = (whole if row["type"] == "int64" else told(i)) * kilo
        assert found[place_of(model, row)] == pytest.approx(want, rel=1e-6), row


@pytest.mark.parametrize("model", LISTED)
async def test_not_a_number_is_no_data(model: str) -> None:
    rows = listed(model)
    absent = [row for i, row in enumerate(rows) if row["type"] in NAN and i % 2 == 0]
    assert absent
    words: dict[int, int] = {}
    for i, row in enumerate(rows):
        words |= spread(row, absent_words(row) if row in absent else words_of(row, told(i)))
    found = await read_all(LISTED[model][0], rows[0]["function_code"], words)
    none = {place for place, value in found.items() if value is None}
    assert none == {place_of(model, row) for row in absent}


async def test_three_registers_by_hand() -> None:
    """230.5 V, 5000 W and 8567.25 kWh as a DTSU666 sends them; every other register is 0."""
    shown = (230.5, 5000.0, 8567.25)
    words = {a + i: 0 for a in (*range(0x101E, 0x1030, 2), *range(0x2006, 0x2046, 2)) for i in (0, 1)}
    for row, value in zip(BY_HAND, shown, strict=True):
        words |= spread(row, words_of(row, value))
    found = await read_all("meters/chint-dtsu666", "3", words)
    assert found["voltage", 1] == 230.5
    assert found["power", 1] == 5000.0
    assert found["energy", 1] == 8_567_250.0
    assert found["voltage", 2] == 0.0


async def test_sentinels_of_a_cabinet_s_own_meter_are_no_data() -> None:
    """0xFFFF, 0x80000000 and 0xFFFFFFFF by the cabinet's map; the phase that has a word keeps its value."""
    words = dict.fromkeys((*range(0x14), 0x20), 0) | {0x08: 0xFFFF, 0x09: 2305, 0x0B: 0xFFFF, 0x0E: 0x8000}
    words |= {0x10: 0xFFFF, 0x11: 0xFFFF}
    found = await read_all("cabinets/mcu-reference", "4", words)
    none = {place for place, value in found.items() if value is None}
    assert none == {("voltage", 1), ("current", 1), ("power", 1), ("energy", 1)}
    assert found["voltage", 2] == 230.5
