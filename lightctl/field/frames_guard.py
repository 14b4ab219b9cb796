"""The guard of a framed serial line: one exchange at a time, and no reply believed that was not asked for.

A reply counts only with the address, number and opcode of the request in flight and the length that it must
have. Events come whenever they like; they are handed on and acknowledged when the line is free.
"""

import asyncio
from collections.abc import Mapping
from struct import pack

from lightctl.clock import WireClock
from lightctl.core.plant import Line
from lightctl.errors import BadFrame, FieldError, LinkDown, NoAnswer, Refused
from lightctl.field.connected import Connected
from lightctl.field.frames_events import EventDesk, OnEvent
from lightctl.field.peer import Peer
from lightctl.links import Dialer
from lightctl.wire.dcu_frames import (
    BYTE_GAP_S,
    EVENT,
    KIND_MASK,
    REFUSAL,
    Ask,
    Frame,
    Op,
    Refusal,
    air_bytes,
    give_up,
    take_frame,
    wrap,
)
from lightctl.wire.dcu_words import prove

SILENT_CHARACTERS = 4
LEAST_SILENCE_S = 0.002
MOST_NUMBER = 255
BITS_PER_CHARACTER = 11
LONGEST_DRAIN_S = 3.0
CLOCK_GRAIN_S = 2e-6
"""A timer may ring this much early; a loop that waits again for less would never see time move."""


class FramesGuard(Connected):
    """Owns the line's connection; a LinkListener. Every method but `received` and `lost` is its owner's."""

    def __init__(self, line: Line, dialer: Dialer, wire: WireClock, listeners: Mapping[int, OnEvent]) -> None:
        super().__init__(line, dialer, wire)
        self.echoes = 0
        """Frames of a master that came in: our own, on a line that echoes."""
        self._character_s = BITS_PER_CHARACTER / line.baud
        self._silence_s = max(LEAST_SILENCE_S, SILENT_CHARACTERS * self._character_s)
        self._asked: Frame | None = None
        self._ask = Ask(Op.IDENTIFY)
        self._answer: asyncio.Future[bytes] | None = None
        self._busy = False
        self._number = 0
        self._word = 0
        self._last_byte = 0.0
        self._doubted: set[int] = set()
        self._events = EventDesk(listeners)
        self._ringing: asyncio.TimerHandle | None = None

    def close(self) -> None:
        if self._ringing is not None:
            self._ringing.cancel()
            self._ringing = None
        self._events.owed.clear()
        super().close()

    def rest(self) -> None:
        """Nothing is asked for a while."""

    async def ask(self, peer: Peer, ask: Ask) -> bytes:
        """The payload of the reply, proven; raises LinkDown, NoAnswer, Refused or BadFrame."""
        self._busy = True
        try:
            if peer.unit in self._doubted:
                await self._prove_clean(peer)
            return await self._exchange(peer, ask)
        finally:
            self._busy = False
            self._ring()

    def received(self, data: memoryview) -> None:
        now = self.wire()
        if self._buffer and now - self._last_byte > BYTE_GAP_S:
            give_up(self._buffer)
        self._last_byte = now
        self._buffer += data
        while (frame := take_frame(self._buffer)) is not None:
            self._heard(frame)

    def _fail(self, error: FieldError) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(error)

    def _heard(self, frame: Frame) -> None:
        if frame.kind == EVENT:
            self._events.take(frame, self.wire())
            self._ring()
        elif frame.kind == 0:
            self.echoes += 1
        elif self._answer is not None and not self._answer.done() and self._is_answer(frame):
            self._settle(self._answer, frame)

    def _is_answer(self, frame: Frame) -> bool:
        asked = self._asked
        return (
            asked is not None
            and (frame.address, frame.number) == (asked.address, asked.number)
            and frame.opcode & ~KIND_MASK == asked.opcode
        )

    def _settle(self, answer: "asyncio.Future[bytes]", frame: Frame) -> None:
        name = f"{self.line.id} unit {frame.address}"
        if frame.kind == REFUSAL and len(frame.payload) == 1:
            code = frame.payload[0]
            word = Refusal(code).name.lower() if code in set(Refusal) else f"code {code}"
            asked = self._ask.opcode.name
            answer.set_exception(Refused(f"{name} refused {asked}: {word.replace('_', ' ')}", code))
        elif frame.kind == REFUSAL or not self._ask.fits(frame.payload):
            answer.set_exception(BadFrame(f"{name}: a reply of the wrong length or page"))
        else:
            answer.set_result(frame.payload)

    async def _exchange(self, peer: Peer, ask: Ask) -> bytes:
        await self._quiet(max(peer.gap_s, self._silence_s))
        while self._events.owed and self._link is not None:
            self._pay()
            await self._quiet(self._silence_s)
        self._buffer.clear()
        try:
            return await self._await_reply(peer, ask)
        except (NoAnswer, BadFrame):
            self._doubted.add(peer.unit)
            self._asked = self._answer = None
            await self._drain(min(peer.timeout_s, LONGEST_DRAIN_S / 2))
            raise
        except LinkDown:
            # The device does not know that the port was closed: its reply may come through the next one.
            self._doubted.add(peer.unit)
            raise
        except asyncio.CancelledError:
            # Only when the whole line ends: its reply must find nobody.
            self.close()
            raise
        finally:
            self._asked = self._answer = None

    async def _await_reply(self, peer: Peer, ask: Ask) -> bytes:
        if self._link is None:
            raise LinkDown(f"{self.line.id}: not connected")
        loop = asyncio.get_running_loop()
        self._number = self._number % MOST_NUMBER + 1
        self._ask, self._asked = ask, Frame(peer.unit, self._number, ask.opcode, ask.payload)
        answer: asyncio.Future[bytes] = loop.create_future()
        self._answer = answer
        self.transactions += 1
        self._write(self._asked)
        patience_s = peer.timeout_s + air_bytes(ask) * self._character_s
        timer = loop.call_later(patience_s, self._give_up, answer, peer)
        try:
            return await answer
        finally:
            timer.cancel()

    def _give_up(self, answer: "asyncio.Future[bytes]", peer: Peer) -> None:
        if not answer.done():
            answer.set_exception(NoAnswer(f"{self.line.id} unit {peer.unit}: no answer in time"))

    def _write(self, frame: Frame) -> None:
        """Send; the line is silent only when the last character has left."""
        if self._link is not None:
            data = wrap(frame)
            self._send(data)
            self._last_byte = self.wire() + len(data) * self._character_s

    async def _prove_clean(self, peer: Peer) -> None:
        """Have the unit in doubt repeat a word that it never heard before; raises when that fails."""
        self._word += 1
        await self._exchange(peer, prove(pack(">I", self._word)))
        self._doubted.discard(peer.unit)

    def _ring(self) -> None:
        """Acknowledge events soon, unless an exchange does it first."""
        if self._events.owed and not self._busy and self._ringing is None:
            after_s = max(0.0, self._last_byte - self.wire()) + self._silence_s + CLOCK_GRAIN_S
            self._ringing = asyncio.get_running_loop().call_later(after_s, self._rung)

    def _rung(self) -> None:
        self._ringing = None
        if self._busy or not self._events.owed:
            return
        if self.wire() - self._last_byte >= self._silence_s:
            self._pay()
        self._ring()

    def _pay(self) -> None:
        self._write(self._events.owed.pop(0))

    async def _drain(self, silence_s: float) -> None:
        """Wait for that much silence, at most LONGEST_DRAIN_S, and forget what came."""
        end = self.wire() + LONGEST_DRAIN_S
        self._last_byte = max(self._last_byte, self.wire())
        while self.wire() < end and await self._waited(silence_s):
            pass
        self._buffer.clear()

    async def _quiet(self, pause_s: float) -> None:
        """Keep the line silent until `pause_s` after the last byte; raises BadFrame if it never is."""
        end = self.wire() + pause_s + LONGEST_DRAIN_S
        while await self._waited(pause_s):
            if self.wire() >= end:
                raise BadFrame(f"{self.line.id}: the line is never silent")

    async def _waited(self, pause_s: float) -> bool:
        """Sleep off what is left of the pause; False when it was already over."""
        left = self._last_byte + pause_s - self.wire()
        if left < CLOCK_GRAIN_S:
            return False
        await asyncio.sleep(left)
        return True
