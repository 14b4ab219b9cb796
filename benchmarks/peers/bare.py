"""A bare poller on pymodbus's asynchronous client: reads, compares, keeps; nothing else.

`python -m benchmarks.peers.bare PORT CABINETS`
"""

import asyncio
import sys

from pymodbus.client import AsyncModbusTcpClient

from benchmarks.peers.farm import FIRST, READ, VALUES


async def poll(port: int) -> None:
    """One cabinet, each second, for ever."""
    client = AsyncModbusTcpClient("127.0.0.1", port=port, timeout=2.0, retries=0)
    await client.connect()
    held: dict[int, int] = {}
    loop = asyncio.get_running_loop()
    due = loop.time()
    while True:
        for start in range(FIRST, FIRST + VALUES, READ):
            reply = await client.read_input_registers(start, count=READ, device_id=2)
            for address, value in enumerate(reply.registers, start):
                if held.get(address) != value:
                    held[address] = value
        due += 1.0
        await asyncio.sleep(max(0.0, due - loop.time()))


async def main(port: int, cabinets: int) -> None:
    """All cabinets at once."""
    await asyncio.gather(*(poll(port + n) for n in range(cabinets)))


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))
