"""Another Modbus stack reads and writes the simulated city over a real socket."""

from pathlib import Path

import pytest
from pymodbus.client import AsyncModbusTcpClient

from lightctl.clock import SystemClock
from lightctl.simulation.city import City
from lightctl.simulation.serving import serve_sockets
from lightctl.site.scenario import Scenario
from tests.simulation.hand import site

QUIET = Scenario("quiet", "Nothing happens", 7)


@pytest.mark.live
async def test_pymodbus_reads_and_writes_every_kind_of_table(tmp_path: Path) -> None:
    city = City(site(meter="meters/eastron-sdm630"), QUIET, SystemClock())
    async with serve_sockets(city, tmp_path, free_ports=True) as addresses:
        host, port = addresses["tcp"]
        async with AsyncModbusTcpClient(host, port=port, timeout=3, retries=0) as client:
            assert not (await client.write_coil(0, True, device_id=1)).isError()
            assert not (await client.write_coils(1, [True], device_id=1)).isError()
            assert (await client.read_coils(0, count=3, device_id=1)).bits[:3] == [True, True, False]
            assert (await client.read_discrete_inputs(0, count=2, device_id=1)).bits[:2] == [True, True]
            assert not (await client.write_registers(0x100, [40, 50], device_id=2)).isError()
            assert (await client.read_holding_registers(0x100, count=2, device_id=2)).registers == [40, 50]
            assert (await client.read_input_registers(0x100, count=1, device_id=2)).registers == [0xFFFF]
            assert (await client.write_register(0x100, 101, device_id=2)).exception_code == 3
            assert (await client.read_input_registers(0x700, count=1, device_id=2)).exception_code == 2
            volts = await client.read_input_registers(0, count=2, device_id=10)
            shown = client.convert_from_registers(volts.registers, client.DATATYPE.FLOAT32)
            assert isinstance(shown, float)
            assert 222 < shown < 238
