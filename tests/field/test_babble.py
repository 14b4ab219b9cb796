"""A line on which somebody never stops talking: every request fails in time, and none waits for ever."""

import asyncio

import pytest

from lightctl.clock import loop_clock
from lightctl.clock.virtual import run_in_virtual_time
from lightctl.core.plant import Line, LineKind
from lightctl.errors import BadFrame
from lightctl.field.frames_guard import FramesGuard
from lightctl.field.peer import Peer
from lightctl.field.transaction import Guard
from lightctl.links import Link, MemoryNetwork
from lightctl.wire.dcu_words import IDENTIFY
from lightctl.wire.driver import Table
from lightctl.wire.request import read

EVERY_S = 0.001
PEER = Peer(1, 0.2, 0.0, ())


class Babbler:
    """Sends a byte each millisecond, whoever asks or not."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, link: Link) -> "Babbler":
        self.link = link
        self._babble()
        return self

    def received(self, _data: memoryview) -> None:
        self.asked += 1

    def lost(self, _reason: str) -> None:
        self.timer.cancel()

    def _babble(self) -> None:
        self.link.write(b"\x55")
        self.timer = asyncio.get_running_loop().call_later(EVERY_S, self._babble)


async def asked(guard: Guard | FramesGuard) -> bytes | None:
    if isinstance(guard, Guard):
        return await guard.ask(PEER, read(1, Table.HOLDING, 0, 1))
    return await guard.ask(PEER, IDENTIFY)


@pytest.mark.parametrize("kind", [LineKind.RTU, LineKind.SERIAL])
def test_a_line_that_is_never_silent_fails_each_request_in_time(kind: LineKind) -> None:
    async def main() -> None:
        babbler, network, line = Babbler(), MemoryNetwork(), Line("line", kind, baud=9600)
        network.listen("line", babbler)
        wire = loop_clock()
        guard = Guard(line, network, wire) if kind is LineKind.RTU else FramesGuard(line, network, wire, {})
        await guard.open()
        await asyncio.sleep(0.1)
        for _ in range(3):
            began = wire()
            with pytest.raises(BadFrame, match="never silent"):
                await asyncio.wait_for(asked(guard), 60)
            assert wire() - began < 5
        assert babbler.asked == 0
        guard.close()

    run_in_virtual_time(main())
