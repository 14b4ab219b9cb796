"""Silence on a line: before each frame, after a missing reply, after a broadcast."""

import asyncio

from lightctl.clock import FineTimer, WireClock
from lightctl.core.plant import Line, LineKind
from lightctl.errors import BadFrame

LONGEST_DRAIN_S = 3.0
BITS_PER_CHARACTER = 11
CLOCK_GRAIN_S = 2e-6
"""A timer may ring this much early; a loop that waits again for less would never see time move."""


class Quiet:
    """When the last byte was heard, and waiting from there on; of one task."""

    def __init__(self, line: Line, wire: WireClock) -> None:
        self.wire = wire
        self.character_s = BITS_PER_CHARACTER / line.baud if line.kind is LineKind.RTU else 0.0
        self.frame_s = _frame_silence_s(line)
        self.last_byte = 0.0
        self._timer: FineTimer | None = None

    def open(self) -> None:
        """A serial line gets a timer finer than the loop's."""
        if self.frame_s and self._timer is None:
            self._timer = FineTimer()

    def close(self) -> None:
        """Give the timer back."""
        if self._timer is not None:
            self._timer.close()
            self._timer = None

    async def keep(self, pause_s: float) -> None:
        """Return `pause_s` after the last byte; raises BadFrame on a line that is never silent."""
        end = self.wire() + pause_s + LONGEST_DRAIN_S
        while await self._waited(pause_s):
            if self.wire() >= end:
                raise BadFrame("the line is never silent")

    async def drain(self, silence_s: float) -> None:
        """Wait for that much silence from now on, at most LONGEST_DRAIN_S."""
        end = self.wire() + LONGEST_DRAIN_S
        self.last_byte = self.wire()
        while self.wire() < end and await self._waited(min(silence_s, LONGEST_DRAIN_S / 2)):
            pass

    async def broadcast(self, size: int, turnaround_s: float) -> None:
        """Let a frame that nobody answers pass, and the units that heard it work."""
        await asyncio.sleep(size * self.character_s + turnaround_s)
        self.last_byte = self.wire()

    async def _waited(self, pause_s: float) -> bool:
        """Sleep off what is left of the pause; False when it was already over."""
        left = self.last_byte + pause_s - self.wire()
        if left < CLOCK_GRAIN_S:
            return False
        if self._timer is None:
            await asyncio.sleep(left)
        else:
            await self._timer.sleep(left)
        return True


def _frame_silence_s(line: Line) -> float:
    """t3.5 on a serial line: 3.5 characters, 1.75 ms above 19200 baud; a gateway keeps its own."""
    if line.kind is not LineKind.RTU:
        return 0.0
    return 0.00175 if line.baud > 19200 else 3.5 * BITS_PER_CHARACTER / line.baud
