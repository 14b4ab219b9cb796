"""A Modbus TCP server that answers every read with a hundred registers, as cheaply as it can."""

import asyncio
import sys

WORDS = 100
BODY = bytes([1, 3, 2 * WORDS]) + bytes(n % 256 for n in range(2 * WORDS))
TAIL = (len(BODY)).to_bytes(2, "big") + BODY
REQUEST_BYTES = 12


class Answers(asyncio.BufferedProtocol):
    """One connection."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.Transport = transport  # type: ignore[assignment]
        self._buffer = memoryview(bytearray(4096))
        self._kept = 0

    def get_buffer(self, sizehint: int) -> memoryview:
        return self._buffer[self._kept :]

    def buffer_updated(self, nbytes: int) -> None:
        held = self._kept + nbytes
        whole = held - held % REQUEST_BYTES
        starts = range(0, whole, REQUEST_BYTES)
        self._transport.write(b"".join(bytes(self._buffer[start : start + 4]) + TAIL for start in starts))
        self._buffer[: held - whole] = self._buffer[whole:held]
        self._kept = held - whole


async def main() -> None:
    """Serve on a free port of loopback and say which."""
    server = await asyncio.get_running_loop().create_server(Answers, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
